//! [`OnFailure`]: the treatment of a session that still works when its run ends.

use std::time::Duration;

use tokio::{runtime::Handle, time::timeout};

use crate::{
    Client, Error, Result,
    runtime::background::Task,
    types::{EventBatch, UserInterrupt},
};

/// How long it may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The treatment of the session if its run fails, reaches a limit or is dropped, once the run has sent something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnFailure {
    /// The session is interrupted: it stops, and waits for the next message.
    #[default]
    Interrupt,
    /// The session is interrupted and archived.
    Archive,
    /// The session goes on. It may then wait for results of tools.
    Leave,
}

/// Cleans up unless the run has ended well.
pub(super) struct Guard {
    client: Client,
    session_id: String,
    action: OnFailure,
    is_armed: bool,
}

impl Guard {
    pub(super) fn new(client: Client, session_id: String, action: OnFailure) -> Self {
        Self { client, session_id, action, is_armed: false }
    }

    /// The session may work from now on.
    pub(super) fn arm(&mut self) {
        self.is_armed = self.action != OnFailure::Leave;
    }

    /// The run has ended well.
    pub(super) fn disarm(&mut self) {
        self.is_armed = false;
    }

    /// Cleans up, within a limit. The error says that the session may still work.
    pub(super) async fn clean_up(mut self) -> Option<Error> {
        if !self.is_armed {
            return None;
        }
        let result = clean_up(self.client.clone(), self.session_id.clone(), self.action).await;
        self.disarm();
        result.err()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.is_armed {
            return;
        }
        // Without a runtime, nothing can be sent any more.
        if let Ok(runtime) = Handle::try_current() {
            let cleaned = clean_up(self.client.clone(), self.session_id.clone(), self.action);
            let task: Task = Box::pin(async move { drop(cleaned.await) });
            drop(runtime.spawn(task));
        }
    }
}

async fn clean_up(client: Client, session_id: String, action: OnFailure) -> Result<()> {
    let all = async {
        let interrupt = EventBatch::new([UserInterrupt::new()]);
        // Interrupting twice has the effect of interrupting once.
        let interrupted = client.events().send(&session_id, &interrupt).idempotent().send().await;
        if action == OnFailure::Archive {
            client.sessions().archive(&session_id).idempotent().send().await?;
        }
        interrupted.map(drop)
    };
    let late = || Error::build("the session could not be interrupted in time");
    timeout(LIMIT, all).await.unwrap_or_else(|_| Err(late()))
}
