//! The policy for retries.

mod after;
mod budget;
mod http_date;
#[cfg(test)]
mod tests;

use std::time::Duration;

use reqwest::Method;

pub(crate) use after::retry_after;
pub(crate) use budget::Budget;

use super::{Error, clock::Clock};

/// The policy for retries. Start with [`RetryPolicy::default`], and change fields.
///
/// A request is sent again if it failed
/// - without a connection, unless a proxy requires credentials, or because a server of HTTP/2 refused it ([`NetworkError::was_refused`](super::NetworkError::was_refused)),
/// - with the status 408, 429, 503 or 529: the server has not begun to process it. With the header `x-should-retry:
///   true`, this applies to every status except 409, and with `x-should-retry: false` to none,
/// - with another 5xx, a broken connection or a timeout, if [`RetryPolicy::repeat`] allows it: the server may have
///   processed it.
///
/// A request is never sent again after a 409, after a success whose content is invalid, and after a stream has begun.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Largest number of retries of a call: 2 by default, so 3 attempts in all.
    pub max_retries: u32,
    /// Pause before the first retry: 0.5 s by default. It doubles with each retry.
    pub base_delay: Duration,
    /// Longest of these pauses: 8 s by default.
    pub max_delay: Duration,
    /// Largest random reduction of a pause, as a share from 0 to 1: 0.25 by default.
    pub jitter: f64,
    /// Longest pause that a server may request: 60 s by default. If it requests a longer one, the call fails at once,
    /// and [`Error::retry_after`] returns the requested pause.
    pub max_retry_after: Duration,
    /// Calls that are sent again although the server may have processed them: [`Repeat::Idempotent`] by default.
    pub repeat: Repeat,
}

/// The calls that are sent again although the server may have processed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repeat {
    /// Calls by idempotent methods (RFC 9110, 9.2.2): GET, HEAD, OPTIONS, TRACE, PUT, DELETE and QUERY.
    Idempotent,
    /// All calls: you know that sending them twice does no harm.
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
    /// The pause before the retry after `error`; `None` without a retry.
    ///
    /// `retries` is the number of retries so far.
    pub(crate) fn pause(&self, error: &Error, method: &Method, retries: u32, clock: &dyn Clock) -> Option<Duration> {
        if self.allows(error, method) { self.pause_after(error.retry_after(), retries, clock) } else { None }
    }

    /// The pause before the next retry, if the server requested the pause `asked`; `None` without a retry.
    pub(crate) fn pause_after(&self, asked: Option<Duration>, retries: u32, clock: &dyn Clock) -> Option<Duration> {
        if retries >= self.max_retries {
            return None;
        }
        match asked {
            Some(asked) if asked > self.max_retry_after => None,
            Some(asked) if !asked.is_zero() => Some(asked),
            Some(_) | None => Some(self.backoff(retries, clock)),
        }
    }

    fn allows(&self, error: &Error, method: &Method) -> bool {
        match error {
            Error::Connect(error) => !error.is_refused_by_proxy(),
            Error::Api(error) => error.is_retryable() && (error.was_turned_away() || self.allows_to_repeat(method)),
            Error::Transport(error) => error.was_refused() || self.allows_to_repeat(method),
            Error::Timeout(_) => self.allows_to_repeat(method),
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

    /// The pause after this number of retries.
    fn backoff(&self, retries: u32, clock: &dyn Clock) -> Duration {
        let doubled = self.base_delay.checked_mul(2_u32.saturating_pow(retries));
        let delay = doubled.map_or(self.max_delay, |delay| delay.min(self.max_delay));
        let jitter = if self.jitter.is_finite() { self.jitter.clamp(0.0, 1.0) } else { 0.0 };
        let share = 1.0 - jitter * clock.random().clamp(0.0, 1.0);
        // Only the maximum of `Duration` can overflow here.
        Duration::try_from_secs_f64(delay.as_secs_f64() * share).unwrap_or(delay)
    }
}
