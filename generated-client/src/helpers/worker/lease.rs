//! [`Lease`]: the lease of an item, extended by heartbeats.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::{
    Settings, WorkEnd, WorkerEvent,
    poll::{is_fatal, may_have_arrived},
};
use crate::{
    Client, Error,
    helpers::json_value::{is_accepted, object_of_success},
    runtime::json,
    types::{WorkHeartbeat, WorkState},
};

/// The longest time between two heartbeats.
const LONGEST: Duration = Duration::from_secs(30);

/// A lease.
pub(super) struct Lease<'a> {
    settings: &'a Settings,
    client: &'a Client,
    work_id: &'a str,
    /// The last heartbeat as the server wrote it.
    last: String,
    /// How long the lease lasts without a heartbeat.
    ttl: Duration,
    /// The time since the last heartbeat that the server certainly has, measured by the pauses and by the clock.
    paused: Duration,
    since: Instant,
    has_begun: bool,
    /// Whether the server may have a heartbeat that we do not know.
    is_unclear: bool,
}

impl<'a> Lease<'a> {
    pub(super) fn new(settings: &'a Settings, client: &'a Client, work_id: &'a str) -> Self {
        Self {
            settings,
            client,
            work_id,
            last: "NO_HEARTBEAT".to_owned(),
            ttl: Duration::from_secs(90),
            paused: Duration::ZERO,
            since: Instant::now(),
            has_begun: false,
            is_unclear: false,
        }
    }

    /// Extends the lease until it ends, and returns the reason.
    pub(super) async fn keep(mut self) -> WorkEnd {
        loop {
            let pause = match self.beat().await {
                Ok(beat) => match self.take(beat) {
                    Some(end) => return end,
                    None => self.interval(),
                },
                Err(error) => match self.failed(&error) {
                    Next::End(end) => return end.unwrap_or(WorkEnd::Failed(error)),
                    Next::Again(pause) => pause,
                },
            };
            self.settings.pause(pause).await;
            self.paused += pause;
        }
    }

    /// The time between two heartbeats.
    fn interval(&self) -> Duration {
        (self.ttl / 2).clamp(Duration::from_secs(1), LONGEST)
    }

    async fn beat(&self) -> Result<WorkHeartbeat, Error> {
        let request = self.client.environment_work().heartbeat(&self.settings.environment_id, self.work_id);
        let request = request.expected_last_heartbeat(&self.last).timeout(self.interval()).max_retries(0);
        request.send().await.or_else(|error| parts(&error).ok_or(error))
    }

    /// The lease is extended, or the server asks to stop.
    fn take(&mut self, beat: WorkHeartbeat) -> Option<WorkEnd> {
        if let Some(seconds) = u64::try_from(beat.ttl_seconds).ok().filter(|seconds| *seconds > 0) {
            self.ttl = Duration::from_secs(seconds);
        }
        if !beat.last_heartbeat.is_empty() {
            self.last = beat.last_heartbeat;
        }
        self.paused = Duration::ZERO;
        self.since = Instant::now();
        self.is_unclear = false;
        let had_begun = std::mem::replace(&mut self.has_begun, true);
        let is_stopping = matches!(beat.state, WorkState::Stopping | WorkState::Stopped);
        if is_stopping || !beat.lease_extended {
            return Some(if had_begun { WorkEnd::StopRequested } else { WorkEnd::StoppedBeforeBegin });
        }
        self.settings.tell(&WorkerEvent::LeaseExtended { work_id: self.work_id });
        None
    }

    fn failed(&mut self, error: &Error) -> Next {
        let is_expired = self.paused.max(self.since.elapsed()) >= self.ttl;
        let is_mismatch = error.status().is_some_and(|status| status.as_u16() == 412);
        // A heartbeat of ours whose response was lost: nobody else can have the lease before it expires.
        let may_be_ours = self.is_unclear && !is_expired;
        if is_mismatch && !(may_be_ours && is_cut(error)) {
            return match current(error).filter(|_| may_be_ours) {
                Some(last) if last != self.last => {
                    self.last = last;
                    self.is_unclear = false;
                    Next::Again(Duration::ZERO)
                }
                _ => Next::End(Some(WorkEnd::LeaseLost)),
            };
        }
        // A success may have extended the lease, even if it cannot be read.
        if is_fatal(error) && !is_mismatch && !is_accepted(error) {
            return Next::End(None);
        }
        self.is_unclear |= may_have_arrived(error);
        self.settings.tell(&WorkerEvent::HeartbeatFailed { work_id: self.work_id, error });
        if is_expired {
            return Next::End(Some(WorkEnd::LeaseLost));
        }
        // Several attempts fit into the rest of the lease.
        let pause = (self.interval() / 6).max(Duration::from_secs(1));
        Next::Again(pause.max(error.retry_after().unwrap_or_default().min(self.interval())))
    }
}

/// The next step after a heartbeat that failed.
enum Next {
    Again(Duration),
    /// `None` if the error is the reason.
    End(Option<WorkEnd>),
}

/// The parts of a heartbeat that cannot be decoded. Without the time of the lease, the last one counts.
fn parts(error: &Error) -> Option<WorkHeartbeat> {
    let beat = object_of_success(error)?;
    let parts = json!({
        "type": "work_heartbeat",
        "last_heartbeat": beat["last_heartbeat"].as_str()?,
        "lease_extended": beat["lease_extended"].as_bool()?,
        "state": beat["state"].as_str().unwrap_or_default(),
        "ttl_seconds": beat["ttl_seconds"].as_i64().unwrap_or_default(),
    });
    json::from_str(&json::json_of(&parts)).ok()
}

/// Whether an error lacks the body that the server sent.
fn is_cut(error: &Error) -> bool {
    matches!(error, Error::Api(error) if std::error::Error::source(error).is_some())
}

/// The last heartbeat that the server has, from its error for a heartbeat that it did not expect.
fn current(error: &Error) -> Option<String> {
    let Error::Api(error) = error else { return None };
    let body = json::value_of_body(error.body()).ok()?;
    body.pointer("/error/details/current_state/last_heartbeat")?.as_str().map(str::to_owned)
}
