//! The calls that wait until a user allows or denies them.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use managed_agents::run::Verdict;
use tokio::sync::oneshot;

#[derive(Default)]
pub(crate) struct Confirmations(Mutex<BTreeMap<String, oneshot::Sender<bool>>>);

impl Confirmations {
    /// Waits for the decision of the user. If the decision can no longer come, the call is denied.
    pub(crate) async fn wait(&self, tool_use_id: String) -> Verdict {
        let receiver = self.ask(tool_use_id);
        if receiver.await == Ok(true) { Verdict::Allow } else { Verdict::deny("The user said no.") }
    }

    fn ask(&self, tool_use_id: String) -> oneshot::Receiver<bool> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Removes calls of runs that have ended.
        waiting.retain(|_, sender| !sender.is_closed());
        waiting.insert(tool_use_id, sender);
        receiver
    }

    /// Whether a call waits for this decision.
    pub(crate) fn decide(&self, tool_use_id: &str, allow: bool) -> bool {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(tool_use_id);
        waiting.is_some_and(|sender| sender.send(allow).is_ok())
    }
}
