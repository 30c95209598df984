//! [`Ids`]: IDs, and the time of the server.

use std::time::Duration;

use jiff::Timestamp;

/// The beginning of time: 2026-05-01.
const START: i64 = 1_777_593_600;

/// Makes IDs, each after the one before it, and keeps the time of the server, which passes only by IDs and by
/// [`advance`](super::FakeServer::advance).
#[derive(Debug)]
pub(super) struct Ids {
    made: u32,
    time: Timestamp,
}

impl Default for Ids {
    fn default() -> Self {
        Self { made: 0, time: Timestamp::from_second(START).unwrap_or(Timestamp::UNIX_EPOCH) }
    }
}

impl Ids {
    /// A new ID. A millisecond passes.
    pub(super) fn next(&mut self, prefix: &str) -> String {
        self.made += 1;
        self.advance(Duration::from_millis(1));
        format!("{prefix}_{:08}", self.made)
    }

    pub(super) fn advance(&mut self, duration: Duration) {
        self.time = self.time.checked_add(duration).unwrap_or(Timestamp::MAX);
    }

    pub(super) fn time(&self) -> Timestamp {
        self.time
    }

    /// The time as the API writes it.
    pub(super) fn now(&self) -> String {
        self.time.to_string()
    }
}
