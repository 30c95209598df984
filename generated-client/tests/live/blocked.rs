//! Sessions that wait for tool uses, and are answered in part.

use std::time::{Duration, Instant};

use managed_agents::{
    Turn,
    types::{
        EventBatch, SendableEvent, StopReason, ToolConfirmation, UserCustomToolResult, UserInterrupt, UserMessage,
        UserToolConfirmation,
    },
};
use serde_json::{Value, json};

use crate::session::{Session, asking_tool_use, custom_tool_use, end_turn, message, running, waits};

const SHORT: Duration = Duration::from_millis(300);

/// A session that waits for a custom tool, `u1`, and for a built-in one that asks first, `u2`.
async fn session() -> Session {
    let old = (0..30).map(|index| message(&format!("old{index}"), "Before."));
    let stopped = [running("r0"), custom_tool_use("u1"), asking_tool_use("u2"), waits("w0", &["u1", "u2"])];
    Session::start(old.chain(stopped)).await
}

fn result(id: &str) -> SendableEvent {
    UserCustomToolResult::text(id, "42").into()
}

fn allow(id: &str) -> SendableEvent {
    UserToolConfirmation::new(id, ToolConfirmation::Allow).into()
}

async fn turn(session: &Session, events: Vec<SendableEvent>) -> Turn {
    let turn = session.client().events().send_and_wait("sesn_1", &EventBatch::new(events)).blocked_timeout(SHORT);
    tokio::time::timeout(Duration::from_secs(20), turn).await.expect("it ends within its limit").expect("a turn")
}

/// The tool uses that still block: by the reason for which the session stopped, and as events.
fn blocking(turn: &Turn) -> (Vec<&str>, Vec<&str>) {
    let events = turn.blocking().filter_map(|event| event.id()).collect();
    (turn.blocking_ids().iter().map(String::as_str).collect(), events)
}

#[tokio::test]
async fn a_turn_reports_blocking_tool_uses_although_the_server_sends_nothing() {
    let session = session().await;
    let turn = turn(&session, vec![result("u1")]).await;
    assert_eq!(blocking(&turn), (vec!["u2"], vec!["u2"]));
    assert!(matches!(turn.stop_reason(), Some(StopReason::RequiresAction(_))));
    assert_eq!(turn.events.len(), 1, "what was sent: {turn:?}");
    assert_eq!(session.asked(), ["stream", "order=desc&limit=20", "send"]);
}

#[tokio::test]
async fn a_turn_reports_blocking_tool_uses_although_other_events_keep_coming() {
    let session = std::sync::Arc::new(session().await);
    let noise = tokio::spawn({
        let session = std::sync::Arc::clone(&session);
        async move {
            for index in 0.. {
                session.push(json!({"type": "session.thread_status_running", "id": format!("noise{index}")}));
                tokio::time::sleep(SHORT / 10).await;
            }
        }
    });
    let turn = turn(&session, vec![result("u1")]).await;
    noise.abort();
    assert_eq!(blocking(&turn), (vec!["u2"], vec!["u2"]));
}

#[tokio::test]
async fn a_new_stop_with_the_rest_ends_the_turn_at_once() {
    let session = session().await;
    // The result is not reported as processed until all calls have results.
    session.react(|_| vec![waits("w1", &["u2"])]);
    let began = Instant::now();
    let batch = EventBatch::new([result("u1")]);
    let turn = session.client().events().send_and_wait("sesn_1", &batch).await.expect("a turn");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(blocking(&turn), (vec!["u2"], vec!["u2"]));
    assert_eq!(turn.events.last().and_then(|event| event.id()), Some("w1"));
}

#[tokio::test]
async fn tool_uses_that_others_answer_in_time_do_not_block() {
    let session = std::sync::Arc::new(session().await);
    tokio::spawn({
        let session = std::sync::Arc::clone(&session);
        async move {
            while !session.asked().contains(&"send".to_owned()) {
                tokio::task::yield_now().await;
            }
            session.process("sent1");
            session.push(json!({"type": "user.tool_confirmation", "id": "c", "tool_use_id": "u2", "result": "allow"}));
            tokio::time::sleep(SHORT * 2).await;
            session.push_all([running("r1"), message("m", "Done."), end_turn("i1")]);
        }
    });
    let turn = turn(&session, vec![result("u1")]).await;
    assert_eq!((turn.text().as_str(), blocking(&turn).0.len()), ("Done.", 0));
}

#[tokio::test]
async fn completely_answered_tool_uses_have_a_longer_timeout_than_blocking_ones() {
    let session = std::sync::Arc::new(session().await);
    session.react({
        let mut last: Vec<Value> = vec![end_turn("i1"), message("m", "Done.")];
        move |_| vec![running("r1"), last.pop().expect("it is sent once"), last.pop().expect("it is sent once")]
    });
    let turn = turn(&session, vec![result("u1"), allow("u2")]).await;
    assert_eq!((turn.text().as_str(), blocking(&turn).0.len()), ("Done.", 0));
}

#[tokio::test]
async fn a_message_to_a_session_that_waits_for_tools_says_so() {
    let session = session().await;
    let turn = turn(&session, vec![UserMessage::text("Are you there?").into()]).await;
    assert_eq!(blocking(&turn), (vec!["u1", "u2"], vec!["u1", "u2"]));
}

#[tokio::test]
async fn an_interrupt_ends_the_wait_for_tools() {
    let session = std::sync::Arc::new(session().await);
    tokio::spawn({
        let session = std::sync::Arc::clone(&session);
        async move {
            while !session.asked().contains(&"send".to_owned()) {
                tokio::task::yield_now().await;
            }
            tokio::time::sleep(SHORT * 2).await;
            session.process("sent1");
            session.push(end_turn("i1"));
        }
    });
    let turn = turn(&session, vec![UserInterrupt::new().into()]).await;
    assert!(matches!(turn.stop_reason(), Some(StopReason::EndTurn(_))), "{turn:?}");
}
