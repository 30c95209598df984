//! HTTP/2: many calls over one connection, and the treatment of streams that the server resets.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use h2::{Reason, server::SendResponse};
use http::Response;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{API, Create, List, Pauses};
use crate::runtime::{Body, Client, ClientBuilder, Error, Method, Request};

/// The server's handling of a request.
type AnswerTo = fn(SendResponse<Bytes>) -> Result<(), h2::Error>;

/// A server of HTTP/2 without TLS that answers each request by `answer`.
async fn start(answer: AnswerTo) -> (SocketAddr, Arc<[AtomicUsize; 2]>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let seen = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let counted = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted[0].fetch_add(1, Ordering::SeqCst);
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(stream).await?;
                while let Some(request) = connection.accept().await {
                    counted[1].fetch_add(1, Ordering::SeqCst);
                    answer(request?.1)?;
                }
                Ok::<_, h2::Error>(())
            });
        }
    });
    (address, seen)
}

fn client(address: SocketAddr) -> Client {
    let builder = ClientBuilder::new(&API).base_url(format!("http://{address}")).api_key("k").clock(Pauses::default());
    builder.configure_http_client(reqwest::ClientBuilder::http2_prior_knowledge).build().expect("a client")
}

fn counts(seen: &[AtomicUsize; 2]) -> [usize; 2] {
    [seen[0].load(Ordering::SeqCst), seen[1].load(Ordering::SeqCst)]
}

fn ones(mut respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    respond.send_response(Response::new(()), false)?.send_data(Bytes::from_static(b"[1]"), true)
}

#[tokio::test]
async fn two_hundred_calls_at_once_share_one_connection() {
    let (address, seen) = start(ones).await;
    let client = client(address);
    Request::<List>::new(&client).send().await.expect("an answer");
    let calls: Vec<_> = (0..200).map(|_| tokio::spawn(Request::<List>::new(&client).send())).collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic").expect("an answer"), [1]);
    }
    assert_eq!(counts(&seen), [1, 201]);
}

#[tokio::test]
async fn large_headers_are_read_as_over_http_1() {
    let (address, seen) = start(|mut respond| {
        let mut response = Response::builder();
        for number in 0..60 {
            response = response.header(format!("x-{number}"), "x".repeat(5_000));
        }
        respond.send_response(response.body(()).expect("a head"), false)?.send_data(Bytes::from_static(b"[1]"), true)
    })
    .await;
    let response = Request::<List>::new(&client(address)).send_with_response().await.expect("an answer");
    assert_eq!((response.value(), response.headers().len()), (&vec![1], 60));
    assert_eq!(counts(&seen), [1, 1]);
}

#[tokio::test]
async fn too_large_headers_are_a_malformed_response() {
    let (address, seen) = start(|mut respond| {
        let mut response = Response::builder();
        for number in 0..90 {
            response = response.header(format!("x-{number}"), "x".repeat(5_000));
        }
        respond.send_response(response.body(()).expect("a head"), true).map(drop)
    })
    .await;
    let error = Request::<Create>::new(&client(address)).send().await.expect_err("too large headers");
    assert!(matches!(&error, Error::Transport(error) if error.is_malformed()), "{error:?}");
    assert_eq!(error.to_string(), format!("Create: the response of {address} is malformed"));
    assert_eq!(counts(&seen), [1, 1]);
}

#[tokio::test]
async fn responses_that_are_not_read_do_not_stop_others() {
    const LENGTH: u64 = 4 << 20;
    let large: AnswerTo = |mut respond| {
        let body = Bytes::from(vec![b' '; usize::try_from(LENGTH).expect("a length")]);
        respond.send_response(Response::new(()), false)?.send_data(body, true)
    };
    let (address, seen) = start(large).await;
    let client = client(address).with_options().timeout(Duration::from_secs(10)).build().expect("a client");
    let mut downloads = Vec::new();
    for _ in 0..5 {
        downloads.push(Request::<List>::new(&client).send_stream().await.expect("a download"));
    }
    let mut sink = tokio::io::sink();
    let last = downloads.pop().expect("a download").copy_to(&mut sink);
    assert_eq!(tokio::time::timeout(Duration::from_secs(10), last).await.expect("no halt").expect("a body"), LENGTH);
    assert_eq!(counts(&seen), [1, 5]);
}

#[tokio::test]
async fn a_stream_that_the_server_resets_is_a_broken_connection() {
    let resets: [AnswerTo; 2] = [
        |mut respond| {
            respond.send_reset(Reason::INTERNAL_ERROR);
            Ok(())
        },
        |mut respond| {
            let mut body = respond.send_response(Response::new(()), false)?;
            body.send_data(Bytes::from_static(b"[1,"), false)?;
            body.send_reset(Reason::CANCEL);
            Ok(())
        },
    ];
    for reset in resets {
        let (address, seen) = start(reset).await;
        let client = client(address);
        let error = Request::<List>::new(&client).send().await.expect_err("a reset");
        assert!(matches!(&error, Error::Transport(error) if error.attempts() == 3), "{error:?}");
        assert_eq!(counts(&seen), [1, 3]);
        let error = Request::<Create>::new(&client).send().await.expect_err("a reset");
        assert!(matches!(&error, Error::Transport(error) if error.attempts() == 1), "{error:?}");
        assert_eq!(counts(&seen), [1, 4]);
    }
}

/// RFC 9113, section 8.1: with `NO_ERROR`, only a complete response is valid. The HTTP client would accept any part of it.
#[tokio::test]
async fn a_body_that_ends_before_its_length_without_an_error_is_a_broken_connection() {
    let (address, seen) = start(|mut respond| {
        let head = Response::builder().header("content-length", 3).body(()).expect("a head");
        let mut body = respond.send_response(head, false)?;
        body.send_data(Bytes::from_static(b"[1"), false)?;
        tokio::spawn(async move {
            // The server sends what it has before it resets the stream.
            tokio::time::sleep(Duration::from_millis(50)).await;
            body.send_reset(Reason::NO_ERROR);
        });
        Ok(())
    })
    .await;
    let client = client(address);
    let error = Request::<List>::new(&client).send().await.expect_err("a part");
    assert!(matches!(&error, Error::Transport(error) if error.attempts() == 3), "{error:?}");
    assert_eq!(counts(&seen), [1, 3]);
    let download = Request::<List>::new(&client).send_stream().await.expect("a download");
    let error = download.copy_to(&mut tokio::io::sink()).await.expect_err("a part");
    assert!(matches!(&error, Error::Transport(error) if error.bytes_received() == Some(2)), "{error:?}");
}

/// A gzip body may end after each of its members.
#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_gzip_body_that_ends_before_its_length_after_a_member_is_a_broken_connection() {
    let (address, seen) = start(|mut respond| {
        let member = super::answers::gzip(b"[1]");
        let head = Response::builder().header("content-encoding", "gzip").header("content-length", member.len() * 2);
        let mut body = respond.send_response(head.body(()).expect("a head"), false)?;
        body.send_data(member.into(), false)?;
        tokio::spawn(async move {
            // The server sends what it has before it resets the stream.
            tokio::time::sleep(Duration::from_millis(50)).await;
            body.send_reset(Reason::NO_ERROR);
        });
        Ok(())
    })
    .await;
    let error = Request::<List>::new(&client(address)).send().await.expect_err("a part");
    assert!(matches!(&error, Error::Transport(error) if error.attempts() == 3), "{error:?}");
    assert_eq!(counts(&seen), [1, 3]);
}

#[tokio::test]
async fn the_length_in_a_response_to_head_is_of_no_body() {
    let (address, seen) = start(|mut respond| {
        let head = Response::builder().header("content-length", 3).body(()).expect("a head");
        respond.send_response(head, false)?.send_data(Bytes::new(), true)
    })
    .await;
    let response = client(address).request(Method::HEAD, "/v1/things").send().await.expect("an answer");
    assert_eq!(response, "");
    assert_eq!(counts(&seen), [1, 1]);
}

/// RFC 9113, section 8.7: the server has not begun to process such a request.
#[tokio::test]
async fn a_refused_request_is_sent_again_by_the_policy_alone() {
    let (address, seen) = start(|mut respond| {
        respond.send_reset(Reason::REFUSED_STREAM);
        Ok(())
    })
    .await;
    let client = client(address);
    let create = |body: Body| Request::<Create>::new(&client).bytes("a/b", body);
    let again = || Body::from_fn(|| Body::from_reader(&b"again"[..]));
    let once = Body::from_reader(&b"once"[..]);
    let requests = [create("body".into()), create(again()), create(once), create("body".into()).max_retries(0)];
    let mut before = 0;
    for (request, attempts) in requests.into_iter().zip([3, 3, 1, 1]) {
        let error = request.send().await.expect_err("a refusal");
        assert!(matches!(&error, Error::Transport(error) if error.was_refused()), "{error:?}");
        assert_eq!(error.attempts(), attempts);
        assert!(error.to_string().contains(&format!("{address} refused the request before processing it")), "{error}");
        let [_, after] = counts(&seen);
        assert_eq!(after - before, usize::try_from(attempts).expect("a small number"));
        before = after;
    }
}

#[tokio::test]
async fn a_request_that_a_shutdown_does_not_include_is_sent_again_and_an_included_one_is_not() {
    for (last_stream, is_refused) in [(0, true), (1, false)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let client = client(listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move {
            let mut connections = 0;
            while let Ok((mut stream, _)) = listener.accept().await {
                connections += 1;
                // The preface, and frames up to the head of the request.
                stream.read_exact(&mut [0; 24]).await.expect("a preface");
                let mut head = [0; 9];
                while head[3] != 1 {
                    stream.read_exact(&mut head).await.expect("a frame");
                    stream.read_exact(&mut vec![0; usize::from(head[2])]).await.expect("a short frame");
                }
                // SETTINGS and GOAWAY with NO_ERROR.
                let frames = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, last_stream, 0, 0, 0, 0];
                stream.write_all(&frames).await.expect("a shutdown");
                stream.shutdown().await.expect("an end");
                if connections == if is_refused { 3 } else { 1 } {
                    return;
                }
            }
        });
        let error = Request::<Create>::new(&client).send().await.expect_err("a shutdown");
        assert!(matches!(&error, Error::Transport(error) if error.was_refused() == is_refused), "{error:?}");
        assert_eq!(error.attempts(), if is_refused { 3 } else { 1 });
        server.await.expect("no panic");
    }
}
