//! The work on one item, from its first heartbeat to its stop.

use std::{
    future::{Future as _, poll_fn},
    pin::pin,
    task::Poll,
};

use tokio::sync::watch;

use super::{Settings, WorkContext, WorkEnd, WorkerEvent, lease::Lease, serve::serve, token};
use crate::{
    Client,
    helpers::telemetry::Span,
    types::{SessionStatus, Work, WorkDataType},
};

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
    let session_id = work.data.as_ref().map_or("", |data| data.id.as_str());
    let span = Span::work(&settings.environment_id, &work.id, session_id);
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
    let session = work.data.as_ref().filter(|data| data.type_ == Some(WorkDataType::Session));
    let Some(session) = session else { return WorkEnd::NotASession };
    let mut lease = pin!(Lease::new(settings, client, &work.id).keep());
    let mut serve = pin!(attend(settings, client, (work, &session.id), stop, span));
    poll_fn(|context| {
        // The end of the lease ends the work, whatever it does.
        if let Poll::Ready(end) = lease.as_mut().poll(context) {
            return Poll::Ready(end);
        }
        serve.as_mut().poll(context)
    })
    .await
}

/// Serves a session, unless it has ended.
async fn attend(
    settings: &Settings,
    client: &Client,
    (work, session_id): (&Work, &str),
    stop: watch::Receiver<bool>,
    span: &Span,
) -> WorkEnd {
    settings.tell(&WorkerEvent::Began { work_id: &work.id, session_id });
    match client.sessions().get(session_id).send().await {
        Ok(session) if session.status == Some(SessionStatus::Terminated) => WorkEnd::SessionOver,
        Ok(session) => {
            if let Some(agent) = &session.agent {
                span.agent(agent);
            }
            let context = WorkContext { client: client.clone(), work_id: work.id.clone(), session };
            match settings.setup.tools(context).await {
                Ok(tools) => {
                    let served = serve(settings, tools, client, (&work.id, session_id), stop).await;
                    served.unwrap_or_else(WorkEnd::Failed)
                }
                Err(error) => WorkEnd::SetupFailed(error),
            }
        }
        Err(error) => WorkEnd::Failed(error),
    }
}
