//! The calls that wait for the word of a user.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use managed_agents::run::Verdict;
use tokio::sync::oneshot;

#[derive(Default)]
pub(crate) struct Confirmations(Mutex<BTreeMap<String, oneshot::Sender<bool>>>);

impl Confirmations {
    /// Waits for the word of the user. A call that is forgotten is denied.
    pub(crate) async fn wait(&self, tool_use_id: String) -> Verdict {
        let receiver = self.ask(tool_use_id);
        if receiver.await == Ok(true) { Verdict::Allow } else { Verdict::deny("The user said no.") }
    }

    fn ask(&self, tool_use_id: String) -> oneshot::Receiver<bool> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Those of runs that have ended.
        waiting.retain(|_, sender| !sender.is_closed());
        waiting.insert(tool_use_id, sender);
        receiver
    }

    /// Whether somebody waits for this word.
    pub(crate) fn decide(&self, tool_use_id: &str, allow: bool) -> bool {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(tool_use_id);
        waiting.is_some_and(|sender| sender.send(allow).is_ok())
    }
}
