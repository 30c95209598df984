//! [`ToolUse`]: one call of a tool by an agent.

use serde::de::DeserializeOwned;

use crate::{runtime::JsonObject, types::SessionEvent};

/// A call of a tool by an agent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ToolUse {
    /// ID of the session.
    pub session_id: String,
    /// ID of the call, which is the ID of its event.
    pub id: String,
    /// Name of the tool.
    pub name: String,
    /// Name of the MCP server of the tool, if it is one of an MCP server.
    pub mcp_server_name: Option<String>,
    /// Arguments of the call, as the model wrote them.
    pub input: JsonObject,
    /// ID of the child thread that makes the call; `None` for the main thread.
    pub session_thread_id: Option<String>,
}

impl ToolUse {
    /// Decodes the input into your own type.
    ///
    /// # Errors
    /// The input does not fit the type.
    pub fn input_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_value(self.input.clone().into())
    }

    /// The call of an event, if the event is one.
    pub(crate) fn of(session_id: &str, event: &SessionEvent) -> Option<Self> {
        let (id, name, input, thread, server) = match event {
            SessionEvent::AgentCustomToolUse(call) => {
                (&call.id, &call.name, &call.input, &call.session_thread_id, None)
            }
            SessionEvent::AgentToolUse(call) => (&call.id, &call.name, &call.input, &call.session_thread_id, None),
            SessionEvent::AgentMcpToolUse(call) => {
                (&call.id, &call.name, &call.input, &call.session_thread_id, Some(call.mcp_server_name.clone()))
            }
            _ => return None,
        };
        Some(Self {
            session_id: session_id.to_owned(),
            id: id.clone(),
            name: name.clone(),
            mcp_server_name: server,
            input: input.clone(),
            session_thread_id: thread.clone(),
        })
    }
}
