//! [`Reconnect`]: the attempts to connect again after a lost connection, their pauses, and their listeners.

use std::time::Duration;

use crate::{Error, runtime::StreamErrorKind};

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(10);
/// The longest pause that the field `retry` of a stream sets.
const LONGEST_OF_STREAM: Duration = Duration::from_secs(60);

/// An attempt to connect again, after a lost connection or a failed attempt.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reconnect {
    /// Number of the attempt since the last event: 1 for the first.
    pub attempt: u32,
    /// Pause before the attempt.
    pub pause: Duration,
    /// Error of the lost connection or failed attempt; `None` if the server ended the stream without an error.
    pub error: Option<Error>,
}

impl Reconnect {
    /// Writes an event to the application's log, if the feature `tracing` is enabled.
    #[cfg_attr(not(feature = "tracing"), expect(clippy::unused_self, reason = "there is nothing to tell"))]
    pub(super) fn trace(&self) {
        #[cfg(feature = "tracing")]
        tracing::info!(
            operation = "streamSessionEvents",
            attempt = self.attempt,
            pause_ms = u64::try_from(self.pause.as_millis()).unwrap_or(u64::MAX),
            error = self.error.as_ref().map(tracing::field::display),
            "connects again"
        );
    }
}

/// The pauses between connections.
#[derive(Debug)]
pub(super) struct Backoff {
    pause: Duration,
    /// The shortest pause, as the last `retry` field of a stream has set it.
    of_stream: Duration,
    attempts: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { pause: FIRST, of_stream: Duration::ZERO, attempts: 0 }
    }
}

impl Backoff {
    /// Makes all pauses at least as long as the field `retry` of a stream, which sets the reconnection time (WHATWG HTML,
    /// 9.2.6), up to a minute and up to half of the time for connecting again.
    pub(super) fn set_of_stream(&mut self, retry: Duration, allowed: Duration) {
        self.of_stream = retry.min(LONGEST_OF_STREAM).min(allowed / 2);
    }

    /// The next attempt, after a pause of at least `asked`. The pause of the attempt after it is twice as long.
    pub(super) fn next(&mut self, asked: Duration, error: Option<Error>) -> Reconnect {
        let pause = self.pause.max(asked).max(self.of_stream);
        self.pause = (self.pause * 2).min(LONGEST);
        self.attempts = self.attempts.saturating_add(1);
        Reconnect { attempt: self.attempts, pause, error }
    }

    /// Resets the pauses, since something has arrived.
    pub(super) fn reset(&mut self) {
        *self = Self { of_stream: self.of_stream, ..Self::default() };
    }
}

/// The next step after a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Another attempt may succeed.
    Again,
    /// It would fail in the same way.
    Over,
}

/// Whether a failed request for events should be tried again.
pub(super) fn after_failed_request(error: &Error) -> Outcome {
    match error {
        Error::Connect(error) if error.is_refused_by_proxy() => Outcome::Over,
        Error::Connect(_) | Error::Transport(_) | Error::Timeout(_) | Error::Stream(_) => Outcome::Again,
        Error::Api(error) => match error.status().as_u16() {
            408 | 409 | 429 | 500.. => Outcome::Again,
            _ => Outcome::Over,
        },
        // A token endpoint is often out of reach together with the API.
        Error::Credential(error) if error.provider_error().is_temporary() => Outcome::Again,
        Error::Build(_)
        | Error::Credential(_)
        | Error::Decode(_)
        | Error::Limit(_)
        | Error::Redirect(_)
        | Error::Io(_) => Outcome::Over,
    }
}

/// Whether an error ends an open stream. After other errors, the stream continues.
pub(super) fn is_lost_connection(error: &Error) -> bool {
    match error {
        Error::Connect(_) | Error::Transport(_) | Error::Timeout(_) => true,
        Error::Stream(error) => error.reason() == StreamErrorKind::Incomplete,
        Error::Build(_)
        | Error::Credential(_)
        | Error::Api(_)
        | Error::Decode(_)
        | Error::Limit(_)
        | Error::Redirect(_)
        | Error::Io(_) => false,
    }
}
