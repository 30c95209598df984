//! The events of a run, in the form that the browser gets.

use std::convert::Infallible;

use axum::response::{
    Sse,
    sse::{Event, KeepAlive, KeepAliveStream},
};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use managed_agents::{
    MessagePreviews,
    run::{RunErrorKind, Running},
    types::{EvaluatedPermission, SessionEvent},
};
use serde_json::json;

pub(crate) type Events = Sse<KeepAliveStream<BoxStream<'static, Result<Event, Infallible>>>>;

/// The events before a run, the events of the run, and its error. If the browser disconnects, the run is dropped, and the agent is interrupted.
pub(crate) fn events(before: Vec<Event>, running: Running) -> Events {
    let run = stream::unfold(Some((running, MessagePreviews::new())), |state| async move {
        let (mut running, mut previews) = state?;
        let Some(event) = running.next().await else { return Some((failure(running).await, None)) };
        let told = tell(&event, &mut previews);
        Some((told, Some((running, previews))))
    });
    let told = stream::iter(before.into_iter().map(Some)).chain(run);
    Sse::new(told.filter_map(async |event| event.map(Ok)).boxed()).keep_alive(KeepAlive::default())
}

async fn failure(running: Running) -> Option<Event> {
    let error = running.outcome().await.err()?;
    let is_retryable = matches!(error.kind(), RunErrorKind::Client(error) if error.is_retryable());
    let data = json!({ "message": "the agent service failed", "retryable": is_retryable });
    Some(Event::default().event("error").data(data.to_string()))
}

/// An event for the browser, if the browser needs it.
pub(crate) fn tell(event: &SessionEvent, previews: &mut MessagePreviews) -> Option<Event> {
    let preview = previews.push(event).ok().flatten().map(|message| message.text());
    let (name, data) = match event {
        SessionEvent::AgentMessage(message) => ("message", json!({ "text": message.text() })),
        SessionEvent::EventDelta(_) => ("preview", json!({ "text": preview? })),
        SessionEvent::AgentToolUse(tool_use) => {
            let asks = tool_use.evaluated_permission == Some(EvaluatedPermission::Ask);
            let data = json!({ "id": tool_use.id, "name": tool_use.name, "input": tool_use.input });
            (if asks { "confirm" } else { "tool" }, data)
        }
        SessionEvent::AgentCustomToolUse(tool_use) => ("tool", json!({ "id": tool_use.id, "name": tool_use.name })),
        SessionEvent::SessionError(error) => ("error", json!({ "error": error.error })),
        SessionEvent::SessionStatusIdle(idle) => ("idle", json!({ "reason": idle.stop_reason })),
        SessionEvent::SessionStatusTerminated(_) | SessionEvent::SessionDeleted(_) => ("end", json!({})),
        _ => return None,
    };
    let told = Event::default().event(name).data(data.to_string());
    Some(match event.id() {
        Some(id) => told.id(id),
        None => told,
    })
}
