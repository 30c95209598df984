//! Histories that are long, hold large events, or events that cannot be read.

use managed_agents::{
    Client, Error, FollowStep, Result,
    runtime::Limits,
    types::{EventBatch, UserMessage},
};
use serde_json::{Value, json};

use crate::{
    follow::{Pauses, told},
    server::{Reply, Server},
    session::{Session, end_turn, message, running, terminated},
};

/// A client that reads at most 64 KiB at once, and skips pauses.
fn client(session: &Session) -> Client {
    let mut limits = Limits::default();
    limits.body = 64 << 10;
    session.builder().limits(limits).clock(Pauses::default()).build().expect("the settings are right")
}

/// Events of 1 KB.
fn events(count: usize) -> impl Iterator<Item = Value> {
    (0..count).map(|index| message(&format!("e{index}"), &"x".repeat(1000)))
}

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("e{index}")).collect()
}

/// An event beyond the limit.
fn large(id: &str) -> Value {
    message(id, &"x".repeat(100 << 10))
}

#[tokio::test]
async fn a_page_beyond_the_limit_is_asked_for_in_smaller_ones() {
    let session = Session::start(events(150).chain([terminated("last")])).await;
    assert_eq!(told(&client(&session)).await, [ids(150), vec!["last".to_owned()]].concat());
    let sizes = ["limit=1000", "limit=100", "limit=10", "limit=20&page=10", "limit=40&page=30", "limit=80&page=70"];
    assert_eq!(session.asked()[1..7], sizes);
}

#[tokio::test]
async fn a_history_of_empty_pages_without_end_is_an_error() {
    let (stream, _sender) = Reply::events();
    let empty = |number| Reply::json(200, &json!({ "data": [], "next_page": format!("p{number}") }).to_string());
    let server = Server::start([stream].into_iter().chain((0..1001).map(empty))).await;
    let client = server.client();
    let error = client.events().follow("sesn_1").try_next().await.expect_err("a history without end");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "listSessionEvents: the request succeeded (200), but its response of application/json is not what the API \
         documents: 1000 pages in a row of the history have no events, so it may never end"
    );
    assert_eq!(server.requests().len(), 1001);
}

/// The events of a session that ends after this number of connections: their IDs, or the kinds of events without an ID, and errors.
async fn told_over(session: &Session, client: &Client, streams: usize) -> Vec<String> {
    session.end_next_streams(streams - 1);
    let mut follow = client.events().follow("sesn_1");
    let mut told = Vec::new();
    let mut note = |step: Option<Result<FollowStep>>| match step {
        Some(Ok(FollowStep::Event(event))) => told.push(event.id().unwrap_or(event.kind()).to_owned()),
        Some(Ok(_)) => {}
        Some(Err(error)) => told.push(format!("error: {error}")),
        None => panic!("it ended before the session"),
    };
    loop {
        tokio::select! {
            biased;
            step = follow.next_step() => note(step),
            () = session.has_told_of_the_past(streams) => break,
        }
    }
    session.push(json!({"type": "agent.message", "content": 6}));
    session.push(terminated("last"));
    while let Some(step) = follow.next_step().await {
        note(Some(step));
    }
    told
}

#[tokio::test]
async fn an_event_beyond_the_limit_is_reported_once_and_hides_no_other() {
    let session = Session::start(events(30).chain([large("large"), message("after", "x")])).await;
    let told = told_over(&session, &client(&session), 3).await;
    let [past @ .., error, after, _, last] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((past, after.as_str(), last.as_str()), (&ids(30)[..], "after", "last"));
    assert_eq!(error, "error: listSessionEvents: more than 65536 bytes of the body; `Limits::body` allows more");
}

#[tokio::test]
async fn the_newest_event_beyond_the_limit_is_reported_once_over_all_connections() {
    let session = Session::start(events(2).chain([large("large")])).await;
    let told = told_over(&session, &client(&session), 4).await;
    let [first, second, error, _, last] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!([first, second, last], ["e0", "e1", "last"]);
    assert_eq!(error, "error: listSessionEvents: more than 65536 bytes of the body; `Limits::body` allows more");
}

#[tokio::test]
async fn a_turn_reads_only_the_newest_events() {
    let session = Session::start(events(5000)).await;
    session.react({
        let mut turn = 0;
        move |_| {
            turn += 1;
            vec![running(&format!("r{turn}")), end_turn(&format!("i{turn}"))]
        }
    });
    let client = session.client();
    let batch = EventBatch::new([UserMessage::text("Go.")]);
    for _ in 0..3 {
        assert_eq!(client.events().send_and_wait("sesn_1", &batch).await.expect("a turn").events.len(), 3);
    }
    assert_eq!(session.asked(), ["stream", "order=desc&limit=20", "send"].repeat(3));
}

#[tokio::test]
async fn a_lost_connection_costs_the_events_that_were_missed_and_no_more() {
    let session = Session::start(events(2500)).await;
    session.end_next_streams(1);
    let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
    let mut follow = client.events().follow("sesn_1");
    follow.open().await.expect("the stream is open");
    for index in 0..70 {
        session.push_unheard(message(&format!("missed{index}"), "x"));
    }
    session.push_unheard(terminated("last"));
    let mut told = Vec::new();
    while let Some(event) = follow.try_next().await.expect("no error") {
        told.extend(event.id().map(str::to_owned));
    }
    let missed = (0..70).map(|index| format!("missed{index}")).chain(["last".to_owned()]);
    assert_eq!(told, ids(2500).into_iter().chain(missed).collect::<Vec<_>>());
    let past = ["stream", "limit=1000", "limit=1000&page=1000", "limit=1000&page=2000"];
    let missed = ["stream", "order=desc&limit=20", "order=desc&limit=40&page=2551", "order=desc&limit=80&page=2511"];
    assert_eq!(session.asked(), [past, missed].concat());
}

#[tokio::test]
async fn an_unreadable_event_without_an_id_is_reported_once() {
    let unreadable = json!({"type": "agent.message", "content": 5});
    let unknown = json!({"type": "something.new", "value": 1});
    let session = Session::start([message("e1", "x"), unreadable, unknown]).await;
    let told = told_over(&session, &client(&session), 4).await;
    let [first, unreadable, unknown, other, last] = told.as_slice() else { panic!("{told:#?}") };
    assert_eq!([first, unknown, last], ["e1", "something.new", "last"]);
    assert!(unreadable.contains("$.data[1].content") && other.contains("$.content"), "{told:#?}");
}
