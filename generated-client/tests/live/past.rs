//! The past of a session and its present, and events that wait to be processed.

use std::time::Duration;

use managed_agents::{
    Error, Follow, FollowStep,
    types::{EventBatch, SessionEvent, UserMessage},
};
use serde_json::{Value, json};

use crate::{
    follow::Pauses,
    session::{Session, custom_tool_use, end_turn, message, running, terminated, waits},
};

/// The steps of the stream: the IDs of events, the end of the history, lost connections.
async fn steps(follow: &mut Follow) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(step) = follow.next_step().await {
        told.push(match step.expect("no error") {
            FollowStep::Event(event) => event.id().unwrap_or_default().to_owned(),
            FollowStep::HistoryEnd => "-".to_owned(),
            FollowStep::Reconnect(_) => "lost".to_owned(),
            other => panic!("{other:?}"),
        });
    }
    told
}

fn queued(id: &str) -> Value {
    json!({"type": "user.message", "id": id, "content": [{"type": "text", "text": "Go."}], "processed_at": null})
}

#[tokio::test]
async fn the_end_of_the_history_is_reported_once_before_new_events() {
    let session = Session::start([message("e1", "x"), message("e2", "x")]).await;
    session.end_next_streams(1);
    let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
    let mut follow = client.events().follow("sesn_1");
    let mut first = Vec::new();
    while first.len() < 3 {
        first.push(follow.next_step().await);
    }
    assert!(matches!(first.last(), Some(Some(Ok(FollowStep::HistoryEnd)))), "{first:?}");
    session.push_unheard(message("missed", "x"));
    session.push_unheard(terminated("last"));
    assert_eq!(steps(&mut follow).await, ["lost", "missed", "last"]);
}

#[tokio::test]
async fn a_history_without_events_ends_too() {
    for follow in [|follow: Follow| follow, Follow::from_now] {
        let session = Session::start([]).await;
        let client = session.client();
        let mut follow = follow(client.events().follow("sesn_1"));
        assert!(matches!(follow.next_step().await, Some(Ok(FollowStep::HistoryEnd))));
        session.push(terminated("last"));
        assert_eq!(steps(&mut follow).await, ["last"]);
    }
}

#[tokio::test]
async fn each_event_tells_whether_it_is_of_the_past() {
    let session = Session::start([message("e1", "x"), message("e2", "x")]).await;
    let client = session.client();
    let mut follow = client.events().follow("sesn_1");
    follow.open().await.expect("the stream is open");
    session.push(message("e3", "x"));
    session.push(terminated("last"));
    let mut told = Vec::new();
    while let Some(event) = follow.try_next().await.expect("no error") {
        told.push((event.id().unwrap_or_default().to_owned(), follow.is_past()));
    }
    let expected = [("e1", true), ("e2", true), ("e3", false), ("last", false)];
    assert_eq!(told, expected.map(|(id, is_past)| (id.to_owned(), is_past)));
}

#[tokio::test]
async fn it_may_begin_after_an_event() {
    let history = (0..200).map(|index| message(&format!("e{index}"), "x")).chain([terminated("last")]);
    let session = Session::start(history).await;
    let client = session.client();
    let mut follow = client.events().follow("sesn_1").after("e197");
    assert_eq!(steps(&mut follow).await, ["e198", "e199", "last", "-"]);
    assert_eq!(session.asked(), ["stream", "order=desc&limit=20"]);
    let mut follow = client.events().follow("sesn_1").after("e2");
    assert_eq!(steps(&mut follow).await.len(), 199);
}

#[tokio::test]
async fn events_before_the_beginning_are_skipped_after_a_lost_connection_too() {
    let begin = [|follow: Follow| follow.after("e50"), |follow: Follow| follow.after("e99"), Follow::from_now];
    for (begin, wanted) in begin.into_iter().zip([49, 0, 0]) {
        let session = Session::start((0..100).map(|index| message(&format!("e{index}"), "x"))).await;
        session.end_next_streams(1);
        let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
        let mut follow = begin(client.events().follow("sesn_1"));
        follow.open().await.expect("the stream is open");
        // So many events that a page has the first of them and also old events.
        for index in 0..25 {
            session.push_unheard(message(&format!("missed{index}"), "x"));
        }
        session.push_unheard(terminated("last"));
        let told = steps(&mut follow).await;
        assert_eq!(told.iter().filter(|id| id.starts_with('e')).count(), wanted, "{told:?}");
        assert_eq!(told.iter().filter(|id| id.starts_with("missed")).count(), 25, "{told:?}");
        assert_eq!(told.last().map(String::as_str), Some("last"));
    }
}

#[tokio::test]
async fn an_event_to_begin_after_that_does_not_exist_is_an_error() {
    let session = Session::start([message("e1", "x")]).await;
    let client = session.client();
    let error = client.events().follow("sesn_1").after("e2\n").try_next().await.expect_err("no such event");
    assert!(matches!(error, Error::Build(_)) && error.to_string().contains(r"no event `e2\n`"), "{error}");
}

#[tokio::test]
async fn the_calls_that_the_session_waits_for_are_known_at_the_end_of_its_history() {
    let answered = json!({"type": "user.custom_tool_result", "id": "a", "custom_tool_use_id": "u1", "content": []});
    let history = [custom_tool_use("u1"), custom_tool_use("u2"), waits("w", &["u1", "u2"]), answered];
    for follow in [|follow: Follow| follow, Follow::from_now, |follow: Follow| follow.after("w")] {
        let session = Session::start(history.clone()).await;
        let client = session.client();
        let mut follow = follow(client.events().follow("sesn_1"));
        follow.open().await.expect("the stream is open");
        assert_eq!(follow.blocking().filter_map(SessionEvent::id).collect::<Vec<_>>(), ["u2"]);
    }
}

#[tokio::test]
async fn following_may_end_when_an_event_has_been_dealt_with() {
    let session = Session::start([running("r0")]).await;
    let client = session.client();
    let mut follow = client.events().follow("sesn_1").from_now();
    follow.open().await.expect("the stream is open");
    let sent = client.events().send("sesn_1", EventBatch::new([UserMessage::text("Go.")])).send().await.expect("sent");
    assert_eq!(sent.ids().collect::<Vec<_>>(), ["sent1"]);
    follow.until_processed(sent.ids());
    // The session ends its earlier work, and then processes the message.
    session.push(end_turn("i0"));
    let mut told = Vec::new();
    while let Some(event) = follow.try_next().await.expect("no error") {
        told.push(event.id().unwrap_or_default().to_owned());
        if told.last().is_some_and(|id| id == "i0") {
            session.process("sent1");
            session.push_all([running("r1"), message("m", "Done."), end_turn("i1")]);
        }
    }
    assert_eq!(told, ["sent1", "i0", "r1", "m", "i1"]);
}

#[tokio::test]
async fn a_message_that_was_sent_earlier_may_be_waited_for() {
    // The message has been processed.
    let mut done = queued("q");
    done["processed_at"] = json!("2026-05-01T20:38:10Z");
    let session = Session::start([done, running("r"), message("m", "Done."), end_turn("i")]).await;
    let turn = session.client().events().wait_until_processed("sesn_1", ["q"]).await.expect("a turn");
    assert_eq!((turn.events.len(), turn.idle.map(|idle| idle.id).as_deref()), (0, Some("i")));
    // The message has not been processed.
    let session = Session::start([running("r"), queued("q")]).await;
    let client = session.client();
    let waiting = tokio::spawn(client.events().wait_until_processed("sesn_1", ["q"]));
    while session.asked().len() < 2 {
        tokio::task::yield_now().await;
    }
    session.process("q");
    session.push(end_turn("i"));
    let turn = tokio::time::timeout(Duration::from_secs(1), waiting).await.expect("in time").expect("no panic");
    assert_eq!(turn.expect("a turn").events.iter().filter_map(SessionEvent::id).collect::<Vec<_>>(), ["i"]);
}

#[tokio::test]
async fn a_session_that_has_gone_on_with_the_message_has_not_dealt_with_it() {
    let session = Session::start([running("r0"), queued("q")]).await;
    let client = session.client();
    let mut follow = client.events().follow("sesn_1").from_now();
    follow.open().await.expect("the stream is open");
    follow.until_processed(["q"]);
    session.push(end_turn("i0"));
    assert_eq!(
        follow.try_next().await.expect("no error").and_then(|event| event.id().map(str::to_owned)).as_deref(),
        Some("i0")
    );
    // The history has events that the stream has not sent yet.
    session.process("q");
    session.push_unheard(running("r1"));
    let next = follow.try_next().await.expect("no error");
    assert_eq!(next.as_ref().and_then(SessionEvent::id), Some("r1"));
    session.push_all([message("m", "Done."), end_turn("i1")]);
    let mut told = Vec::new();
    while let Some(event) = follow.try_next().await.expect("no error") {
        told.push(event.id().unwrap_or_default().to_owned());
    }
    assert_eq!(told, ["m", "i1"]);
}
