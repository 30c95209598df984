//! [`Script`]: the actions of an agent after a message.

use std::{collections::VecDeque, fmt, sync::Arc};

use serde_json::{Value, json};

/// Makes a message of the results of the calls before it.
pub(super) type Reply = Arc<dyn Fn(&[ToolReply]) -> String + Send + Sync>;

/// The steps of an agent after a message, in order.
///
/// Consecutive calls are made at the same time. The agent continues when all of them are answered. Each message is a
/// request to the model, and costs one cent.
#[derive(Clone, Default)]
pub struct Script(pub(super) VecDeque<Step>);

#[derive(Clone)]
pub(super) enum Step {
    Say(String),
    Reply(Reply),
    Think,
    /// The type of its event, and the data that all calls have.
    Call(CallKind, Value),
    /// The name of the agent, and its text.
    Delegate(String, String),
    /// The name of the file, and its content.
    Write(String, Vec<u8>),
    Fail(Value),
    Stop(Value),
    Terminate,
}

/// The kind of answer that a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallKind {
    /// A `user.custom_tool_result`.
    Custom,
    /// A `user.tool_confirmation`.
    Asks,
    /// A `user.tool_result` of a worker. Without a worker, the server runs the tool.
    BuiltIn,
}

/// The answer to a call of an agent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ToolReply {
    /// Name of the tool.
    pub name: String,
    /// Text of the result, or the reason of the denial.
    pub text: String,
    /// Whether the tool failed, or the call was denied.
    pub is_error: bool,
}

impl Script {
    /// Makes an empty script: the turn ends at once.
    pub fn new() -> Self {
        Self::default()
    }

    /// The agent sends a message.
    #[must_use]
    pub fn say(self, text: impl Into<String>) -> Self {
        self.then(Step::Say(text.into()))
    }

    /// The agent sends a message, made from the results of the calls before it.
    #[must_use]
    pub fn reply(self, text: impl Fn(&[ToolReply]) -> String + Send + Sync + 'static) -> Self {
        self.then(Step::Reply(Arc::new(text)))
    }

    /// The agent thinks.
    #[must_use]
    pub fn think(self) -> Self {
        self.then(Step::Think)
    }

    /// The agent calls a custom tool, and waits for its result.
    #[must_use]
    pub fn call(self, tool: &str, input: impl Into<Value>) -> Self {
        let event = json!({ "type": "agent.custom_tool_use", "name": tool, "input": input.into() });
        self.then(Step::Call(CallKind::Custom, event))
    }

    /// The agent calls a built-in tool, and waits for permission.
    #[must_use]
    pub fn ask(self, tool: &str, input: impl Into<Value>) -> Self {
        let input = input.into();
        let event = json!({ "type": "agent.tool_use", "name": tool, "input": input, "evaluated_permission": "ask" });
        self.then(Step::Call(CallKind::Asks, event))
    }

    /// The agent calls a built-in tool that is allowed. In a self-hosted environment it waits for the result of a worker. Elsewhere the server
    /// runs the tool, and its result is empty.
    #[must_use]
    pub fn use_tool(self, tool: &str, input: impl Into<Value>) -> Self {
        let input = input.into();
        let event = json!({ "type": "agent.tool_use", "name": tool, "input": input, "evaluated_permission": "allow" });
        self.then(Step::Call(CallKind::BuiltIn, event))
    }

    /// Another agent works in a new thread, and sends a message.
    #[must_use]
    pub fn delegate(self, agent: impl Into<String>, text: impl Into<String>) -> Self {
        self.then(Step::Delegate(agent.into(), text.into()))
    }

    /// The agent writes a file, which is then in the list of the files of the session.
    #[must_use]
    pub fn write_file(self, name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Write(name.into(), content.into()))
    }

    /// The session has an error event of this type, such as `model_overloaded_error`, and continues.
    #[must_use]
    pub fn fail(self, error: &str, message: &str) -> Self {
        self.then(Step::Fail(json!({ "type": error, "message": message, "retry_status": { "type": "retrying" } })))
    }

    /// The turn ends with this stop reason, such as `refusal` or `budget_reached`.
    #[must_use]
    pub fn stop(self, stop_reason: &str) -> Self {
        self.then(Step::Stop(json!({ "type": stop_reason })))
    }

    /// The session ends.
    #[must_use]
    pub fn terminate(self) -> Self {
        self.then(Step::Terminate)
    }

    fn then(mut self, step: Step) -> Self {
        self.0.push_back(step);
        self
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Script").field("steps", &self.0.len()).finish()
    }
}
