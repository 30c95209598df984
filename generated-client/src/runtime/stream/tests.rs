//! Streams over chunks that are ready, or that fail.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;

use super::{ByteStream, EventStream, Fault, JsonLineStream, Report};
use crate::runtime::sse::{Decoder, Event};
use crate::runtime::tests::types::Status;
use crate::runtime::{Error, Result};

/// Chunks of which the first is ready, and each other one comes after a pause.
struct Pieces {
    left: VecDeque<Result<Bytes>>,
    paused: bool,
    _connection: Arc<()>,
}

impl Stream for Pieces {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.paused = !self.paused;
        if self.paused {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.left.pop_front())
    }
}

fn body(chunks: impl IntoIterator<Item = Result<Bytes>>) -> (ByteStream, Arc<()>) {
    let connection = Arc::new(());
    let chunks = Pieces { left: chunks.into_iter().collect(), paused: false, _connection: Arc::clone(&connection) };
    (Box::pin(chunks), connection)
}

fn whole(text: &'static str) -> ByteStream {
    body([Ok(Bytes::from_static(text.as_bytes()))]).0
}

fn report() -> Report {
    Box::new(|fault| {
        Error::build(match fault {
            Fault::ErrorEvent { data } => format!("error event {data}"),
            Fault::Malformed { data, fault } => format!("malformed {}: {fault}", data.escape_ascii()),
            Fault::TooLong(limit) => {
                format!("{} beyond {}", limit.what.rsplit(' ').next().unwrap_or_default(), limit.most)
            }
            Fault::Unfinished { data } => format!("unfinished {}", data.escape_ascii()),
        })
    })
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// The items, with errors as their text.
fn items<T>(mut next: impl AsyncFnMut() -> Option<Result<T>>) -> Vec<Result<T, String>> {
    block_on(async {
        let mut items = Vec::new();
        while let Some(item) = next().await {
            items.push(item.map_err(|error| error.to_string().replace("nothing was sent: ", "")));
        }
        assert!(next().await.is_none(), "the end stays");
        items
    })
}

fn typed(body: ByteStream) -> Vec<Result<String, String>> {
    let mut stream = EventStream::<Status>::json(body, Decoder::new().max_line(40).max_event(30), report(), false);
    items(async || stream.next().await.map(|item| item.map(|status| status.as_str().to_owned())))
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with items")]
fn ok(value: &str) -> Result<String, String> {
    Ok(value.to_owned())
}

fn error(message: &str) -> Result<String, String> {
    Err(message.to_owned())
}

#[test]
fn the_data_is_decoded_under_any_name() {
    let text = "data: \"idle\"\n\nevent: anything\ndata: \"running\"\n\nevent: message\ndata: \"new\"\n\n";
    assert_eq!(typed(whole(text)), [ok("idle"), ok("running"), ok("new")]);
    let bytes = text.bytes().map(|byte| Ok(Bytes::copy_from_slice(&[byte])));
    assert_eq!(typed(body(bytes).0), [ok("idle"), ok("running"), ok("new")]);
}

#[test]
fn events_that_keep_the_connection_alive_are_skipped() {
    let text = ": hello\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\ndata\n\ndata: \"idle\"\n\ndata: [DONE]\n\n";
    assert_eq!(typed(whole(text)), [ok("idle")]);
}

#[test]
fn an_error_event_is_an_error_after_the_events_before_it() {
    let text = "data: \"idle\"\n\nevent: error\ndata: {\"a\": 1}\n\nevent: error\ndata\n\n";
    assert_eq!(typed(whole(text)), [ok("idle"), error("error event {\"a\": 1}"), error("error event ")]);
}

#[test]
fn a_malformed_event_is_an_error_with_its_path_and_the_stream_goes_on() {
    let mut stream = EventStream::<Vec<crate::runtime::tests::types::Reference>>::json(
        whole("data: [{\"id\": 1}]\n\ndata: [{\"id\": \"\"}]\n\ndata: nonsense\n\n"),
        Decoder::new(),
        report(),
        false,
    );
    let items = items(async || stream.next().await.map(|item| item.map(|list| list.len().to_string())));
    let wrong = "malformed [{\\\"id\\\": 1}]: $[0].id: expected a string, found an integer";
    let nonsense = "malformed nonsense: invalid JSON: a value is expected at line 1 column 1";
    assert_eq!(items, [error(wrong), ok("1"), error(nonsense)]);
}

#[test]
fn an_event_beyond_the_limits_is_an_error_and_the_stream_goes_on() {
    let text = "data: 3456789012345678901234567890123456789012345\n\ndata: \"idle\"\n\n\
                data: 3456789012345678901234567890123456\n\ndata: \"idle\"\n\n";
    assert_eq!(typed(whole(text)), [error("line beyond 40"), ok("idle"), error("event beyond 30"), ok("idle")]);
}

#[test]
fn an_end_inside_an_event_is_an_error_of_its_own() {
    assert_eq!(typed(whole("data: \"idle\"\n\ndata: \"runn")), [ok("idle"), error("unfinished data: \\\"runn")]);
    assert_eq!(typed(whole("data: \"idle\"\n\ndata: \"runn\n")), [ok("idle"), error("unfinished \\\"runn")]);
    assert_eq!(typed(whole("data: \"idle\"\n\n: com")), [ok("idle")]);
    // The mark of the end needs no empty line after it, and no line end.
    for stream in ["data: \"idle\"\n\ndata: [DONE]\n", "data: \"idle\"\n\nid: 1\ndata:[DONE]"] {
        assert_eq!(typed(whole(stream)), [ok("idle")]);
    }
    assert_eq!(typed(whole("data: [DONE")), [error("unfinished data: [DONE")]);
    assert_eq!(typed(whole("data: 1\ndata: [DONE]\n")), [error("unfinished 1\\n[DONE]")]);
    assert_eq!(typed(body([]).0), []);
}

#[test]
fn nothing_follows_a_broken_connection() {
    let chunks = [
        Ok("data: \"idle\"\n\ndata: \"ru".into()),
        Err(Error::build("the connection broke")),
        Ok("nning\"\n\n".into()),
    ];
    assert_eq!(typed(body(chunks).0), [ok("idle"), error("the connection broke")]);
}

#[test]
fn events_without_a_described_type_are_handed_out_as_they_are() {
    let text = "retry: 10\nid: 7\nevent: a\ndata: x\ndata: y\n\n";
    let mut stream = EventStream::<Event>::events(whole(text), Decoder::new(), report());
    let event = block_on(stream.try_next()).unwrap().unwrap();
    assert_eq!((event.event.as_ref(), event.data.as_str(), event.id.as_str()), ("a", "x\ny", "7"));
    assert_eq!(stream.last_event_id(), "7");
    assert_eq!(stream.retry(), Some(std::time::Duration::from_millis(10)));
    assert!(matches!(block_on(stream.try_next()), Ok(None)));
}

#[test]
fn dropping_a_stream_drops_its_body_and_so_does_its_end() {
    let (body, connection) = body([Ok("data\n\n".into())]);
    let mut stream = EventStream::<Event>::events(body, Decoder::new(), report());
    assert_eq!(Arc::strong_count(&connection), 2);
    assert!(block_on(stream.next()).is_none());
    assert_eq!(Arc::strong_count(&connection), 1);

    let (body, connection) = self::body([]);
    drop(JsonLineStream::<bool>::new(body, 10, report(), false));
    assert_eq!(Arc::strong_count(&connection), 1);
}

#[test]
fn streams_can_be_sent_and_polled_as_streams() {
    fn check<S: Stream + Send + Unpin + 'static>(_: &S) {}
    check(&EventStream::<Status>::json(whole(""), Decoder::new(), report(), false));
    check(&JsonLineStream::<Status>::new(whole(""), 10, report(), false));
}

#[test]
fn json_lines_are_decoded_line_by_line() {
    let read = |body| {
        let mut stream = JsonLineStream::<Status>::new(body, 10, report(), false);
        items(async || stream.next().await.map(|item| item.map(|status| status.as_str().to_owned())))
    };
    assert_eq!(read(whole("\"a\"\r\n\n \"b\"\n\"c\"")), [ok("a"), ok("b"), ok("c")]);
    assert_eq!(read(whole("\"a\"\n\"b")), [ok("a"), error("unfinished \\\"b")]);
    assert_eq!(
        read(whole("\"01234567890\"\n1\n\"b\"\n")),
        [error("line beyond 10"), error("malformed 1: expected a string, found an integer"), ok("b")]
    );
    assert_eq!(read(whole("\x1e\"a\"\n\x1e\n\x1e\n\"b\"\x1e\"c\"\n")), [ok("a"), ok("b"), ok("c")]);
    assert_eq!(
        read(whole("\x1e1\x1etrue\n\x1e\"a\"\n\x1enull")),
        [
            error("unfinished 1"),
            error("malformed true\\n: expected a string, found a boolean"),
            ok("a"),
            error("unfinished null"),
        ]
    );
    assert_eq!(read(whole("\x1e\"a\"\n\x1e\"b")), [ok("a"), error("unfinished \\\"b")]);
    let chunks = [Ok("\"a".into()), Ok("\"\n".into()), Err(Error::build("the connection broke"))];
    assert_eq!(read(body(chunks).0), [ok("a"), error("the connection broke")]);
}
