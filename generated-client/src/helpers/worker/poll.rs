//! [`Poller`]: the next item of the queue, acknowledged.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use super::{ATTEMPT, Settings, WorkerEvent};
use crate::{
    Error, Result,
    helpers::{
        json_value::{is_accepted, is_foreign},
        limits::soon,
        reconnect::{Outcome, after_failed_request},
    },
    types::Work,
};

/// How long the server may hold an empty response, in milliseconds.
const BLOCK: i64 = 999;

/// The longest pause after failures.
const LONGEST: Duration = Duration::from_secs(60);

/// The longest pause that the server may request.
const LONGEST_ASKED: Duration = Duration::from_secs(5 * 60);

/// How many responses that are not from the API a worker accepts before its first successful poll.
const FOREIGN: u32 = 5;

/// How often an item is acknowledged.
const ATTEMPTS: u32 = 3;

/// Asks for items, one after the other.
pub(super) struct Poller<'a> {
    settings: &'a Settings,
    /// The failed polls and acknowledgements since the last success.
    failures: u32,
    has_polled: bool,
}

/// The result of an acknowledgement.
enum Acknowledged {
    /// This worker has the item.
    Ours,
    /// Another worker has it.
    Taken,
    Failed,
}

impl<'a> Poller<'a> {
    pub(super) fn new(settings: &'a Settings) -> Self {
        Self { settings, failures: 0, has_polled: false }
    }

    /// The next item, or `None` if the queue is empty.
    pub(super) async fn next(&mut self) -> Result<Option<Work>> {
        loop {
            let Some(work) = self.poll().await? else {
                self.failures = 0;
                self.settings.tell(&WorkerEvent::QueueEmpty);
                return Ok(None);
            };
            let pause = match self.acknowledge(&work.id).await {
                Acknowledged::Ours => {
                    self.failures = 0;
                    return Ok(Some(work));
                }
                Acknowledged::Taken => self.pause(),
                Acknowledged::Failed => self.pause_after_failure(),
            };
            self.settings.pause(pause).await;
        }
    }

    /// The pause after one more failure.
    fn pause_after_failure(&mut self) -> Duration {
        self.failures = self.failures.saturating_add(1);
        Duration::from_secs(1 << self.failures.min(6)).min(LONGEST)
    }

    /// The pause after an empty response, or an item that another worker has: 1 to 3 seconds, so that workers do not ask all at once.
    pub(super) fn pause(&self) -> Duration {
        Duration::from_secs_f64(1.0 + 2.0 * self.settings.clocked().clock().random())
    }

    async fn poll(&mut self) -> Result<Option<Work>> {
        loop {
            let poll = self.settings.client.environment_work().poll(&self.settings.environment_id);
            let poll = soon(poll.block_ms(BLOCK), ATTEMPT).anthropic_worker_id(&self.settings.worker_id);
            let polled = poll.send().await;
            let error = match polled {
                Ok(work) => {
                    self.has_polled = true;
                    return Ok(work);
                }
                Err(error) if self.is_refused(&error) => return Err(error),
                Err(error) => error,
            };
            let pause = self.pause_after_failure();
            let pause = pause.max(error.retry_after().unwrap_or_default().min(LONGEST_ASKED));
            let pause = pause + Duration::from_secs_f64(self.settings.clocked().clock().random());
            self.settings.tell(&WorkerEvent::PollFailed { error: &error, pause });
            self.settings.pause(pause).await;
        }
    }

    /// Whether the queue would give no item later. A response that cannot be decoded is not a refusal: the server hands out the
    /// item again. But if only a website ever answers, the base URL is wrong.
    fn is_refused(&self, error: &Error) -> bool {
        if is_foreign(error) {
            return !self.has_polled && self.failures >= FOREIGN;
        }
        is_fatal(error) && !matches!(error, Error::Decode(_))
    }

    /// Takes the item. If the response to an acknowledgement is lost, it is repeated. If the server has it already, the server says
    /// that the item is not in the queue any more.
    async fn acknowledge(&self, work_id: &str) -> Acknowledged {
        let (settings, mut is_unclear) = (self.settings, false);
        for attempt in 1..=ATTEMPTS {
            let acknowledged = settings.client.environment_work().ack(&settings.environment_id, work_id);
            let error = match soon(acknowledged, ATTEMPT).max_retries(0).send().await {
                Ok(_) => return Acknowledged::Ours,
                Err(error) if is_accepted(&error) => return Acknowledged::Ours,
                Err(error) => error,
            };
            let is_taken = error.status().is_some_and(|status| status.as_u16() == 409);
            if is_unclear && is_taken {
                return Acknowledged::Ours;
            }
            is_unclear |= may_have_arrived(&error);
            settings.tell(&WorkerEvent::AcknowledgeFailed { work_id, error: &error });
            if is_fatal(&error) {
                settings.stop(&settings.client, work_id).await;
                return Acknowledged::Failed;
            }
            if is_taken {
                return Acknowledged::Taken;
            }
            if attempt < ATTEMPTS {
                settings.pause(error.retry_after().unwrap_or(Duration::from_secs(1)).min(LONGEST)).await;
            }
        }
        Acknowledged::Failed
    }
}

/// Whether a request would fail in the same way again. The page of a proxy may be gone then.
pub(super) fn is_fatal(error: &Error) -> bool {
    after_failed_request(error) == Outcome::Over && !is_foreign(error)
}

/// Whether the server may have acted on a request.
pub(super) fn may_have_arrived(error: &Error) -> bool {
    match error {
        Error::Transport(error) => !error.was_refused(),
        Error::Timeout(_) | Error::Decode(_) | Error::Limit(_) => true,
        Error::Api(error) => error.status().is_server_error(),
        _ => false,
    }
}

/// A name that no other worker has.
pub(super) fn worker_id() -> String {
    // The standard library seeds each hasher anew.
    format!("managed-agents-{:016x}", RandomState::new().hash_one(std::process::id()))
}

#[cfg(test)]
mod tests {
    use std::{
        future::pending,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use crate::{
        Client,
        runtime::{TransportError, http, reqwest},
        worker::Worker,
    };

    #[tokio::test(start_paused = true)]
    async fn a_poll_whose_connection_is_lost_without_a_trace_is_repeated_within_a_minute() {
        let polls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&polls);
        let transport = move |_: reqwest::Request| {
            let is_first = counted.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if is_first {
                    pending::<()>().await;
                }
                Ok(http::Response::builder().body("null").map_err(TransportError::broken)?.into())
            }
        };
        let client = Client::builder().transport(transport).build().expect("the settings are right");
        let worker = Worker::new(&client, "env_1", "key").expect("the key is right").drain();
        let began = tokio::time::Instant::now();
        worker.run().await.expect("the queue is empty");
        assert_eq!(polls.load(Ordering::Relaxed), 2);
        assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    }
}
