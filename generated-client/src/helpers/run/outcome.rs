//! [`RunOutcome`]: the outcome of a run.

use crate::types::{MonetaryAmount, SessionEvent, SessionStatusIdleEvent, SpanModelUsage, StopReason};

/// The outcome of a run.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RunOutcome {
    /// Texts of all messages of the agent, joined by line breaks.
    pub text: String,
    /// Event that says that the session waits; `None` if the session has ended.
    pub idle: Option<SessionStatusIdleEvent>,
    /// Calls of tools that the run has answered, in the order in which they ended.
    pub tool_calls: Vec<ToolCall>,
    /// Tokens of all requests to the model.
    pub usage: RunUsage,
    /// List cost of the session so far, with its cost before the run; `None` until the session reports it.
    pub list_cost: Option<MonetaryAmount>,
    /// Calls that the session still waits for, and that the run has not answered.
    pub blocking: Vec<SessionEvent>,
    /// IDs of these calls, also of calls whose event is not known.
    pub blocking_ids: Vec<String>,
    /// ID of the last event. [`Run::after`](super::Run::after) and [`Follow::after`](crate::Follow::after) continue
    /// after it.
    pub last_event_id: Option<String>,
    /// Number of events that could not be decoded.
    pub unreadable_events: usize,
}

/// A call of a tool that a run has answered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ToolCall {
    /// ID of the call, which is the ID of its event.
    pub id: String,
    /// Name of the tool.
    pub name: String,
    /// Whether the tool failed, or the call was denied.
    pub is_error: bool,
    /// Whether the session has the answer.
    pub is_answered: bool,
}

/// Tokens of requests to the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunUsage {
    /// Requests to the model.
    pub model_requests: u64,
    /// Input tokens outside the cache.
    pub input_tokens: i64,
    /// Tokens that the model wrote.
    pub output_tokens: i64,
    /// Tokens written to the prompt cache.
    pub cache_creation_input_tokens: i64,
    /// Tokens read from the prompt cache.
    pub cache_read_input_tokens: i64,
}

impl RunOutcome {
    /// Reason why the agent stopped; `None` if the session has ended.
    pub fn stop_reason(&self) -> Option<&StopReason> {
        self.idle.as_ref().map(|idle| &idle.stop_reason)
    }

    pub(super) fn note(&mut self, event: &SessionEvent) {
        if let Some(id) = event.id() {
            self.last_event_id = Some(id.to_owned());
        }
        match event {
            SessionEvent::AgentMessage(message) => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.text.push_str(&message.text());
            }
            SessionEvent::SessionUsage(event) => {
                if let Some(cost) = &event.usage.list_cost {
                    self.list_cost = Some(cost.clone());
                }
            }
            SessionEvent::SpanModelRequestEnd(end) => self.usage.add(&end.model_usage),
            _ => {}
        }
    }
}

impl RunUsage {
    /// The tokens of the requests that ended with these events.
    pub(in crate::helpers) fn of(events: &[SessionEvent]) -> Self {
        let mut usage = Self::default();
        for event in events {
            if let SessionEvent::SpanModelRequestEnd(end) = event {
                usage.add(&end.model_usage);
            }
        }
        usage
    }

    fn add(&mut self, usage: &SpanModelUsage) {
        self.model_requests = self.model_requests.saturating_add(1);
        for (sum, tokens) in [
            (&mut self.input_tokens, usage.input_tokens),
            (&mut self.output_tokens, usage.output_tokens),
            (&mut self.cache_creation_input_tokens, usage.cache_creation_input_tokens),
            (&mut self.cache_read_input_tokens, usage.cache_read_input_tokens),
        ] {
            *sum = sum.saturating_add(tokens);
        }
    }
}
