//! When a request is sent again, and when not.

mod after;
mod budget;
#[cfg(test)]
mod tests;

use std::time::Duration;

use reqwest::Method;

pub(crate) use after::retry_after;
pub(crate) use budget::Budget;

use super::{Error, clock::Clock};

/// When a request is sent again. Plain data: change what you like of [`RetryPolicy::default`].
///
/// Sent again is what failed
/// - without a connection,
/// - with the status 408, 429, 503 or 529: the server has not begun with it; any other but 409, if the server says
///   `x-should-retry: true`, and none if it says `x-should-retry: false`,
/// - with another status of 500 and more, by a broken connection or a timeout, if [`RetryPolicy::repeat`] allows it: the
///   server may have acted on it.
///
/// Never sent again is what was answered with 409, a success of which nothing but the content was wrong, and a stream
/// that has begun.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often a request is sent again: 2, so 3 attempts in all.
    pub max_retries: u32,
    /// The pause before the first retry, doubled before each further one: 0.5 s.
    pub base_delay: Duration,
    /// The longest of these pauses: 8 s.
    pub max_delay: Duration,
    /// The share of the pause, from 0 to 1, of which a random part is left out: 0.25.
    pub jitter: f64,
    /// The longest pause that a server may ask for: 60 s. If it asks for more, the error is returned at once;
    /// [`Error::retry_after`] says how long.
    pub max_retry_after: Duration,
    /// The calls that are sent again although the server may have acted on them: [`Repeat::Idempotent`].
    pub repeat: Repeat,
}

/// The calls that are sent again although the server may have acted on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repeat {
    /// Methods of which twice is the same as once (RFC 9110, 9.2.2): GET, HEAD, OPTIONS, TRACE, PUT, DELETE, and QUERY.
    Idempotent,
    /// Every method: the caller knows that twice does no harm.
    Always,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 2,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(8),
            jitter: 0.25,
            max_retry_after: Duration::from_secs(60),
            repeat: Repeat::Idempotent,
        }
    }
}

impl RetryPolicy {
    /// The pause before the retry after `error`; `None` if there is to be none.
    ///
    /// `retries` counts those made so far.
    pub(crate) fn pause(&self, error: &Error, method: &Method, retries: u32, clock: &dyn Clock) -> Option<Duration> {
        if retries >= self.max_retries || !self.allows(error, method) {
            return None;
        }
        match error.retry_after() {
            Some(asked) if asked > self.max_retry_after => None,
            Some(asked) if !asked.is_zero() => Some(asked),
            Some(_) | None => Some(self.backoff(retries, clock)),
        }
    }

    fn allows(&self, error: &Error, method: &Method) -> bool {
        match error {
            Error::Connect(_) => true,
            Error::Api(error) => error.is_retryable() && (error.was_turned_away() || self.allows_to_repeat(method)),
            Error::Transport(_) | Error::Timeout(_) => self.allows_to_repeat(method),
            Error::Build(_)
            | Error::Credential(_)
            | Error::Decode(_)
            | Error::Limit(_)
            | Error::Redirect(_)
            | Error::Stream(_)
            | Error::Io(_) => false,
        }
    }

    fn allows_to_repeat(&self, method: &Method) -> bool {
        match self.repeat {
            Repeat::Always => true,
            Repeat::Idempotent => method.is_idempotent() || method.as_str() == "QUERY",
        }
    }

    /// The pause after so many retries.
    pub(crate) fn backoff(&self, retries: u32, clock: &dyn Clock) -> Duration {
        let doubled = 2_u32.checked_pow(retries).and_then(|factor| self.base_delay.checked_mul(factor));
        let delay = doubled.map_or(self.max_delay, |delay| delay.min(self.max_delay));
        let jitter = if self.jitter.is_finite() { self.jitter.clamp(0.0, 1.0) } else { 0.0 };
        let share = 1.0 - jitter * clock.random().clamp(0.0, 1.0);
        // Only a pause of the greatest length there is can be beyond what a duration holds.
        Duration::try_from_secs_f64(delay.as_secs_f64() * share).unwrap_or(delay)
    }
}
