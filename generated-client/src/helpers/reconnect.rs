//! When a lost connection is made again, and after which pause.

use std::time::Duration;

use crate::{Error, runtime::StreamErrorKind};

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(10);

/// The pauses between connections.
#[derive(Debug)]
pub(super) struct Backoff {
    pause: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { pause: FIRST }
    }
}

impl Backoff {
    /// The pause that is due. The one after it is twice as long.
    pub(super) fn next(&mut self) -> Duration {
        let due = self.pause;
        self.pause = (due * 2).min(LONGEST);
        due
    }

    /// Starts anew: something arrived.
    pub(super) fn reset(&mut self) {
        self.pause = FIRST;
    }
}

/// What to do after a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Another attempt may succeed.
    Again,
    /// It would fail in the same way.
    Over,
}

/// Whether a request that asks for events is worth another attempt.
pub(super) fn after_failed_request(error: &Error) -> Outcome {
    match error {
        Error::Connect(_) | Error::Transport(_) | Error::Timeout(_) | Error::Stream(_) => Outcome::Again,
        Error::Api(error) => match error.status().as_u16() {
            408 | 409 | 429 | 500.. => Outcome::Again,
            _ => Outcome::Over,
        },
        Error::Build(_) | Error::Decode(_) | Error::Limit(_) | Error::Redirect(_) => Outcome::Over,
    }
}

/// Whether an error of an open stream is its end. After the others, it goes on.
pub(super) fn is_lost_connection(error: &Error) -> bool {
    match error {
        Error::Connect(_) | Error::Transport(_) | Error::Timeout(_) => true,
        Error::Stream(error) => error.reason() == StreamErrorKind::Incomplete,
        Error::Build(_) | Error::Api(_) | Error::Decode(_) | Error::Limit(_) | Error::Redirect(_) => false,
    }
}
