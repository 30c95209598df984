//! Errors without an answer, or with one that was not read.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use super::Error;

/// Why a request or client could not be built.
#[derive(Debug)]
pub struct BuildError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl BuildError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// What is wrong, and what to do about it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A connection that was not made, or that broke.
#[derive(Debug)]
pub struct NetworkError {
    operation: &'static str,
    attempts: u32,
    source: reqwest::Error,
}

impl NetworkError {
    pub(crate) fn new(operation: &'static str, source: reqwest::Error) -> Self {
        Self { operation, attempts: 1, source }
    }

    pub(crate) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// How many times the request was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether the time was up: for the connection, or by a setting of the caller's own HTTP client.
    pub fn is_timeout(&self) -> bool {
        self.source.is_timeout()
    }
}

impl fmt::Display for NetworkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: network error", self.operation)
    }
}

impl StdError for NetworkError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// What the client waited for when the time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// The connection, the request's way, and the headers of the answer.
    Headers,
    /// The rest of the body.
    Body,
    /// The next piece of a stream, or the next event of what is followed over several streams.
    Idle,
    /// A connection in place of one that was lost.
    Reconnect,
    /// The end of all that was asked for.
    Total,
}

/// The time was up.
#[derive(Debug)]
pub struct TimeoutError {
    operation: &'static str,
    attempts: u32,
    phase: TimeoutPhase,
    limit: Duration,
    source: Option<Arc<Error>>,
}

impl TimeoutError {
    pub(crate) fn new(operation: &'static str, phase: TimeoutPhase, limit: Duration) -> Self {
        Self { operation, attempts: 1, phase, limit, source: None }
    }

    /// Notes what went wrong before the time was up.
    #[allow(dead_code, reason = "only what is written by hand on top of generated code waits for more than one call")]
    pub(crate) fn caused_by(mut self, source: Option<Arc<Error>>) -> Self {
        self.source = source;
        self
    }

    pub(crate) fn set_attempts(&mut self, attempts: u32) {
        self.attempts = attempts;
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// How many times the request was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What the client waited for.
    pub fn phase(&self) -> TimeoutPhase {
        self.phase
    }

    /// The time that was allowed.
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.phase {
            TimeoutPhase::Headers => "no answer",
            TimeoutPhase::Body => "the answer was not complete",
            TimeoutPhase::Idle => "nothing came over the stream",
            TimeoutPhase::Reconnect => "the connection was lost and not made again",
            TimeoutPhase::Total => "it was not over",
        };
        write!(formatter, "{}: {what} within {:?}", self.operation, self.limit)
    }
}

impl StdError for TimeoutError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A redirect that the caller's own HTTP client followed.
#[derive(Debug)]
pub struct RedirectError {
    operation: &'static str,
}

impl RedirectError {
    pub(crate) fn new(operation: &'static str) -> Self {
        Self { operation }
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation } = self;
        write!(
            formatter,
            "{operation}: the HTTP client followed a redirect, perhaps with credentials; \
             build it with `redirect(Policy::none())`"
        )
    }
}

impl StdError for RedirectError {}

/// An answer that is larger than allowed.
#[derive(Debug)]
pub struct LimitError {
    operation: &'static str,
    what: &'static str,
    limit: usize,
}

impl LimitError {
    /// `what` names the thing in the plural with its unit, as in "bytes of the body".
    pub(crate) fn new(operation: &'static str, what: &'static str, limit: usize) -> Self {
        Self { operation, what, limit }
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// What there was too much of.
    pub fn what(&self) -> &'static str {
        self.what
    }

    /// How much is allowed; [`Limits`](crate::runtime::Limits) change it.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl fmt::Display for LimitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: more than {} {}", self.operation, self.limit, self.what)
    }
}

impl StdError for LimitError {}
