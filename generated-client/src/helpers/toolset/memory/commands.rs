//! [`Commands`]: the commands that run in the folders of memory stores, and those that were cut off.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::background::Background;

/// The commands of a toolset.
#[derive(Clone, Default)]
pub(in super::super) struct Commands(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    counts: Counts,
    /// The process group of the shell that waits for the next command.
    shell: Option<u32>,
}

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
        self.state().counts
    }

    /// Sets the process group of the shell that waits for the next command.
    pub(in super::super) fn set_shell(&self, group: Option<u32>) {
        self.state().shell = group;
    }

    /// Whether commands run in the background. A system that does not show this is not asked: otherwise, no memory would be
    /// deleted there.
    pub(super) fn has_background(&self) -> bool {
        let shell = self.state().shell;
        shell.and_then(Background::of).is_some_and(|background| !background.is_empty())
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.state().counts);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
