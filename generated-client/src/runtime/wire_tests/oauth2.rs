//! Access tokens by OAuth 2: the requests to the token server, their number, and the errors for its responses.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::Engine;
use secrecy::{ExposeSecret, SecretString};

use super::{
    API, Pauses,
    providers::{Moved, base, list, list_at_once, sent},
    server::{Received, Reply, Server, answer, json},
};
use crate::runtime::{
    Api, Client, ClientBuilder, Error, ErrorBody, OAuth2, OAuth2Error, SecurityScheme, SecuritySchemeKind,
};

/// A response with the access token `t-secret-{number}`.
fn token(number: usize) -> Reply {
    json(200, &format!(r#"{{"access_token":"t-secret-{number}","token_type":"bearer","expires_in":1000}}"#))
}

async fn tokens() -> Server {
    Server::start((1..10).map(token)).await
}

fn credentials(tokens: &Server) -> OAuth2 {
    OAuth2::client_credentials(format!("{}/token?x=1", tokens.url()), "an id", "s:secret/+é")
}

fn client(server: &Server, flow: OAuth2) -> Client {
    base(server).oauth2(flow).build().expect("a client")
}

/// The request to a token server: the header `authorization`, decoded, and the body.
fn asked(request: &Received) -> (Option<String>, String) {
    assert_eq!((request.method.as_str(), request.header("accept")), ("POST", Some("application/json")));
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!((request.header("user-agent"), request.header("api-version")), (Some("test/1.0"), None));
    let basic = request.header("authorization").map(|value| {
        let basic = value.strip_prefix("Basic ").expect("Basic");
        let decoded = base64::engine::general_purpose::STANDARD.decode(basic).expect("Base64");
        String::from_utf8(decoded).expect("UTF-8")
    });
    (basic, String::from_utf8(request.body.clone()).expect("UTF-8"))
}

#[tokio::test]
async fn client_credentials_are_sent_as_the_standard_says() {
    let (server, tokens) = (Server::start([json(200, "[]")]).await, tokens().await);
    let cases = [
        (credentials(&tokens), Some("an+id:s%3Asecret%2F%2B%C3%A9"), "grant_type=client_credentials"),
        (
            credentials(&tokens).scopes(["read:pets", "write"]).parameter("audience", "https://a.example/"),
            Some("an+id:s%3Asecret%2F%2B%C3%A9"),
            "grant_type=client_credentials&scope=read%3Apets+write&audience=https%3A%2F%2Fa.example%2F",
        ),
        (
            credentials(&tokens).secret_in_body().parameter("grant_type", "other"),
            None,
            "client_id=an+id&client_secret=s%3Asecret%2F%2B%C3%A9&grant_type=other",
        ),
    ];
    for (number, (flow, basic, body)) in cases.into_iter().enumerate() {
        list(&client(&server, flow)).await.expect("an answer");
        let requests = tokens.requests();
        assert_eq!(requests[number].target, "/token?x=1");
        assert_eq!(asked(&requests[number]), (basic.map(str::to_owned), body.to_owned()));
        assert_eq!(sent(&server.requests())[number], format!("Bearer t-secret-{}", number + 1));
    }
}

#[tokio::test]
async fn a_new_refresh_token_is_used_and_told_of() {
    let refreshed = |access: &str, refresh: &str| {
        json(200, &format!(r#"{{"access_token":"{access}","token_type":"Bearer"{refresh}}}"#))
    };
    let tokens = Server::start([
        refreshed("t-secret-1", r#","refresh_token":"r-secret-2""#),
        refreshed("t-secret-2", ""),
        refreshed("t-secret-3", r#","refresh_token":"r-secret-2""#),
    ])
    .await;
    let (refused, good) = (|| answer(401, &[], ""), || json(200, "[]"));
    let server = Server::start([good(), refused(), good(), refused(), good()]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&told);
    let flow = OAuth2::refresh_token(tokens.url(), "app", "r-secret-1").on_refresh_token(move |token| {
        keep.lock().expect("no test panics with it").push(token.expose_secret().to_owned());
    });
    let client = client(&server, flow);
    for _ in 0..3 {
        list(&client).await.expect("an answer");
    }
    let bodies: Vec<_> = tokens.requests().iter().map(asked).collect();
    let body = |token: u32| (None, format!("grant_type=refresh_token&refresh_token=r-secret-{token}&client_id=app"));
    assert_eq!(bodies, [body(1), body(2), body(2)]);
    assert_eq!(*told.lock().expect("no test panics with it"), ["r-secret-2"]);
    let tokens =
        ["Bearer t-secret-1", "Bearer t-secret-1", "Bearer t-secret-2", "Bearer t-secret-2", "Bearer t-secret-3"];
    assert_eq!(sent(&server.requests()), tokens);
}

/// The server may have ended the old refresh token, although the access token cannot be used.
#[tokio::test]
async fn a_refresh_token_is_kept_without_a_usable_access_token() {
    let (server, told) = (Server::start([json(200, "[]")]).await, Arc::new(Mutex::new(Vec::new())));
    for unusable in ["", r#""access_token":"t","token_type":"mac","#] {
        let rotated = json(200, &format!(r#"{{{unusable}"refresh_token":"r-secret-2"}}"#));
        let tokens = Server::start([rotated, token(1)]).await;
        let keep = Arc::clone(&told);
        let flow = OAuth2::refresh_token(tokens.url(), "app", "r-secret-1").on_refresh_token(move |token| {
            keep.lock().expect("no test panics with it").push(token.expose_secret().to_owned());
        });
        let client = client(&server, flow);
        let error = list(&client).await.expect_err("no access token");
        assert!(matches!(error, Error::Credential(_)), "{error:?}");
        list(&client).await.expect("an answer");
        assert!(asked(&tokens.requests()[1]).1.contains("refresh_token=r-secret-2"));
    }
    assert_eq!(*told.lock().expect("no test panics with it"), ["r-secret-2"; 2]);
}

#[tokio::test]
async fn a_thousand_tasks_at_expiry_cause_one_request_for_a_token() {
    const CALLS: usize = 1_000;
    let (server, tokens, clock) = (Server::start([json(200, "[]")]).await, tokens().await, Moved::default());
    let client = base(&server).oauth2(credentials(&tokens)).clock(clock.clone()).build().expect("a client");
    list(&client).await.expect("an answer");
    clock.by(1_000);
    list_at_once(&client, CALLS).await;
    assert_eq!(tokens.requests().len(), 2);
    assert!(sent(&server.requests())[1..].iter().all(|token| *token == "Bearer t-secret-2"));
}

#[tokio::test]
async fn a_token_with_a_byte_order_mark_or_an_empty_error_is_used() {
    let server = Server::start([json(200, "[]")]).await;
    for (start, members) in [("\u{FEFF}", ""), ("", r#""error":"","error_description":"","#)] {
        let body = format!(r#"{start}{{{members}"access_token":"t","token_type":"Bearer"}}"#);
        let tokens = Server::start([json(200, &body)]).await;
        list(&client(&server, credentials(&tokens))).await.expect("an answer");
    }
    assert_eq!(sent(&server.requests()), ["Bearer t"; 2]);
}

#[tokio::test]
async fn lifetimes_are_numbers_or_text() {
    let server = Server::start([json(200, "[]")]).await;
    // If the lifetime is 1,000 s, a call after 899 s uses the old token, and a call after 1,000 s a new one.
    for (lifetime, is_known) in
        [("1000", true), ("\"1000\"", true), ("1000.0", true), ("null", false), ("1e300", false), ("\"soon\"", false)]
    {
        let body = format!(r#"{{"access_token":"t","expires_in":{lifetime},"token_type":"Bearer"}}"#);
        let (tokens, clock) = (Server::start([json(200, &body)]).await, Moved::default());
        let client = base(&server).oauth2(credentials(&tokens)).clock(clock.clone()).build().expect("a client");
        for seconds in [0, 899, 101] {
            clock.by(seconds);
            list(&client).await.expect("an answer");
        }
        assert_eq!(tokens.requests().len(), if is_known { 2 } else { 1 }, "{lifetime}");
    }
}

#[tokio::test]
async fn a_secret_is_hidden_in_each_form_that_a_server_can_repeat() {
    let secret = "~a secret*\u{e9}";
    let forms = [secret, "%7Ea+secret*%C3%A9", "~a%20secret%2A%C3%A9", "~a%20secret%2a%c3%a9"];
    let said = format!(r#"{{"error":"invalid_client","error_description":"{}"}}"#, forms.join(" and "));
    let (server, tokens) = (Server::start([]).await, Server::start([json(400, &said)]).await);
    let flow = OAuth2::client_credentials(format!("{}/token", tokens.url()), "an id", secret);
    let error = list(&client(&server, flow)).await.expect_err("no token").to_string();
    assert!(error.ends_with("invalid_client: … and … and … and …"), "{error}");
}

#[tokio::test]
async fn errors_say_the_servers_reason_and_no_secret() {
    let long = "x".repeat(300);
    let encoded = "s%3Asecret%2F%2B%C3%A9";
    let said = |description: &str| format!(r#"{{"error":"invalid_client","error_description":"{description}"}}"#);
    let cases = [
        (json(401, &said("no\\nclient")), 1, "the token URL responded with 401: invalid_client: no client".to_owned()),
        (json(200, r#"{"error":"bad_code"}"#), 1, "the token URL responded with 200: bad_code".to_owned()),
        (json(400, &said(&long)), 1, format!("responded with 400: invalid_client: {}…", &long[..200])),
        (
            json(400, &said(&format!("s:secret/+é {encoded} YW4raWQ6cyUzQXNlY3JldCUyRiUyQiVDMyVBOQ=="))),
            1,
            "responded with 400: invalid_client: … … …".to_owned(),
        ),
        (
            json(503, r#"{"error":"temporarily_unavailable"}"#),
            3,
            "responded with 503: temporarily_unavailable".to_owned(),
        ),
        (answer(502, &[], "<html>"), 3, "the token URL responded with 502, and does not say why".to_owned()),
        (answer(403, &[], "t-secret"), 1, "the token URL responded with 403, and does not say why".to_owned()),
        (answer(200, &[], "access_token=t-secret"), 1, "is not an object of JSON".to_owned()),
        (json(200, r#"{"access_token":""}"#), 1, "has no `access_token`".to_owned()),
        (json(200, r#"{"access_token":"t-secret","token_type":"mac"}"#), 1, "is of the type `mac`".to_owned()),
        (answer(307, &[("location", "/other")], ""), 1, "by a redirect, which is not followed".to_owned()),
        (json(200, &" ".repeat(2 << 20)), 1, "has more than 1048576 bytes".to_owned()),
        (vec![super::server::Step::Reset], 3, "the token URL cannot be reached, or its response broke off".to_owned()),
    ];
    let server = Server::start([json(200, "[]")]).await;
    for (reply, attempts, message) in cases {
        let tokens = Server::start([reply]).await;
        let error = list(&client(&server, credentials(&tokens))).await.expect_err("no token");
        assert!(error.to_string().contains(&message), "{error}");
        let Error::Credential(of) = &error else { panic!("{error:?}") };
        assert_eq!((of.attempts(), tokens.requests().len()), (attempts, attempts as usize), "{error}");
        let mut shown = format!("{error} {error:?}");
        if let Some(source) = std::error::Error::source(&error) {
            write!(shown, "{source} {source:?}").expect("memory");
        }
        assert!(!shown.contains("secret"), "{shown}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_pause_that_the_token_server_requests_is_kept() {
    let server = Server::start([json(200, "[]")]).await;
    let busy = |pause: &str| answer(429, &[("retry-after", pause)], "");
    let (tokens, clock) = (Server::start([busy("7"), busy("0"), token(1)]).await, Pauses::default());
    let client = base(&server).oauth2(credentials(&tokens)).clock(clock.clone()).build().expect("a client");
    list(&client).await.expect("an answer");
    assert_eq!(clock.milliseconds(), [7_000, 1_000]);
    // A pause beyond the limit of the policy ends the attempts.
    let tokens = Server::start([busy("61")]).await;
    let error = list(&self::client(&server, credentials(&tokens))).await.expect_err("no token");
    assert_eq!((error.retry_after(), tokens.requests().len()), (Some(Duration::from_secs(61)), 1), "{error}");
}

#[tokio::test]
async fn the_code_of_an_error_is_its_source() {
    let server = Server::start([json(200, "[]")]).await;
    let tokens =
        Server::start([json(400, r#"{"error":"invalid_grant","error_description":"r-secret-1 is revoked"}"#)]).await;
    let flow = OAuth2::refresh_token(tokens.url(), "app", "r-secret-1");
    let error = list(&client(&server, flow)).await.expect_err("a revoked token");
    let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<OAuth2Error>());
    let source = source.expect("the error of the server");
    assert_eq!((source.code(), source.description()), ("invalid_grant", Some("… is revoked")));
}

/// The error of a call of a client that gets its tokens from `token_url`.
async fn refused(builder: ClientBuilder, token_url: &str) -> String {
    let flow = OAuth2::client_credentials(token_url, "id", "s-secret");
    let client = builder.oauth2(flow).build().expect("a client");
    list(&client).await.expect_err("no token").to_string()
}

#[tokio::test]
async fn secrets_go_to_https_or_this_machine_alone() {
    let builder = || ClientBuilder::new(&API);
    for url in ["http://a.invalid/token", "ftp://127.0.0.1/token"] {
        let error = refused(builder(), url).await;
        assert!(error.contains("not encrypted and not of this machine"), "{url}: {error}");
    }
    for url in ["https://user:p-secret@a.invalid/token", "https://p-secret@a.invalid/token"] {
        let error = refused(builder(), url).await;
        assert!(error.contains("contains a user or password") && !error.contains("p-secret"), "{error}");
    }
    let error = refused(builder(), "https://").await;
    assert!(error.contains("is not a URL (empty host): set `OAuth2::token_url`"), "{error}");
    let error = refused(builder().allow_http().max_retries(0), "http://a.invalid/token").await;
    assert!(error.contains("cannot be reached"), "{error}");
}

#[tokio::test]
async fn a_relative_token_url_is_below_the_base_url() {
    let server = Server::start([token(1), json(200, "[]")]).await;
    let flow = OAuth2::client_credentials("oauth/token", "id", "s-secret");
    let client = ClientBuilder::new(&API).base_url(format!("{}/api/", server.url())).oauth2(flow);
    list(&client.build().expect("a client")).await.expect("an answer");
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/api/oauth/token", "/api/v1/items"]);
}

#[tokio::test]
async fn tokens_are_of_the_scheme_of_the_flow() {
    const fn scheme(name: &'static str) -> SecurityScheme {
        SecurityScheme { name, kind: SecuritySchemeKind::Bearer, variable: None }
    }
    static OAUTH_API: Api = Api {
        title: "OAuth API",
        base_url: "https://api.example.com",
        server_variables: &[],
        environment_prefix: "TEST",
        user_agent: "test/1.0",
        headers: &[],
        header_lists: &[],
        security_schemes: &[scheme("a"), scheme("b")],
        security: &[&["b"]],
        error_body: ErrorBody { kind: &[], message: &[], request_id: &[] },
    };
    let (server, tokens) = (Server::start([json(200, "[]")]).await, tokens().await);
    let builder = || ClientBuilder::new(&OAUTH_API).base_url(server.url());
    let client = builder().oauth2(credentials(&tokens).of_scheme("b")).build().expect("a client");
    list(&client).await.expect("an answer");
    let other = client.with_options().oauth2(credentials(&tokens).of_scheme("b")).build().expect("a client");
    list(&other).await.expect("an answer");
    assert_eq!(sent(&server.requests()), ["Bearer t-secret-1", "Bearer t-secret-2"]);
    let client = builder().oauth2(credentials(&tokens)).build().expect("a client");
    assert!(matches!(list(&client).await, Err(Error::Build(_))), "a token for `a` is not one for `b`");
}

#[test]
fn a_flow_shows_no_secret() {
    let flow = OAuth2::refresh_token("https://p-secret@a.example", "id", "r-secret")
        .client_secret("s-secret")
        .parameter("assertion", SecretString::from("a-secret"))
        .scopes(["read"]);
    let mut shown = format!("{flow:?}");
    write!(shown, "{:?}", ClientBuilder::new(&API).oauth2(flow)).expect("memory");
    assert!(shown.contains("read") && !shown.contains("secret"), "{shown}");
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_get_tokens_too() {
    let elsewhere =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let server = elsewhere.block_on(Server::start([json(200, "[]")]));
    let tokens = elsewhere.block_on(tokens());
    let client = client(&server, credentials(&tokens));
    crate::runtime::Request::<super::List>::new(&client).send_blocking().expect("an answer");
    assert_eq!(sent(&server.requests()), ["Bearer t-secret-1"]);
}
