//! The caller's own requests, and clients that are derived from other clients.

use std::time::Duration;

use serde_json::{Value, json as value};

use super::{
    API, Get, List, SOON, builder,
    server::{Received, Server, Step, answer, json},
};
use crate::runtime::{
    Client, ClientBuilder, Credential, CredentialProvider, Error, IssueContext, Issuing, Limits, Method, Request,
};

async fn ok() -> Server {
    Server::start([json(200, r#"{"id":7}"#)]).await
}

fn client(server: &Server) -> Client {
    builder(server).build().expect("a client")
}

fn targets(server: &Server) -> Vec<String> {
    server.requests().into_iter().map(|Received { method, target, .. }| format!("{method} {target}")).collect()
}

#[tokio::test]
async fn a_request_of_ones_own_has_all_that_the_client_does() {
    let server = Server::start([json(503, "{}"), json(200, r#"{"id":7}"#)]).await;
    let client = builder(&server).retry_count_header("x-retry-count").build().expect("a client");
    let request = || client.request(Method::POST, "/v1/things").header("x-a", "b").json_body(&value!({"a": [1]}));
    assert_eq!(request().send_json().await.expect("a value"), value!({"id": 7}));
    let sent = &server.requests()[1];
    assert_eq!(
        (sent.method.as_str(), sent.target.as_str(), &sent.body[..]),
        ("POST", "/v1/things", &b"{\"a\":[1]}"[..])
    );
    let headers = ["x-api-key", "api-version", "content-type", "x-a", "x-retry-count"].map(|name| sent.header(name));
    assert_eq!(headers, [Some("k-secret"), Some("2023-06-01"), Some("application/json"), Some("b"), Some("1")]);

    // Typed, raw, and with the head.
    assert_eq!(request().send_as::<Thing>().await.expect("a thing").id, 7);
    assert_eq!(request().send().await.expect("bytes"), r#"{"id":7}"#);
    assert_eq!(request().send_with_response().await.expect("a response").request_id(), Some("req_1"));
    let bytes = client.request(Method::PATCH, "/v1/things").body("image/png", vec![0, 255]);
    bytes.send().await.expect("bytes");
    let sent = server.requests().pop().expect("a request");
    assert_eq!(
        (sent.method.as_str(), sent.header("content-type"), &sent.body[..]),
        ("PATCH", Some("image/png"), &[0, 255][..])
    );
    let other = Method::from_bytes(b"PURGE").expect("a method");
    client.request(other, "/v1/things").send().await.expect("bytes");
    assert_eq!(targets(&server).pop().as_deref(), Some("PURGE /v1/things"));
}

/// The caller's own type.
#[derive(serde_derive::Deserialize)]
struct Thing {
    id: u32,
}

#[tokio::test]
async fn the_method_determines_whether_a_request_may_be_sent_again() {
    for (method, asked) in [(Method::GET, 3), (Method::POST, 1)] {
        let server = Server::start([json(500, "{}")]).await;
        let error = client(&server).request(method, "/v1/things").send().await.expect_err("a failure");
        assert_eq!((server.requests().len(), error.operation()), (asked, Some("request")));
    }
}

#[tokio::test]
async fn a_path_stays_below_the_base_url() {
    let server = ok().await;
    let url = format!("{}/base", server.url());
    let client = ClientBuilder::new(&API).base_url(url).api_key("k").build().expect("a client");
    for path in
        ["v1/x", "", "https://evil.example/", "/..", "/v1/../../x", "/v1/%2e%2E/x", "/./x", "/v1/..;a/x", "/v1/{id}"]
    {
        let error = client.request(Method::GET, path).send().await.expect_err("another route");
        assert!(matches!(error, Error::Build(_)), "{path}: {error}");
    }
    assert!(server.requests().is_empty());
    for path in ["/v1/a b/%20c", "//evil.example/x", "/v1\\..\\x", "/@evil.example", "/v1/x#y", "/a/...?b"] {
        client.request(Method::GET, path).send().await.expect("bytes");
    }
    let paths = ["/v1/a%20b/%20c", "/evil.example/x", "/v1%5C..%5Cx", "/@evil.example", "/v1/x", "/a/...?b"];
    assert_eq!(targets(&server), paths.map(|path| format!("GET /base{path}")));
}

#[tokio::test]
async fn a_query_is_replaced_or_added_to() {
    let server = ok().await;
    let client = builder(&server).default_query("v", "1").default_query("v", "2").default_query("a&b", "c d").build();
    let client = client.expect("a client");
    let get = || client.request(Method::GET, "/v1/x?limit=2&q=a%20b&q=é");
    get().send().await.expect("bytes");
    get().query("limit", "3").query("q", "z").add_query("q", "&").query("v", "9").send().await.expect("bytes");
    Request::<Get>::new(&client).path("id", "7").query("q", "a").query("q", "b").send().await.expect("a value");
    let expected = [
        "GET /v1/x?v=2&a%26b=c%20d&limit=2&q=a%20b&q=%C3%A9",
        "GET /v1/x?a%26b=c%20d&limit=3&q=z&q=%26&v=9",
        "GET /v1/items/7?v=2&a%26b=c%20d&q=b",
    ];
    assert_eq!(targets(&server), expected);
}

#[tokio::test]
async fn a_header_is_left_out_of_one_call() {
    let server = ok().await;
    let client =
        builder(&server).default_header("x-a", "1").retry_count_header("x-retry-count").build().expect("a client");
    let get = || client.request(Method::GET, "/v1/x");
    get()
        .without_header("X-A")
        .without_header("api-version")
        .without_header("x-retry-count")
        .send()
        .await
        .expect("bytes");
    get().without_header("x-a").header("x-a", "2").send().await.expect("bytes");
    get().header("x-a", "2").without_header("x-a").send().await.expect("bytes");
    let names = ["x-a", "api-version", "x-retry-count"];
    let sent: Vec<_> = server.requests().into_iter().map(|it| names.map(|name| it.header(name).is_some())).collect();
    assert_eq!(sent, [[false, false, false], [true, true, true], [false, true, true]]);
    assert!(matches!(get().without_header("a b").send().await, Err(Error::Build(_))));
}

#[tokio::test]
async fn a_new_credential_replaces_those_in_default_headers_too() {
    let server = ok().await;
    let headers = [("x-api-key", "a-secret"), ("authorization", "Bearer b-secret"), ("x-other", "1")];
    let client =
        headers.into_iter().fold(builder(&server), |builder, (name, value)| builder.default_header(name, value));
    let client = client.build().expect("a client");
    let get = |client: &Client| client.request(Method::GET, "/v1/x");
    get(&client).send().await.expect("bytes");
    get(&client).api_key("one").send().await.expect("bytes");
    get(&client).bearer_token("two").send().await.expect("bytes");
    let derived = client.with_options().bearer_token("three").build().expect("a client");
    get(&derived).send().await.expect("bytes");
    let derived = client.with_options().default_header("authorization", "Own 4").api_key("four").build();
    get(&derived.expect("a client")).send().await.expect("bytes");
    let sent = server.requests();
    let sent: Vec<_> = sent.iter().map(|it| headers.map(|(name, _)| it.header(name).unwrap_or("-"))).collect();
    assert_eq!(
        sent,
        [
            ["a-secret", "Bearer b-secret", "1"],
            ["one", "-", "1"],
            ["-", "Bearer two", "1"],
            ["-", "Bearer three", "1"],
            ["four", "Own 4", "1"],
        ]
    );
}

#[tokio::test]
async fn a_credential_of_one_call_replaces_the_clients_and_is_not_shown() {
    let server = Server::start([
        json(200, "{}"),
        json(200, "{}"),
        json(200, "{}"),
        json(400, r#"{"error":{"message":"no one-secret"}}"#),
    ])
    .await;
    let client = client(&server);
    let get = || client.request(Method::GET, "/v1/x");
    get().api_key("one-secret").send().await.expect("bytes");
    get().bearer_token("two-secret").send().await.expect("bytes");
    get().credential("Key", Credential::Key("three-secret".to_owned().into())).send().await.expect("bytes");
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|it| ["x-api-key", "authorization"].map(|name| it.header(name).map(str::to_owned)))
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(sent, [[some("one-secret"), None], [None, some("Bearer two-secret")], [some("three-secret"), None]]);
    let request = get().api_key("one-secret");
    assert!(!format!("{request:?}").contains("secret"), "{request:?}");
    let error = request.send().await.expect_err("an error");
    assert!(!format!("{error} {error:?}").contains("one-secret"), "{error}");
    let error =
        get().credential("None", Credential::Key("x".to_owned().into())).send().await.expect_err("no such scheme");
    assert!(error.to_string().contains("no security scheme `None`"), "{error}");
}

#[tokio::test]
async fn a_derived_client_differs_as_it_says_and_shares_the_connections() {
    let server = ok().await;
    let client = builder(&server).default_header("x-a", "1").build().expect("a client");
    let derived = client.with_options().default_header("x-a", "2").default_query("q", "1").api_key("d-secret").build();
    let derived = derived.expect("a client");
    for _ in 0..3 {
        client.request(Method::GET, "/v1/x").send().await.expect("bytes");
        super::connections_are_kept(&client).await;
        derived.request(Method::GET, "/v1/x").send().await.expect("bytes");
        super::connections_are_kept(&client).await;
    }
    assert_eq!(server.connections(), 1);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .take(2)
        .map(|it| (it.target.clone(), ["x-a", "x-api-key"].map(|name| it.header(name).map(str::to_owned))))
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(sent[0], ("/v1/x".to_owned(), [some("1"), some("k-secret")]));
    assert_eq!(sent[1], ("/v1/x?q=1".to_owned(), [some("2"), some("d-secret")]));
    assert!(matches!(client.with_options().default_header("a b", "").build(), Err(Error::Build(_))));

    let server = Server::start([vec![Step::Hang]]).await;
    let client = builder(&server).timeout(Duration::from_secs(600)).build().expect("a client");
    let hasty = client.with_options().timeout(SOON).max_retries(0).build().expect("a client");
    let error = Request::<List>::new(&hasty).send().await.expect_err("silence");
    assert!(error.is_timeout() && error.attempts() == 1, "{error}");

    let server = ok().await;
    let limits = Limits { body: 3, ..Limits::default() };
    let narrow = builder(&server).build().expect("a client").with_options().limits(limits).build().expect("a client");
    assert!(matches!(narrow.request(Method::GET, "/v1/x").send_as::<Value>().await, Err(Error::Limit(_))));
}

#[tokio::test]
async fn no_source_of_a_header_sends_one_that_is_left_out() {
    let server = ok().await;
    let list = |client: &Client| Request::<List>::new(client).without_header("X-API-Key");
    let with_provider = ClientBuilder::new(&API).base_url(server.url()).credential_provider("Key", NeverAsked);
    let with_header = ClientBuilder::new(&API).base_url(server.url()).default_header("x-api-key", "k");
    for builder in [builder(&server), with_provider, with_header] {
        list(&builder.build().expect("a client")).send_json().await.expect("a value");
    }
    list(&client(&server)).api_key("k").send_json().await.expect("a value");
    let cookies = client(&server).request(Method::GET, "/v1/x").header("cookie", "a=b");
    cookies.without_header("cookie").without_header("accept").send().await.expect("bytes");
    let requests = server.requests();
    assert!(requests[..4].iter().all(|request| request.header("x-api-key").is_none()), "{requests:?}");
    assert_eq!((requests[4].header("cookie"), requests[4].header("accept")), (None, Some("*/*")));
}

/// A provider whose credential no request needs.
struct NeverAsked;

impl CredentialProvider for NeverAsked {
    fn issue<'a>(&'a self, _: &'a IssueContext) -> Issuing<'a> {
        panic!("no request needs a credential")
    }
}

#[tokio::test]
async fn a_url_in_place_of_a_path_is_not_shown() {
    let client = ClientBuilder::new(&API).api_key("k").build().expect("a client");
    for url in ["https://user:p-secret@api.example.com/v1/x?key=k-secret", "t-secret/x"] {
        let request = client.request(Method::GET, url);
        let before = format!("{request:?}");
        let error = request.send().await.expect_err("no path");
        let shown = format!("{before}{error}{error:?}");
        assert!(shown.contains("the path does not begin with a slash") && !shown.contains("secret"), "{shown}");
    }
}

#[tokio::test]
async fn the_error_of_many_headers_has_the_number_that_the_shared_connections_read() {
    let names: Vec<String> = (0..200).map(|number| format!("x-{number}")).collect();
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let server = Server::start([answer(200, &headers, "[]")]).await;
    let limits = Limits { headers: 1_000, ..Limits::default() };
    let derived = client(&server).with_options().limits(limits).build().expect("a client");
    let error = Request::<List>::new(&derived).send().await.expect_err("too many headers").to_string();
    assert!(error.contains("it has more than 100 headers (`Limits::headers` allows more), "), "{error}");
    let derived = builder(&server).limits(limits).build().expect("a client").with_options().build().expect("a client");
    Request::<List>::new(&derived).send().await.expect("an answer");
}
