//! Bodies of items and of parts, as they arrive.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use futures_core::Stream;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{
    API, Create, Put, builder,
    server::{Server, json as reply},
};
use crate::runtime::{
    BodyItems, ClientBuilder, Encoding, Error, EventData, File, Request, Result,
    sse::{self, Decoder},
};

/// A stream of results, each after a pause.
struct Paused(std::vec::IntoIter<Result<i64, io::Error>>, bool);

impl Paused {
    fn new(items: impl IntoIterator<Item = Result<i64, io::Error>>) -> Self {
        Self(items.into_iter().collect::<Vec<_>>().into_iter(), false)
    }
}

impl Stream for Paused {
    type Item = Result<i64, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.0.next())
    }
}

async fn lines(server: &Server, media_type: &str, items: impl Into<BodyItems<i64>>) -> Result<(), Error> {
    let client = builder(server).build().expect("a client");
    Request::<Put>::new(&client).json_lines(media_type, items).send().await.map(drop)
}

async fn ok() -> Server {
    Server::start([reply(200, "{}")]).await
}

#[tokio::test]
async fn lists_and_streams_of_items_are_the_same_body() {
    let server = ok().await;
    let list = vec![1, 2];
    lines(&server, "application/jsonl", &list).await.expect("a success");
    lines(&server, "application/jsonl", [1, 2]).await.expect("a success");
    lines(&server, "application/jsonl", &list[..]).await.expect("a success");
    lines(&server, "application/jsonl", BodyItems::from_iterator(1..=2)).await.expect("a success");
    let items = BodyItems::from_try_stream(Paused::new([Ok(1), Ok(2)]));
    lines(&server, "application/jsonl", items).await.expect("a success");
    lines(&server, "application/geo+json-seq", BodyItems::from_iterator(1..=2)).await.expect("a success");
    lines(&server, "application/jsonl", BodyItems::from_iterator(1..1)).await.expect("a success");
    let requests = server.requests();
    let bodies: Vec<&[u8]> = requests.iter().map(|request| &request.body[..]).collect();
    let expected = &b"1\n2\n"[..];
    assert_eq!(bodies, [expected, expected, expected, expected, expected, b"\x1E1\n\x1E2\n", b""]);
    assert_eq!(requests[0].header("content-length"), Some("4"));
    assert_eq!(requests[3].header("transfer-encoding"), Some("chunked"));
    assert_eq!(requests[3].header("content-type"), Some("application/jsonl"));
}

#[tokio::test]
async fn an_item_is_one_line_however_it_was_read() {
    let server = ok().await;
    let client = builder(&server).build().expect("a client");
    let read: crate::runtime::RawJson = serde_json::from_str("{\n  \"a\": \"\\n\"\r\n}").expect("JSON");
    Request::<Create>::new(&client).json_lines("application/jsonl", [read]).send().await.expect("a success");
    assert_eq!(server.requests()[0].body, b"{   \"a\": \"\\n\"  }\n");
}

#[tokio::test]
async fn a_list_is_sent_again_and_a_stream_that_was_read_is_not() {
    let busy = || [reply(503, "{}"), reply(200, "{}")];
    let server = Server::start(busy()).await;
    lines(&server, "application/jsonl", [1, 2]).await.expect("a success");
    assert!(server.requests().len() == 2 && server.requests().iter().all(|request| request.body == b"1\n2\n"));
    let server = Server::start(busy()).await;
    let error = lines(&server, "application/jsonl", BodyItems::from_iterator(1..=2)).await.expect_err("an error");
    assert!(error.is_body_spent() && server.requests().len() == 1, "{error:?}");
}

#[tokio::test]
async fn items_are_asked_for_while_they_are_sent() {
    // The server reads the beginning, responds, and closes the connection.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_exact(&mut vec![0; 100_000]).await.expect("a beginning");
        stream.write_all(b"HTTP/1.1 413 S\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await.expect("an answer");
        while stream.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {}
    });
    let client = ClientBuilder::new(&API).base_url(url).api_key("k").build().expect("a client");
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let endless = std::iter::repeat_with(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Value::from("x".repeat(1000))
    });
    let sent = Request::<Create>::new(&client).json_lines("application/jsonl", BodyItems::from_iterator(endless));
    let error = sent.send().await.expect_err("an error");
    assert!(matches!(&error, Error::Api(error) if error.status().as_u16() == 413), "{error:?}");
    assert!(asked.load(Ordering::SeqCst) >= 90);
    server.await.expect("no panic");
}

#[tokio::test]
async fn a_stream_of_items_that_fails_ends_the_request() {
    let server = ok().await;
    let items = BodyItems::from_try_stream(Paused::new([Ok(1), Err(io::Error::other("the disk is gone"))]));
    let error = lines(&server, "application/jsonl", items).await.expect_err("an error");
    assert!(matches!(&error, Error::Io(_)), "{error:?}");
    let source = std::error::Error::source(&error).expect("a source").to_string();
    assert!(source.contains("the disk is gone"), "{source}");
    assert!(server.requests().is_empty(), "no body that ends looks complete");
}

#[tokio::test]
async fn events_that_are_sent_are_events() {
    let server = ok().await;
    let client = builder(&server).build().expect("a client");
    let documented = &[("note", EventData::Text), ("added", EventData::Json)];
    let events =
        [json!({ "event": "note", "data": "a\nb" }), json!({ "event": "added", "data": { "n": 1 }, "id": "7" })];
    let request = || Request::<Create>::new(&client);
    request().named_events("text/event-stream", documented, events).send().await.expect("a success");
    let plain = BodyItems::from_iterator([sse::Event::new("a").event("note"), sse::Event::new("b")]);
    request().named_events("text/event-stream", &[("*", EventData::Text)], plain).send().await.expect("a success");
    request().json_events("text/event-stream", [json!({ "n": 1 })]).send().await.expect("a success");
    let received: Vec<Vec<(String, String, String)>> = server.requests().iter().map(|it| events_of(&it.body)).collect();
    let event = |name: &str, data: &str, id: &str| (name.to_owned(), data.to_owned(), id.to_owned());
    assert_eq!(received[0], [event("note", "a\nb", ""), event("added", r#"{"n":1}"#, "7")]);
    assert_eq!(received[1], [event("note", "a", ""), event("message", "b", "")]);
    assert_eq!(received[2], [event("message", r#"{"n":1}"#, "")]);
}

/// The events of a body, read by a separate decoder.
fn events_of(mut body: &[u8]) -> Vec<(String, String, String)> {
    let mut decoder = Decoder::new();
    let mut events = Vec::new();
    while let Some(event) = decoder.decode(&mut body) {
        let event = event.expect("within the limits");
        events.push((event.event.to_owned(), event.data.to_owned(), event.id.to_owned()));
    }
    events
}

#[tokio::test]
async fn an_event_that_cannot_be_written_is_not_sent() {
    let server = ok().await;
    let client = builder(&server).build().expect("a client");
    let sent = Request::<Create>::new(&client).named_events(
        "text/event-stream",
        &[("*", EventData::Text)],
        [sse::Event::new("a").event("b\nc")],
    );
    let error = sent.send().await.expect_err("an error").to_string();
    assert!(error.contains("the `event` of an event has a line break"), "{error}");
    assert!(server.requests().is_empty());
}

const NONE: Encoding = Encoding { name: "", style: None, content_type: None, is_file: false };
const IMAGE: Encoding = Encoding { name: "", style: None, content_type: Some("image/png"), is_file: true };

#[tokio::test]
async fn parts_without_names_are_sent_in_their_order() {
    let server = ok().await;
    let client = builder(&server).build().expect("a client");
    let parts = vec![File::from("P"), File::from_reader(&b"Q"[..]).content_type("image/gif").name("q.gif")];
    let request = || Request::<Put>::new(&client).parts("multipart/mixed", &[], IMAGE, &parts);
    request().part_header(1, "content-location", "a/q").send().await.expect("a success");
    let error = request().part_header(2, "content-location", "a/q").send().await.expect_err("no such part");
    assert!(error.to_string().contains("the body has 2 parts"), "{error}");
    let requests = server.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    let content_type = request.header("content-type").expect("a media type");
    let boundary = content_type.strip_prefix("multipart/mixed; boundary=").expect("a boundary");
    let body = String::from_utf8_lossy(&request.body).replace(boundary, "B").replace("\r\n", "\n");
    assert_eq!(
        body,
        "--B\ncontent-type: image/png\n\nP\n\
         --B\ncontent-disposition: attachment; filename=\"q.gif\"\ncontent-type: image/gif\ncontent-location: a/q\n\nQ\n\
         --B--\n"
    );
}

#[tokio::test]
async fn a_body_without_parts_is_not_sent() {
    let server = ok().await;
    let client = builder(&server).build().expect("a client");
    let none: Vec<Value> = Vec::new();
    let error =
        Request::<Put>::new(&client).parts("multipart/mixed", &[], NONE, &none).send().await.expect_err("no part");
    assert!(error.to_string().contains("a multipart body has at least one part"), "{error}");
    assert!(server.requests().is_empty());
}
