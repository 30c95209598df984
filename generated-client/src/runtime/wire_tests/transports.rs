//! The application's own transports, and functions that are called before and after each attempt.

use std::{
    error::Error as _,
    future::{pending, ready},
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    API, Create, Follow, List, Pauses, Put, SOON, builder,
    server::{Server, Step, answer, json as reply},
};
use crate::runtime::{
    Body, ClientBuilder, Error, InMemory, Limits, OAuth2, Request, Transport, TransportError, http, reqwest,
};

/// The settings of a client without a server.
fn base() -> ClientBuilder {
    ClientBuilder::new(&API).api_key("k-secret").retry_count_header("x-retry-count").clock(Pauses::default())
}

/// A record of the calls.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn add(&self, note: impl Into<String>) {
        self.0.lock().expect("no test panics with it").push(note.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no test panics with it"))
    }
}

/// The status of a response, or the constructor of an error.
type Outcome = Result<u16, fn(&'static str) -> TransportError>;

/// A transport that records its requests, and returns `outcomes` in order: a status, or an error.
fn scripted(notes: &Notes, outcomes: &'static [Outcome]) -> impl Transport + use<> {
    let (notes, number) = (notes.clone(), Mutex::new(0));
    move |request: reqwest::Request| {
        let header = |name: &str| request.headers().get(name).map_or("", |value| value.to_str().expect("text"));
        let (key, count) = (header("x-api-key"), header("x-retry-count"));
        notes.add(format!("{} {} {key} {count}", request.method(), request.url()));
        let mut number = number.lock().expect("no test panics with it");
        let outcome = outcomes[*number];
        *number += 1;
        ready(match outcome {
            Ok(status) => Ok(http::Response::builder().status(status).body("[]").expect("a response").into()),
            Err(error) => Err(error("cut")),
        })
    }
}

const CONNECT: Outcome = Err(TransportError::connect);
const BROKEN: Outcome = Err(TransportError::broken);

#[tokio::test]
async fn a_transport_gets_each_attempt_with_its_credential() {
    let notes = Notes::default();
    let client = base().transport(scripted(&notes, &[Ok(503), CONNECT, Ok(200)])).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("an answer"), [0_u64; 0]);
    let attempt = |number: u32| format!("GET https://api.example.com/v1/items k-secret {number}");
    assert_eq!(notes.take(), [attempt(0), attempt(1), attempt(2)]);
}

#[tokio::test]
async fn an_error_of_a_transport_is_sent_again_as_one_of_the_network() {
    let notes = Notes::default();
    // Nothing was sent, so even a POST is sent again.
    let client = base().transport(scripted(&notes, &[CONNECT, CONNECT, CONNECT])).build().expect("a client");
    let error = Request::<Create>::new(&client).json(&1_i64).send().await.expect_err("no connection");
    assert!(error.is_connect() && error.attempts() == 3 && !error.is_timeout(), "{error}");
    assert_eq!(error.to_string(), "Create: no connection to api.example.com");
    assert_eq!(error.source().expect("a source").to_string(), "cut");

    let client = base().transport(scripted(&notes, &[BROKEN; 4])).build().expect("a client");
    let error = Request::<Create>::new(&client).json(&1_i64).send().await.expect_err("a broken connection");
    assert!(matches!(error, Error::Transport(_)) && error.attempts() == 1, "{error}");
    assert_eq!(error.to_string(), "Create: the connection to api.example.com broke");
    let error = Request::<List>::new(&client).send().await.expect_err("a broken connection");
    assert_eq!(error.attempts(), 3, "{error}");
}

/// A response of JSON.
fn json_of(value: &Value) -> http::Response<String> {
    http::Response::new(value.to_string())
}

#[tokio::test]
async fn a_client_is_tested_without_a_socket() {
    let seen = Notes::default();
    let noted = seen.clone();
    let answers = InMemory::new(move |request: http::Request<Bytes>| {
        noted.add(format!("{} {} {}", request.method(), request.uri(), String::from_utf8_lossy(request.body())));
        match request.uri().path() {
            "/v1/items" => json_of(&json!({"id": 7})),
            "/v1/events" => {
                let events = http::Response::builder().header("content-type", "text/event-stream");
                events.body("data: {\"n\":1}\n\ndata: {\"n\":2}\n\n".to_owned()).expect("a response")
            }
            "/v1/content" => http::Response::new("x".repeat(3_000)),
            _ => http::Response::builder().status(404).body("{}".to_owned()).expect("a response"),
        }
    });
    let limits = Limits { body: 2_000, ..Limits::default() };
    let client = base().transport(answers).limits(limits).build().expect("a client");
    let made = Request::<Create>::new(&client).json(&json!({"name": "x"})).send().await.expect("an answer");
    assert_eq!(made, json!({"id": 7}));
    let mut events = Request::<Follow>::new(&client).send().await.expect("a stream");
    for number in [1, 2] {
        assert_eq!(events.next().await.expect("an event").expect("JSON"), json!({"n": number}));
    }
    assert!(events.next().await.is_none());
    // A body that is read while it is sent is complete in the record.
    let body = Body::from_reader(&b"streamed"[..]);
    let error = Request::<Put>::new(&client).bytes("text/plain", body).send().await.expect_err("too long");
    assert!(matches!(&error, Error::Limit(limit) if limit.limit() == 2_000), "{error}");
    let error = Request::<super::Open>::new(&client).send().await.expect_err("not there");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    let seen = seen.take();
    assert_eq!(
        seen[..3],
        [
            "POST https://api.example.com/v1/items {\"name\":\"x\"}",
            "GET https://api.example.com/v1/events ",
            "PUT https://api.example.com/v1/content streamed",
        ]
    );
}

#[tokio::test]
async fn time_is_up_for_a_transport_too() {
    let never = |_: reqwest::Request| pending::<Result<reqwest::Response, TransportError>>();
    let client = base().transport(never).timeout(SOON).max_retries(0).build().expect("a client");
    let error = Request::<List>::new(&client).send().await.expect_err("no answer");
    assert!(matches!(error, Error::Timeout(_)), "{error}");
}

/// A body that begins and does not end.
struct Endless(Option<Bytes>);

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, io::Error>>> {
        self.0.take().map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(http_body::Frame::data(piece)))))
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_without_an_end_does_not_hold_up_an_error() {
    let endless = |status: u16| {
        let body = Endless(Some(Bytes::from_static(b"data: 1\n\n")));
        http::Response::builder().status(status).body(::reqwest::Body::wrap(body)).expect("a response")
    };
    for (status, said) in
        [(200, "the content type is not text/event-stream in 9 bytes"), (400, "400 bad_request: data: 1")]
    {
        let client = base().transport(InMemory::new(move |_| endless(status))).build().expect("a client");
        let start = Instant::now();
        let error = Request::<Follow>::new(&client).send().await.expect_err("no stream");
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(start.elapsed().as_secs(), 10);
    }
}

#[tokio::test]
async fn transports_around_the_network_see_all_of_a_request() {
    let server = Server::start([reply(200, "[1]"), vec![Step::Reset]]).await;
    let notes = Notes::default();
    let around = |name: &'static str| {
        let notes = notes.clone();
        move |next: Arc<dyn Transport>| {
            move |mut request: reqwest::Request| {
                let (notes, next) = (notes.clone(), Arc::clone(&next));
                request.headers_mut().append("x-layer", name.parse().expect("a header"));
                notes.add(format!("{name}: {:?}", request.headers().get("x-api-key")));
                async move {
                    let sent = next.send(request).await;
                    notes.add(format!("{name}: {:?}", sent.as_ref().map(reqwest::Response::status).ok()));
                    sent
                }
            }
        }
    };
    let client = builder(&server).wrap_transport(around("inner")).wrap_transport(around("outer"));
    let client = client.max_retries(0).build().expect("a client");
    Request::<List>::new(&client).send().await.expect("an answer");
    let expected =
        ["outer: Some(Sensitive)", "inner: Some(Sensitive)", "inner: Some(200)", "outer: Some(200)"].map(str::to_owned);
    assert_eq!(notes.take(), expected);
    let layers: Vec<_> = server.requests()[0]
        .headers
        .iter()
        .filter(|(name, _)| name == "x-layer")
        .map(|(_, value)| value.clone())
        .collect();
    assert_eq!(layers, ["outer", "inner"]);
    // An error of the HTTP client is the same as without transports around it.
    let error = Request::<List>::new(&client).send().await.expect_err("a broken connection");
    assert!(matches!(&error, Error::Transport(_)), "{error:?}");
    assert!(error.source().and_then(|source| source.downcast_ref::<reqwest::Error>()).is_some(), "{error:?}");
}

#[tokio::test]
async fn tokens_come_over_the_transport_too() {
    let seen = Notes::default();
    let noted = seen.clone();
    let answers = InMemory::new(move |request: http::Request<Bytes>| {
        let token = request.headers().get("authorization").map(|value| value.to_str().expect("text").to_owned());
        noted.add(format!("{} {}", request.uri(), token.unwrap_or_default()));
        let is_token = request.uri().path() == "/token";
        json_of(&if is_token { json!({"access_token": "t1", "token_type": "Bearer"}) } else { json!([]) })
    });
    let flow = OAuth2::client_credentials("https://login.example.com/token", "i", "s");
    let client = ClientBuilder::new(&API).oauth2(flow).transport(answers).build().expect("a client");
    Request::<List>::new(&client).send().await.expect("an answer");
    assert_eq!(
        seen.take(),
        ["https://login.example.com/token Basic aTpz", "https://api.example.com/v1/items Bearer t1"]
    );
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_use_the_transport() {
    let notes = Notes::default();
    let client = base().transport(scripted(&notes, &[Ok(503), Ok(200)])).build().expect("a client");
    Request::<List>::new(&client).send_blocking().expect("an answer");
    assert_eq!(notes.take().len(), 2);
}

#[tokio::test]
async fn functions_are_called_before_and_after_each_attempt() {
    let notes = Notes::default();
    let (before, after) = (notes.clone(), notes.clone());
    let server = Server::start([answer(503, &[("x-load", "high")], ""), vec![Step::Reset], reply(200, "[]")]).await;
    let client = builder(&server)
        .before_attempt(|attempt| attempt.set_header("x-first", "1"))
        .before_attempt(move |attempt| {
            before.add(format!("{} {} {}", attempt.method(), attempt.operation(), attempt.attempt()));
            attempt.set_header("x-trace", &format!("trace-{}", attempt.attempt()));
            assert!(!format!("{attempt:?}").contains("secret"));
        })
        .after_attempt(move |attempt| {
            let load = attempt.headers().and_then(|headers| headers.get("x-load"));
            let error = attempt.error().map(ToString::to_string);
            after.add(format!("{} {:?} {load:?} {error:?}", attempt.attempt(), attempt.status().map(|it| it.as_u16())));
            assert!(attempt.host().starts_with("127.0.0.1:") && !attempt.elapsed().is_zero());
        })
        .build()
        .expect("a client");
    Request::<List>::new(&client).send().await.expect("an answer");
    let host = server.url().replace("http://", "");
    let expected = [
        "GET List 1".to_owned(),
        r#"1 Some(503) Some("high") None"#.to_owned(),
        "GET List 2".to_owned(),
        format!(r#"2 None None Some("List: the connection to {host} broke")"#),
        "GET List 3".to_owned(),
        "3 Some(200) None None".to_owned(),
    ];
    assert_eq!(notes.take(), expected);
    let traces: Vec<_> = server
        .requests()
        .iter()
        .map(|request| (request.header("x-trace").map(str::to_owned), request.header("x-first").is_some()))
        .collect();
    let trace = |number: u32| (Some(format!("trace-{number}")), true);
    assert_eq!(traces, [trace(1), trace(2), trace(3)]);
}

#[tokio::test]
async fn a_header_of_an_attempt_replaces_the_same_header_of_the_request() {
    let server = Server::start([reply(200, "[]")]).await;
    let client = builder(&server)
        .default_header("x-of-client", "1")
        .before_attempt(|attempt| {
            for name in ["x-of-client", "x-of-call", "x-api-key", "x-of-hook"] {
                attempt.set_header(name, "2");
            }
        })
        .before_attempt(|attempt| attempt.set_header("x-of-hook", "3"))
        .build()
        .expect("a client");
    Request::<List>::new(&client).header("x-of-call", "1").send().await.expect("an answer");
    let headers = &server.requests()[0].headers;
    let sent: Vec<&str> = ["x-of-client", "x-of-call", "x-api-key", "x-of-hook"]
        .iter()
        .flat_map(|name| headers.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str()))
        .collect();
    assert_eq!(sent, ["2", "2", "2", "3"], "{headers:?}");
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_a_mistake() {
    for (name, value) in [("content-length", "1"), ("no name", "x"), ("x-a", "h-secret\n")] {
        let client = base().before_attempt(move |attempt| attempt.set_header(name, value)).build().expect("a client");
        let error = Request::<List>::new(&client).send().await.expect_err("no header");
        assert!(matches!(error, Error::Build(_)) && !error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn errors_of_transports_have_the_outcome() {
    for (error, said) in [
        (TransportError::connect("x"), "no connection"),
        (TransportError::broken(io::Error::other("x")), "the connection broke"),
    ] {
        assert_eq!((error.to_string().as_str(), error.source().map(ToString::to_string)), (said, Some("x".to_owned())));
    }
}

/// A transport that replaces the network decides on encodings itself. One that is around the network sees decoded bodies.
#[cfg(feature = "gzip")]
#[tokio::test]
async fn only_the_network_requests_and_decodes_gzip() {
    let in_memory = InMemory::new(|request| {
        assert_eq!(request.headers().get("accept-encoding"), None);
        http::Response::builder().header("content-encoding", "gzip").body("[1]").expect("a response")
    });
    let client = base().transport(in_memory).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("a decoded body"), [1]);

    let packed = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        io::Write::write_all(&mut encoder, b"[1]").expect("memory");
        encoder.finish().expect("memory")
    };
    let server = Server::start([answer(200, &[("content-encoding", "gzip")], &packed)]).await;
    let url = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&url);
    let around = move |next: Arc<dyn Transport>| {
        move |request: reqwest::Request| {
            let (next, seen) = (Arc::clone(&next), Arc::clone(&seen));
            async move {
                let response = next.send(request).await?;
                assert_eq!(response.headers().get("content-encoding"), None);
                *seen.lock().expect("no panic") = Some((response.url().clone(), response.remote_addr().is_some()));
                let body = response.bytes().await?;
                Ok(http::Response::new(body).into())
            }
        }
    };
    let client = builder(&server).wrap_transport(around).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send().await.expect("a decoded body"), [1]);
    let (url, has_address) = url.lock().expect("no panic").clone().expect("a response");
    assert_eq!((url.path(), has_address), ("/v1/items", true));
    assert_eq!(server.requests()[0].header("accept-encoding"), Some("gzip"));
}
