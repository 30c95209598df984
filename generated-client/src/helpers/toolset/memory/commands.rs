//! [`Commands`]: the commands that run in the folders of memory stores, and those that were cut off.

use std::sync::{Arc, Mutex, PoisonError};

/// The commands of a toolset.
#[derive(Clone, Default)]
pub(in super::super) struct Commands(Arc<Mutex<Counts>>);

/// How many commands have begun, have ended for any reason, and have ended before they were complete.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    begun: u64,
    ended: u64,
    pub(super) cut: u64,
}

/// A command that runs. If it is dropped, the command was cut off.
pub(in super::super) struct Running(Option<Commands>);

impl Commands {
    pub(in super::super) fn begin(&self) -> Running {
        self.change(|counts| counts.begun += 1);
        Running(Some(self.clone()))
    }

    pub(super) fn counts(&self) -> Counts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Counts {
    /// Whether no command has run between these counts and later ones.
    pub(super) fn is_quiet_until(self, later: Self) -> bool {
        self == later && self.begun == self.ended
    }
}

impl Running {
    /// Notes that the command is complete.
    pub(in super::super) fn complete(mut self) {
        if let Some(commands) = self.0.take() {
            commands.change(|counts| counts.ended += 1);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(commands) = self.0.take() {
            commands.change(|counts| {
                counts.ended += 1;
                counts.cut += 1;
            });
        }
    }
}
