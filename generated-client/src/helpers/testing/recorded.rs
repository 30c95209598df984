//! [`Recorded`]: a request as a typed value.

use serde::de::DeserializeOwned;

use super::http::Request;
use crate::types::{
    CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EventBatch, UpdateAgentRequest,
};

/// A request that has arrived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Recorded {
    /// An agent is created.
    CreateAgent(Box<CreateAgentRequest>),
    /// An agent is changed.
    UpdateAgent {
        /// ID of the agent.
        agent_id: String,
        /// Body of the request.
        body: Box<UpdateAgentRequest>,
    },
    /// An environment is created.
    CreateEnvironment(CreateEnvironmentRequest),
    /// A session is created.
    CreateSession(Box<CreateSessionRequest>),
    /// Events are sent to a session.
    SendEvents {
        /// ID of the session.
        session_id: String,
        /// Body of the request.
        body: EventBatch,
    },
    /// A request of another kind, or with an invalid body.
    Other {
        /// HTTP method.
        method: String,
        /// Path, with the query.
        target: String,
    },
}

impl Recorded {
    pub(super) fn of(request: &Request) -> Self {
        let other = || Self::Other { method: request.method.clone(), target: request.target() };
        if request.method != "POST" {
            return other();
        }
        let recorded = match request.segments()[..] {
            ["agents"] => body(request).map(Box::new).map(Self::CreateAgent),
            ["agents", id] => {
                body(request).map(|body| Self::UpdateAgent { agent_id: id.to_owned(), body: Box::new(body) })
            }
            ["environments"] => body(request).map(Self::CreateEnvironment),
            ["sessions"] => body(request).map(Box::new).map(Self::CreateSession),
            ["sessions", id, "events"] => {
                body(request).map(|body| Self::SendEvents { session_id: id.to_owned(), body })
            }
            _ => None,
        };
        recorded.unwrap_or_else(other)
    }
}

fn body<T: DeserializeOwned>(request: &Request) -> Option<T> {
    serde_json::from_value(request.body.clone()).ok()
}
