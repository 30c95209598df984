//! The input of tools, as types.

use serde::de::DeserializeOwned;

use crate::{
    runtime::JsonObject,
    types::{AgentCustomToolUseEvent, AgentMcpToolUseEvent, AgentToolUseEvent},
};

impl AgentToolUseEvent {
    /// The input, read as the type of that tool: [`BashToolInput`](crate::types::BashToolInput) for `bash`, and so on.
    ///
    /// # Errors
    /// The input is another one.
    pub fn input_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        read(self.input.as_ref())
    }
}

impl AgentMcpToolUseEvent {
    /// The input, read as a type of yours.
    ///
    /// # Errors
    /// The input is another one.
    pub fn input_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        read(self.input.as_ref())
    }
}

impl AgentCustomToolUseEvent {
    /// The input, read as a type of yours.
    ///
    /// # Errors
    /// The input is another one: tell the agent so by a result with [`is_error`](crate::types::UserCustomToolResult::is_error).
    pub fn input_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        read(self.input.as_ref())
    }
}

/// No input is one without members.
fn read<T: DeserializeOwned>(input: Option<&JsonObject>) -> serde_json::Result<T> {
    serde_json::from_value(input.cloned().unwrap_or_default().into())
}
