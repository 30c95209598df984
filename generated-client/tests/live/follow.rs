//! Following a session over lost connections.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use managed_agents::{Client, Error, runtime::Clock, types::DeltaType};
use serde_json::{Value, json};

use crate::server::{Reply, Server};

/// Records the requested pauses, and does not wait.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pauses(Arc<Mutex<Vec<Duration>>>);

impl Pauses {
    fn milliseconds(&self) -> Vec<u128> {
        self.0.lock().expect("no test panics with it").iter().map(Duration::as_millis).collect()
    }
}

impl Clock for Pauses {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().expect("no test panics with it").push(duration);
        Box::pin(std::future::ready(()))
    }

    fn random(&self) -> f64 {
        0.0
    }
}

pub(crate) fn client(server: &Server, pauses: &Pauses) -> Client {
    server.builder().clock(pauses.clone()).build().expect("the settings are right")
}

/// The five events of a session, the last of which ends it.
pub(crate) fn events() -> [Value; 5] {
    [
        json!({"type": "user.message", "id": "e1", "content": [{"type": "text", "text": "grüße"}]}),
        json!({"type": "session.status_running", "id": "e2"}),
        json!({"type": "agent.message", "id": "e3", "content": [{"type": "text", "text": "Done."}]}),
        json!({"type": "something.new", "id": "e4"}),
        json!({"type": "session.status_terminated", "id": "e5"}),
    ]
}

pub(crate) fn sse(events: &[Value]) -> Vec<u8> {
    events.iter().flat_map(|event| format!("event: message\ndata: {event}\n\n").into_bytes()).collect()
}

pub(crate) fn page(events: &[Value]) -> Reply {
    Reply::json(200, &json!({"data": events}).to_string())
}

/// The IDs of all events, and the texts of errors.
pub(crate) async fn told(client: &Client) -> Vec<String> {
    let mut follow = client.events().follow("sesn_1");
    let mut told = Vec::new();
    while let Some(event) = follow.next().await {
        told.push(match event {
            Ok(event) => event.id().unwrap_or("none").to_owned(),
            Err(error) => format!("error: {error}"),
        });
    }
    told
}

#[tokio::test]
async fn no_event_is_lost_or_doubled_if_the_connection_is_cut_anywhere() {
    let events = events();
    let stream = sse(&events);
    let cuts = || (0..stream.len()).flat_map(|cut| [(cut, true), (cut, false)]);
    // The second stream repeats a part of the history, so the server sends this part twice.
    let replies = cuts().flat_map(|(cut, is_clean)| {
        let again = Reply::cut(&sse(&events[2..]), true);
        [Reply::cut(&stream[..cut], is_clean), page(&[]), again, page(&events[..4])]
    });
    let server = Server::start(replies).await;
    let pauses = Pauses::default();
    let client = client(&server, &pauses);
    for (cut, is_clean) in cuts() {
        assert_eq!(told(&client).await, ["e1", "e2", "e3", "e4", "e5"], "cut at {cut}, cleanly: {is_clean}");
    }
    assert_eq!(pauses.milliseconds(), vec![500; cuts().count()]);
}

#[tokio::test]
async fn the_stream_is_opened_before_the_history_is_listed() {
    let events = events();
    let server = Server::start([Reply::cut(&sse(&events[3..]), true), page(&events[..4])]).await;
    assert_eq!(told(&client(&server, &Pauses::default())).await, ["e1", "e2", "e3", "e4", "e5"]);
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/v1/sessions/sesn_1/events/stream", "/v1/sessions/sesn_1/events?limit=1000"]);
}

#[tokio::test]
async fn pauses_grow_to_ten_seconds_and_start_anew_with_an_event() {
    let events = events();
    let unavailable = || Reply::json(503, "{}");
    let mut replies = vec![Reply::cut(&[], true), page(&[])];
    replies.extend((0..5).map(|_| unavailable()));
    replies.extend([Reply::cut(&sse(&events[..1]), true), page(&[]), unavailable()]);
    replies.extend([Reply::new(429, &[("retry-after", "7")], "{}"), Reply::cut(&[], true), page(&[])]);
    replies.extend([unavailable(), Reply::cut(&sse(&events[4..]), true), page(&events[..4])]);
    let server = Server::start(replies).await;
    let pauses = Pauses::default();
    assert_eq!(told(&client(&server, &pauses)).await, ["e1", "e2", "e3", "e4", "e5"]);
    let growing = [500, 1000, 2000, 4000, 8000, 10_000];
    assert_eq!(pauses.milliseconds(), [&growing[..], &[500, 1000, 7000, 4000, 8000]].concat());
}

/// A stream that sets the time for connecting again, and ends.
fn retrying(milliseconds: &str) -> Reply {
    Reply::cut(format!("retry: {milliseconds}\n\n").as_bytes(), true)
}

#[tokio::test]
async fn a_stream_sets_the_shortest_pause_before_it_is_opened_again() {
    let events = events();
    let replies = [
        retrying("3000"),
        page(&[]),
        Reply::json(503, "{}"),
        // Only digits set it (WHATWG HTML, 9.2.6).
        Reply::cut(b"retry: 1e3\nretry: -1\nretry:\n\n", true),
        page(&events[..1]),
        Reply::json(503, "{}"),
        retrying("0"),
        page(&events[..1]),
        // A minute at most.
        retrying("99999999999999999999999"),
        page(&events[..1]),
        Reply::cut(&sse(&events[4..]), true),
        page(&events[..4]),
    ];
    let server = Server::start(replies).await;
    let pauses = Pauses::default();
    assert_eq!(told(&client(&server, &pauses)).await, ["e1", "e2", "e3", "e4", "e5"]);
    assert_eq!(pauses.milliseconds(), [3000, 3000, 3000, 3000, 2000, 60_000]);
}

#[tokio::test]
async fn the_pause_of_a_stream_leaves_time_to_connect_again() {
    let events = events();
    let server = Server::start([retrying("60000"), page(&[]), Reply::cut(&sse(&events), true), page(&[])]).await;
    let pauses = Pauses::default();
    let client = client(&server, &pauses);
    let mut follow = client.events().follow("sesn_1").reconnect_timeout(Duration::from_secs(10));
    assert!(matches!(follow.try_next().await, Ok(Some(_))));
    assert_eq!(pauses.milliseconds(), [5000]);
}

#[tokio::test]
async fn pauses_start_anew_with_an_event_that_only_the_history_tells_of() {
    let events = events();
    let unavailable = || Reply::json(503, "{}");
    let cut = || Reply::cut(&[], true);
    let server = Server::start([
        cut(),
        page(&events[..1]),
        unavailable(),
        unavailable(),
        cut(),
        page(&events[..2]),
        cut(),
        page(&events[..2]),
        Reply::cut(&sse(&events[4..]), true),
        page(&events[..4]),
    ])
    .await;
    let pauses = Pauses::default();
    assert_eq!(told(&client(&server, &pauses)).await, ["e1", "e2", "e3", "e4", "e5"]);
    assert_eq!(pauses.milliseconds(), [500, 1000, 2000, 500, 1000]);
}

#[tokio::test]
async fn an_event_that_is_known_does_not_start_pauses_anew() {
    let events = events();
    let known = || [Reply::cut(&sse(&events[..1]), true), page(&events[..1])];
    let last = [Reply::cut(&sse(&events[4..]), true), page(&events[..4])];
    let server = Server::start([known(), known(), known(), known(), last].into_iter().flatten()).await;
    let pauses = Pauses::default();
    assert_eq!(told(&client(&server, &pauses)).await, ["e1", "e2", "e3", "e4", "e5"]);
    assert_eq!(pauses.milliseconds(), [500, 1000, 2000, 4000]);
}

#[tokio::test]
async fn an_answer_that_will_not_change_ends_it_with_that_error() {
    for (status, is_over) in [(400, true), (401, true), (404, true), (408, false), (409, false), (429, false)] {
        let lost = [Reply::cut(&[], true), page(&[])];
        let replies =
            lost.into_iter().chain([Reply::json(status, "{}"), Reply::cut(&sse(&events()[4..]), true), page(&[])]);
        let server = Server::start(replies).await;
        let client = client(&server, &Pauses::default());
        let mut follow = client.events().follow("sesn_1");
        match follow.next().await {
            Some(Err(Error::Api(error))) if is_over => assert_eq!(error.status().as_u16(), status),
            Some(Ok(event)) if !is_over => assert_eq!(event.id(), Some("e5")),
            other => panic!("{status}: {other:?}"),
        }
        assert!(follow.next().await.is_none());
    }
}

#[tokio::test]
async fn the_first_connection_fails_like_any_call() {
    for status in [401, 404, 408, 429, 503] {
        let server = Server::start([Reply::json(status, "{}")]).await;
        let client = client(&server, &Pauses::default());
        let mut follow = client.events().follow("sesn_1");
        let error = follow.try_next().await.expect_err("no stream");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert!(follow.next().await.is_none());
        assert_eq!(server.requests().len(), 1);
    }
    // With the retries of the client.
    let server = Server::start([Reply::json(503, "{}"), Reply::cut(&sse(&events()[4..]), true), page(&[])]).await;
    let client = server.builder().clock(Pauses::default()).max_retries(1).build().expect("the settings are right");
    assert_eq!(told(&client).await, ["e5"]);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_an_error_after_which_it_goes_on() {
    let mut bytes = sse(&[json!({"type": "agent.message", "id": "m", "content": 5})]);
    bytes.extend(b"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n");
    bytes.extend(sse(&events()[3..]));
    let server = Server::start([Reply::cut(&bytes, true), page(&[])]).await;
    let told = told(&client(&server, &Pauses::default())).await;
    let [malformed, overloaded, rest @ ..] = told.as_slice() else { panic!("{told:?}") };
    assert!(malformed.contains("$.content"), "{malformed}");
    assert!(overloaded.contains("overloaded_error"), "{overloaded}");
    assert_eq!(rest, ["e4", "e5"]);
}

#[tokio::test]
async fn past_events_may_be_left_out_but_missed_events_are_not() {
    let events = events();
    let replies = [Reply::cut(&[], true), page(&events[..2]), Reply::cut(&sse(&events[4..]), true), page(&events[..4])];
    let server = Server::start(replies).await;
    let client = client(&server, &Pauses::default());
    let mut follow = client.events().follow("sesn_1").from_now().event_deltas([DeltaType::AgentMessage]);
    let mut ids = Vec::new();
    while let Some(event) = follow.try_next().await.expect("no error") {
        ids.push(event.id().unwrap_or_default().to_owned());
    }
    assert_eq!(ids, ["e3", "e4", "e5"]);
    let first = server.requests().into_iter().next().map(|request| request.target);
    assert_eq!(first.as_deref(), Some("/v1/sessions/sesn_1/events/stream?event_deltas%5B%5D=agent.message"));
}
