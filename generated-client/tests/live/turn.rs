//! Sending events and waiting until the session has processed them.

use managed_agents::{
    Result, Turn,
    types::{EventBatch, StopReason, UserMessage},
};
use serde_json::{Value, json};

use crate::{
    follow::{page, sse},
    server::{Reply, Server},
};

/// The message in the session, before and after the session has processed it.
fn message(processed: bool) -> Value {
    let time = if processed { json!("2026-05-01T20:38:10.915453505Z") } else { Value::Null };
    json!({"type": "user.message", "id": "sent", "content": [{"type": "text", "text": "Go."}], "processed_at": time})
}

fn idle(id: &str, stop_reason: &Value) -> Value {
    json!({"type": "session.status_idle", "id": id, "stop_reason": stop_reason})
}

fn end_turn(id: &str) -> Value {
    idle(id, &json!({"type": "end_turn"}))
}

fn running(id: &str) -> Value {
    json!({"type": "session.status_running", "id": id})
}

fn said(id: &str, text: &str) -> Value {
    json!({"type": "agent.message", "id": id, "content": [{"type": "text", "text": text}]})
}

/// Sends a message to a session with this past. The session then sends these events.
async fn turn(past: &[Value], events: &[Value], later: impl IntoIterator<Item = Reply>) -> (Result<Turn>, usize) {
    let mut replies = vec![Reply::cut(&sse(events), true), page(past), page(&[message(false)])];
    replies.extend(later);
    let server = Server::start(replies).await;
    let batch = EventBatch::new([UserMessage::text("Go.")]);
    let turn = server.client().events().send_and_wait("sesn_1", &batch).await;
    (turn, server.requests().len())
}

fn ids(turn: &Turn) -> Vec<&str> {
    turn.events.iter().filter_map(|event| event.id()).collect()
}

#[tokio::test]
async fn the_turn_has_the_events_up_to_the_stop_and_its_reason() {
    let past = [said("old", "Before."), end_turn("old_idle")];
    let events =
        [end_turn("old_idle"), message(false), running("r"), said("a", "One."), said("b", "Two."), end_turn("i")];
    let (turn, requests) = turn(&past, &events, []).await;
    let turn = turn.expect("a turn");
    assert_eq!(ids(&turn), ["sent", "r", "a", "b", "i"]);
    assert_eq!(turn.text(), "One.\nTwo.");
    assert!(matches!(turn.stop_reason(), Some(StopReason::EndTurn(_))));
    assert_eq!((turn.blocking_ids().len(), requests), (0, 3));
}

#[tokio::test]
async fn a_message_that_is_read_in_no_response_is_sent_once_and_waited_for() {
    let undecodable = |processed_at: Value| {
        let message = json!({"type": "user.message", "id": "sent", "content": 5, "processed_at": processed_at});
        page(&[said("a", "Done."), message])
    };
    let stream = Reply::cut(&sse(&[running("r"), said("a", "Done."), end_turn("i")]), true);
    let replies = [stream, page(&[]), undecodable(Value::Null), undecodable(json!("2026-05-01T20:38:10Z"))];
    let server = Server::start(replies).await;
    let batch = EventBatch::new([UserMessage::text("Go.")]);
    let turn = server.client().events().send_and_wait("sesn_1", &batch).await.expect("a turn");
    assert_eq!(ids(&turn), ["r", "a", "i"]);
    let sent = server.requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!((sent, server.requests().len()), (1, 4));
}

#[tokio::test]
async fn that_it_stops_with_other_work_is_not_taken_for_the_end() {
    // The session ended other work before it processed the message.
    let events = [message(false), end_turn("other"), running("r"), said("a", "Done."), end_turn("i")];
    let (turn, requests) = turn(&[running("before")], &events, [page(&[message(false)])]).await;
    assert_eq!(ids(&turn.expect("a turn")), ["sent", "other", "r", "a", "i"]);
    assert_eq!(requests, 4);
}

#[tokio::test]
async fn a_message_that_it_took_up_while_it_worked_is_dealt_with_when_it_stops() {
    let events = [message(false), said("a", "Done."), end_turn("i")];
    let (turn, requests) = turn(&[running("before")], &events, [page(&[said("a", "Done."), message(true)])]).await;
    assert_eq!(ids(&turn.expect("a turn")), ["sent", "a", "i"]);
    assert_eq!(requests, 4);
}

#[tokio::test]
async fn a_required_action_hands_over_the_tool_uses_it_waits_for() {
    let tool_use = |id: &str| json!({"type": "agent.custom_tool_use", "id": id, "name": "weather", "input": {}});
    let waits = idle("i", &json!({"type": "requires_action", "event_ids": ["u2", "earlier"]}));
    let events = [message(true), tool_use("u1"), tool_use("u2"), waits];
    let (turn, _) = turn(&[], &events, []).await;
    let turn = turn.expect("a turn");
    assert_eq!(turn.blocking().filter_map(|event| event.id()).collect::<Vec<_>>(), ["u2"]);
    assert_eq!(turn.blocking_ids(), ["u2", "earlier"]);
}

#[tokio::test]
async fn a_permission_that_was_queued_first_hands_over_the_tool_use_that_waits_for_its_result() {
    let call = |id: &str| json!({"type": "agent.tool_use", "id": id, "name": "bash", "input": {}});
    let permission = |processed_at: Value| {
        json!({"type": "user.tool_confirmation", "id": "p", "tool_use_id": "u1", "result": "allow",
            "processed_at": processed_at})
    };
    let waits = idle("i", &json!({"type": "requires_action", "event_ids": ["u1"]}));
    let (queued, processed) = (permission(Value::Null), permission(json!("2026-05-01T20:38:10Z")));
    let events = [message(true), call("u1"), call("u2"), queued, processed, running("r"), waits];
    let (turn, _) = turn(&[], &events, []).await;
    let turn = turn.expect("a turn");
    assert_eq!(turn.blocking().filter_map(|event| event.id()).collect::<Vec<_>>(), ["u1"]);
}

#[tokio::test]
async fn a_session_that_ends_has_no_reason_to_stop() {
    let events = [message(true), json!({"type": "session.status_terminated", "id": "over"})];
    let (turn, _) = turn(&[], &events, []).await;
    let turn = turn.expect("a turn");
    assert_eq!((ids(&turn), turn.idle.is_none()), (vec!["sent", "over"], true));
}

#[tokio::test]
async fn events_during_a_lost_connection_belong_to_the_turn() {
    let events = [message(false), running("r")];
    let history = [message(true), running("r"), said("a", "Done.")];
    let again = [Reply::cut(&sse(&[end_turn("i")]), true), page(&history)];
    let (turn, _) = turn(&[], &events, again).await;
    assert_eq!(ids(&turn.expect("a turn")), ["sent", "r", "a", "i"]);
}

#[tokio::test]
async fn the_history_is_read_only_up_to_the_sent_events() {
    // The message still waits when other work ends. The first page of the history shows it.
    let newest = Reply::json(200, &json!({"data": [end_turn("other"), message(false)], "next_page": "b"}).to_string());
    let events = [message(false), end_turn("other"), running("r"), end_turn("i")];
    let (turn, requests) = turn(&[running("before")], &events, [newest]).await;
    assert_eq!(ids(&turn.expect("a turn")), ["sent", "other", "r", "i"]);
    assert_eq!(requests, 4);
}

#[tokio::test]
async fn the_session_may_run_before_it_shows_the_message() {
    let events = [running("r"), message(false), said("a", "Done."), end_turn("i")];
    let (turn, _) = turn(&[], &events, [page(&[end_turn("i"), message(true)])]).await;
    assert_eq!(ids(&turn.expect("a turn")), ["r", "sent", "a", "i"]);
}

#[cfg(feature = "blocking")]
#[test]
fn all_of_it_works_without_async() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime for the server");
    let list = |next: Option<&str>| Reply::json(200, &json!({"data": [said("a", "x")], "next_page": next}).to_string());
    let replies = [
        Reply::cut(&sse(&[message(true), end_turn("i")]), true),
        page(&[]),
        page(&[message(false)]),
        list(Some("b")),
        list(None),
        Reply::cut(&sse(&[json!({"type": "session.deleted", "id": "d"})]), true),
        page(&[]),
    ];
    let server = runtime.block_on(Server::start(replies));
    let client = server.client();
    let batch = EventBatch::new([UserMessage::text("Go.")]);
    assert_eq!(ids(&client.events().send_and_wait_blocking("sesn_1", &batch)?), ["sent", "i"]);
    let all: Vec<_> = client.events().list("sesn_1").items().try_collect_blocking()?;
    assert_eq!(all.len(), 2);
    let mut follow = client.events().follow("sesn_1");
    follow.open_blocking()?;
    assert_eq!(
        follow.next_blocking().transpose()?.and_then(|event| event.id().map(str::to_owned)).as_deref(),
        Some("d")
    );
    assert!(follow.next_blocking().is_none());
    Ok(())
}
