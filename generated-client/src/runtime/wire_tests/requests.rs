//! Requests as they are sent.

use serde_json::json;

use super::{
    API, Both, Create, Delete, Either, EncodedUp, Get, Here, List, Login, Open, Optional, Pauses, Put, Queried, Read,
    SIGNED_API, Spaced, Up, builder,
    server::{Server, answer, json},
};
use crate::runtime::{Client, ClientBuilder, Credential, Error, Number, Request, Style};

async fn ok() -> Server {
    Server::start([json(200, "[1,2]")]).await
}

fn client(server: &Server) -> Client {
    builder(server).build().expect("a client")
}

#[tokio::test]
async fn a_request_carries_the_apis_headers_the_key_and_nothing_unasked() {
    let server = ok().await;
    let request = Request::<List>::new(&client(&server));
    assert_eq!(request.send().await.expect("an answer"), [1, 2]);

    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/v1/items"));
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.retain(|name| *name != "accept-encoding");
    assert_eq!(names, ["accept", "api-version", "host", "user-agent", "x-api-key"]);
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("api-version"), Some("2023-06-01"));
    assert_eq!(request.header("user-agent"), Some("test/1.0"));
    assert_eq!(request.header("x-api-key"), Some("k-secret"));
}

#[tokio::test]
async fn names_below_localhost_are_this_machine() {
    let server = ok().await;
    for host in ["localhost", "api.localhost"] {
        let url = server.url().replace("127.0.0.1", host);
        let client = ClientBuilder::new(&API).base_url(url).api_key("k").build().expect("a client");
        assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1, 2], "{host}");
    }
}

#[tokio::test]
async fn a_body_of_json_is_sent_with_its_type_and_length() {
    let server = ok().await;
    Request::<Create>::new(&client(&server)).json(&json!({ "a": "ü" })).send().await.expect("an answer");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("content-length"), Some("10"));
    assert_eq!(request.body, r#"{"a":"ü"}"#.as_bytes());
}

#[tokio::test]
async fn a_post_without_a_body_says_so() {
    let server = ok().await;
    Request::<Create>::new(&client(&server)).send().await.expect("an answer");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.header("content-length"), Some("0"));
    assert_eq!(request.header("content-type"), None);
}

#[tokio::test]
async fn an_empty_body_has_a_type_and_a_length() {
    let server = ok().await;
    Request::<Put>::new(&client(&server)).bytes("text/plain", "").send().await.expect("an answer");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!((request.header("content-type"), request.header("content-length")), (Some("text/plain"), Some("0")));
}

#[tokio::test]
async fn a_base_url_keeps_its_prefix_and_parameters_are_encoded() {
    let server = ok().await;
    for base in ["/proxy", "/proxy/"] {
        let client = builder(&server).base_url(server.url() + base).build().expect("a client");
        let request = Request::<Get>::new(&client).path("id", "a/b c?d%é").query("q", "x y&z");
        let request = request.query_parameter("statuses[]", &["idle", "running"]).query_parameter("n", &None::<u64>);
        request.send().await.expect("an answer");
    }
    for request in server.requests() {
        assert_eq!(
            request.target,
            "/proxy/v1/items/a%2Fb%20c%3Fd%25%C3%A9?q=x%20y%26z&statuses%5B%5D=idle&statuses%5B%5D=running"
        );
    }
}

#[tokio::test]
async fn an_item_is_added_to_a_list_of_a_query_in_its_style() {
    let server = ok().await;
    let comma = Style::Form { explode: false, allow_reserved: false };
    let bar = Style::PipeDelimited { allow_reserved: false };
    let request = Request::<Get>::new(&client(&server)).path("id", "1").query_parameter("s[]", &["a", "b"]);
    let request = request.add_query_parameter("s[]", &["c&"]).add_query_parameter("new", &["1"]);
    let request = request.add_query_parameter_with("comma", comma, &["d"]).query("q", "x");
    let request = request.add_query_parameter_with("comma", comma, &["e,="]);
    let request = request.query_parameter_with("bar", bar, &["f", "g"]).add_query_parameter_with("bar", bar, &["h"]);
    request.send().await.expect("an answer");
    assert_eq!(
        server.requests()[0].target,
        "/v1/items/1?s%5B%5D=a&s%5B%5D=b&s%5B%5D=c%26&new=1&comma=d,e%2C%3D&q=x&bar=f%7Cg%7Ch"
    );
}

#[tokio::test]
async fn ids_that_leave_the_route_are_refused_and_nothing_is_sent() {
    let server = ok().await;
    for id in ["", ".", "..", "..;x", ";x"] {
        let error = Request::<Delete>::new(&client(&server)).path("id", id).send().await.expect_err("a mistake");
        assert!(matches!(error, Error::Build(_)), "{id:?}: {error}");
        let style = Style::Simple { explode: false };
        let request = Request::<Delete>::new(&client(&server)).path_parameter("id", style, &id);
        assert!(matches!(request.send().await, Err(Error::Build(_))), "{id:?}");
    }
    for id in ["%2e%2e", "a/../b", "...", "\\..\\"] {
        Request::<Delete>::new(&client(&server)).path("id", id).send().await.expect("an answer");
    }
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(
        targets,
        ["/v1/items/%252e%252e", "/v1/items/a%2F..%2Fb", "/v1/items/...", "/v1/items/%5C..%5C"].map(str::to_owned)
    );
}

#[tokio::test]
async fn encoded_parts_of_a_documented_path_are_not_encoded_again() {
    let server = ok().await;
    Request::<Spaced>::new(&client(&server)).path("id", "%20").send().await.expect("an answer");
    assert_eq!(server.requests()[0].target, "/v1/x%20y/%7e%2F%25zz/%2520");
}

#[tokio::test]
async fn a_documented_path_with_dot_segments_is_refused_and_not_sent_to_another_route() {
    let server = ok().await;
    let client = client(&server);
    for error in [
        Request::<Up>::new(&client).send().await.expect_err("another route"),
        Request::<Here>::new(&client).send().await.expect_err("another route"),
        Request::<EncodedUp>::new(&client).path("id", "a").send().await.expect_err("another route"),
    ] {
        assert!(matches!(error, Error::Build(_)) && error.to_string().contains("another route"), "{error:?}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn the_query_of_a_documented_path_is_sent_with_query_parameters() {
    let server = ok().await;
    Request::<Queried>::new(&client(&server)).query_parameter("q", &"a b").send().await.expect("an answer");
    Request::<Queried>::new(&client(&server)).send().await.expect("an answer");
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/v1/search?type=book&q=a%20b", "/v1/search?type=book"]);
}

/// Files and variables of the environment often end with a line feed.
#[tokio::test]
async fn blanks_around_a_key_or_token_are_not_sent() {
    let server = ok().await;
    let base = || ClientBuilder::new(&API).base_url(server.url());
    let key = || Credential::Key(" k \r\n".into());
    let clients = [
        base().api_key(" k-secret\n"),
        base().bearer_token("\tt-secret \n"),
        base().credential("QueryKey", key()).api_key("k\n"),
        base().with_variables(variables(&[("TEST_API_KEY", "e-secret\n")])).expect("variables"),
    ]
    .map(|builder| builder.build().expect("a client"));
    for client in &clients {
        Request::<List>::new(client).send().await.expect("an answer");
    }
    Request::<Both>::new(&clients[2]).send().await.expect("an answer");
    let cookie = base().credential("CookieKey", key()).build().expect("a client");
    Request::<Either>::new(&cookie).send().await.expect("an answer");
    let requests = server.requests();
    let sent = |name| requests.iter().map(|request| request.header(name)).collect::<Vec<_>>();
    assert_eq!(sent("x-api-key"), [Some("k-secret"), None, Some("k"), Some("e-secret"), Some("k"), None]);
    assert_eq!(sent("authorization")[1], Some("Bearer t-secret"));
    assert_eq!((requests[4].target.as_str(), requests[5].header("cookie")), ("/v1/both?key=k", Some("session=k")));
}

#[tokio::test]
async fn a_user_with_a_colon_and_control_characters_are_refused_for_basic_authentication() {
    let base = || ClientBuilder::new(&API).base_url("http://127.0.0.1:9");
    for (user, password) in [("a:b", "p-secret"), (":", ""), ("a\n", "p-secret"), ("a", "p-secret\u{7f}")] {
        let built = base().basic_auth(user, password).build();
        let by_name = Credential::Basic { user: user.into(), password: password.into() };
        for built in [built, base().credential("Basic", by_name).build()] {
            let error = built.expect_err("RFC 7617 has no room for it");
            assert!(matches!(error, Error::Build(_)) && !format!("{error:?}{error}").contains("secret"), "{error:?}");
        }
        let pairs = [("TEST_USERNAME", user), ("TEST_PASSWORD", password)];
        if !password.is_empty() {
            assert!(base().with_variables(variables(&pairs)).and_then(ClientBuilder::build).is_err(), "{user:?}");
        }
    }
    let server = ok().await;
    let client = ClientBuilder::new(&API).base_url(server.url()).basic_auth("", "a:b é").build().expect("a client");
    Request::<Login>::new(&client).send().await.expect("an answer");
    assert_eq!(server.requests()[0].header("authorization"), Some("Basic OmE6YiDDqQ=="));
}

#[tokio::test]
async fn headers_of_the_call_precede_the_client_and_the_client_precedes_the_api() {
    let server = ok().await;
    let client = builder(&server).default_header("API-Version", "client").user_agent("mine/2").build();
    let client = client.expect("a client");
    Request::<List>::new(&client).send().await.expect("an answer");
    Request::<List>::new(&client).header("api-version", "call").header("X-Api-Key", "other").send().await.expect("ok");
    let requests = server.requests();
    let sent = |name| requests.iter().map(|request| request.header(name).unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(sent("api-version"), ["client", "call"]);
    assert_eq!(sent("user-agent"), ["mine/2", "mine/2"]);
    assert_eq!(sent("x-api-key"), ["k-secret", "other"]);
}

#[tokio::test]
async fn mistakes_in_headers_and_bodies_are_errors_before_sending() {
    let server = ok().await;
    let request = || Request::<Create>::new(&client(&server));
    let mistakes = [
        request().header("x y", "a"),
        request().header("x", "a\r\nb: c"),
        request().header("content-length", "3"),
        request().header("transfer-encoding", "chunked"),
        request().text("text/plain\n", "a"),
        request().form(&"no object"),
        request().json(&Number::from(f64::NAN)),
    ];
    for request in mistakes {
        let error = request.send().await.expect_err("a mistake");
        assert!(matches!(error, Error::Build(_)), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn forms_and_multipart_bodies_carry_their_types() {
    let server = ok().await;
    let body = json!({ "a": "x y" });
    Request::<Create>::new(&client(&server)).form(&body).send().await.expect("an answer");
    Request::<Create>::new(&client(&server)).multipart(&body).send().await.expect("an answer");
    Request::<Create>::new(&client(&server)).bytes("image/png", vec![0, 255]).send().await.expect("an answer");
    let [form, multipart, bytes] = &server.requests()[..] else { panic!("three requests") };
    assert_eq!(form.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(form.body, b"a=x+y");
    let boundary =
        multipart.header("content-type").and_then(|value| value.strip_prefix("multipart/form-data; boundary="));
    assert!(multipart.body.ends_with(format!("--{}--\r\n", boundary.expect("a boundary")).as_bytes()));
    assert_eq!((bytes.header("content-type"), &bytes.body[..]), (Some("image/png"), &[0, 255][..]));
}

#[tokio::test]
async fn the_first_alternative_that_has_all_credentials_is_used() {
    let server = ok().await;
    let base = || ClientBuilder::new(&API).base_url(server.url()).clock(Pauses::default());
    let key = |scheme: &str| (scheme.to_owned(), Credential::Key("a+b".to_owned().into()));

    let (scheme, credential) = key("QueryKey");
    let client = base().basic_auth("user", "pass").credential(scheme, credential).build().expect("a client");
    Request::<Either>::new(&client).send().await.expect("an answer");

    let (scheme, credential) = key("CookieKey");
    let client = base().basic_auth("user", "pass").credential(scheme, credential).build().expect("a client");
    Request::<Either>::new(&client).cookie_parameter("c", &"1").send().await.expect("an answer");

    let [both, cookie] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(
        (both.target.as_str(), both.header("authorization")),
        ("/v1/either?key=a%2Bb", Some("Basic dXNlcjpwYXNz"))
    );
    assert_eq!((cookie.target.as_str(), cookie.header("authorization")), ("/v1/either", None));
    assert_eq!(cookie.header("cookie"), Some("c=1; session=a+b"));
}

#[tokio::test]
async fn an_accepted_credential_is_sent_and_no_other_is_requested() {
    let server = ok().await;
    Request::<Optional>::new(&client(&server)).send().await.expect("an answer");
    let nobody = ClientBuilder::new(&API).base_url(server.url()).build().expect("a client");
    Request::<Optional>::new(&nobody).send().await.expect("an answer");
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|request| request.header("x-api-key")).collect();
    assert_eq!(sent, [Some("k-secret"), None]);
}

#[tokio::test]
async fn a_token_goes_under_the_http_scheme_that_the_document_names() {
    let server = ok().await;
    let client = ClientBuilder::new(&SIGNED_API).base_url(server.url()).bearer_token("t").build().expect("a client");
    Request::<List>::new(&client).send().await.expect("an answer");
    assert_eq!(server.requests()[0].header("authorization"), Some("Signed t"));
}

#[tokio::test]
async fn a_missing_credential_is_an_error_and_an_open_operation_needs_none() {
    let server = Server::start([answer(204, &[], "")]).await;
    let client = ClientBuilder::new(&API).base_url(server.url()).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("a mistake").to_string();
    assert!(error.contains("ClientBuilder::api_key") && error.contains("TEST_API_KEY"), "{error}");
    assert_eq!(server.requests().len(), 0);
    Request::<Open>::new(&client).send().await.expect("an answer");
}

#[tokio::test]
async fn a_token_is_sent_instead_of_the_key_and_both_at_once_are_refused() {
    let server = ok().await;
    let base = || ClientBuilder::new(&API).base_url(server.url());
    let client = base().bearer_token("t").build().expect("a client");
    Request::<List>::new(&client).send().await.expect("an answer");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!((request.header("authorization"), request.header("x-api-key")), (Some("Bearer t"), None));

    assert!(matches!(base().api_key("k").bearer_token("t").build(), Err(Error::Build(_))));
    assert!(matches!(base().bearer_token("t").api_key("k").build(), Err(Error::Build(_))));
    let key = || Credential::Key("k".into());
    assert!(matches!(base().credential("Key", key()).bearer_token("t").build(), Err(Error::Build(_))));
    assert!(matches!(base().bearer_token("t").credential("Key", key()).build(), Err(Error::Build(_))));
    assert!(matches!(base().bearer_token("t").bearer_token("u").build(), Err(Error::Build(_))));
    assert!(matches!(base().api_key("k").api_key("l").build(), Err(Error::Build(_))));
}

#[tokio::test]
async fn the_environment_sets_credentials_that_the_code_does_not_set() {
    let server = ok().await;
    let variables = |pairs: &'static [(&str, &str)], url: String| {
        move |name: &str| {
            let found = pairs.iter().find(|(candidate, _)| *candidate == name).map(|(_, value)| (*value).to_owned());
            Ok(if name == "TEST_BASE_URL" { Some(url.clone()) } else { found })
        }
    };
    let both: &[(&str, &str)] = &[("TEST_API_KEY", "k"), ("TEST_AUTH_TOKEN", "t")];
    let token: &[(&str, &str)] = &[("TEST_API_KEY", " "), ("TEST_AUTH_TOKEN", "t")];
    for (pairs, explicit) in [(both, None), (token, None), (both, Some("e"))] {
        let mut builder = ClientBuilder::new(&API);
        if let Some(explicit) = explicit {
            builder = builder.bearer_token(explicit);
        }
        let client = builder.with_variables(variables(pairs, server.url())).and_then(ClientBuilder::build);
        Request::<List>::new(&client.expect("a client")).send().await.expect("an answer");
    }
    let requests = server.requests();
    let sent: Vec<_> =
        requests.iter().map(|request| (request.header("x-api-key"), request.header("authorization"))).collect();
    assert_eq!(sent, [(Some("k"), None), (None, Some("Bearer t")), (None, Some("Bearer e"))]);
}

#[test]
fn the_error_of_a_missing_base_url_names_its_settings() {
    let error = ClientBuilder::new(&API).base_url(" ").build().expect_err("a URL is required");
    let expected = "nothing was sent: there is no base URL: call `ClientBuilder::base_url`, or set the environment variable `TEST_BASE_URL` and use `from_env`";
    assert_eq!(error.to_string(), expected);
}

/// A reader of variables from `pairs`.
fn variables<'a>(pairs: &'a [(&str, &str)]) -> impl Fn(&str) -> Result<Option<String>, Error> + 'a {
    |name| Ok(pairs.iter().find(|(candidate, _)| *candidate == name).map(|(_, value)| (*value).to_owned()))
}

#[tokio::test]
async fn custom_headers_of_the_environment_precede_the_api_and_the_code_precedes_them() {
    let server = ok().await;
    let lines = "api-version: env\r\n\n X-Own :a: b \nx-both: env\nx-api-key: e-secret";
    let pairs = [("TEST_CUSTOM_HEADERS", lines)];
    let base = || ClientBuilder::new(&API).base_url(server.url()).default_header("x-both", "code");
    let with_key = base().api_key("k").with_variables(variables(&pairs)).and_then(ClientBuilder::build);
    let without = base().with_variables(variables(&pairs)).and_then(ClientBuilder::build);
    for client in [with_key, without] {
        Request::<List>::new(&client.expect("a client")).send().await.expect("an answer");
    }
    let requests = server.requests();
    for request in &requests {
        assert_eq!(request.header("api-version"), Some("env"));
        assert_eq!((request.header("x-own"), request.header("x-both")), (Some("a: b"), Some("code")));
    }
    // A credential in the code takes precedence over the environment.
    assert_eq!((requests[0].header("x-api-key"), requests[1].header("x-api-key")), (Some("k"), Some("e-secret")));

    let pairs = [("TEST_CUSTOM_HEADERS", "a: b\nn-secret")];
    let error = ClientBuilder::new(&API).with_variables(variables(&pairs)).expect_err("no header");
    assert!(error.to_string().contains("line 2") && !format!("{error:?}").contains("secret"), "{error}");
}

#[tokio::test]
async fn the_environment_may_name_a_user_and_password() {
    let server = ok().await;
    let client = |pairs: &[(&str, &str)]| {
        let builder = ClientBuilder::new(&API).base_url(server.url());
        builder.with_variables(variables(pairs)).and_then(ClientBuilder::build).expect("a client")
    };
    let both = client(&[("TEST_USERNAME", "user"), ("TEST_PASSWORD", "pass")]);
    Request::<Login>::new(&both).send().await.expect("an answer");
    assert_eq!(server.requests()[0].header("authorization"), Some("Basic dXNlcjpwYXNz"));

    let error = Request::<Login>::new(&client(&[("TEST_USERNAME", "user")])).send().await.expect_err("no password");
    assert!(error.to_string().contains("TEST_PASSWORD"), "{error}");
}

#[tokio::test]
async fn every_response_can_be_had_with_status_headers_and_request_id() {
    let server = Server::start([
        answer(201, &[("request-id", "r1"), ("x-request-id", "r2")], "hello"),
        answer(200, &[("x-request-id", "r2")], "hello"),
    ])
    .await;
    let client = client(&server);
    let response = Request::<Read>::new(&client).send_with_response().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.request_id()), (201, Some("r1")));
    assert_eq!(response.headers()["content-length"], "5");
    assert_eq!(response.body().map(|body| &body[..]), Some(&b"hello"[..]));
    assert_eq!(response.into_value(), "hello");
    let response = Request::<Read>::new(&client).send_with_response().await.expect("an answer");
    assert_eq!(response.request_id(), Some("r2"));
}

#[test]
fn clients_and_futures_can_be_sent_and_kept() {
    fn check<T: Send + Sync + 'static>() {}
    fn future<T: Send + 'static>(_: T) {}
    fn stream<T: futures_core::Stream + Send + Unpin + 'static>() {}
    check::<Client>();
    check::<ClientBuilder>();
    check::<crate::runtime::Response<String>>();
    stream::<crate::runtime::EventStream<serde_json::Value>>();
    stream::<crate::runtime::EventStream<crate::runtime::sse::Event>>();
    stream::<crate::runtime::JsonLineStream<serde_json::Value>>();
    check::<Request<Get>>();
    check::<Error>();
    assert!(size_of::<Error>() <= 16);
    let client = ClientBuilder::new(&API).build().expect("a client");
    future(Request::<Get>::new(&client).send());
    future(Request::<super::Follow>::new(&client).send());
    future(Request::<Create>::new(&client).multipart(&1_i64).send_with_response());
    future(async move {
        let mut events = Request::<super::Follow>::new(&client).send().await?;
        events.try_next().await
    });
}

/// The largest future of a caller that awaits a call.
const SMALL: usize = 512;

#[test]
fn a_call_takes_little_of_the_future_that_awaits_it() {
    let client = ClientBuilder::new(&API).build().expect("a client");
    let call = || Request::<Get>::new(&client);
    assert_eq!(size_of_val(&call().send()), 2 * size_of::<usize>());
    assert_eq!(size_of_val(&call().into_future()), 2 * size_of::<usize>());
    let awaited = async { call().send().await };
    assert!(size_of_val(&awaited) <= SMALL, "{}", size_of_val(&awaited));
    let with_response = async { call().send_with_response().await };
    assert!(size_of_val(&with_response) <= 2 * SMALL, "{}", size_of_val(&with_response));
    let mut pages = Request::<super::ListPages>::new(&client).items();
    let paged = async { pages.try_next().await };
    assert!(size_of_val(&paged) <= SMALL, "{}", size_of_val(&paged));
}

#[tokio::test]
async fn a_request_can_be_awaited_itself() {
    let server = ok().await;
    assert_eq!(Request::<List>::new(&client(&server)).await.expect("an answer"), [1, 2]);
}
