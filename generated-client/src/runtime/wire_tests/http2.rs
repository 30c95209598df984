//! HTTP/2: many calls over one connection, and the treatment of streams that the server resets.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use h2::{Reason, server::SendResponse};
use http::Response;
use tokio::net::TcpListener;

use super::{API, Create, List, Pauses};
use crate::runtime::{Client, ClientBuilder, Error, Request};

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
