//! The work on one item, from its first heartbeat to its stop.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use super::{
    ATTEMPT, Settings, WorkContext, WorkEnd, WorkerEvent, lease::Lease, poll::is_fatal, serve::serve, setup::Setup,
    token, unless,
};
use crate::{
    Client, Result,
    helpers::{json_value::object_of_success, limits::soon, reconnect::Backoff, telemetry::Span, tools::Tools},
    types::{Session, SessionStatus, Work, WorkDataType},
};

/// How long the tools of a session may take to end their work.
const CLOSING: Duration = Duration::from_secs(30);

/// How long reading a session is repeated: as long as connecting to its events.
const READING: Duration = Duration::from_secs(5 * 60);

/// Works on an item, and stops it unless the lease was lost.
pub(super) async fn handle(settings: &Settings, work: &Work, stop: watch::Receiver<bool>) {
    let (client, end) = match token::client(&settings.client, work.secret.as_ref()) {
        Ok(client) => {
            let end = traced(settings, &client, work, stop).await;
            (client, end)
        }
        Err(error) => (settings.client.clone(), WorkEnd::Failed(error)),
    };
    if !matches!(end, WorkEnd::LeaseLost) {
        settings.stop(&client, &work.id).await;
    }
    settings.tell(&WorkerEvent::Ended { work_id: &work.id, end: &end });
}

/// Works in a span. A lease that is lost is neither success nor failure.
async fn traced(settings: &Settings, client: &Client, work: &Work, stop: watch::Receiver<bool>) -> WorkEnd {
    let span = Span::work(&settings.environment_id, &work.id, &work.data.id);
    let end = span.around(run(settings, client, work, stop, &span)).await;
    match &end {
        WorkEnd::Failed(_) => span.failed("work_error"),
        WorkEnd::SetupFailed(_) => span.failed("setup_error"),
        WorkEnd::StoppedBeforeBegin => span.failed("stopped_before_begin"),
        WorkEnd::LeaseLost => {}
        _ => span.succeeded(),
    }
    end
}

async fn run(settings: &Settings, client: &Client, work: &Work, stop: watch::Receiver<bool>, span: &Span) -> WorkEnd {
    if work.data.type_ != Some(WorkDataType::Session) {
        return WorkEnd::NotASession;
    }
    let mut lease = Leased(Some(Box::pin(Lease::new(settings, client, &work.id).keep())));
    let made = OnceLock::new();
    let end = {
        let mut serve = pin!(attend(settings, client, (work, &work.data.id), stop, (span, &made)));
        poll_fn(|context| lease.poll(context).map_or_else(|| serve.as_mut().poll(context), Poll::Ready)).await
    };
    let Some(tools) = made.get() else { return end };
    // The tools are closed even without the lease. Otherwise, the last changes of the session would be lost.
    let (mut closing, mut is_lost) = (pin!(close(settings, tools)), false);
    poll_fn(|context| {
        is_lost |= matches!(lease.poll(context), Some(WorkEnd::LeaseLost));
        closing.as_mut().poll(context)
    })
    .await;
    if is_lost { WorkEnd::LeaseLost } else { end }
}

/// The lease of an item, until it ends.
struct Leased<'l>(Option<Pin<Box<dyn Future<Output = WorkEnd> + Send + 'l>>>);

impl Leased<'_> {
    /// Keeps the lease, and returns its end once.
    fn poll(&mut self, context: &mut Context<'_>) -> Option<WorkEnd> {
        match self.0.as_mut()?.as_mut().poll(context) {
            Poll::Ready(end) => {
                self.0 = None;
                Some(end)
            }
            Poll::Pending => None,
        }
    }
}

/// Lets the tools end their work, for a limited time.
async fn close(settings: &Settings, tools: &Tools) {
    let mut closing = pin!(tools.close());
    let mut end = settings.clocked().clock().sleep(CLOSING);
    poll_fn(|context| match closing.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(()),
        Poll::Pending => end.as_mut().poll(context),
    })
    .await;
}

/// Serves a session, unless it has ended.
async fn attend(
    settings: &Settings,
    client: &Client,
    (work, session_id): (&Work, &str),
    stop: watch::Receiver<bool>,
    (span, made): (&Span, &OnceLock<Arc<Tools>>),
) -> WorkEnd {
    settings.tell(&WorkerEvent::Began { work_id: &work.id, session_id });
    let mut stopping = stop.clone();
    let Some(session) = unless(&mut stopping, session(settings, client, session_id)).await else {
        return WorkEnd::Shutdown;
    };
    let tools = match session {
        Ok(session) if session.status == SessionStatus::Terminated => return WorkEnd::SessionOver,
        Ok(session) => {
            span.agent(&session.agent);
            let context = WorkContext { client: client.clone(), work_id: work.id.clone(), session };
            let Some(tools) = unless(&mut stopping, settings.setup.tools(context)).await else {
                return WorkEnd::Shutdown;
            };
            tools
        }
        Err(error) => match (&settings.setup, object_of_success(&error)) {
            (Setup::Same(_), Some(session)) if session["status"] == "terminated" => return WorkEnd::SessionOver,
            // The same tools serve any session, even if it cannot be decoded.
            (Setup::Same(tools), Some(_)) => Ok(Arc::clone(tools)),
            _ => return WorkEnd::Failed(error),
        },
    };
    match tools {
        Ok(tools) => {
            let _ = made.set(Arc::clone(&tools));
            let served = serve(settings, tools, client, (&work.id, session_id), stop).await;
            served.unwrap_or_else(WorkEnd::Failed)
        }
        Err(error) => WorkEnd::SetupFailed(error),
    }
}

/// Reads a session. A failure that may pass is repeated, since an item that is stopped is not handed out again, and nobody would
/// serve the session.
async fn session(settings: &Settings, client: &Client, session_id: &str) -> Result<Session> {
    let (since, mut paused, mut backoff) = (Instant::now(), Duration::ZERO, Backoff::default());
    loop {
        let error = match soon(client.sessions().get(session_id), ATTEMPT).send().await {
            Err(error) if !is_fatal(&error) => error,
            read => return read,
        };
        let pause = backoff.next(error.retry_after().unwrap_or_default(), None).pause;
        if paused.max(since.elapsed()) + pause > READING {
            return Err(error);
        }
        settings.pause(pause).await;
        paused += pause;
    }
}
