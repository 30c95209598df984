//! [`Inbox`]: events that are sent during a run. The run waits for them.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Shared by a run and the handles that send to its session.
#[derive(Clone, Default)]
pub(super) struct Inbox(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// How many batches are on their way.
    sending: usize,
    /// IDs of events that the session has, and that the run does not know yet.
    sent: Vec<String>,
    is_closed: bool,
    waker: Option<Waker>,
}

/// A batch on its way. The run does not end until it is dropped.
pub(super) struct OnItsWay(Inbox);

impl Inbox {
    /// A batch is about to be sent; `None` if the run has ended.
    pub(super) fn begin(&self) -> Option<OnItsWay> {
        let mut state = self.state();
        if state.is_closed {
            return None;
        }
        state.sending += 1;
        Some(OnItsWay(self.clone()))
    }

    /// Polls the run, which ends only if no events are on their way. `poll` gets the events that have arrived, and whether others
    /// are on their way.
    pub(super) fn poll<T>(
        &self,
        context: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>, Vec<String>, bool) -> Poll<Option<T>>,
    ) -> Poll<Option<T>> {
        // Nobody can begin to send while the run decides whether to end.
        let mut state = self.state();
        state.waker = Some(context.waker().clone());
        let sent = std::mem::take(&mut state.sent);
        let polled = poll(context, sent, state.sending > 0);
        state.is_closed |= matches!(polled, Poll::Ready(None));
        polled
    }

    pub(super) fn close(&self) {
        self.state().is_closed = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OnItsWay {
    /// The session has the events of these IDs.
    pub(super) fn arrived(self, ids: impl IntoIterator<Item = String>) {
        self.0.state().sent.extend(ids);
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.sending -= 1;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}
