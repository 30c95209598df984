//! Places that never get credentials.

use std::fmt::Write;

use reqwest::redirect::Policy;

use super::{
    API, Create, Either, Get, List, Login, Pauses, builder,
    server::{Server, Step, answer, json},
};
use crate::runtime::{ClientBuilder, Credential, Error, Request, Secret, Style, http_client};

#[tokio::test]
async fn redirects_are_not_followed_and_the_key_does_not_arrive_elsewhere() {
    let elsewhere = Server::start([json(200, "{}")]).await;
    let redirects = [
        (301, "moved_permanently"),
        (302, "found"),
        (303, "see_other"),
        (307, "temporary_redirect"),
        (308, "permanent_redirect"),
    ];
    for (status, kind) in redirects {
        let location = elsewhere.url() + "/v1/items";
        let server = Server::start([answer(status, &[("location", &location)], "")]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<Create>::new(&client).send().await.expect_err("a redirect");
        let Error::Api(error) = error else { panic!("{error}") };
        assert_eq!((error.status().as_u16(), error.kind()), (status, kind));
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn the_error_of_a_redirect_says_where_it_leads_and_shows_no_secret() {
    for (location, shown) in [
        ("/v2/items?token=t-secret#s-secret", "/v2/items"),
        ("https://u-secret:p-secret@new.example:8443/v1/k-secret/x?a=b", "https://new.example:8443/v1/…/x"),
        ("//u-secret@new.example?a", "//new.example/"),
        ("HTTPS://new.example", "https://new.example/"),
        ("https:u-secret:p-secret@new.example/x", "https://new.example/x"),
        ("/login;jsessionid=s-secret", "/login"),
        ("/a//b@c/d", "/a//b@c/d"),
    ] {
        let server = Server::start([answer(307, &[("location", location), ("request-id", "r1")], "")]).await;
        let client = builder(&server).build().expect("a client");
        let said = Request::<Create>::new(&client).send().await.expect_err("a redirect").to_string();
        let expected = format!(
            "Create: 307 temporary_redirect; redirects are not followed, and this one leads to {shown} (request r1)"
        );
        assert_eq!(said, expected);
    }
    for (status, location, said) in [(304, "/a", "304 not_modified"), (307, "b/c", "307 temporary_redirect")] {
        let server = Server::start([answer(status, &[("location", location)], "")]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<Create>::new(&client).send().await.expect_err("no target that can be shown");
        assert_eq!(error.to_string(), format!("Create: {said}"));
    }
}

#[tokio::test]
async fn a_client_of_http_that_is_set_up_by_hand_follows_no_redirect_either() {
    let elsewhere = Server::start([json(200, "[]")]).await;
    let server = Server::start([answer(302, &[("location", &elsewhere.url())], "")]).await;
    let follow = |http: reqwest::ClientBuilder| http.redirect(Policy::limited(10));
    let client = builder(&server).configure_http_client(follow).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("a redirect");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
    assert_eq!((server.requests().len(), elsewhere.connections()), (1, 0));
}

#[tokio::test]
async fn a_redirect_that_a_client_of_the_callers_follows_is_an_error() {
    let elsewhere = Server::start([json(200, "[]")]).await;
    let server = Server::start([answer(302, &[("location", &elsewhere.url())], "")]).await;
    let client = builder(&server).http_client(of_the_callers(Policy::limited(10))).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("a redirect");
    assert!(matches!(error, Error::Redirect(_)), "{error}");
    assert_eq!((server.requests().len(), elsewhere.requests().len()), (1, 1));
}

#[tokio::test]
async fn calls_go_over_the_callers_own_client() {
    let server = Server::start([json(200, "[]")]).await;
    let own = of_the_callers(Policy::none());
    for _ in 0..2 {
        let client = builder(&server).http_client(own.clone()).build().expect("a client");
        Request::<List>::new(&client).send().await.expect("an answer");
    }
    assert_eq!((server.requests().len(), server.connections()), (2, 1));
}

fn of_the_callers(policy: Policy) -> reqwest::Client {
    let builder = http_client::tls(reqwest::Client::builder()).expect("TLS");
    builder.redirect(policy).no_proxy().build().expect("a client")
}

#[tokio::test]
async fn cookies_that_a_server_sets_are_neither_shown_nor_sent_back() {
    let server = Server::start([answer(200, &[("set-cookie", "session=s-secret")], "[]")]).await;
    let client = builder(&server).build().expect("a client");
    let response = Request::<List>::new(&client).send_with_response().await.expect("an answer");
    assert!(!format!("{response:?}").contains("secret"));
    Request::<List>::new(&client).send().await.expect("an answer");
    assert!(server.requests().iter().all(|request| request.header("cookie").is_none()));
}

#[tokio::test]
async fn no_debug_output_and_no_error_shows_a_credential() {
    let server = Server::start([vec![Step::Reset]]).await;
    let builder = builder(&server)
        .basic_auth("user", "p-secret")
        .credential("QueryKey", Credential::Key("q-secret".to_owned().into()))
        .default_header("x-other-key", "h-secret");
    let mut shown = format!("{builder:?}");
    let client = builder.max_retries(0).build().expect("a client");
    let request = Request::<Either>::new(&client).header("x-call", "c-secret").query("token", "t-secret");
    write!(shown, "{client:?}{request:?}{:#?}", request.clone()).expect("memory");
    let error = request.send().await.expect_err("a reset");
    write!(shown, "{error}{error:?}{error:#?}").expect("memory");
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        write!(shown, "{error}{error:?}").expect("memory");
        source = error.source();
    }
    assert!(!shown.contains("secret"), "{shown}");
    assert!(server.requests()[0].target.contains("q-secret"));
}

#[tokio::test]
async fn a_credential_that_the_server_repeats_does_not_show() {
    for body in [
        r#"{"detail":"no key k-secret"}"#,
        r#"{"error":{"type":"k-secret","message":7}}"#,
        r#"{"error":{"message":"[k-secret]","type":"k-secret"}}"#,
        r#"{"other":["k-secret"]}"#,
        "k-secret is not known",
        "<title>k-secret</title>",
    ] {
        let server = Server::start([json(401, body)]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<List>::new(&client).send().await.expect_err("an error");
        let shown = format!("{error}{error:?}");
        assert!(shown.contains('…') && !shown.contains("secret"), "{shown}");
    }
}

#[tokio::test]
async fn a_credential_that_the_caller_gives_by_its_name_does_not_show() {
    let other = |server: &Server| ClientBuilder::new(&API).base_url(server.url()).allow_missing_credentials();
    for place in 0..5 {
        let server = Server::start([json(401, r#"{"detail":"no key k-secret"}"#)]).await;
        let builder = match place {
            0 => other(&server).default_query("key", "k-secret"),
            1 => other(&server).default_header("x-api-key", "k-secret"),
            _ => other(&server),
        };
        let client = builder.build().expect("a client");
        let request = Request::<List>::new(&client);
        let request = match place {
            2 => request.query("key", "k-secret"),
            3 => request.header("x-api-key", "k-secret"),
            4 => request.header("authorization", "Bearer k-secret"),
            _ => request,
        };
        let error = request.send().await.expect_err("an error");
        let shown = format!("{error}{error:?}");
        assert!(shown.contains('…') && !shown.contains("secret"), "{place}: {shown}");
    }
}

#[tokio::test]
async fn a_credential_that_the_server_decodes_and_repeats_does_not_show() {
    let new = |server: &Server| ClientBuilder::new(&API).base_url(server.url()).allow_missing_credentials();
    let own = |scheme: &str, server: &Server| new(server).credential(scheme, Credential::Key("k-/s+ecret=".into()));
    for place in 0..9 {
        let server = Server::start([json(401, r#"{"message":"k-/s+ecret= k-%2Fs%2Becret%3D are unknown"}"#)]).await;
        let builder = match place {
            0 => new(&server).basic_auth("user", "k-/s+ecret="),
            1 => own("Key", &server),
            2 => own("QueryKey", &server),
            3 => own("CookieKey", &server),
            4 => new(&server).default_query("key", "k-/s+ecret="),
            _ => new(&server),
        };
        let client = builder.build().expect("a client");
        let simple = Style::Simple { explode: false };
        let error = match place {
            0 => Request::<Login>::new(&client).send().await.expect_err("an error"),
            5 => Request::<List>::new(&client).query("key", "k-/s+ecret=").send().await.expect_err("an error"),
            6 => {
                let request = Request::<List>::new(&client).header("authorization", "Basic dXNlcjprLS9zK2VjcmV0PQ==");
                request.send().await.expect_err("an error")
            }
            7 => {
                let request = Request::<List>::new(&client).header("cookie", "a=b; session=k-/s+ecret=");
                request.send().await.expect_err("an error")
            }
            8 => {
                let request = Request::<Get>::new(&client);
                let request = request.secret_path_parameter("id", simple, &Secret::from("k-/s+ecret="));
                request.send().await.expect_err("an error")
            }
            _ => Request::<Either>::new(&client).send().await.expect_err("an error"),
        };
        let shown = format!("{error}{error:?}");
        assert!(shown.contains("… … are unknown") && !shown.contains("ecret"), "{place}: {shown}");
    }
}

#[tokio::test]
async fn a_credential_beyond_ascii_does_not_show() {
    // The second one is from a server that reads headers as ISO-8859-1.
    let server = Server::start([json(401, r#"{"message":"no key k-sécret, no key k-sÃ©cret"}"#)]).await;
    let client = ClientBuilder::new(&API).base_url(server.url()).allow_missing_credentials().build().expect("a client");
    for (name, value) in [
        ("x-api-key", "k-sécret"),
        ("authorization", "Bearer k-sécret"),
        ("authorization", "Basic dXNlcjprLXPDqWNyZXQ="),
        ("cookie", "a=é; session=k-sécret"),
    ] {
        let request = Request::<List>::new(&client).header(name, value);
        let error = request.send().await.expect_err("an error");
        let shown = format!("{error}{error:?}");
        assert!(shown.contains("no key …, no key …") && !shown.contains("cret"), "{name}: {shown}");
    }
}

#[tokio::test]
async fn no_part_of_a_long_credential_shows_where_a_text_is_cut() {
    let secret = format!("k-{}", "secret".repeat(20));
    for body in [
        format!(r#"{{"given":"{secret}"}}"#),
        format!(r#"{{"given":"the key {secret}"}}"#),
        format!(r#"{{"{}":["{secret}"]}}"#, "x".repeat(150)),
        format!(r#"{{"{}{secret}":1}}"#, "x".repeat(150)),
        format!("<title>{}{secret}</title>", "x".repeat(50)),
        format!("<title>{}{secret}</title>", " ".repeat(4050)),
    ] {
        let server = Server::start([json(401, &body)]).await;
        let client = ClientBuilder::new(&API).base_url(server.url()).api_key(secret.clone()).build().expect("a client");
        let error = Request::<List>::new(&client).send().await.expect_err("an error");
        let shown = format!("{error}{error:?}");
        assert!(!shown.contains("secret"), "{shown}");
    }
}

#[tokio::test]
async fn a_credential_that_an_undecodable_answer_repeats_does_not_show() {
    let html =
        |body: &str| answer(200, &[("content-type", "text/html; key=k-secret"), ("request-id", "k-secret")], body);
    for reply in [
        html("<html><title>Go to /?key=k-secret</title>"),
        html(&format!("<title>{}k-secret</title>", " ".repeat(4080))),
        json(200, r#"{"k-secret": 1}"#),
        json(200, r#"[{"k-secret": 1}]"#),
        json(401, r#"{"k-secret": ""}"#),
        answer(500, &[("content-type", "x/k-secret"), ("request-id", "k-secret")], "{}"),
    ] {
        let server = Server::start([reply.clone()]).await;
        let client = builder(&server).max_retries(0).build().expect("a client");
        let error = Request::<List>::new(&client).send().await.expect_err("an error");
        let shown = format!("{error}{error:?}");
        assert!(shown.contains('…') && !shown.contains("secret"), "{shown}");
        if let Error::Decode(error) = &error {
            assert!(!error.record().contains("secret"), "{}", error.record());
        }
        // The credentials of the call go before those of the client.
        let server = Server::start([reply]).await;
        let client = builder(&server).max_retries(0).build().expect("a client");
        let error = Request::<List>::new(&client).api_key("other-key").send().await.expect_err("an error");
        assert!(!format!("{error}{error:?}").contains("other-key"));
    }
}

#[test]
fn a_credential_that_no_header_can_carry_is_refused_without_being_shown() {
    for secret in ["k-secret\r\nx: y", "k-secret-é"] {
        let error = ClientBuilder::new(&API).api_key(secret).build().expect_err("a mistake");
        assert!(!format!("{error}{error:?}").contains("secret"));
    }
}

#[tokio::test]
async fn an_undecodable_answer_shows_names_and_kinds_and_no_values() {
    let server = Server::start([json(200, r#"{"token":"v-secret"}"#)]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("an object");
    let shown = format!("{error}{error:?}");
    assert!(shown.contains("{token: string}") && !shown.contains("secret"), "{shown}");

    let server = Server::start([json(200, r#"["v-secret"]"#)]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("a string");
    let shown = format!("{error}{error:?}");
    assert!(shown.contains("[string]") && !shown.contains("secret"), "{shown}");
}

#[test]
fn a_secret_of_the_path_does_not_show() {
    let client = ClientBuilder::new(&API).build().expect("a client");
    let simple = Style::Simple { explode: false };
    let request = Request::<Get>::new(&client).secret_path_parameter("id", simple, &Secret::from("t-secret"));
    let shown = format!("{request:?}{request:#?}");
    assert!(shown.contains(r#"("id", "…")"#) && !shown.contains("t-secret"), "{shown}");
    let shown = format!("{:?}", Request::<Get>::new(&client).path("id", "item_1"));
    assert!(shown.contains(r#"("id", "item_1")"#), "{shown}");
}

#[test]
fn plain_http_and_user_info_are_refused() {
    let build = |url: &str| ClientBuilder::new(&API).base_url(url).clock(Pauses::default()).build();
    assert!(matches!(build("http://api.example.com"), Err(Error::Build(_))));
    assert!(ClientBuilder::new(&API).base_url("http://api.example.com").allow_http().build().is_ok());
    let builder = ClientBuilder::new(&API).base_url("https://user:p-secret@api.example.com");
    let mut shown = format!("{builder:?}");
    let error = builder.build().expect_err("user info");
    write!(shown, "{error}{error:?}").expect("memory");
    assert!(!shown.contains("secret"), "{shown}");
    let client = ClientBuilder::new(&API).build().expect("a client");
    assert!(format!("{:?}", Request::<Get>::new(&client).path("id", "1")).contains("/v1/items/{id}"));
}

#[tokio::test]
async fn a_credential_in_the_id_of_a_request_does_not_show() {
    let server = Server::start([answer(200, &[("request-id", "k-secret")], "[]")]).await;
    let client = builder(&server).build().expect("a client");
    let response = Request::<List>::new(&client).send_with_response().await.expect("an answer");
    let shown = format!("{response:?}");
    assert!(shown.contains(r#"request_id: Some("…")"#) && !shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn a_credential_of_several_words_does_not_show() {
    for (header, repeated) in [
        ("Token token=k-secret, email=a@b.example", "no token=k-secret"),
        ("Token token=k-secret, email=a@b.example", "no k-secret here"),
        (r#"Digest username="user", response="k-secret""#, "unknown: k-secret"),
        ("AWS4 Credential=k-secret/eu,Signature=s-secret", "Signature=s-secret and k-secret/eu do not fit"),
        ("Bearer k-secret==", "bad k-secret"),
    ] {
        let server = Server::start([json(401, &format!(r#"{{"message":"{repeated}"}}"#))]).await;
        let client =
            ClientBuilder::new(&API).base_url(server.url()).allow_missing_credentials().build().expect("a client");
        let request = Request::<List>::new(&client).header("authorization", header);
        let error = request.send().await.expect_err("an error");
        let shown = format!("{error}{error:?}");
        assert!(shown.contains('…') && !shown.contains("secret"), "{shown}");
    }
}
