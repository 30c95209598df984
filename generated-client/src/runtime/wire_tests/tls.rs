//! Connections with TLS that end with or without a `close_notify`.

#[cfg(feature = "blocking")]
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned, crypto::aws_lc_rs, pki_types::PrivatePkcs8KeyDer};

use super::{API, Fetch, List};
use crate::runtime::{Client, ClientBuilder, Error, Request};

/// The server's side of a connection with TLS. Its certificate is self-signed.
pub(super) fn accept(stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    let certificate = include_bytes!("../../../tests/certificate/certificate.der").as_slice();
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../../../tests/certificate/key.der").as_slice());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key.into())
        .expect("a certificate");
    StreamOwned::new(ServerConnection::new(Arc::new(config)).expect("a server"), stream)
}

/// Whether the server says that it sends nothing more before it closes a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Notice {
    Given,
    Missing,
}

/// A client of a server that sends `response` on each connection, and closes it.
fn client(response: &'static str, notice: Notice) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = accept(stream);
            if stream.read(&mut [0; 4096]).is_err() {
                continue;
            }
            stream.write_all(response.as_bytes()).expect("the client reads");
            if notice == Notice::Given {
                stream.conn.send_close_notify();
            }
            stream.flush().expect("the client reads");
            stream.sock.shutdown(Shutdown::Write).expect("an open connection");
            // Unread bytes would reset the connection.
            while stream.sock.read(&mut [0; 64]).is_ok_and(|length| length > 0) {}
        }
    });
    let builder = ClientBuilder::new(&API).base_url(url).api_key("k").max_retries(0);
    builder.configure_http_client(|http| http.tls_danger_accept_invalid_certs(true)).build().expect("a client")
}

/// RFC 9112, section 9.8: only a `close_notify` ends a body that has no length. Otherwise, an attacker could cut it.
#[tokio::test]
async fn a_body_without_a_length_ends_by_a_notice_alone() {
    let with_length = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n[1]";
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n[1]";
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1]\r\n0\r\n\r\n";
    let cut_chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1]\r\n";
    let until_end = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[1]";
    for (response, notice, is_complete) in [
        (with_length, Notice::Missing, true),
        (chunked, Notice::Missing, true),
        (until_end, Notice::Given, true),
        (until_end, Notice::Missing, false),
        (cut, Notice::Given, false),
        (cut, Notice::Missing, false),
        (cut_chunks, Notice::Given, false),
        (cut_chunks, Notice::Missing, false),
        ("HTTP/1.1 200 OK\r\n", Notice::Missing, false),
    ] {
        let client = client(response, notice);
        let answer = Request::<List>::new(&client).send().await;
        let mut copied = Vec::new();
        let download = match Request::<Fetch>::new(&client).send_stream().await {
            Ok(download) => download.copy_to(&mut copied).await,
            Err(error) => Err(error),
        };
        if is_complete {
            assert_eq!(answer.expect("an answer"), [1], "{notice:?} {response}");
            assert_eq!((download.expect("a download"), &copied[..]), (3, &b"[1]"[..]), "{notice:?} {response}");
        } else {
            for error in [answer.expect_err("a part"), download.expect_err("a part")] {
                assert!(matches!(error, Error::Transport(_)), "{notice:?} {response}: {error:?}");
            }
        }
    }
}

/// The URL of a server that answers each request on a connection, and the number of its connections.
#[cfg(feature = "blocking")]
fn kept_open() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            count.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                let mut stream = accept(stream);
                // Each request arrives in one record.
                while stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {
                    let response = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n[1]";
                    stream.write_all(response).and_then(|()| stream.flush()).expect("the client reads");
                }
            });
        }
    });
    (url, connections)
}

/// A client of such a server, and the number of the connections of the server.
#[cfg(feature = "blocking")]
fn client_of_kept_open() -> (Client, Arc<AtomicUsize>) {
    let (url, connections) = kept_open();
    let builder = ClientBuilder::new(&API).base_url(url).api_key("k").max_retries(0);
    let builder = builder.timeout(std::time::Duration::from_secs(20));
    let builder = builder.configure_http_client(|http| http.tls_danger_accept_invalid_certs(true));
    (builder.build().expect("a client"), connections)
}

/// Makes calls in `runtime`, which then has a connection of `client` in the pool: the second call uses it.
#[cfg(feature = "blocking")]
fn call_in(runtime: &tokio::runtime::Runtime, client: &Client, connections: &AtomicUsize) {
    let after_call = || {
        runtime.block_on(async {
            assert_eq!(Request::<List>::new(client).send().await.expect("an answer"), [1]);
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
        });
        connections.load(Ordering::SeqCst)
    };
    assert_eq!(after_call(), after_call());
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_does_not_wait_for_a_runtime_that_runs_nothing() {
    let (client, connections) = client_of_kept_open();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    call_in(&runtime, &client, &connections);
    for _ in 0..2 {
        assert_eq!(Request::<List>::new(&client).send_blocking().expect("an answer"), [1]);
    }
    call_in(&runtime, &client, &connections);
    let call = runtime.spawn_blocking(move || Request::<List>::new(&client).send_blocking());
    assert_eq!(runtime.block_on(call).expect("no panic").expect("an answer"), [1]);
}

/// Makes a last call when it is dropped.
#[cfg(feature = "blocking")]
struct LastCall(Client, std::sync::mpsc::Sender<Result<Vec<u64>, Error>>);

#[cfg(feature = "blocking")]
impl Drop for LastCall {
    fn drop(&mut self) {
        self.1.send(Request::<List>::new(&self.0).send_blocking()).expect("the test waits");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_last_call_does_not_wait_for_its_runtime_that_shuts_down() {
    let (client, connections) = client_of_kept_open();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (answers, answered) = std::sync::mpsc::channel();
    let last = LastCall(client.clone(), answers);
    // The first task is the first one that is dropped.
    runtime.spawn(async move {
        let _last = last;
        std::future::pending::<()>().await;
    });
    call_in(&runtime, &client, &connections);
    drop(runtime);
    assert_eq!(answered.recv().expect("no panic").expect("an answer"), [1]);
}
