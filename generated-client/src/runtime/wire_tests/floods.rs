//! Servers that only send interim responses (1xx), as fast as the client reads them. Each timeout still ends the call.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use tokio::runtime::{Builder, Runtime};

use super::{API, List, SOON};
use crate::runtime::{ClientBuilder, Error, Request, TimeoutPhase, http_client};

/// Below the time for which one poll of the task that reads the responses blocks its thread in a debug build, and far above the
/// timeout.
const BOUND: Duration = Duration::from_secs(20);
const HINTS: &[u8] = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";

/// The URL of a server with one thread for each connection, until the client closes the connection.
fn server(scheme: &str, serve: fn(TcpStream, &[u8]), interim: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("{scheme}://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || serve(stream, &interim.repeat(4096)));
        }
    });
    url
}

fn flood(mut stream: impl Read + Write, piece: &[u8]) {
    if stream.read(&mut [0; 4096]).is_ok() {
        while stream.write_all(piece).is_ok() {}
    }
}

fn plain(interim: &'static [u8]) -> String {
    server("http", flood, interim)
}

#[cfg(feature = "rustls")]
fn tls(interim: &'static [u8]) -> String {
    server("https", |stream, piece| flood(super::tls::accept(stream), piece), interim)
}

/// The kinds of runtimes of applications.
fn runtimes() -> [Runtime; 2] {
    [Builder::new_current_thread(), Builder::new_multi_thread()]
        .map(|mut it| it.enable_all().build().expect("a runtime"))
}

fn builder(url: &str) -> ClientBuilder {
    let builder = ClientBuilder::new(&API).base_url(url).api_key("k").timeout(SOON).max_retries(0);
    // The certificate of the test server is self-signed.
    if url.starts_with("https") {
        builder.configure_http_client(|http| http.tls_danger_accept_invalid_certs(true))
    } else {
        builder
    }
}

/// Calls twice: the second time, the first connection may not be closed yet.
fn check(builder: impl Fn() -> ClientBuilder) {
    for runtime in runtimes() {
        let client = builder().build().expect("a client");
        for _ in 0..2 {
            let start = Instant::now();
            // In a task, as in applications. The future of `block_on` itself runs on a thread that reads no connections.
            let call = runtime.spawn(Request::<List>::new(&client).send());
            let error = runtime.block_on(call).expect("no panic").expect_err("no answer");
            assert!(matches!(&error, Error::Timeout(error) if error.phase() == TimeoutPhase::Headers), "{error:?}");
            assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());
        }
        runtime.shutdown_background();
    }
}

#[test]
fn a_flood_of_interim_answers_does_not_outlast_the_timeout() {
    for interim in [HINTS, b"HTTP/1.1 100\r\n\r\n"] {
        let url = plain(interim);
        check(|| builder(&url));
    }
}

#[cfg(feature = "rustls")]
#[test]
fn a_flood_over_tls_does_not_outlast_the_timeout() {
    for interim in [HINTS, b"HTTP/1.1 100\r\n\r\n"] {
        let url = tls(interim);
        check(|| builder(&url));
    }
}

#[test]
fn a_flood_does_not_outlast_the_timeout_of_a_client_with_an_http_client_of_the_application() {
    let url = plain(HINTS);
    check(|| {
        let http = http_client::tls(reqwest::Client::builder()).expect("TLS").no_proxy().build();
        builder(&url).http_client(http.expect("an HTTP client"))
    });
}

#[cfg(feature = "blocking")]
#[test]
fn a_flood_does_not_outlast_the_timeout_of_a_blocking_call() {
    let urls = [
        plain(HINTS),
        #[cfg(feature = "rustls")]
        tls(HINTS),
    ];
    for url in urls {
        let client = builder(&url).build().expect("a client");
        let start = Instant::now();
        let error = Request::<List>::new(&client).send_blocking().expect_err("no answer");
        assert!(error.is_timeout() && start.elapsed() < BOUND, "{error:?} {:?}", start.elapsed());
    }
}
