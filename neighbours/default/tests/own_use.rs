//! The application's own use of reqwest and rustls works as if `managed-agents` were not there.

use rustls::{ClientConfig, RootCertStore};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A server that sends one response; returns its address.
async fn server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a request"));
        }
        stream.write_all(answer.as_bytes()).await.expect("a reader");
    });
    format!("http://{address}")
}

#[tokio::test]
async fn an_http_client_without_tls_is_made_and_answered() {
    let url = server("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello").await;
    let answer = reqwest::Client::new().get(url).send().await.expect("an answer");
    assert_eq!(answer.text().await.expect("a body"), "hello");
}

#[test]
fn a_tls_configuration_is_made_with_the_default_provider() {
    let config = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    assert!(!config.crypto_provider().cipher_suites.is_empty());
}

/// The example of `ClientBuilder::http_client`, unchanged, and a call.
#[tokio::test]
async fn an_http_client_of_the_application_is_shared() {
    use managed_agents::runtime::reqwest::{self, redirect::Policy};

    let url = server("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    let builder = managed_agents::Client::builder().base_url(url).api_key("key").max_retries(0);
    let shared = reqwest::Client::builder().redirect(Policy::none()).build().expect("an HTTP client");
    let client = builder.http_client(shared.clone()).build().expect("a client");
    let error = client.agents().get("agent").send().await.expect_err("no such agent");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404), "{error:?}");
}

#[tokio::test]
async fn http_2_that_the_application_turns_on_is_not_offered_by_the_client() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut hello = vec![0; 4096];
        let length = stream.read(&mut hello).await.expect("a beginning");
        hello.truncate(length);
        hello
    });
    let client = managed_agents::Client::builder().base_url(url).api_key("key").max_retries(0).build();
    client.expect("a client").agents().get("agent").send().await.expect_err("no TLS");
    let hello = server.await.expect("no panic");
    let offers = |protocol: &[u8]| hello.windows(protocol.len()).any(|window| window == protocol);
    assert!(offers(b"\x08http/1.1"));
    assert!(!offers(b"\x02h2\x08http/1.1"));
}
