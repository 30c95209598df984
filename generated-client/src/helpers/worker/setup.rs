//! [`Setup`]: the tools of a session.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use crate::{
    Client,
    helpers::tools::{ToolError, Tools, execute::caught},
    types::Session,
};

type Making = Pin<Box<dyn Future<Output = Result<Tools, ToolError>> + Send>>;

/// Where the tools of a session are from.
#[derive(Clone)]
pub(super) enum Setup {
    /// The same for all.
    Same(Arc<Tools>),
    /// Made for each.
    Each(Arc<dyn Fn(WorkContext) -> Making + Send + Sync>),
}

/// A session that a worker serves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WorkContext {
    /// Client with the credential of the work item, for the skills, files and memory of this session.
    pub client: Client,
    /// ID of the work item.
    pub work_id: String,
    /// The session.
    pub session: Session,
}

impl Setup {
    /// The tools of a session.
    pub(super) async fn tools(&self, context: WorkContext) -> Result<Arc<Tools>, ToolError> {
        match self {
            Self::Same(tools) => Ok(Arc::clone(tools)),
            // The message of a panic is for the developer, who has it on standard error.
            Self::Each(make) => match caught(async { make(context).await }).await {
                Ok(made) => made.map(Arc::new),
                Err(_) => Err(ToolError::new("making the tools failed unexpectedly")),
            },
        }
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(tools) => tools.fmt(formatter),
            Self::Each(_) => formatter.write_str("made for each session"),
        }
    }
}
