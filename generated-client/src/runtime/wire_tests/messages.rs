//! The messages of errors: the true cause, the call, and the advice.

use std::{error::Error as _, iter::successors};

use super::{
    API, Both, Either, Follow, Get, Lines, List, Read, SOON, builder,
    faults::{bytes, get, get_with},
    server::{Server, Step, answer, events_head, head, json},
};
use crate::runtime::{ClientBuilder, Credential, Error, Request, http_client};

#[tokio::test]
async fn the_error_of_an_unread_head_names_all_limits() {
    let heads = [
        format!("content-length: {}", u64::MAX),
        format!("content-length: {}", u64::MAX - 1),
        format!("{}: 1", "x".repeat(1 << 16)),
        format!("x: {}", "x".repeat(1 << 20)),
        "x: 1\r\n".repeat(101),
    ];
    for (head, is_ours) in heads.iter().flat_map(|head| [(head, true), (head, false)]) {
        let reply = vec![bytes(&format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n[]"))];
        let (error, asked) =
            get_with(reply, |builder| if is_ours { builder } else { builder.http_client(theirs()) }).await;
        assert!(matches!(error, Error::Limit(_)), "{error:?}");
        let most = if is_ours {
            "more than 100 headers (`Limits::headers` allows more), more than 400 KiB"
        } else {
            "more headers or bytes than that client allows"
        };
        let said = format!(
            "List: the head of the response is larger than the HTTP client reads: it has {most}, a name of 64 KiB or more, \
             or a `content-length` of 2^64 - 2 or more"
        );
        assert_eq!((error.to_string(), asked), (said, 1));
    }
}

/// The application's own HTTP client.
fn theirs() -> reqwest::Client {
    http_client::tls(reqwest::Client::builder()).expect("TLS").no_proxy().build().expect("an HTTP client")
}

#[tokio::test]
async fn a_malformed_response_has_another_error_than_a_lost_connection() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for (reply, cause) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n[]", "invalid content-length parsed"),
        ("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n[]", "invalid content-length parsed"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n[]", "invalid content-length parsed"),
        ("HTTP/1.1 2000 OK\r\n\r\n", "parsed"),
        ("HTTP/1.1 200 OK\r\nno name: 1\r\n\r\n", "invalid HTTP header parsed"),
        ("SSH-2.0-OpenSSH_9.9\r\n\r\n", "invalid HTTP version parsed"),
        (&format!("{chunked}nonsense\r\n"), "Invalid chunk size"),
        (&format!("{chunked}ffffffffffffffff1\r\n"), "invalid chunk size: overflow"),
    ] {
        let (error, asked) = get(vec![bytes(reply), Step::Hang]).await;
        let said = error.to_string();
        assert!(said.starts_with("List: the response of 127.0.0.1:") && said.ends_with(" is malformed"), "{said}");
        let causes: Vec<String> =
            successors(error.source(), |error| (*error).source()).map(ToString::to_string).collect();
        assert!(causes.iter().any(|it| it.contains(cause)), "{causes:?}");
        assert_eq!(asked, 3);
    }
    for reply in [vec![Step::Close], vec![bytes(chunked), bytes("9\r\n[1,"), Step::Close], vec![Step::Reset]] {
        let (error, _) = get(reply).await;
        assert!(error.to_string().ends_with(" broke"), "{error}");
    }
}

#[tokio::test]
async fn the_error_of_a_long_url_has_its_length_and_the_parameter() {
    let server = Server::start([json(200, "{}")]).await;
    let client = builder(&server).build().expect("a client");
    let long = "s-secret-".repeat(12_000);
    let by_path = Request::<Get>::new(&client).path("id", &long).query("short", "q").send().await;
    let by_query = Request::<Get>::new(&client).path("id", "a").query("filter", &long).send().await;
    for (answered, parameter) in [(by_path.map(drop), "`id`"), (by_query.map(drop), "`filter`")] {
        let error = answered.expect_err("too long");
        assert!(matches!(error, Error::Build(_)), "{error:?}");
        let said = error.to_string();
        assert!(said.contains("Get: the URL has 108") && said.contains("65534") && said.contains(parameter), "{said}");
        assert!(!format!("{error:?}{said}").contains("secret"));
    }
    assert_eq!(server.requests().len(), 0);
    // The longest path that is sent.
    let before = format!("{}/v1/items/", server.url()).len();
    Request::<Get>::new(&client).path("id", "x".repeat(65_534 - before)).send().await.expect("an answer");
}

/// The first bytes of an event stream and of JSON, compressed with `br`.
const PACKED: &[u8] = b"\x8b\x05\x80data: {\"a\":1}\n\ndata: 2";

#[tokio::test]
async fn an_encoding_that_nobody_asked_for_is_named() {
    for encoding in ["br", "zstd", "deflate", "BR", "identity, br"] {
        let headers = |content_type| [("content-type", content_type), ("content-encoding", encoding)];
        let server = Server::start([
            answer(200, &headers("application/json"), PACKED),
            answer(200, &headers("text/event-stream"), PACKED),
            answer(200, &headers("application/x-ndjson"), PACKED),
            answer(200, &headers("text/plain"), "looks like text"),
        ])
        .await;
        let client = builder(&server).build().expect("a client");
        let errors = [
            Request::<List>::new(&client).send().await.expect_err("packed"),
            Request::<Follow>::new(&client).send().await.map(drop).expect_err("packed"),
            Request::<Lines>::new(&client).send().await.map(drop).expect_err("packed"),
            Request::<Read>::new(&client).send().await.expect_err("packed"),
        ];
        for error in errors {
            let said = error.to_string();
            assert!(matches!(error, Error::Decode(_)), "{error:?}");
            assert!(said.contains(&format!("the body is encoded as `{encoding}`")), "{said}");
        }
        assert_eq!(server.requests().len(), 4);
        let (error, _) = get(answer(404, &headers("application/json"), PACKED)).await;
        assert!(error.to_string().contains(&format!("encoded as `{encoding}`")), "{error}");
    }
}

#[tokio::test]
async fn a_valid_body_is_read_under_any_content_encoding() {
    for encoding in ["identity", "utf-8", "none", ""] {
        let headers = |content_type| [("content-type", content_type), ("content-encoding", encoding)];
        let server = Server::start([
            answer(200, &headers("application/json"), "[1]"),
            answer(200, &headers("text/event-stream"), "data: 1\n\n"),
            answer(200, &headers("text/plain"), "text"),
        ])
        .await;
        let client = builder(&server).build().expect("a client");
        assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [1]);
        let mut events = Request::<Follow>::new(&client).send().await.expect("a stream");
        assert_eq!(events.try_next().await.expect("an event"), Some(1.into()));
        assert_eq!(Request::<Read>::new(&client).send().await.expect("an answer"), "text");
    }
}

#[tokio::test]
async fn credentials_that_are_needed_together_are_joined_by_and_and_those_that_are_there_are_not_asked_for() {
    let base = || ClientBuilder::new(&API).base_url("http://127.0.0.1:9");
    let key = || Credential::Key("k".into());
    let what_to_set = |said: &str| {
        let (_, said) = said.split_once(": set ").expect("what to set");
        let said = said.strip_suffix("; or `ClientBuilder::allow_missing_credentials`, if the server asks for none");
        said.expect("how to send it without").to_owned()
    };
    let said = async |builder: ClientBuilder| {
        let client = builder.build().expect("a client");
        let either = Request::<Either>::new(&client).send().await.expect_err("no credential").to_string();
        let both = Request::<Both>::new(&client).send().await.expect_err("no credential").to_string();
        [either, both].map(|said| what_to_set(&said))
    };
    let basic = "`ClientBuilder::basic_auth` or the environment variables `TEST_USERNAME` and `TEST_PASSWORD`";
    let query = "`ClientBuilder::credential` for `QueryKey`";
    let cookie = "`ClientBuilder::credential` for `CookieKey`";
    let header = "`ClientBuilder::api_key` or the environment variable `TEST_API_KEY`";
    assert_eq!(said(base()).await, [format!("({basic}) and {query}; or {cookie}"), format!("({header}) and {query}")]);
    assert_eq!(said(base().credential("QueryKey", key())).await, [format!("{basic}; or {cookie}"), header.to_owned()]);
    assert_eq!(said(base().api_key("k")).await, [format!("({basic}) and {query}; or {cookie}"), query.to_owned()]);
    // A header of the call counts as a credential.
    let client = base().build().expect("a client");
    let error = Request::<Both>::new(&client).header("x-api-key", "k").send().await.expect_err("no credential");
    assert_eq!(what_to_set(&error.to_string()), query);
}

#[tokio::test]
async fn every_error_of_a_call_names_its_operation_host_and_attempts() {
    let host_of = |server: &Server| server.url().trim_start_matches("http://").to_owned();
    let check = |error: &Error, server: &Server, operation, attempts| {
        let said = (error.operation(), error.host(), error.attempts());
        assert_eq!(said, (Some(operation), Some(host_of(server).as_str()), attempts), "{error:?}");
    };
    for (reply, attempts) in [
        (vec![Step::Reset], 3),
        (vec![Step::Hang], 3),
        (json(503, "{}"), 3),
        (json(404, "{}"), 1),
        (json(200, "{}"), 1),
        (json(200, &format!("[{}1]", "1,".repeat(100))), 1),
    ] {
        // Only a response that does not arrive needs a timeout that passes soon.
        let timeout = if matches!(reply[..], [Step::Hang]) { SOON } else { SOON * 100 };
        let server = Server::start([reply]).await;
        let limits = crate::runtime::Limits { body: 100, ..Default::default() };
        let client = builder(&server).timeout(timeout).limits(limits).build().expect("a client");
        check(&Request::<List>::new(&client).send().await.expect_err("an error"), &server, "List", attempts);
    }
    // A stream that began with the second attempt.
    let events = [
        Step::Send(events_head()),
        Step::Send(super::server::chunk("event: error\ndata: {}\n\ndata: {\n\nda")),
        Step::Hang,
    ];
    let server = Server::start([json(529, "{}"), events.to_vec()]).await;
    let client = builder(&server).idle_timeout(SOON).build().expect("a client");
    let mut stream = Request::<Follow>::new(&client).send().await.expect("a stream");
    for _ in 0..3 {
        check(&stream.next().await.expect("an item").expect_err("an error"), &server, "Follow", 2);
    }
    assert!(stream.next().await.is_none());

    let error = Request::<Get>::new(&client).path("id", "..").send().await.expect_err("a mistake");
    assert_eq!((error.operation(), error.host(), error.attempts()), (Some("Get"), None, 0));
    let error = ClientBuilder::new(&API).base_url("x").build().expect_err("a mistake");
    assert_eq!((error.operation(), error.host(), error.attempts()), (None, None, 0));
}

#[tokio::test]
async fn the_status_belongs_to_the_response_that_was_read() {
    for (reply, status) in [
        (json(404, "{}"), Some(404)),
        (json(200, "{}"), Some(200)),
        (vec![Step::Close], None),
        (vec![Step::Send(head(200, &[("content-length", "99")])), Step::Close], None),
    ] {
        let (error, _) = get_with(reply, |builder| builder.max_retries(0)).await;
        assert_eq!(error.status().map(|status| status.as_u16()), status, "{error:?}");
    }
}

#[tokio::test]
async fn an_error_that_a_stream_tells_of_is_worth_another_stream_unless_the_request_is_wrong() {
    for (kind, is_retryable) in [("overloaded_error", true), ("not_found_error", false), ("404", false), ("429", true)]
    {
        let event = format!("event: error\ndata: {{\"error\":{{\"type\":\"{kind}\"}}}}\n\n");
        let reply = vec![Step::Send(events_head()), Step::Send(super::server::chunk(&event)), Step::Hang];
        let server = Server::start([reply]).await;
        let client = builder(&server).build().expect("a client");
        let mut stream = Request::<Follow>::new(&client).send().await.expect("a stream");
        let error = stream.try_next().await.expect_err("an error");
        assert_eq!(error.is_retryable(), is_retryable, "{kind}");
        let Error::Stream(error) = error else { panic!("{error}") };
        assert_eq!(error.is_retryable(), is_retryable, "{kind}");
    }
}

#[tokio::test]
async fn an_error_has_the_message_of_the_server_in_any_usual_form() {
    for (content_type, body, said) in [
        ("application/json", r#"{"detail":"Flow not found"}"#, "404 not_found: Flow not found"),
        (
            "text/plain",
            "Project with identifier 'nope' not found\n",
            "404 not_found: Project with identifier 'nope' not found",
        ),
        (
            "application/problem+json",
            r#"{"type":"about:blank","title":"Gone","detail":"a\nb"}"#,
            "404 not_found: Gone: a b",
        ),
        ("application/json", r#"{"error":{"type":7,"message":"m"}}"#, "404 not_found: m"),
        ("application/json", "\u{feff}{\"error\":{\"type\":\"t\",\"message\":\"m\"}}", "404 t: m"),
        ("application/json", "\u{feff}{\"a\":[1]}", r#"404 not_found: 12 bytes of application/json: {"a":[1]}"#),
        ("application/json", r#"{"error":{"type":"t","message":["m","n"]}}"#, "404 t: m; n"),
        (
            "application/json",
            r#"{"a":[1],"apiKey":"k-secret"}"#,
            r#"404 not_found: 29 bytes of application/json: {"a":[1],"apiKey":"…"}"#,
        ),
        ("application/octet-stream", "\u{1}\u{2}", "404 not_found: 2 bytes of application/octet-stream"),
        ("text/html", "<h1>k-secret</h1>", "404 not_found: 17 bytes of text/html"),
        ("application/json", r#"{"detail":"cut"#, "404 not_found: 14 bytes of application/json"),
    ] {
        let (error, _) = get(answer(404, &[("content-type", content_type)], body)).await;
        assert_eq!(error.to_string(), format!("List: {said}"));
    }
    // An event that reports an error.
    let event = "event: error\ndata: {\"detail\":\"too slow\",\"code\":\"slow\"}\n\n";
    let server =
        Server::start([vec![Step::Send(events_head()), Step::Send(super::server::chunk(event)), Step::Hang]]).await;
    let client = builder(&server).build().expect("a client");
    let error = Request::<Follow>::new(&client).send().await.expect("a stream").try_next().await.expect_err("an error");
    assert_eq!(error.to_string(), "Follow: the stream reported slow: too slow");
}
