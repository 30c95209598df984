//! Following a session whose server has faults.

use managed_agents::{Error, types::EventBatch};
use serde_json::{Value, json};

use crate::{
    follow::{Pauses, client, events, page, sse, told},
    server::{Reply, Server},
};

/// A page of the history with a cursor.
fn page_before(events: &[Value], next: &str) -> Reply {
    Reply::json(200, &json!({"data": events, "next_page": next}).to_string())
}

fn unavailable() -> Reply {
    Reply::json(503, "{}")
}

/// The events of a session whose server responds like this, and the requests that it got.
async fn told_by(replies: impl IntoIterator<Item = Reply>) -> (Vec<String>, Vec<String>) {
    let server = Server::start(replies).await;
    let told = told(&client(&server, &Pauses::default())).await;
    (told, server.requests().into_iter().map(|request| request.target).collect())
}

/// An agent's message that cannot be read.
fn malformed() -> Value {
    json!({"type": "agent.message", "id": "bad", "content": 5})
}

const STREAM: &str = "/v1/sessions/sesn_1/events/stream";

#[tokio::test]
async fn a_history_of_several_pages_is_read_to_its_end_even_over_a_failure() {
    let events = events();
    let (told, targets) = told_by([
        Reply::cut(&sse(&events[4..]), true),
        page_before(&events[..1], "b"),
        page_before(&[], "c"),
        unavailable(),
        Reply::cut(&sse(&events[3..]), true),
        page_before(&events[1..2], "d"),
        page(&events[1..4]),
    ])
    .await;
    assert_eq!(told, ["e1", "e2", "e3", "e4", "e5"]);
    let first = "/v1/sessions/sesn_1/events?limit=1000";
    let page = |cursor: &str| format!("{first}&page={cursor}");
    // It continues with the page that failed.
    assert_eq!(targets, [STREAM, first, &page("b"), &page("c"), STREAM, &page("c"), &page("d")]);
}

#[tokio::test]
async fn a_cursor_that_repeats_ends_the_history_and_not_the_stream() {
    let events = events();
    let replies =
        [Reply::cut(&sse(&events[3..]), true), page_before(&events[..1], "b"), page_before(&events[1..3], "b")];
    assert_eq!(told_by(replies).await.0, ["e1", "e2", "e3", "e4", "e5"]);
}

#[tokio::test]
async fn a_history_that_is_refused_ends_it_though_the_stream_is_open() {
    for (status, is_over) in [(401, true), (403, true), (404, true), (408, false), (409, false), (429, false)] {
        let events = events();
        let (told, targets) = told_by([
            Reply::cut(&sse(&events[4..]), true),
            Reply::json(status, "{}"),
            Reply::cut(&sse(&events[4..]), true),
            page(&events[..4]),
        ])
        .await;
        if is_over {
            assert!(told.len() == 1 && told[0].contains(&status.to_string()), "{told:?}");
            assert_eq!(targets.len(), 2);
        } else {
            assert_eq!(told, ["e1", "e2", "e3", "e4", "e5"]);
        }
    }
}

#[tokio::test]
async fn a_deleted_session_is_an_error_of_its_history_or_of_the_response() {
    let events = events();
    let deleted = json!({"type": "session.deleted", "id": "gone"});
    let cut = || [Reply::cut(&sse(&events[..2]), false), page(&[])];
    let [stream, history] = cut();
    let (told, _) = told_by([stream, history, Reply::cut(&[], true), page(&[events[1].clone(), deleted])]).await;
    assert_eq!(told, ["e1", "e2", "gone"]);
    let [stream, history] = cut();
    let (told, targets) = told_by([stream, history, Reply::json(404, "{}")]).await;
    assert!(told[2].starts_with("error: streamSessionEvents: 404"), "{told:?}");
    assert_eq!((told.len(), targets.len()), (3, 3));
}

#[tokio::test]
async fn an_unreadable_event_of_the_history_is_reported_once_and_hides_no_other() {
    let events = events();
    let [first, second, third, fourth, last] = &events;
    let (told, targets) = told_by([
        Reply::cut(&sse(&[malformed()]), true),
        page_before(&[first.clone(), malformed(), second.clone()], "b"),
        page(std::slice::from_ref(third)),
        Reply::cut(&sse(std::slice::from_ref(last)), true),
        page(&[first.clone(), malformed(), second.clone(), third.clone(), fourth.clone()]),
    ])
    .await;
    assert!(told[1].starts_with("error: listSessionEvents: ") && told[1].contains(": $.data[1].content: "), "{told:?}");
    let others: Vec<&str> = told.iter().map(String::as_str).filter(|told| !told.starts_with("error")).collect();
    assert_eq!((others, told.len()), (vec!["e1", "e2", "e3", "e4", "e5"], 6));
    assert_eq!(targets[2], "/v1/sessions/sesn_1/events?limit=1000&page=b");
}

#[tokio::test]
async fn an_unreadable_event_with_a_number_that_no_float_can_hold_is_reported_once() {
    let compact = r#"{"type":"agent.message","content":["a \\\" b",1e999]}"#;
    let page = r#"{ "data": [ { "type": "agent.message", "content": [ "a \\\" b", 1e999 ] } ] }"#;
    let stream = [format!("data: {compact}\n\n").as_bytes(), &sse(&events()[4..])].concat();
    let (told, _) = told_by([Reply::cut(&stream, true), Reply::json(200, page)]).await;
    let [error, last] = told.as_slice() else { panic!("{told:?}") };
    assert!(error.starts_with("error: listSessionEvents") && last == "e5", "{told:?}");
}

#[tokio::test]
async fn pages_that_cannot_be_read_do_not_go_round() {
    let events = events();
    let bad = |id: &str| page_before(&[json!({"type": "agent.message", "id": id, "content": 5})], "b");
    let no_page = || Reply::json(200, r#"{"data": 5}"#);
    let streams = [Reply::cut(&[], true), bad("x"), bad("y"), Reply::cut(&sse(&events[4..]), true)];
    let (told, targets) = told_by(streams.into_iter().chain([no_page(), no_page(), no_page()])).await;
    // A smaller page may leave out the event that makes it malformed.
    let sizes = ["limit=20", "limit=2", "limit=1"].map(|size| format!("/v1/sessions/sesn_1/events?order=desc&{size}"));
    assert_eq!(targets[4..], sizes);
    assert!(told[..2].iter().all(|told| told.contains("$.data[0].content")), "{told:?}");
    assert!(told[2].contains("$.data"), "{told:?}");
    assert_eq!(told[3..], ["e5"]);
}

#[tokio::test]
async fn a_malformed_page_of_the_history_is_reported_and_hides_no_other() {
    let events = events();
    let malformed = || Reply::json(200, r#"{"data": [{"id": "x]}"#);
    let stream = Reply::cut(&sse(&events[4..]), true);
    let oldest_first =
        [malformed(), malformed(), malformed(), page_before(&events[..1], "b"), malformed(), malformed()];
    let newest_first = [page_before(&events[3..4], "c"), malformed(), malformed(), malformed()];
    let replies = [stream].into_iter().chain(oldest_first);
    let (told, _) = told_by(replies.chain(newest_first)).await;
    let [first, error, fourth, last] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!([first, fourth, last], ["e1", "e4", "e5"]);
    assert!(error.starts_with("error: listSessionEvents: the request succeeded (200)"), "{error}");
}

#[tokio::test]
async fn the_page_of_a_proxy_in_place_of_the_history_costs_no_event() {
    let events = events();
    let proxy = || Reply::new(200, &[("content-type", "text/html")], "<html>");
    let stream = || Reply::cut(&sse(&events[4..]), true);
    let replies = || [stream(), page_before(&events[..1], "b"), proxy(), proxy(), proxy(), proxy(), proxy()];
    let (told, _) = told_by(replies().into_iter().chain([page(&events[1..4])])).await;
    assert_eq!(told, ["e1", "e2", "e3", "e4", "e5"]);
    // After about a minute, the page counts as malformed.
    let replies = replies().into_iter().chain((0..9).map(|_| proxy())).chain([page(&events[3..4])]);
    let (told, targets) = told_by(replies).await;
    let [first, error, others @ ..] = told.as_slice() else { panic!("{told:?}") };
    assert!(first == "e1" && error.starts_with("error: listSessionEvents: "), "{told:?}");
    assert_eq!((others, targets.len()), (&["e4".to_owned(), "e5".to_owned()][..], 17));
}

#[tokio::test]
async fn repeated_events_are_yielded_once_and_previews_each_time() {
    let events = events();
    let preview = json!({"type": "event_start", "event": {"type": "agent.message", "id": "m"}});
    let [first, second, .., last] = &events;
    let sent = [first, &preview, first, second, &preview, second, last].map(Clone::clone);
    let (told, _) = told_by([Reply::cut(&sse(&sent), true), page(&events[..1])]).await;
    assert_eq!(told, ["e1", "none", "e2", "none", "e5"]);
}

#[tokio::test]
async fn an_old_event_that_cannot_be_read_keeps_nobody_from_sending() {
    let idle = json!({"type": "session.status_idle", "id": "i", "stop_reason": {"type": "end_turn"}});
    let replies = [Reply::cut(&sse(&[idle]), true), page(&[malformed()]), page(&[])];
    let server = Server::start(replies).await;
    let none: [managed_agents::types::SendableEvent; 0] = [];
    let turn = server.client().events().send_and_wait("sesn_1", &EventBatch::new(none)).await.expect("a turn");
    assert_eq!(turn.events.len(), 1);
}

#[tokio::test]
async fn a_stream_that_answers_something_else_ends_it() {
    let (told, targets) = told_by([Reply::new(200, &[("content-type", "text/html")], "<p>")]).await;
    assert_eq!((told.len(), targets.len()), (1, 1));
    let server = Server::start([Reply::new(200, &[("content-type", "text/html")], "<p>")]).await;
    let error = client(&server, &Pauses::default()).events().follow("sesn_1").try_next().await.expect_err("no stream");
    assert!(matches!(error, Error::Decode(_)), "{error}");
}
