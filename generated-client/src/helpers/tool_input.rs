//! The input of tools, as types.

use serde::de::DeserializeOwned;

use crate::{
    runtime::JsonObject,
    types::{AgentCustomToolUseEvent, AgentMcpToolUseEvent, AgentToolUseEvent},
};

impl AgentToolUseEvent {
    /// Decodes the input into the type of the tool: [`BashToolInput`](crate::types::BashToolInput) for `bash`, and so
    /// on.
    ///
    /// # Errors
    /// The input does not fit the type.
    pub fn input_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        read(&self.input)
    }
}

impl AgentMcpToolUseEvent {
    /// Decodes the input into your own type.
    ///
    /// # Errors
    /// The input does not fit the type.
    pub fn input_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        read(&self.input)
    }
}

impl AgentCustomToolUseEvent {
    /// Decodes the input into your own type.
    ///
    /// # Errors
    /// The input does not fit the type. Send the agent a result with [`is_error`](crate::types::UserCustomToolResult::is_error).
    pub fn input_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        read(&self.input)
    }
}

fn read<T: DeserializeOwned>(input: &JsonObject) -> serde_json::Result<T> {
    serde_json::from_value(input.clone().into())
}
