//! [`Recorded`]: a request as a typed value.

use serde::de::DeserializeOwned;

use super::request::Request;
use crate::types;

/// A request that has arrived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Recorded {
    /// An agent is created.
    CreateAgent(Box<types::CreateAgentRequest>),
    /// An agent is changed.
    UpdateAgent {
        /// ID of the agent.
        agent_id: String,
        /// Body of the request.
        body: Box<types::UpdateAgentRequest>,
    },
    /// An environment is created.
    CreateEnvironment(types::CreateEnvironmentRequest),
    /// An environment is changed.
    UpdateEnvironment {
        /// ID of the environment.
        environment_id: String,
        /// Body of the request.
        body: types::UpdateEnvironmentRequest,
    },
    /// A session is created.
    CreateSession(Box<types::CreateSessionRequest>),
    /// A session is changed.
    UpdateSession {
        /// ID of the session.
        session_id: String,
        /// Body of the request.
        body: Box<types::UpdateSessionRequest>,
    },
    /// Events are sent to a session.
    SendEvents {
        /// ID of the session.
        session_id: String,
        /// Body of the request.
        body: types::EventBatch,
    },
    /// A file is uploaded.
    UploadFile {
        /// Name of the file.
        filename: String,
        /// Content of the file.
        content: Vec<u8>,
    },
    /// A vault is created.
    CreateVault(types::CreateVaultRequest),
    /// A credential is put into a vault. Its secrets are not shown.
    CreateVaultCredential {
        /// ID of the vault.
        vault_id: String,
        /// Body of the request.
        body: Box<types::CreateVaultCredentialRequest>,
    },
    /// A memory store is created.
    CreateMemoryStore(types::CreateMemoryStoreRequest),
    /// A memory is created.
    CreateMemory {
        /// ID of the memory store.
        memory_store_id: String,
        /// Body of the request.
        body: types::CreateMemoryRequest,
    },
    /// A memory is changed.
    UpdateMemory {
        /// ID of the memory store.
        memory_store_id: String,
        /// ID of the memory.
        memory_id: String,
        /// Body of the request.
        body: types::UpdateMemoryRequest,
    },
    /// A deployment is created. Its secrets are not shown.
    CreateDeployment(Box<types::CreateDeploymentRequest>),
    /// A deployment is changed.
    UpdateDeployment {
        /// ID of the deployment.
        deployment_id: String,
        /// Body of the request.
        body: Box<types::UpdateDeploymentRequest>,
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
    pub(super) fn other(request: &Request) -> Self {
        Self::Other { method: request.method.clone(), target: request.target.clone() }
    }

    /// A request as a typed value, or the reason why its body is invalid.
    pub(super) fn of(request: &Request) -> Result<Self, String> {
        if request.method != "POST" {
            return Ok(Self::other(request));
        }
        let owned = str::to_owned;
        Ok(match request.segments()[..] {
            ["agents"] => Self::CreateAgent(body(request)?),
            ["agents", id] => Self::UpdateAgent { agent_id: owned(id), body: body(request)? },
            ["environments"] => Self::CreateEnvironment(*body(request)?),
            ["environments", id] => Self::UpdateEnvironment { environment_id: owned(id), body: *body(request)? },
            ["sessions"] => Self::CreateSession(body(request)?),
            ["sessions", id] => Self::UpdateSession { session_id: owned(id), body: body(request)? },
            ["sessions", id, "events"] => Self::SendEvents { session_id: owned(id), body: *body(request)? },
            ["files"] => match request.parts().into_iter().find(|part| part.name == "file") {
                Some(file) => {
                    Self::UploadFile { filename: file.filename.unwrap_or_default(), content: file.content.into() }
                }
                None => return Err("file: Field required".to_owned()),
            },
            ["vaults"] => Self::CreateVault(*body(request)?),
            ["vaults", id, "credentials"] => Self::CreateVaultCredential { vault_id: owned(id), body: body(request)? },
            ["memory_stores"] => Self::CreateMemoryStore(*body(request)?),
            ["memory_stores", id, "memories"] => {
                Self::CreateMemory { memory_store_id: owned(id), body: *body(request)? }
            }
            ["memory_stores", store, "memories", id] => {
                Self::UpdateMemory { memory_store_id: owned(store), memory_id: owned(id), body: *body(request)? }
            }
            ["deployments"] => Self::CreateDeployment(body(request)?),
            ["deployments", id] => Self::UpdateDeployment { deployment_id: owned(id), body: body(request)? },
            _ => Self::other(request),
        })
    }
}

fn body<T: DeserializeOwned>(request: &Request) -> Result<Box<T>, String> {
    serde_json::from_slice(&request.content).map(Box::new).map_err(|error| error.to_string())
}
