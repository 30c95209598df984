//! Collects the spans of a test as OpenTelemetry gets them, and the log.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, Once},
};

use opentelemetry::{
    Value,
    trace::{SpanKind, Status, TracerProvider},
};
use opentelemetry_sdk::trace::{InMemorySpanExporterBuilder, SdkTracerProvider, SpanData};
use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan, layer::SubscriberExt};

/// The collected spans.
pub(crate) struct Collected {
    /// Spans in the order in which they ended.
    pub(crate) spans: Vec<SpanData>,
    pub(crate) log: String,
}

/// Collects written bytes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics with it").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A subscriber for all threads. `tracing` stores whether a span has a subscriber. If there is only one subscriber, it asks
/// only the first thread that creates the span, which may belong to another test.
static OF_ALL_THREADS: Once = Once::new();

/// Collects while `future` runs.
pub(crate) async fn collect(future: impl Future<Output = ()>) -> Collected {
    OF_ALL_THREADS.call_once(|| {
        tracing::subscriber::set_global_default(tracing_subscriber::registry()).expect("no other test sets it");
    });
    let log = Log::default();
    let writer = log.clone();
    let exporter = InMemorySpanExporterBuilder::new().build();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let spans = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("test"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_target(false);
    let written = tracing_subscriber::fmt::layer()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE);
    let subscriber = tracing_subscriber::registry().with(LevelFilter::TRACE).with(spans).with(written);
    {
        let _guard = tracing::subscriber::set_default(subscriber);
        future.await;
    }
    let spans = exporter.get_finished_spans().expect("nothing has panicked");
    let log = String::from_utf8(log.0.lock().expect("no test panics with it").clone()).expect("text");
    Collected { spans, log }
}

impl Collected {
    /// The only span of this name.
    #[track_caller]
    pub(crate) fn span(&self, name: &str) -> &SpanData {
        let names: Vec<&str> = self.spans.iter().map(|span| &*span.name).collect();
        let found: Vec<&SpanData> = self.spans.iter().filter(|span| span.name == name).collect();
        let [span] = found[..] else { panic!("{} spans {name} in {names:?}", found.len()) };
        span
    }
}

/// The attributes of a span as text, by name.
pub(crate) fn attributes(span: &SpanData) -> BTreeMap<&str, String> {
    span.attributes.iter().map(|attribute| (attribute.key.as_str(), attribute.value.to_string())).collect()
}

/// An attribute as text; panics if it is not there.
#[track_caller]
pub(crate) fn attribute(span: &SpanData, name: &str) -> String {
    let attributes = attributes(span);
    attributes.get(name).unwrap_or_else(|| panic!("no {name} in {attributes:?}")).clone()
}

/// The attributes of our spans that OpenTelemetry's semantic conventions 1.44 define: names and types.
const REGISTRY: &[(&str, &str)] = &[
    ("error.type", "string"),
    ("gen_ai.agent.description", "string"),
    ("gen_ai.agent.id", "string"),
    ("gen_ai.agent.name", "string"),
    ("gen_ai.agent.version", "string"),
    ("gen_ai.conversation.id", "string"),
    // The registry allows any value, also for the other messages, arguments and results. Our values are JSON.
    ("gen_ai.input.messages", "string"),
    ("gen_ai.operation.name", "string"),
    ("gen_ai.output.messages", "string"),
    ("gen_ai.provider.name", "string"),
    ("gen_ai.request.model", "string"),
    ("gen_ai.tool.call.arguments", "string"),
    ("gen_ai.tool.call.id", "string"),
    ("gen_ai.tool.call.result", "string"),
    ("gen_ai.tool.description", "string"),
    ("gen_ai.tool.name", "string"),
    ("gen_ai.tool.type", "string"),
    ("gen_ai.usage.cache_creation.input_tokens", "int"),
    ("gen_ai.usage.cache_read.input_tokens", "int"),
    ("gen_ai.usage.input_tokens", "int"),
    ("gen_ai.usage.output_tokens", "int"),
    ("http.request.method", "string"),
    ("http.request.method_original", "string"),
    ("http.request.resend_count", "int"),
    ("http.response.status_code", "int"),
    ("server.address", "string"),
    ("server.port", "int"),
    ("url.full", "string"),
    ("url.template", "string"),
];

/// The names of the official SDKs, and our own names. All are text.
const OTHERS: &[&str] = &[
    "anthropic.environment.id",
    "anthropic.environment.work.id",
    "anthropic.session.id",
    "anthropic.session.thread.id",
    "operation",
    "request_id",
];

/// The attributes that the conventions require of each operation of generative AI, with the kind of its span. Names of spans begin with the operation.
const REQUIRED: &[(&str, SpanKind, &[&str])] = &[
    (
        "create_agent",
        SpanKind::Client,
        &["gen_ai.provider.name", "gen_ai.agent.name", "gen_ai.request.model", "server.address", "server.port"],
    ),
    (
        "invoke_agent",
        SpanKind::Client,
        &["gen_ai.provider.name", "gen_ai.conversation.id", "server.address", "server.port"],
    ),
    ("execute_tool", SpanKind::Internal, &["gen_ai.tool.name", "gen_ai.tool.call.id", "gen_ai.tool.type"]),
];

/// The attributes that the conventions require of a call over HTTP.
const REQUIRED_OF_CALLS: &[&str] = &["http.request.method", "server.address", "server.port", "url.full"];

/// Checks that a span has the kind, the name and the attributes that its operation requires.
#[track_caller]
fn check_required(span: &SpanData) {
    let attributes = attributes(span);
    let Some(operation) = attributes.get("gen_ai.operation.name") else {
        if span.span_kind == SpanKind::Client {
            let missing = REQUIRED_OF_CALLS.iter().find(|name| !attributes.contains_key(**name));
            assert_eq!(missing, None, "{} has {attributes:?}", span.name);
        }
        return;
    };
    let required = REQUIRED.iter().find(|(known, ..)| known == operation);
    let Some((_, kind, names)) = required else { panic!("{operation} is not an operation of the conventions") };
    assert!(span.name.starts_with(operation.as_str()), "{} is {operation}", span.name);
    assert_eq!(span.span_kind, *kind, "{}", span.name);
    let missing = names.iter().find(|name| !attributes.contains_key(**name));
    assert_eq!(missing, None, "{} has {attributes:?}", span.name);
    let is_error = matches!(span.status, Status::Error { .. });
    assert_eq!(attributes.contains_key("error.type"), is_error, "{} has {attributes:?}", span.name);
}

/// Checks that all names and types of attributes are known, and that no required attribute is missing.
#[track_caller]
pub(crate) fn check_attributes(collected: &Collected) {
    assert!(!collected.spans.is_empty(), "nothing was collected");
    for span in &collected.spans {
        check_required(span);
        for attribute in &span.attributes {
            let kind = match attribute.value {
                Value::I64(_) => "int",
                Value::String(_) => "string",
                ref other => panic!("{} is {other:?}", attribute.key),
            };
            let name = attribute.key.as_str();
            let registered = REGISTRY.iter().find(|(registered, _)| *registered == name).map(|(_, kind)| *kind);
            let expected = registered.or_else(|| OTHERS.contains(&name).then_some("string"));
            assert_eq!(expected, Some(kind), "{name} of {}", span.name);
        }
    }
}
