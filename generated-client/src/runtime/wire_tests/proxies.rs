//! The requests that a proxy gets, and the parts that it cannot see.

use super::{
    API, List, Pauses,
    providers::base,
    server::{Server, answer, json},
};
use crate::runtime::{ClientBuilder, Error, OAuth2, Request};

fn through(proxy: reqwest::Proxy, base_url: &str) -> crate::runtime::Client {
    let builder = ClientBuilder::new(&API).base_url(base_url).allow_http().api_key("k-secret").clock(Pauses::default());
    builder.configure_http_client(move |http| http.proxy(proxy.clone())).build().expect("a client")
}

#[tokio::test]
async fn a_proxy_of_http_is_asked_for_the_whole_url() {
    let server = Server::start([json(200, "[1]")]).await;
    let client = through(reqwest::Proxy::http(server.url()).expect("a proxy"), "http://api.example.com/base");
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1]);
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.target, "http://api.example.com/base/v1/items");
    assert_eq!(request.header("host"), Some("api.example.com"));
}

#[tokio::test]
async fn a_proxy_of_https_sees_the_host_and_no_credential() {
    let server = Server::start([answer(407, &[], "")]).await;
    let client = through(reqwest::Proxy::https(server.url()).expect("a proxy"), "https://api.example.com");
    let error = Request::<List>::new(&client).send().await.expect_err("no tunnel");
    assert!(matches!(error, Error::Connect(_)) && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("the proxy requires valid credentials"), "{error}");
    // Other credentials are necessary, so this is the only attempt.
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!((request.method.as_str(), request.target.as_str()), ("CONNECT", "api.example.com:443"));
    assert!(!format!("{request:?}").contains("secret"), "{request:?}");
}

#[tokio::test]
async fn a_proxy_that_requires_credentials_is_asked_once_for_a_token() {
    let (server, proxy) = (Server::start([]).await, Server::start([answer(407, &[], "")]).await);
    let flow = OAuth2::client_credentials("https://auth.example.com/token", "an id", "s-secret");
    let through = reqwest::Proxy::https(proxy.url()).expect("a proxy");
    let client = base(&server).oauth2(flow).configure_http_client(move |http| http.proxy(through.clone()));
    let error = Request::<List>::new(&client.build().expect("a client")).send().await.expect_err("no token");
    assert!(matches!(error, Error::Credential(_)) && !error.is_retryable(), "{error:?}");
    assert_eq!((proxy.requests().len(), server.requests().len()), (1, 0));
}

#[tokio::test]
async fn a_proxy_that_cannot_connect_is_asked_again() {
    let server = Server::start([answer(503, &[], "")]).await;
    let client = through(reqwest::Proxy::https(server.url()).expect("a proxy"), "https://api.example.com");
    let error = Request::<List>::new(&client).send().await.expect_err("no tunnel");
    assert!(matches!(error, Error::Connect(_)) && error.is_retryable(), "{error:?}");
    assert_eq!((error.attempts(), server.requests().len()), (3, 3));
}

/// If this variable is set, the test below is the process that uses the proxy.
const BEHIND_PROXY: &str = "TEST_BEHIND_PROXY";

#[tokio::test]
async fn the_proxy_of_the_environment_is_used_but_not_to_reach_this_machine() {
    if std::env::var_os(BEHIND_PROXY).is_some() {
        let client = |url: &str| {
            let builder = ClientBuilder::new(&API).base_url(url).allow_http().api_key("k").max_retries(0);
            builder.build().expect("a client")
        };
        let answered = Request::<List>::new(&client("http://api.example.com")).send().await;
        assert_eq!(answered.expect("an answer of the proxy"), [1]);
        // Nothing listens at this address, and the proxy gets no request.
        let refused = Request::<List>::new(&client("http://127.0.0.1:1")).send().await;
        assert!(matches!(refused, Err(Error::Connect(_))), "{refused:?}");
        // The same holds for a token URL of this machine, if the API is on another one.
        let builder = || {
            let flow = OAuth2::client_credentials("http://localhost:1/token", "app", "s-secret");
            ClientBuilder::new(&API).base_url("https://api.example.com").oauth2(flow).max_retries(0)
        };
        for builder in [builder(), builder().configure_http_client(|http| http.https_only(false))] {
            let refused = Request::<List>::new(&builder.build().expect("a client")).send().await;
            assert!(matches!(refused, Err(Error::Credential(_))), "{refused:?}");
        }
        return;
    }
    // Variables of this process cannot be set safely, so the same test runs in another one.
    let server = Server::start([json(200, "[1]")]).await;
    let name = "runtime::wire_tests::proxies::the_proxy_of_the_environment_is_used_but_not_to_reach_this_machine";
    let mut command = std::process::Command::new(std::env::current_exe().expect("this program"));
    for other in ["HTTP_PROXY", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
        command.env_remove(other);
    }
    command.args(["--exact", name, "--nocapture"]).env(BEHIND_PROXY, "1").env("http_proxy", server.url());
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("a process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.requests().len(), 1);
}
