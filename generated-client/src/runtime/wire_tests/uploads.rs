//! Bodies that are read while they are sent: their length, when they are sent again, and faults of readers.

use std::{
    error::Error as _,
    fs,
    io::{self, Read as _},
    path::PathBuf,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures_core::Stream;
use serde_json::json as value;

use super::{
    API, Create, Fetch, Pauses, Put, SOON, builder,
    server::{Server, Step, json},
};
use crate::runtime::{Body, Client, ClientBuilder, Encoding, Error, File, Request};

const TEXT: &[u8] = b"a text of thirty bytes, or so.";

/// A stream of pieces, each after a pause, and then an error if there is one.
struct Pieces(std::vec::IntoIter<&'static [u8]>, Option<io::Error>, bool);

impl Pieces {
    fn new(pieces: &[&'static [u8]]) -> Self {
        Self(Vec::from(pieces).into_iter(), None, false)
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.2 = !self.2;
        if self.2 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = self.0.next().map(|piece| Ok(Bytes::from_static(piece)));
        Poll::Ready(next.or_else(|| self.1.take().map(Err)))
    }
}

fn client(server: &Server) -> Client {
    builder(server).build().expect("a client")
}

async fn ok() -> Server {
    Server::start([json(200, "{}")]).await
}

/// A file on disk for the test with this name.
fn on_disk(test: &str, content: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("{test}-{}.txt", std::process::id()));
    fs::write(&path, content).expect("a file can be written");
    path
}

async fn put(server: &Server, body: Body) -> Result<(), Error> {
    Request::<Put>::new(&client(server)).bytes("application/zip", body).send().await.map(drop)
}

#[tokio::test]
async fn a_body_of_unknown_length_is_sent_in_chunks_and_a_known_length_is_stated() {
    let server = ok().await;
    put(&server, Body::from_reader(TEXT)).await.expect("a success");
    put(&server, Body::from_reader(TEXT).with_length(30)).await.expect("a success");
    put(&server, Body::from_blocking_reader(TEXT).with_length(30)).await.expect("a success");
    put(&server, Body::from_stream(Pieces::new(&[b"a text of thirty", b"", b" bytes, or so."])))
        .await
        .expect("a success");
    put(&server, Body::from_reader(&b""[..])).await.expect("a success");
    let requests = server.requests();
    let bodies: Vec<&[u8]> = requests.iter().map(|request| &request.body[..]).collect();
    assert_eq!(bodies, [TEXT, TEXT, TEXT, TEXT, b""]);
    let lengths: Vec<_> =
        requests.iter().map(|it| (it.header("content-length"), it.header("transfer-encoding"))).collect();
    let (stated, chunked) = ((Some("30"), None), (None, Some("chunked")));
    assert_eq!(lengths, [chunked, stated, stated, chunked, chunked]);
    assert_eq!(requests[0].header("content-type"), Some("application/zip"));
}

#[tokio::test]
async fn a_large_body_arrives_unchanged() {
    let server = ok().await;
    let large: Vec<u8> = (0..3_000_000_u32).map(|number| u8::try_from(number % 251).unwrap_or_default()).collect();
    let path = on_disk("large", &large);
    put(&server, Body::from_path(&path)).await.expect("a success");
    put(&server, Body::from_reader(io::Cursor::new(large.clone()))).await.expect("a success");
    assert!(server.requests().iter().all(|request| request.body == large));
    assert_eq!(server.requests()[0].header("content-length"), Some("3000000"));
    fs::remove_file(path).expect("it is there");
}

#[tokio::test]
async fn an_empty_file_is_sent_as_an_empty_body() {
    let server = ok().await;
    let path = on_disk("empty", b"");
    put(&server, Body::from_path(&path)).await.expect("a success");
    assert_eq!(server.requests()[0].header("content-length"), Some("0"));
    fs::remove_file(path).expect("it is there");
}

#[tokio::test]
async fn bodies_that_can_be_read_again_are_sent_again() {
    let busy = || [json(503, "{}"), json(500, "{}"), json(200, "{}")];
    let path = on_disk("again", TEXT);
    let server = Server::start(busy()).await;
    put(&server, Body::from_path(&path)).await.expect("a success");
    assert!(server.requests().len() == 3 && server.requests().iter().all(|request| request.body == TEXT));

    let made = Arc::new(AtomicUsize::new(0));
    let make = {
        let made = Arc::clone(&made);
        move || {
            made.fetch_add(1, Ordering::SeqCst);
            Body::from_reader(TEXT).with_length(30)
        }
    };
    let server = Server::start(busy()).await;
    put(&server, Body::from_fn(make)).await.expect("a success");
    assert!(server.requests().len() == 3 && server.requests().iter().all(|request| request.body == TEXT));
    assert_eq!(made.load(Ordering::SeqCst), 3);
    fs::remove_file(path).expect("it is there");
}

#[tokio::test]
async fn a_body_that_was_read_is_not_sent_again_and_the_error_says_so() {
    let server = Server::start([json(503, "{}"), json(200, "{}")]).await;
    let error = put(&server, Body::from_reader(TEXT)).await.expect_err("a busy server");
    assert!(matches!(error, Error::Api(_)) && error.is_body_spent(), "{error:?}");
    assert!(error.to_string().ends_with("; the body cannot be sent again"), "{error}");
    assert_eq!(server.requests().len(), 1);

    // Also if a hook keeps the error.
    let server = Server::start([vec![Step::Reset]]).await;
    let kept = Arc::<Mutex<Option<Error>>>::default();
    let keep = Arc::clone(&kept);
    let hooked = builder(&server).after_attempt(move |attempt| {
        *keep.lock().expect("no test panics with it") = attempt.error().cloned();
    });
    let hooked = hooked.build().expect("a client");
    let request = Request::<Put>::new(&hooked).bytes("application/zip", Body::from_reader(TEXT));
    let error = request.send().await.expect_err("no answer");
    assert!(matches!(error, Error::Transport(_)) && error.is_body_spent(), "{error:?}");
    let kept = kept.lock().expect("no test panics with it").take().expect("an error");
    assert_eq!(kept.to_string(), error.to_string());

    // If a request is never sent again, its error does not mention the body.
    let server = Server::start([json(404, "{}")]).await;
    let error = put(&server, Body::from_reader(TEXT)).await.expect_err("no such thing");
    assert!(!error.is_body_spent() && !error.to_string().contains("again"), "{error}");

    // The same request again.
    let server = ok().await;
    let client = client(&server);
    let request = Request::<Put>::new(&client).bytes("application/zip", Body::from_reader(TEXT));
    request.clone().send().await.expect("a success");
    let error = request.send().await.expect_err("a body that was sent");
    let said =
        "Put: the body was sent before, and can be read only once; `Body::from_fn` makes bodies that can be sent again";
    assert_eq!(error.to_string(), said);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_body_that_was_not_read_yet_is_sent_on_another_connection() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let url = format!("http://{}", closed.expect("an address"));
    let client =
        ClientBuilder::new(&API).base_url(url).api_key("k").clock(Pauses::default()).build().expect("a client");
    let request = Request::<Create>::new(&client).bytes("application/zip", Body::from_reader(TEXT));
    let error = request.send().await.expect_err("no server");
    assert!(error.is_connect() && !error.is_body_spent(), "{error:?}");
    assert_eq!(error.attempts(), 3);
}

/// The error of a body. The server sees that the body is not complete.
async fn refused(body: Body) -> Error {
    let server = ok().await;
    let error = put(&server, body).await.expect_err("a body that is wrong");
    assert!(matches!(error, Error::Io(_)) && !error.is_retryable(), "{error:?}");
    server.all_closed().await;
    assert!(server.requests().is_empty(), "{:?}", server.requests());
    error
}

#[tokio::test]
async fn a_body_of_another_length_than_stated_is_an_error() {
    for longer in [29, 16, 1, 0] {
        let body = Body::from_stream(Pieces::new(&[b"a text of thirty", b" bytes, or so."])).with_length(longer);
        let said = format!("Put: the body is longer than its stated length of {longer} bytes");
        assert_eq!(refused(body).await.to_string(), said);
    }
    let error = refused(Body::from_reader(TEXT).with_length(31)).await;
    assert_eq!(error.to_string(), "Put: the body ends after 30 bytes, before its stated length of 31 bytes");
    let error = refused(Body::from(TEXT).with_length(29)).await;
    assert_eq!(error.to_string(), "Put: the body is longer than its stated length of 29 bytes");
    let error = refused(Body::from_fn(|| Body::from(TEXT)).with_length(31)).await;
    assert_eq!(error.to_string(), "Put: the body ends after 30 bytes, before its stated length of 31 bytes");
}

#[tokio::test]
async fn a_reader_that_fails_is_an_error_of_its_own() {
    let broken = || Some(io::Error::new(io::ErrorKind::PermissionDenied, "no more of it"));
    for stated in [false, true] {
        let body = Body::from_stream(Pieces(vec![TEXT].into_iter(), broken(), false));
        let error = refused(if stated { body.with_length(100) } else { body }).await;
        assert_eq!(error.to_string(), "Put: the body cannot be read after 30 bytes");
        let source = error.source().and_then(|source| source.downcast_ref::<io::Error>()).expect("the reader's error");
        assert_eq!(source.to_string(), "no more of it");
    }
    let error = refused(Body::from_path("/no/such/file")).await;
    assert_eq!(error.to_string(), "Put: the file `/no/such/file` cannot be opened");
    assert!(error.source().is_some());
    let error = refused(Body::from_path(std::env::temp_dir())).await;
    assert_eq!(error.to_string(), "Put: the body cannot be read after 0 bytes");
    let panics = Body::from_blocking_reader(TEXT.chain(Panics));
    assert_eq!(refused(panics).await.to_string(), "Put: the body cannot be read after 30 bytes");
}

/// A reader that panics.
struct Panics;

impl io::Read for Panics {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        std::panic::resume_unwind(Box::new("a reader"))
    }
}

#[tokio::test]
async fn a_body_of_unknown_length_cannot_be_sent_by_get() {
    let server = ok().await;
    let get = |body: Body| Request::<Fetch>::new(&client(&server)).bytes("text/plain", body).send();
    let error = get(Body::from_reader(TEXT)).await.expect_err("a body that would be left out");
    let said = "Fetch: a body of unknown length cannot be sent by GET; `Body::with_length` states the length";
    assert_eq!(error.to_string(), said);
    get(Body::from_reader(TEXT).with_length(30)).await.expect("a success");
    assert_eq!((server.requests().len(), &server.requests()[0].body[..]), (1, TEXT));
}

#[tokio::test]
async fn a_body_that_is_still_sent_does_not_hide_the_answer() {
    // The server reads the beginning of the body, and refuses the rest.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_exact(&mut [0; 1000]).await.expect("a beginning");
        stream.write_all(b"HTTP/1.1 413 S\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await.expect("an answer");
        while stream.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {}
    });
    let client = ClientBuilder::new(&API).base_url(url).api_key("k").build().expect("a client");
    let endless = Body::from_blocking_reader(io::repeat(b'x'));
    let error = Request::<Create>::new(&client).bytes("image/png", endless).send().await.expect_err("an error");
    assert!(matches!(&error, Error::Api(error) if error.status().as_u16() == 413), "{error:?}");
    // Nothing more is sent.
    server.await.expect("no panic");
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_its_body() {
    for first in [Some(&b"piece"[..]), None] {
        let server = ok().await;
        let client = client(&server);
        let call = Request::<Create>::new(&client).bytes("image/png", Body::from_stream(Stalled(first))).send();
        tokio::time::timeout(SOON, call).await.expect_err("it never ends");
        server.all_closed().await;
    }
}

/// A piece, if there is one, and then it waits forever.
struct Stalled(Option<&'static [u8]>);

impl Stream for Stalled {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.take().map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(Bytes::from_static(piece)))))
    }
}

const ENCODINGS: &[Encoding] = &[Encoding { name: "file", style: None, content_type: None, is_file: true }];

async fn post_file(server: &Server, file: File) -> Result<(), Error> {
    let request = Request::<Create>::new(&client(server));
    let request = request.multipart_as("multipart/form-data", ENCODINGS, &value!({ "a": "x", "file": "" }));
    request.attach_file("file", file).send().await.map(drop)
}

#[tokio::test]
async fn files_of_multipart_bodies_are_read_while_they_are_sent() {
    let path = on_disk("part", TEXT);
    let server = Server::start([json(503, "{}"), json(200, "{}")]).await;
    post_file(&server, File::from_path(&path).content_type("text/plain")).await.expect("a success");
    post_file(&server, File::from_reader(TEXT).name("a.txt")).await.expect("a success");
    post_file(&server, File::from_stream(Pieces::new(&[TEXT]))).await.expect("a success");
    post_file(&server, File::from_blocking_reader(TEXT)).await.expect("a success");
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
    let requests = server.requests();
    let first = (name, "text/plain");
    let octets = "application/octet-stream";
    for (request, (name, media_type)) in
        requests.iter().zip([first, first, ("a.txt", octets), ("file", octets), ("file", octets)])
    {
        let content_type = request.header("content-type").expect("a content type");
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
        let expected = format!(
            "--B\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n\
             --B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: {media_type}\r\n\r\na text of thirty bytes, or so.\r\n--B--\r\n"
        );
        assert_eq!(String::from_utf8_lossy(&request.body), expected.replace("--B", &format!("--{boundary}")));
        let length = request.header("content-length").map(|length| length.parse().expect("a number"));
        let is_known = media_type == "text/plain";
        assert_eq!(length, is_known.then_some(request.body.len()));
        assert_eq!(request.header("transfer-encoding"), (!is_known).then_some("chunked"));
    }
    assert_eq!(requests.len(), 5);
    // The content of a part cannot end the part.
    assert_ne!(requests[0].header("content-type"), requests[2].header("content-type"));
    fs::remove_file(path).expect("it is there");

    let server = Server::start([json(503, "{}")]).await;
    let error = post_file(&server, File::from_reader(TEXT)).await.expect_err("a busy server");
    assert!(error.is_body_spent() && server.requests().len() == 1, "{error}");
    let file = File::new(Body::from_reader(TEXT).with_length(31));
    let error = post_file(&ok().await, file).await.expect_err("too short");
    assert_eq!(error.to_string(), "Create: the body ends after 30 bytes, before its stated length of 31 bytes");
}

#[test]
fn a_body_outside_of_memory_is_not_json_and_shows_only_its_length() {
    let file = File::from_reader(TEXT).name("a");
    let error = serde_json::to_string(&file).expect_err("no text");
    assert_eq!(error.to_string(), "a file whose content is not in memory cannot be written as JSON");
    assert_eq!(format!("{file:?}"), r#"File { length: None, name: Some("a"), content_type: None, .. }"#);
    assert_eq!((file.clone() == file, file == File::from_reader(TEXT)), (true, false));
    assert_eq!(format!("{:?}", Body::from_reader(TEXT).with_length(30)), "Body { length: Some(30), .. }");
}

#[cfg(feature = "blocking")]
#[test]
fn code_that_is_not_asynchronous_sends_readers_and_files_too() {
    let elsewhere = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let elsewhere = elsewhere.expect("a runtime");
    let server = elsewhere.block_on(ok());
    let path = on_disk("blocking", TEXT);
    for body in [Body::from_blocking_reader(TEXT), Body::from_path(&path)] {
        Request::<Put>::new(&client(&server)).bytes("text/plain", body).send_blocking().expect("a success");
    }
    assert!(server.requests().len() == 2 && server.requests().iter().all(|request| request.body == TEXT));
    fs::remove_file(path).expect("it is there");
}

/// A piece, and an error as soon as the client has the headers of the response.
struct FailsLate(Option<&'static [u8]>, Arc<Headed>);

#[derive(Default)]
struct Headed {
    is_there: AtomicUsize,
    waiting: Mutex<Option<Waker>>,
}

impl Stream for FailsLate {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(piece) = self.0.take() {
            return Poll::Ready(Some(Ok(Bytes::from_static(piece))));
        }
        *self.1.waiting.lock().expect("no test panics with it") = Some(context.waker().clone());
        match self.1.is_there.load(Ordering::SeqCst) {
            0 => Poll::Pending,
            _ => Poll::Ready(Some(Err(io::Error::other("no more of it")))),
        }
    }
}

#[tokio::test]
async fn a_reader_that_fails_after_the_headers_is_an_error_of_its_own_and_no_reason_to_send_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_exact(&mut [0; 100]).await.expect("a beginning");
        stream.write_all(b"HTTP/1.1 200 S\r\ncontent-length: 100\r\n\r\n{").await.expect("a part of an answer");
        while stream.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {}
    });
    let headed = Arc::<Headed>::default();
    let noted = Arc::clone(&headed);
    let client = ClientBuilder::new(&API).base_url(url).api_key("k").clock(Pauses::default());
    let client = client.after_attempt(move |_| {
        noted.is_there.store(1, Ordering::SeqCst);
        noted.waiting.lock().expect("no test panics with it").take().into_iter().for_each(Waker::wake);
    });
    let client = client.build().expect("a client");
    let body = Body::from_fn(move || Body::from_stream(FailsLate(Some(TEXT), Arc::clone(&headed))));
    let error =
        Request::<Put>::new(&client).bytes("text/plain", body).send().await.expect_err("a body that ends early");
    assert!(matches!(error, Error::Io(_)), "{error:?}");
    assert_eq!((error.to_string().as_str(), error.attempts()), ("Put: the body cannot be read after 30 bytes", 1));
    server.await.expect("no panic");
}
