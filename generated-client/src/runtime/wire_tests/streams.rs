//! Event streams over the wire.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Follow, FollowNamed, FollowRaw, Lines, SOON, builder,
    server::{LAST_CHUNK, Reply, Server, Step, answer, chunk, events_head, head},
};
use crate::runtime::{Error, EventStream, Limits, Request, StreamErrorKind, TimeoutPhase};

/// A stream that begins, and continues with `steps`.
fn stream(steps: impl IntoIterator<Item = Step>) -> Reply {
    std::iter::once(Step::Send(events_head())).chain(steps).collect()
}

fn send(text: &str) -> Step {
    Step::Send(chunk(text))
}

fn end() -> Step {
    Step::Send(LAST_CHUNK.to_vec())
}

async fn follow(server: &Server) -> EventStream<Value> {
    let client = builder(server).idle_timeout(SOON).build().expect("a client");
    Request::<Follow>::new(&client).send().await.expect("a stream")
}

/// Reads the stream to its end.
async fn items(reply: Reply) -> Vec<Result<Value, Error>> {
    let server = Server::start([reply]).await;
    let mut events = follow(&server).await;
    let mut items = Vec::new();
    while let Some(item) = events.next().await {
        items.push(item);
    }
    drop(events);
    assert_eq!(server.requests().len(), 1, "a stream that has begun is not asked for again");
    items
}

#[tokio::test]
async fn events_come_as_they_are_sent_and_the_end_is_an_end() {
    let items =
        items(stream([send("event: a\ndata: {\"n\":1}\n\n: hi\n\nda"), send("ta: {\"n\":2}\n\n"), end()])).await;
    let items: Vec<Value> = items.into_iter().map(|item| item.expect("an event")).collect();
    assert_eq!(items, [json!({ "n": 1 }), json!({ "n": 2 })]);
}

#[tokio::test]
async fn events_come_in_any_framing_of_http() {
    let head = |version: &str, framing: &str| {
        format!("HTTP/{version} 200 OK\r\ncontent-type: Text/Event-Stream\r\n{framing}\r\n")
    };
    let (first, second) = ("data: 1\n\n", "data: 2\r\rdata: 3\n\n");
    let chunked = head("1.1", "transfer-encoding: Chunked\r\n")
        + &format!("9;a=\"b;c\"\r\n{first}\r\n0012 ;x\r\n{second}\r\n000;end\r\nx-sum: 1\r\nx-key: k-secret\r\n\r\n");
    let framings = [
        head("1.0", "") + first + second,
        head("1.1", "connection: close\r\n") + first + second,
        head("1.1", &format!("content-length: {}\r\n", first.len() + second.len())) + first + second,
        chunked,
    ];
    for text in framings {
        let items = items(vec![Step::Send(text.clone().into_bytes()), Step::Close]).await;
        let items: Vec<Value> = items.into_iter().map(|item| item.expect("an event")).collect();
        assert_eq!(items, [json!(1), json!(2), json!(3)], "{text}");
    }
}

#[tokio::test]
async fn an_event_is_delivered_before_the_next_one_is_sent() {
    let server = Server::start([stream([send("data: 1\n\n"), Step::Hang])]).await;
    let mut events = follow(&server).await;
    assert_eq!(events.try_next().await.expect("an event"), Some(json!(1)));
    drop(events);
    server.all_closed().await;
}

#[tokio::test]
async fn a_stream_byte_by_byte_is_the_same_stream() {
    let mut bytes = events_head();
    for byte in "data: \"ü\"\r\n\r\ndata: 2\n\n".as_bytes() {
        bytes.extend_from_slice(b"1\r\n");
        bytes.push(*byte);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(LAST_CHUNK);
    let items = items(vec![Step::Trickle(bytes)]).await;
    let items: Vec<Value> = items.into_iter().map(|item| item.expect("an event")).collect();
    assert_eq!(items, [json!("ü"), json!(2)]);
}

#[tokio::test]
async fn an_end_inside_an_event_is_an_error_after_the_events_before_it() {
    let items = items(stream([send("data: 1\n\ndata: 2\n"), end()])).await;
    let [Ok(first), Err(Error::Stream(error))] = &items[..] else { panic!("{items:?}") };
    assert_eq!((first, error.reason()), (&json!(1), StreamErrorKind::Incomplete));
    assert_eq!(error.to_string(), "Follow: the stream ended before its last item was complete");
}

#[tokio::test]
async fn a_reset_inside_a_stream_is_a_broken_connection_after_the_events_before_it() {
    for last in [Step::Reset, Step::Close] {
        let items = items(stream([send("data: 1\n\nda"), last])).await;
        let [Ok(first), Err(error)] = &items[..] else { panic!("{items:?}") };
        assert_eq!(first, &json!(1));
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
    }
}

#[tokio::test]
async fn an_error_event_is_typed_and_comes_after_the_events_before_it() {
    let error = r#"{"type":"error","error":{"type":"overloaded_error","message":"busy"},"request_id":"r"}"#;
    let items = items(stream([send(&format!("data: 1\n\nevent: error\ndata: {error}\n\n")), end()])).await;
    let [Ok(_), Err(Error::Stream(error))] = &items[..] else { panic!("{items:?}") };
    assert_eq!(
        (error.reason(), error.kind(), error.message()),
        (StreamErrorKind::Event, Some("overloaded_error"), Some("busy"))
    );
    assert_eq!((error.request_id(), error.is_retryable()), (Some("r"), true));
    assert_eq!(error.to_string(), "Follow: the stream reported overloaded_error: busy");
}

#[tokio::test]
async fn a_credential_that_an_error_event_repeats_does_not_show() {
    let error = r#"{"type":"k-secret","message":"no key k-secret"}"#;
    let items = items(stream([send(&format!("event: error\ndata: {error}\n\n")), end()])).await;
    let [Err(error)] = &items[..] else { panic!("{items:?}") };
    let shown = format!("{error}{error:?}");
    assert!(shown.contains("no key …") && !shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn an_undecodable_event_is_an_error_and_the_stream_goes_on() {
    let items = items(stream([send("data: {\n\ndata: 2\n\n"), end()])).await;
    let [Err(Error::Decode(error)), Ok(second)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((&error.body()[..], second), (&b"{"[..], &json!(2)));
}

#[tokio::test]
async fn a_silent_stream_is_a_timeout_and_its_connection_is_closed() {
    let server = Server::start([stream([send("data: 1\n\n"), Step::Hang])]).await;
    let mut events = follow(&server).await;
    events.try_next().await.expect("an event");
    let error = events.try_next().await.expect_err("silence");
    assert!(matches!(&error, Error::Timeout(error) if error.phase() == TimeoutPhase::Idle), "{error:?}");
    assert!(events.next().await.is_none());
    server.all_closed().await;
}

#[tokio::test]
async fn a_slow_consumer_is_not_a_silent_stream() {
    let server = Server::start([stream([send("data: 1\n\n"), send("data: 2\n\n"), end()])]).await;
    let mut events = follow(&server).await;
    assert_eq!(events.try_next().await.expect("an event"), Some(json!(1)));
    tokio::time::pause();
    tokio::time::advance(SOON * 2).await;
    tokio::time::resume();
    assert_eq!(events.try_next().await.expect("an event"), Some(json!(2)));
    assert_eq!(events.try_next().await.expect("the end"), None);
}

#[tokio::test]
async fn neither_the_timeout_of_attempts_nor_the_timeout_of_calls_ends_a_running_stream() {
    let server = Server::start([stream([send("data: 1\n\n"), Step::Hang])]).await;
    let short = Duration::from_secs(1);
    let client =
        builder(&server).timeout(short).total_timeout(short).idle_timeout(short * 2).build().expect("a client");
    let mut events = Request::<Follow>::new(&client).send().await.expect("a stream");
    events.try_next().await.expect("an event");
    let error = events.try_next().await.expect_err("silence");
    assert!(matches!(&error, Error::Timeout(error) if error.limit() == short * 2), "{error:?}");
}

#[tokio::test]
async fn a_stream_whose_headers_do_not_come_is_a_timeout() {
    let server = Server::start([vec![Step::Hang]]).await;
    let client = builder(&server).timeout(SOON).build().expect("a client");
    let error = Request::<Follow>::new(&client).send().await.expect_err("silence");
    assert!(matches!(&error, Error::Timeout(error) if error.phase() == TimeoutPhase::Headers), "{error:?}");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn other_bodies_are_not_read_as_event_streams() {
    for reply in [answer(200, &[("content-type", "text/html")], "<html>"), answer(204, &[], ""), answer(200, &[], "")] {
        let server = Server::start([reply]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<Follow>::new(&client).send().await.expect_err("no stream");
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert_eq!(server.requests().len(), 1);
    }
    let server =
        Server::start([answer(200, &[("content-type", "Text/Event-Stream; charset=utf-8")], "data: 1\n\n")]).await;
    assert_eq!(follow(&server).await.try_next().await.expect("an event"), Some(json!(1)));
}

/// The cases of the web-platform-tests `eventsource/format-mime-*`.
#[tokio::test]
async fn the_text_after_the_semicolon_of_a_content_type_does_not_matter() {
    for (content_type, is_stream) in [
        ("text/event-stream;", true),
        ("text/event-stream; bogus", true),
        ("text/event-stream;charset=windows-1252", true),
        ("x bogus", false),
        ("text/event-stream bogus", false),
        ("text/event-streams", false),
    ] {
        let server = Server::start([answer(200, &[("content-type", content_type)], "data: 1\n\n")]).await;
        let client = builder(&server).build().expect("a client");
        let answered = Request::<Follow>::new(&client).send().await;
        assert_eq!(answered.is_ok(), is_stream, "{content_type}");
    }
}

#[tokio::test]
async fn lines_and_events_beyond_their_limits_are_errors_and_the_stream_goes_on() {
    let long = "x".repeat(60);
    let text =
        format!("data: \"{long}\"\n\ndata: 1\n\ndata: [1,\ndata: 2,\ndata: 3,\ndata: 4,\ndata: 5]\n\ndata: 2\n\n");
    let server = Server::start([stream([send(&text), end()])]).await;
    let mut limits = Limits::default();
    (limits.line, limits.event) = (50, 12);
    let client = builder(&server).limits(limits).build().expect("a client");
    let mut events = Request::<Follow>::new(&client).send().await.expect("a stream");
    let error = events.try_next().await.expect_err("a long line").to_string();
    assert_eq!(error, "Follow: more than 50 bytes of a line; `Limits::line` allows more");
    assert_eq!(events.try_next().await.expect("an event"), Some(json!(1)));
    let error = events.try_next().await.expect_err("a long event").to_string();
    assert_eq!(error, "Follow: more than 12 bytes of an event; `Limits::event` allows more");
    assert_eq!(events.try_next().await.expect("an event"), Some(json!(2)));

    // For lines of JSON, the limit of an event applies.
    let lines = answer(200, &[("content-type", "application/x-ndjson")], "\"a long line\"\n1\n");
    let server = Server::start([lines]).await;
    let client = builder(&server).limits(limits).build().expect("a client");
    let mut lines = Request::<Lines>::new(&client).send().await.expect("a stream");
    let error = lines.try_next().await.expect_err("a long line").to_string();
    assert_eq!(error, "Lines: more than 12 bytes of a line; `Limits::event` allows more");
    assert_eq!(lines.try_next().await.expect("a line"), Some(json!(1)));
}

#[tokio::test]
async fn undescribed_events_and_lines_of_json_are_streams_too() {
    let server = Server::start([stream([send("id: 7\nevent: a\ndata: x\n\n"), end()])]).await;
    let client = builder(&server).build().expect("a client");
    let mut events = Request::<FollowRaw>::new(&client).send().await.expect("a stream");
    let event = events.try_next().await.expect("an event").expect("an event");
    assert_eq!((event.event.as_ref(), event.data.as_str(), event.id.as_str()), ("a", "x", "7"));

    let mut lines = head(200, &[("content-type", "application/x-ndjson"), ("content-length", "11")]);
    lines.extend_from_slice("\r\n\u{feff}1\n\n[2]\n3".as_bytes());
    let server = Server::start([vec![Step::Send(lines)]]).await;
    let client = builder(&server).build().expect("a client");
    let mut lines = Request::<Lines>::new(&client).send().await.expect("a stream");
    for expected in [Some(json!(1)), Some(json!([2])), Some(json!(3)), None] {
        assert_eq!(lines.try_next().await.expect("a line"), expected);
    }
}

#[tokio::test]
async fn two_hundred_streams_at_once_are_read_by_one_client() {
    let server = Server::start([stream([send("data: 1\n\n"), send("data: 2\n\n"), end()])]).await;
    let client = builder(&server).build().expect("a client");
    let readers: Vec<_> = (0..200)
        .map(|_| {
            let request = Request::<Follow>::new(&client);
            tokio::spawn(async move {
                let mut events = request.send().await?;
                let mut sum = 0;
                while let Some(event) = events.try_next().await? {
                    sum += event.as_u64().unwrap_or_default();
                }
                Ok::<_, Error>(sum)
            })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.await.expect("no panic").expect("a stream"), 3);
    }
}

#[tokio::test]
async fn events_that_names_tell_apart_are_objects_of_their_fields() {
    let sent = "event: note\ndata: 1\ndata: 2\nretry: 5\n\nid: 7\nevent: added\ndata: {\"n\":1}\n\n\
        event: ping\ndata:\n\nevent: error\ndata: []\n\ndata: [DONE]\n\nevent: added\ndata: {\n\n";
    let server = Server::start([stream([send(sent), end()])]).await;
    let client = builder(&server).build().expect("a client");
    let mut events = Request::<FollowNamed>::new(&client).send().await.expect("a stream");
    let mut items = Vec::new();
    while let Some(Ok(item)) = events.next().await {
        items.push(item);
    }
    let expected = [
        json!({ "event": "note", "retry": 5, "data": "1\n2" }),
        json!({ "event": "added", "id": "7", "data": { "n": 1 } }),
        json!({ "event": "ping", "data": "" }),
        json!({ "event": "error", "data": [] }),
    ];
    assert_eq!(items, expected, "what is malformed ends the loop");
    assert_eq!(events.last_event_name(), "added");
}

#[tokio::test]
async fn the_fields_of_an_event_are_next_to_its_data() {
    let server = Server::start([stream([send("id: 7\nevent: a\nretry: 5\ndata: 1\n\ndata: 2\n\n"), end()])]).await;
    let mut envelopes = follow(&server).await.envelopes();
    let first = envelopes.try_next().await.expect("an event").expect("an event");
    assert_eq!((first.event.as_str(), first.id.as_str(), first.data), ("a", "7", json!(1)));
    assert_eq!(first.retry, Some(Duration::from_millis(5)));
    let second = envelopes.try_next().await.expect("an event").expect("an event");
    assert_eq!((second.event.as_str(), second.id.as_str(), second.data), ("message", "7", json!(2)));
    assert_eq!(envelopes.try_next().await.expect("an end"), None);
}
