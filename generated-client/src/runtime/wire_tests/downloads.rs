//! Bodies that are read as they arrive: the bytes that the caller gets, and errors.

use std::{
    error::Error as _,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use tokio::io::AsyncWrite;

use super::{
    Fetch, List, SOON, builder,
    server::{LAST_CHUNK, Reply, Server, Step, answer, chunk, events_head, head, json},
};
use crate::runtime::{Client, Download, Error, Limits, Request, TimeoutPhase};

const TEXT: &str = "twenty-five bytes, in all";

/// The head of a response with a body of 100 bytes, and the first seven.
fn begun(then: Step) -> Reply {
    let mut start = head(200, &[("content-type", "application/zip")]);
    start.extend_from_slice(b"content-length: 100\r\n\r\nseven b");
    vec![Step::Send(start), then]
}

fn client(server: &Server) -> Client {
    let limits = Limits { body: 10, ..Limits::default() };
    builder(server).limits(limits).idle_timeout(SOON).build().expect("a client")
}

async fn fetch(server: &Server) -> Download {
    Request::<Fetch>::new(&client(server)).send_stream().await.expect("a stream")
}

/// The bytes that arrive, and the error after them.
async fn until_error(mut download: Download) -> (String, Error) {
    let mut text = String::new();
    loop {
        match download.next().await.expect("an error comes first") {
            Ok(piece) => text.push_str(std::str::from_utf8(&piece).expect("text")),
            Err(error) => {
                assert!(download.next().await.is_none(), "nothing follows an error");
                return (text, error);
            }
        }
    }
}

#[tokio::test]
async fn a_body_of_any_size_comes_as_a_stream_and_a_small_one_in_memory() {
    let reply = answer(200, &[("content-type", "application/zip"), ("x-request-id", "req_7")], TEXT);
    let server = Server::start([reply]).await;
    let error = Request::<Fetch>::new(&client(&server)).send().await.expect_err("too large for the memory");
    assert_eq!(error.to_string(), "Fetch: more than 10 bytes of the body; `Limits::body` allows more");

    let mut download = fetch(&server).await;
    assert_eq!((download.status().as_u16(), download.content_length()), (200, Some(25)));
    assert_eq!((download.content_type(), download.request_id()), (Some("application/zip"), Some("req_7")));
    let mut text = Vec::new();
    while let Some(piece) = download.try_next().await.expect("a sound stream") {
        text.extend_from_slice(&piece);
    }
    assert_eq!((&text[..], download.bytes_received()), (TEXT.as_bytes(), 25));

    // This does not depend on the documented type.
    let download = Request::<List>::new(&client(&server)).send_stream().await.expect("a stream");
    let mut text = Vec::new();
    assert_eq!(download.copy_to(&mut text).await.expect("a copy"), 25);
    assert_eq!(text, TEXT.as_bytes());
}

#[tokio::test]
async fn chunks_come_as_they_are_sent() {
    let steps = [Step::Send(events_head()), Step::Trickle(chunk("one ")), Step::Send(chunk("two"))];
    let server = Server::start([steps.into_iter().chain([Step::Send(LAST_CHUNK.to_vec())]).collect()]).await;
    let download = fetch(&server).await;
    assert_eq!(download.content_length(), None);
    let mut text = Vec::new();
    assert_eq!(download.copy_to(&mut text).await.expect("a copy"), 7);
    assert_eq!(text, b"one two");
}

#[tokio::test]
async fn a_download_is_asked_for_again_until_it_begins_and_not_after() {
    let server = Server::start([json(503, "{}"), begun(Step::Reset)]).await;
    let (text, error) = until_error(fetch(&server).await).await;
    assert_eq!((text.as_str(), error.attempts()), ("seven b", 2));
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_download_that_ends_before_its_length_says_how_much_came() {
    let server = Server::start([begun(Step::Close)]).await;
    let (_, error) = until_error(fetch(&server).await).await;
    let Error::Transport(network) = &error else { panic!("{error:?}") };
    assert_eq!(network.bytes_received(), Some(7));
    let said = error.to_string();
    assert!(said.starts_with("Fetch: the connection to 127.0.0.1:"), "{said}");
    assert!(said.ends_with(" broke, after 7 of 100 bytes"), "{said}");

    let server = Server::start([vec![Step::Send(events_head()), Step::Send(chunk("seven b")), Step::Close]]).await;
    let (_, error) = until_error(fetch(&server).await).await;
    assert!(error.to_string().ends_with(" broke, after 7 bytes"), "{error}");
}

#[tokio::test]
async fn a_download_that_falls_silent_is_a_timeout_that_says_how_much_came() {
    let server = Server::start([begun(Step::Hang)]).await;
    let (_, error) = until_error(fetch(&server).await).await;
    let Error::Timeout(timeout) = &error else { panic!("{error:?}") };
    assert_eq!((timeout.phase(), timeout.bytes_received()), (TimeoutPhase::Idle, Some(7)));
    assert_eq!(error.to_string(), "Fetch: nothing came over the stream within 400ms, after 7 of 100 bytes");
    server.all_closed().await;
}

#[tokio::test]
async fn a_download_that_is_dropped_closes_its_connection() {
    let server = Server::start([begun(Step::Hang)]).await;
    let mut download = fetch(&server).await;
    download.try_next().await.expect("a sound stream").expect("a piece");
    drop(download);
    server.all_closed().await;
}

/// Reads this number of bytes.
struct Full(usize);

impl AsyncWrite for Full {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Poll::Ready(if taken > 0 { Ok(taken) } else { Err(io::ErrorKind::StorageFull.into()) })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_writer_that_fails_has_another_error_than_a_lost_connection() {
    let server = Server::start([answer(200, &[], TEXT)]).await;
    let error = fetch(&server).await.copy_to(&mut Full(20)).await.expect_err("a full disk");
    assert!(matches!(error, Error::Io(_)), "{error:?}");
    assert_eq!(error.to_string(), "Fetch: the download cannot be written after 0 bytes");
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>()).expect("what the writer says");
    assert_eq!(source.kind(), io::ErrorKind::StorageFull);
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn errors_and_unreadable_bodies_are_not_downloads() {
    let packed = answer(200, &[("content-encoding", "br")], "?");
    let server = Server::start([json(404, r#"{"error":{"type":"gone"}}"#), packed, answer(204, &[], "")]).await;
    let client = client(&server);
    let get = || Request::<Fetch>::new(&client).send_stream();
    let error = get().await.expect_err("no success");
    assert!(matches!(&error, Error::Api(error) if error.kind() == "gone"), "{error:?}");
    let error = get().await.expect_err("no content");
    assert!(matches!(&error, Error::Decode(_)) && error.to_string().contains("`br`"), "{error}");
    assert!(get().await.expect("a success").next().await.is_none());
}

#[test]
fn downloads_can_be_sent_and_polled_as_streams() {
    fn check<S: Stream + Send + Unpin + 'static>() {}
    check::<Download>();
}

#[cfg(feature = "blocking")]
#[test]
fn code_that_is_not_asynchronous_copies_downloads_too() {
    let elsewhere = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let elsewhere = elsewhere.expect("a runtime");
    let server = elsewhere.block_on(Server::start([answer(200, &[], TEXT), begun(Step::Close)]));
    let client = client(&server);
    let download = || Request::<Fetch>::new(&client).send_stream_blocking().expect("a stream");
    let mut text = Vec::new();
    assert_eq!(download().copy_to_blocking(&mut text).expect("a copy"), 25);
    assert_eq!(text, TEXT.as_bytes());
    let error = download().copy_to_blocking(&mut io::sink()).expect_err("a broken connection");
    assert!(error.to_string().ends_with(" broke, after 7 of 100 bytes"), "{error}");
    let error = download().copy_to_blocking(&mut &mut [0_u8; 3][..]).expect_err("a full buffer");
    assert_eq!(error.to_string(), "Fetch: the download cannot be written after 0 bytes");
}
