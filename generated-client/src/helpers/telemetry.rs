//! [`Span`]: spans of runs, turns, tools and work, if the feature `tracing` is enabled, by the semantic conventions of OpenTelemetry and the names of
//! the official SDKs. They have no content: no messages, and no arguments or results unless [`Tools::trace_content`](super::tools::Tools::trace_content) adds them.

use std::future::Future;

use super::{run::RunUsage, tools::ToolUse};
use crate::types::UserCustomToolResult;

/// The bytes of content in an attribute, as in the official SDKs.
#[cfg(feature = "tracing")]
const MAX_CONTENT: usize = 750_000;

/// A span. It begins when it is made.
#[cfg(feature = "tracing")]
#[derive(Clone)]
pub(super) struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    /// The span of a run or a turn.
    pub(super) fn invocation(session_id: &str) -> Self {
        Self(tracing::info_span!(
            "invoke_agent",
            "otel.name" = "invoke_agent",
            "otel.kind" = "internal",
            "otel.status_code" = tracing::field::Empty,
            "gen_ai.operation.name" = "invoke_agent",
            "gen_ai.provider.name" = "anthropic",
            "gen_ai.conversation.id" = session_id,
            "gen_ai.usage.input_tokens" = tracing::field::Empty,
            "gen_ai.usage.output_tokens" = tracing::field::Empty,
            "gen_ai.usage.cache_creation.input_tokens" = tracing::field::Empty,
            "gen_ai.usage.cache_read.input_tokens" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        ))
    }

    /// The span of a call of a tool.
    pub(super) fn tool(call: &ToolUse, is_built_in: bool) -> Self {
        let kind = if is_built_in { "anthropic.tool_use" } else { "anthropic.custom_tool_use" };
        let span = tracing::info_span!(
            "tool",
            "otel.name" = format!("{kind} {}", call.name),
            "otel.kind" = "internal",
            "otel.status_code" = tracing::field::Empty,
            "gen_ai.operation.name" = "execute_tool",
            "gen_ai.tool.name" = call.name,
            "gen_ai.tool.call.id" = call.id,
            "gen_ai.tool.type" = "function",
            "gen_ai.tool.call.arguments" = tracing::field::Empty,
            "anthropic.tool_result.content" = tracing::field::Empty,
            "anthropic.content.truncated" = tracing::field::Empty,
            "anthropic.session.id" = call.session_id,
            "anthropic.session.thread.id" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        );
        if let Some(thread) = &call.session_thread_id {
            span.record("anthropic.session.thread.id", thread);
        }
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
            "error.type" = tracing::field::Empty,
        ))
    }

    /// Notes the arguments of a call, as JSON.
    pub(super) fn arguments(&self, call: &ToolUse) {
        self.content("gen_ai.tool.call.arguments", &serde_json::to_string(&call.input).unwrap_or_default());
    }

    /// Notes the result of a call, as JSON.
    pub(super) fn tool_result(&self, result: &UserCustomToolResult) {
        let content = result.content.as_deref().unwrap_or_default();
        self.content("anthropic.tool_result.content", &serde_json::to_string(content).unwrap_or_default());
    }

    fn content(&self, name: &'static str, text: &str) {
        let end = (0..=MAX_CONTENT.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        self.0.record(name, &text[..end]);
        if end < text.len() {
            self.0.record("anthropic.content.truncated", true);
        }
    }

    /// Notes the tokens of a run or a turn. The conventions count those of the cache among the input.
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

/// No span: the feature `tracing` is not enabled.
#[cfg(not(feature = "tracing"))]
#[derive(Clone)]
pub(super) struct Span;

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the same methods as with the feature `tracing`")]
impl Span {
    pub(super) fn invocation(_session_id: &str) -> Self {
        Self
    }

    pub(super) fn tool(_call: &ToolUse, _is_built_in: bool) -> Self {
        Self
    }

    pub(super) fn work(_environment_id: &str, _work_id: &str, _session_id: &str) -> Self {
        Self
    }

    pub(super) fn arguments(&self, _call: &ToolUse) {}

    pub(super) fn tool_result(&self, _result: &UserCustomToolResult) {}

    pub(super) fn used(&self, _usage: RunUsage) {}

    pub(super) fn succeeded(&self) {}

    pub(super) fn failed(&self, _kind: &str) {}

    pub(super) fn around<T>(&self, future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        future
    }
}
