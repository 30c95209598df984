//! The spans of calls, as OpenTelemetry gets them.

use std::{collections::BTreeMap, time::Duration};

use opentelemetry::{
    propagation::{Injector, TextMapPropagator},
    trace::{SpanKind, Status},
};
use opentelemetry_sdk::{propagation::TraceContextPropagator, trace::SpanData};
use reqwest::Method;
use serde_json::json;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::{
    API, Create, Follow, Get, MapAgents, builder,
    collector::{Collected, attribute, attributes, check_attributes, collect},
    server::{Server, Step, answer, chunk, events_head, json},
};
use crate::runtime::{BeforeAttempt, ClientBuilder, Request, Secret, parameter::Style};

/// Checks the attributes of a span.
#[track_caller]
fn check(span: &SpanData, expected: &[(&str, &str)]) {
    let expected: BTreeMap<&str, String> = expected.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    assert_eq!(attributes(span), expected);
}

/// The only span in a collection. Its attributes have the right names and types.
#[track_caller]
fn only(collected: &Collected) -> &SpanData {
    check_attributes(collected);
    let [span] = &collected.spans[..] else { panic!("{} spans", collected.spans.len()) };
    assert_eq!(span.span_kind, SpanKind::Client);
    span
}

fn error() -> Status {
    Status::error("")
}

#[tokio::test]
async fn a_call_is_one_span_of_an_http_client_without_secrets() {
    let server = Server::start([json(503, "{}"), answer(201, &[("request-id", "r7")], "\"b-secret\"")]).await;
    let client = builder(&server).build().expect("a client");
    let request = Request::<Create>::new(&client).header("x-call", "c-secret").query("q", "q-secret");
    let request = request.json(&json!("b-secret"));
    let collected = collect(async { drop(request.send().await.expect("an answer")) }).await;
    let span = only(&collected);
    assert_eq!((&*span.name, &span.status), ("POST /v1/items", &Status::Unset));
    let port = server.url().rsplit_once(':').expect("a port").1.to_owned();
    check(
        span,
        &[
            ("operation", "Create"),
            ("http.request.method", "POST"),
            ("http.request.resend_count", "1"),
            ("http.response.status_code", "201"),
            ("request_id", "r7"),
            ("server.address", "127.0.0.1"),
            ("server.port", &port),
            ("url.full", &format!("{}/v1/items?q=REDACTED", server.url())),
            ("url.template", "/v1/items"),
        ],
    );
    // Neither our spans nor the spans of dependencies.
    assert!(collected.log.contains("managed_agents") && !collected.log.contains("secret"), "{}", collected.log);
}

#[tokio::test]
async fn an_error_status_is_the_type_of_the_error() {
    let server = Server::start([json(404, "{}")]).await;
    let client = builder(&server).build().expect("a client");
    let simple = Style::Simple { explode: false };
    let request = Request::<Get>::new(&client).secret_path_parameter("id", simple, &Secret::from("t-secret"));
    let collected = collect(async { drop(request.send().await.expect_err("not found")) }).await;
    let span = only(&collected);
    assert_eq!((&*span.name, &span.status), ("GET /v1/items/{id}", &error()));
    assert_eq!(attribute(span, "error.type"), "404");
    assert_eq!(attribute(span, "http.response.status_code"), "404");
    assert_eq!(attribute(span, "url.full"), format!("{}/v1/items/REDACTED", server.url()));
    assert!(!attributes(span).contains_key("http.request.resend_count"));
}

#[tokio::test]
async fn a_call_without_a_response_has_the_kind_of_its_error() {
    let closed = Server::start([]).await.url();
    let client = ClientBuilder::new(&API).base_url(&closed).api_key("k").max_retries(0).build().expect("a client");
    let request = Request::<Get>::new(&client).path("id", "1");
    let collected = collect(async { drop(request.send().await.expect_err("nobody listens")) }).await;
    let span = only(&collected);
    assert!(["connect", "transport"].contains(&&*attribute(span, "error.type")), "{span:?}");
    assert!(!attributes(span).contains_key("http.response.status_code"));
}

#[tokio::test]
async fn requests_of_the_caller_have_no_template_and_unknown_methods_another_name() {
    let server = Server::start([json(200, "{}")]).await;
    let client = builder(&server).build().expect("a client");
    let calls = async {
        let copy = Method::from_bytes(b"COPY").expect("a method");
        client.request(copy, "/v1/items/4711?key=k-secret").send().await.expect("an answer");
        client.request(Method::GET, "/v1/items/4711").send().await.expect("an answer");
    };
    let collected = collect(calls).await;
    check_attributes(&collected);
    let copy = collected.span("HTTP");
    assert_eq!(attribute(copy, "http.request.method"), "_OTHER");
    assert_eq!(attribute(copy, "http.request.method_original"), "COPY");
    assert_eq!(attribute(copy, "url.full"), format!("{}/v1/items/4711?key=REDACTED", server.url()));
    assert!(!attributes(collected.span("GET")).contains_key("url.template"));
}

#[tokio::test]
async fn the_span_of_a_stream_ends_with_the_stream() {
    let reply = vec![Step::Send(events_head()), Step::Send(chunk("data: 1\n\n")), Step::Reset];
    let server = Server::start([reply]).await;
    let client = builder(&server).build().expect("a client");
    let calls = async {
        let mut stream = Request::<Follow>::new(&client).send().await.expect("a stream");
        stream.next().await.expect("an event").expect("one that can be read");
        tokio::time::sleep(Duration::from_millis(50)).await;
        stream.next().await.expect("an error").expect_err("a reset");
    };
    let collected = collect(calls).await;
    let span = only(&collected);
    assert_eq!((attribute(span, "error.type").as_str(), &span.status), ("transport", &error()));
    let time = span.end_time.duration_since(span.start_time).expect("time passes");
    assert!(time >= Duration::from_millis(50), "{time:?}");
}

/// Sets the headers of an attempt.
struct Headers<'h, 'a>(&'h mut BeforeAttempt<'a>);

impl Injector for Headers<'_, '_> {
    fn set(&mut self, name: &str, value: String) {
        self.0.set_header(name, &value);
    }
}

#[tokio::test]
async fn each_attempt_carries_the_trace_context_of_its_call() {
    let server = Server::start([json(503, "{}"), json(201, "1")]).await;
    let propagator = TraceContextPropagator::new();
    let client = builder(&server)
        .before_attempt(move |attempt| {
            propagator.inject_context(&tracing::Span::current().context(), &mut Headers(attempt));
        })
        .build()
        .expect("a client");
    let call = async {
        let outer = tracing::info_span!("application");
        let request = Request::<Create>::new(&client).json(&json!(1));
        tracing::Instrument::instrument(async { drop(request.send().await.expect("an answer")) }, outer).await;
    };
    let collected = collect(call).await;
    let (span, outer) = (collected.span("POST /v1/items"), collected.span("application"));
    assert_eq!(span.parent_span_id, outer.span_context.span_id());
    let (trace, id) = (outer.span_context.trace_id(), span.span_context.span_id());
    let sent: Vec<_> = server.requests().iter().map(|sent| sent.header("traceparent").map(str::to_owned)).collect();
    let expected = Some(format!("00-{trace}-{id}-01"));
    assert_eq!(sent, [expected.clone(), expected]);
}

#[tokio::test]
async fn a_credential_that_the_server_repeats_is_in_no_span_and_no_event() {
    let headers = [("content-type", "application/json"), ("request-id", "k-secret")];
    let answers = [answer(200, &headers, r#"{"k-secret":{"version":1}}"#), answer(404, &headers, "{}")];
    let server = Server::start(answers).await;
    let client = builder(&server).build().expect("a client");
    let calls = async {
        let agents = Request::<MapAgents>::new(&client).lenient().send_with_response().await.expect("an answer");
        assert_eq!(agents.mismatches().len(), 1);
        Request::<MapAgents>::new(&client).send().await.expect_err("not found");
    };
    let collected = collect(calls).await;
    let ids: Vec<String> = collected.spans.iter().map(|span| attribute(span, "request_id")).collect();
    assert_eq!(ids, ["…", "…"]);
    assert!(
        collected.log.contains("differs from the document") && !collected.log.contains("k-secret"),
        "{}",
        collected.log
    );
}
