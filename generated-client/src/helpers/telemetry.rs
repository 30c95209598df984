//! [`Span`]: spans of runs, turns, tools and work, if the feature `tracing` is enabled, by the semantic conventions of OpenTelemetry for generative AI.
//! Attributes outside of these conventions are named as in the official SDKs. Spans have no content unless
//! [`Run::trace_content`](super::run::Run::trace_content) or [`Tools::trace_content`](super::tools::Tools::trace_content) adds it.

use std::future::Future;

#[cfg(any(feature = "apply", feature = "tracing"))]
use serde_json::Value;
#[cfg(feature = "tracing")]
use serde_json::json;

use super::{run::RunUsage, tools::ToolUse};
#[cfg(feature = "tracing")]
use crate::types::{MessageContent, SendableEvent};
use crate::{
    Client,
    types::{EventBatch, SessionAgent, UserCustomToolResult},
};

/// The bytes of content in an attribute, as in the official SDKs.
#[cfg(feature = "tracing")]
const MAX_CONTENT: usize = 750_000;

/// The parts of an agent that a span has.
pub(super) struct TracedAgent {
    #[cfg(feature = "tracing")]
    id: String,
    #[cfg(feature = "tracing")]
    version: i64,
    #[cfg(feature = "tracing")]
    name: String,
    #[cfg(feature = "tracing")]
    description: Option<String>,
    #[cfg(feature = "tracing")]
    model: String,
}

impl TracedAgent {
    #[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "no span shows the agent"))]
    pub(super) fn of(agent: &SessionAgent) -> Self {
        Self {
            #[cfg(feature = "tracing")]
            id: agent.id.clone(),
            #[cfg(feature = "tracing")]
            version: agent.version,
            #[cfg(feature = "tracing")]
            name: agent.name.clone(),
            #[cfg(feature = "tracing")]
            description: agent.description.clone(),
            #[cfg(feature = "tracing")]
            model: agent.model.id.clone(),
        }
    }
}

/// A span. It begins when it is made.
#[cfg(feature = "tracing")]
#[derive(Clone)]
pub(super) struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    /// The span of a run or a turn.
    pub(super) fn invocation(client: &Client, session_id: &str, agent: Option<&TracedAgent>) -> Self {
        let (host, port) = server(client);
        let name = agent.and_then(|agent| given(&agent.name));
        Self(tracing::info_span!(
            "invoke_agent",
            "otel.name" = name.map_or_else(|| "invoke_agent".to_owned(), |name| format!("invoke_agent {name}")),
            "otel.kind" = "client",
            "otel.status_code" = tracing::field::Empty,
            "server.address" = host,
            "server.port" = port,
            "gen_ai.operation.name" = "invoke_agent",
            "gen_ai.provider.name" = "anthropic",
            "gen_ai.conversation.id" = session_id,
            "gen_ai.agent.id" = agent.map(|agent| agent.id.as_str()),
            "gen_ai.agent.name" = name,
            "gen_ai.agent.version" = agent.map(|agent| agent.version.to_string()),
            "gen_ai.agent.description" = agent.and_then(|agent| agent.description.as_deref()),
            "gen_ai.request.model" = agent.and_then(|agent| given(&agent.model)),
            "gen_ai.input.messages" = tracing::field::Empty,
            "gen_ai.output.messages" = tracing::field::Empty,
            "anthropic.content.truncated" = tracing::field::Empty,
            "gen_ai.usage.input_tokens" = tracing::field::Empty,
            "gen_ai.usage.output_tokens" = tracing::field::Empty,
            "gen_ai.usage.cache_creation.input_tokens" = tracing::field::Empty,
            "gen_ai.usage.cache_read.input_tokens" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        ))
    }

    /// The span of the creation of an agent from this body.
    #[cfg(feature = "apply")]
    pub(super) fn creation(client: &Client, body: &Value) -> Self {
        let (host, port) = server(client);
        let name = body["name"].as_str();
        Self(tracing::info_span!(
            "create_agent",
            "otel.name" = format!("create_agent {}", name.unwrap_or_default()),
            "otel.kind" = "client",
            "otel.status_code" = tracing::field::Empty,
            "server.address" = host,
            "server.port" = port,
            "gen_ai.operation.name" = "create_agent",
            "gen_ai.provider.name" = "anthropic",
            "gen_ai.agent.id" = tracing::field::Empty,
            "gen_ai.agent.name" = name,
            "gen_ai.agent.version" = tracing::field::Empty,
            "gen_ai.agent.description" = body["description"].as_str(),
            "gen_ai.request.model" = body["model"].as_str().or_else(|| body["model"]["id"].as_str()),
            "error.type" = tracing::field::Empty,
        ))
    }

    /// Notes the agent that was created.
    #[cfg(feature = "apply")]
    pub(super) fn created(&self, id: &str, version: &Value) {
        self.0.record("gen_ai.agent.id", id);
        self.0.record("gen_ai.agent.version", version.to_string());
        self.succeeded();
    }

    /// The span of a call of a tool, with the description of the tool.
    pub(super) fn tool(call: &ToolUse, description: Option<&str>) -> Self {
        let span = tracing::info_span!(
            "execute_tool",
            "otel.name" = format!("execute_tool {}", call.name),
            "otel.kind" = "internal",
            "otel.status_code" = tracing::field::Empty,
            "gen_ai.operation.name" = "execute_tool",
            "gen_ai.tool.name" = call.name,
            "gen_ai.tool.description" = description,
            "gen_ai.tool.call.id" = call.id,
            "gen_ai.tool.type" = "function",
            "gen_ai.tool.call.arguments" = tracing::field::Empty,
            "gen_ai.tool.call.result" = tracing::field::Empty,
            "anthropic.content.truncated" = tracing::field::Empty,
            "anthropic.session.id" = call.session_id,
            "anthropic.session.thread.id" = call.session_thread_id,
            "error.type" = tracing::field::Empty,
        );
        Self(span)
    }

    /// The span of the work on an item.
    pub(super) fn work(environment_id: &str, work_id: &str, session_id: &str) -> Self {
        Self(tracing::info_span!(
            "work",
            "otel.name" = "anthropic.environment.work",
            "otel.kind" = "internal",
            "otel.status_code" = tracing::field::Empty,
            "anthropic.environment.id" = environment_id,
            "anthropic.environment.work.id" = work_id,
            "anthropic.session.id" = session_id,
            "gen_ai.agent.id" = tracing::field::Empty,
            "gen_ai.agent.name" = tracing::field::Empty,
            "gen_ai.agent.version" = tracing::field::Empty,
            "gen_ai.agent.description" = tracing::field::Empty,
            "gen_ai.request.model" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        ))
    }

    /// Notes the agent of a session.
    pub(super) fn agent(&self, agent: &SessionAgent) {
        self.0.record("gen_ai.agent.id", &agent.id);
        self.0.record("gen_ai.agent.version", agent.version.to_string());
        self.0.record("gen_ai.agent.name", given(&agent.name));
        self.0.record("gen_ai.agent.description", agent.description.as_deref());
        self.0.record("gen_ai.request.model", given(&agent.model.id));
    }

    /// Notes the texts of messages to the agent.
    pub(super) fn input(&self, batch: &EventBatch) {
        let messages = batch.events.iter().filter_map(|event| match event {
            SendableEvent::UserMessage(sent) => Some(message("user", sent.content.iter().filter_map(text))),
            _ => None,
        });
        self.content("gen_ai.input.messages", &messages.collect::<Value>().to_string());
    }

    /// Notes the texts of the messages of the agent.
    pub(super) fn output(&self, text: &str) {
        let mut message = message("assistant", [text]);
        message["finish_reason"] = "stop".into();
        self.content("gen_ai.output.messages", &json!([message]).to_string());
    }

    /// Notes the arguments of a call, as JSON.
    pub(super) fn arguments(&self, call: &ToolUse) {
        self.content("gen_ai.tool.call.arguments", &serde_json::to_string(&call.input).unwrap_or_default());
    }

    /// Notes the result of a call, as JSON.
    pub(super) fn tool_result(&self, result: &UserCustomToolResult) {
        let content = result.content.as_deref().unwrap_or_default();
        self.content("gen_ai.tool.call.result", &serde_json::to_string(content).unwrap_or_default());
    }

    fn content(&self, name: &'static str, text: &str) {
        let end = (0..=MAX_CONTENT.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        self.0.record(name, &text[..end]);
        if end < text.len() {
            self.0.record("anthropic.content.truncated", true);
        }
    }

    /// Notes the tokens of a run or a turn. In the conventions, the tokens of the cache are input tokens too.
    pub(super) fn used(&self, usage: RunUsage) {
        let cached = usage.cache_creation_input_tokens.saturating_add(usage.cache_read_input_tokens);
        self.0.record("gen_ai.usage.input_tokens", usage.input_tokens.saturating_add(cached));
        self.0.record("gen_ai.usage.output_tokens", usage.output_tokens);
        self.0.record("gen_ai.usage.cache_creation.input_tokens", usage.cache_creation_input_tokens);
        self.0.record("gen_ai.usage.cache_read.input_tokens", usage.cache_read_input_tokens);
    }

    pub(super) fn succeeded(&self) {
        self.0.record("otel.status_code", "OK");
    }

    /// Notes the kind of an error.
    pub(super) fn failed(&self, kind: &str) {
        self.0.record("otel.status_code", "ERROR");
        self.0.record("error.type", kind);
    }

    /// Runs `future` in the span.
    pub(super) fn around<T>(&self, future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        tracing::Instrument::instrument(future, self.0.clone())
    }
}

/// A text of a response, unless it is empty: an absent text reads as empty.
#[cfg(feature = "tracing")]
fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The host and the port of the server of a client.
#[cfg(feature = "tracing")]
fn server(client: &Client) -> (Option<String>, Option<i64>) {
    let Ok(url) = client.inner().base_url.join("/") else { return (None, None) };
    let host = url.host_str().map(|host| host.trim_start_matches('[').trim_end_matches(']').to_owned());
    (host, url.port_or_known_default().map(i64::from))
}

/// A message in the form of the conventions.
#[cfg(feature = "tracing")]
fn message<'t>(role: &str, texts: impl IntoIterator<Item = &'t str>) -> Value {
    let parts = texts.into_iter().map(|text| json!({ "type": "text", "content": text }));
    json!({ "role": role, "parts": parts.collect::<Value>() })
}

#[cfg(feature = "tracing")]
fn text(content: &MessageContent) -> Option<&str> {
    match content {
        MessageContent::Text(block) => Some(&block.text),
        _ => None,
    }
}

/// No span: the feature `tracing` is not enabled.
#[cfg(not(feature = "tracing"))]
#[derive(Clone)]
pub(super) struct Span;

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the same methods as with the feature `tracing`")]
impl Span {
    pub(super) fn invocation(_client: &Client, _session_id: &str, _agent: Option<&TracedAgent>) -> Self {
        Self
    }

    #[cfg(feature = "apply")]
    pub(super) fn creation(_client: &Client, _body: &Value) -> Self {
        Self
    }

    #[cfg(feature = "apply")]
    pub(super) fn created(&self, _id: &str, _version: &Value) {}

    pub(super) fn tool(_call: &ToolUse, _description: Option<&str>) -> Self {
        Self
    }

    pub(super) fn work(_environment_id: &str, _work_id: &str, _session_id: &str) -> Self {
        Self
    }

    pub(super) fn agent(&self, _agent: &SessionAgent) {}

    pub(super) fn input(&self, _batch: &EventBatch) {}

    pub(super) fn output(&self, _text: &str) {}

    pub(super) fn arguments(&self, _call: &ToolUse) {}

    pub(super) fn tool_result(&self, _result: &UserCustomToolResult) {}

    pub(super) fn used(&self, _usage: RunUsage) {}

    pub(super) fn succeeded(&self) {}

    pub(super) fn failed(&self, _kind: &str) {}

    pub(super) fn around<T>(&self, future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        future
    }
}
