//! Streams of the parts of multipart bodies over the wire.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    Images, Parts, SOON, TextPieces, TypedParts, builder,
    server::{LAST_CHUNK, Reply, Server, Step, answer, chunk, head},
};
use crate::runtime::{Error, Limits, Operation, Part, PartStream, Request, Result, StreamErrorKind, TimeoutPhase};

const MIXED: &str = "multipart/mixed; boundary=\"a b\"";

/// A stream of this media type that begins, and continues with `steps`.
fn stream(content_type: &str, steps: impl IntoIterator<Item = Step>) -> Reply {
    std::iter::once(Step::Send(chunked_head(content_type))).chain(steps).collect()
}

fn chunked_head(content_type: &str) -> Vec<u8> {
    let mut bytes = head(200, &[("content-type", content_type), ("transfer-encoding", "chunked")]);
    bytes.extend_from_slice(b"\r\n");
    bytes
}

fn send(text: &str) -> Step {
    Step::Send(chunk(text))
}

async fn parts<O: Operation<Output = PartStream<T>>, T>(server: &Server) -> PartStream<T> {
    let client = builder(server).idle_timeout(SOON).build().expect("a client");
    Request::<O>::new(&client).send().await.expect("a stream")
}

/// Reads the parts of a response to their end.
async fn read<O: Operation<Output = PartStream<T>>, T>(reply: Reply) -> Vec<Result<Part<T>>> {
    let server = Server::start([reply]).await;
    let mut parts = parts::<O, T>(&server).await;
    let mut items = Vec::new();
    while let Some(item) = parts.next().await {
        items.push(item);
    }
    items
}

fn values<T>(parts: Vec<Result<Part<T>>>) -> Vec<T> {
    parts.into_iter().map(|part| part.expect("a part").value).collect()
}

#[tokio::test]
async fn each_part_has_its_headers_and_its_value() {
    let body = "preamble\r\n--a b\r\nContent-Type: application/json\r\nX-Row: 1\r\n\r\n{\"n\":1}\r\n--a b  \r\n\r\n2\r\n--a b--\r\nepilogue";
    let items = read::<Parts, Value>(answer(200, &[("content-type", MIXED)], body)).await;
    let [Ok(first), Ok(second)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((&first.value, first.content_type()), (&json!({ "n": 1 }), Some("application/json")));
    assert_eq!(first.headers["x-row"], "1");
    assert_eq!((&second.value, second.headers.len()), (&json!(2), 0));
    assert!(!format!("{first:?}").contains("application"), "values of headers are not shown");
}

#[tokio::test]
async fn a_part_is_delivered_before_the_next_one_is_sent() {
    let steps = [send("--a b\r\n\r\n1\r\n--a b\r\n"), Step::Hang];
    let server = Server::start([stream(MIXED, steps)]).await;
    let mut items = parts::<Parts, Value>(&server).await;
    assert_eq!(items.try_next().await.expect("a part").expect("a part").value, json!(1));
    let error = items.try_next().await.expect_err("silence");
    assert!(matches!(&error, Error::Timeout(error) if error.phase() == TimeoutPhase::Idle), "{error:?}");
    assert!(items.next().await.is_none());
    server.all_closed().await;
}

#[tokio::test]
async fn the_end_is_the_last_boundary_and_not_the_end_of_the_body() {
    let steps = [send("--a b\r\n\r\n1\r\n--a b--"), Step::Hang];
    let server = Server::start([stream(MIXED, steps)]).await;
    let mut items = parts::<Parts, Value>(&server).await;
    assert_eq!(items.try_next().await.expect("a part").expect("a part").value, json!(1));
    assert!(items.next().await.is_none());
    drop(items);
    server.all_closed().await;
}

#[tokio::test]
async fn a_body_byte_by_byte_is_the_same_body() {
    let mut bytes = chunked_head(MIXED);
    for byte in "--a b\r\nA: 1\r\n\r\n\"\u{fc}\"\r\n--a b\r\n\r\n2\r\n--a b--\r\n".as_bytes() {
        bytes.extend_from_slice(b"1\r\n");
        bytes.push(*byte);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(LAST_CHUNK);
    let items = read::<Parts, Value>(vec![Step::Trickle(bytes)]).await;
    assert_eq!(values(items), [json!("\u{fc}"), json!(2)]);
}

#[tokio::test]
async fn a_missing_last_boundary_is_an_error_after_the_parts_before_it() {
    for (body, count) in
        [("--a b\r\n\r\n1\r\n--a b\r\n\r\n2", 1), ("--a b\r\n\r\n1\r\n--a b\r\n", 1), ("1", 0), ("", 0)]
    {
        let mut items = read::<Parts, Value>(answer(200, &[("content-type", MIXED)], body)).await;
        let Some(Err(Error::Stream(error))) = items.pop() else { panic!("{body:?}") };
        assert_eq!((items.len(), error.reason()), (count, StreamErrorKind::Incomplete), "{body:?}");
        assert!(items.iter().all(Result::is_ok));
    }
}

#[tokio::test]
async fn a_broken_connection_is_an_error_after_the_parts_before_it() {
    for last in [Step::Reset, Step::Close] {
        let items = read::<Parts, Value>(stream(MIXED, [send("--a b\r\n\r\n1\r\n--a b\r\n\r\n"), last])).await;
        let [Ok(_), Err(Error::Transport(_))] = &items[..] else { panic!("{items:?}") };
    }
}

#[tokio::test]
async fn a_part_that_is_not_as_documented_is_an_error_and_the_stream_goes_on() {
    let body =
        "--a b\r\n\r\n{\"id\":1}\r\n--a b\r\nContent-Type: image/png\r\n\r\n\x01\r\n--a b\r\nnone\r\n\r\n\r\n--a b--";
    let items = read::<TypedParts, _>(answer(200, &[("content-type", MIXED)], body)).await;
    let errors: Vec<String> = items.iter().map(|item| item.as_ref().expect_err("a mismatch").to_string()).collect();
    let [value, image, headers] = &errors[..] else { panic!("{errors:?}") };
    assert!(value.contains("$.id: expected a string, found an integer"), "{value}");
    assert!(image.contains("a part of \"image/png\" is not JSON of this type"), "{image}");
    assert!(headers.contains("line 1 of the headers of the part is not a name and a value"), "{headers}");
    let Err(Error::Decode(error)) = &items[1] else { panic!("{items:?}") };
    assert_eq!(&error.body()[..], b"\x01");
}

#[tokio::test]
async fn the_media_type_of_a_part_says_how_it_is_read() {
    let body =
        "--a b\r\nContent-Type: text/plain\r\n\r\n5\r\n--a b\r\nContent-Type: application/json\r\n\r\n\"5\"\r\n--a b--";
    let reply = || answer(200, &[("content-type", MIXED)], body);
    assert_eq!(values(read::<Parts, Value>(reply()).await), [json!("5"), json!("5")]);
    assert_eq!(values(read::<TextPieces, String>(reply()).await), ["5", "5"]);
    let expected = [Bytes::from_static(b"5"), Bytes::from_static(b"\"5\"")];
    assert_eq!(values(read::<Images, Bytes>(reply()).await), expected);
}

#[tokio::test]
async fn a_part_beyond_its_limit_is_an_error_and_the_stream_goes_on() {
    let large = "x".repeat(5000);
    let body = format!("--a b\r\n\r\n{large}\r\n--a b\r\n\r\n1\r\n--a b--");
    let server = Server::start([answer(200, &[("content-type", MIXED)], body)]).await;
    let limits = Limits { event: 1000, ..Limits::default() };
    let client = builder(&server).limits(limits).build().expect("a client");
    let mut parts = Request::<Images>::new(&client).send().await.expect("a stream");
    let error = parts.try_next().await.expect_err("the limit");
    assert!(matches!(&error, Error::Limit(_)) && error.to_string().contains("1000"), "{error}");
    assert_eq!(parts.try_next().await.expect("a part").expect("a part").value, "1");
    assert!(parts.next().await.is_none());
}

#[tokio::test]
async fn a_response_of_another_kind_is_an_error() {
    for (content_type, expected) in [
        ("application/json", "the content type is not multipart/*"),
        ("multipart/mixed", "the content type names no boundary"),
    ] {
        let server = Server::start([answer(200, &[("content-type", content_type)], "{}")]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<Parts>::new(&client).send().await.expect_err("another kind");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_connection_is_used_again_after_the_last_part() {
    let body = "--a b\r\n\r\n1\r\n--a b--\r\n";
    let reply = || answer(200, &[("content-type", MIXED)], body);
    let server = Server::start([reply(), reply()]).await;
    let client = builder(&server).build().expect("a client");
    for _ in 0..2 {
        let mut parts = Request::<Images>::new(&client).send().await.expect("a stream");
        while parts.try_next().await.expect("a part").is_some() {}
        super::connections_are_kept(&client).await;
    }
    assert_eq!(server.connections(), 1);
    let asked = &server.requests()[0];
    assert_eq!(asked.header("accept"), Some("multipart/x-mixed-replace"));
}
