//! [`Verdict`]: the decision on a call that needs permission.

use std::{future::Future, pin::Pin, sync::Arc};

use crate::{
    helpers::tools::{ToolUse, execute::caught},
    types::{ToolConfirmation, UserToolConfirmation},
};

/// Decides on a call.
pub(super) type Confirm = Arc<dyn Fn(ToolUse) -> Pin<Box<dyn Future<Output = Verdict> + Send>> + Send + Sync>;

/// The decision on a call that needs permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Allow the call.
    Allow,
    /// Deny the call.
    Deny {
        /// Reason, for the agent to read.
        message: Option<String>,
    },
}

impl Verdict {
    /// Denies the call. The agent reads the reason.
    pub fn deny(message: impl Into<String>) -> Self {
        Self::Deny { message: Some(message.into()) }
    }
}

/// The answer to a call that needs permission. It is a denial unless `confirm` allows the call.
pub(super) async fn answer(confirm: Option<Confirm>, tool_use: ToolUse) -> UserToolConfirmation {
    let id = tool_use.id.clone();
    let verdict = match confirm {
        Some(confirm) => caught(async { confirm(tool_use).await }).await.ok(),
        None => None,
    };
    match verdict.unwrap_or(Verdict::Deny { message: None }) {
        Verdict::Allow => UserToolConfirmation::new(id, ToolConfirmation::Allow),
        Verdict::Deny { message: Some(message) } => {
            UserToolConfirmation::new(id, ToolConfirmation::Deny).deny_message(message)
        }
        Verdict::Deny { message: None } => UserToolConfirmation::new(id, ToolConfirmation::Deny),
    }
}
