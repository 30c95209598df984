//! Errors without a response, or with one that was not read.

use std::{error::Error as StdError, fmt, io, iter::successors, time::Duration};

use super::{Error, attempt::Attempt};
use crate::runtime::limits::Limit;

/// A request or a client is invalid.
#[derive(Debug)]
pub struct BuildError {
    pub(super) operation: Option<&'static str>,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl BuildError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { operation: None, message: message.into(), source: None }
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    pub(crate) fn of_operation(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }

    /// The id of the operation; `None` if the client could not be built.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The cause, and the way to fix it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(operation) => write!(formatter, "{operation}: {}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// There was no connection, or it broke.
#[derive(Debug)]
pub struct NetworkError {
    pub(super) attempt: Attempt,
    pub(super) arrived: Option<Arrived>,
    is_timeout: bool,
    was_refused: bool,
    source: Box<dyn StdError + Send + Sync>,
}

/// How much of a body had arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrived {
    pub(crate) bytes: u64,
    /// The length that the server announced.
    pub(crate) of: Option<u64>,
}

impl fmt::Display for Arrived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Some(of) => write!(formatter, "{} of {of} bytes", self.bytes),
            None => write!(formatter, "{} bytes", self.bytes),
        }
    }
}

impl NetworkError {
    pub(crate) fn new(attempt: Attempt, source: reqwest::Error) -> Self {
        Self { is_timeout: source.is_timeout(), ..Self::of_transport(attempt, source.into()) }
    }

    /// The error of a transport of the application.
    pub(crate) fn of_transport(attempt: Attempt, source: Box<dyn StdError + Send + Sync>) -> Self {
        Self { attempt, arrived: None, is_timeout: false, was_refused: false, source }
    }

    /// The same error, of a request without a response. It says whether the request was refused.
    pub(crate) fn noting_refusal(self) -> Self {
        let was_refused = errors(&self).any(says_refused);
        Self { was_refused, ..self }
    }

    /// Whether a timeout passed: of the connection, or of the application's own HTTP client.
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    /// Whether a server of HTTP/2 has refused the request before it processed it, mostly because it shuts down. Then the request
    /// can be sent again. This is the error `REFUSED_STREAM`, or a shutdown without an error (`GOAWAY` with `NO_ERROR`) that does
    /// not include the request (RFC 9113, sections 6.8 and 8.7). After a shutdown with an error, it is false.
    pub fn was_refused(&self) -> bool {
        self.was_refused
    }

    /// Whether the proxy requires other credentials (status 407). Another attempt would get the same response.
    pub(crate) fn is_refused_by_proxy(&self) -> bool {
        is_refused_by_proxy(self)
    }

    /// The number of bytes of a download that had arrived.
    pub fn bytes_received(&self) -> Option<u64> {
        self.arrived.map(|arrived| arrived.bytes)
    }

    /// Whether the response is malformed: it is not HTTP, or its length, its chunks or its encoding are invalid. Over HTTP/2, this
    /// includes a head of more than 400 KiB.
    pub fn is_malformed(&self) -> bool {
        errors(self).any(says_malformed)
    }
}

/// Whether the proxy requires other credentials.
pub(crate) fn is_refused_by_proxy(error: &impl StdError) -> bool {
    // Only the text of the error shows it; a test notices if the text changes.
    errors(error).any(|error| error.to_string() == "tunnel error: proxy authorization required")
}

/// The errors that led to an error.
fn errors(error: &impl StdError) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    successors(error.source(), |error| (*error).source())
}

/// Whether an error of h2 is the reset `REFUSED_STREAM`, or a graceful shutdown that does not include the stream. Only its
/// text shows it; a test notices if the text changes.
fn says_refused(error: &(dyn StdError + 'static)) -> bool {
    let text = error.to_string();
    text.starts_with("stream error received: refused stream")
        || text.starts_with("connection error received: not a result of an error")
}

/// Whether an error of the HTTP client means malformed bytes. Only the text of hyper's and h2's error shows it; a test
/// notices if the text changes.
fn says_malformed(error: &(dyn StdError + 'static)) -> bool {
    match error.downcast_ref::<io::Error>() {
        Some(error) => matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData),
        None => {
            let text = error.to_string();
            let is_detected = ["stream error detected: ", "connection error detected: "];
            text.ends_with(" parsed")
                || text.ends_with(" parsed (found HTTP2 preface)")
                || is_detected.iter().any(|beginning| text.starts_with(beginning))
        }
    }
}

impl fmt::Display for NetworkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: network error at {}", self.operation(), self.host())
    }
}

impl StdError for NetworkError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// The phase of the call at the timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// The attempt, up to the headers of the response.
    Headers,
    /// The rest of the body.
    Body,
    /// The next piece of a stream, or the next event over several streams.
    Idle,
    /// A new connection after a lost one.
    Reconnect,
    /// The whole call.
    Total,
}

/// A timeout passed.
#[derive(Debug)]
pub struct TimeoutError {
    pub(super) attempt: Attempt,
    phase: TimeoutPhase,
    limit: Duration,
    pub(super) arrived: Option<Arrived>,
    source: Option<Error>,
}

impl TimeoutError {
    pub(crate) fn new(attempt: Attempt, phase: TimeoutPhase, limit: Duration) -> Self {
        Self { attempt, phase, limit, arrived: None, source: None }
    }

    /// Notes the error before the timeout.
    #[allow(dead_code, reason = "only what is written by hand on top of generated code waits for more than one call")]
    pub(crate) fn caused_by(mut self, source: Option<Error>) -> Self {
        self.source = source;
        self
    }

    /// The phase of the call at the timeout.
    pub fn phase(&self) -> TimeoutPhase {
        self.phase
    }

    /// The timeout.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// The number of bytes of a download that had arrived.
    pub fn bytes_received(&self) -> Option<u64> {
        self.arrived.map(|arrived| arrived.bytes)
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operation, host, limit) = (self.operation(), self.host(), self.limit);
        let what = match self.phase {
            TimeoutPhase::Headers => return write!(formatter, "{operation}: no response from {host} within {limit:?}"),
            TimeoutPhase::Body => "the response was not complete",
            TimeoutPhase::Idle => "nothing came over the stream",
            TimeoutPhase::Reconnect => "the connection was lost and not made again",
            TimeoutPhase::Total => "it was not over",
        };
        write!(formatter, "{operation}: {what} within {limit:?}")?;
        after(self.arrived, formatter)
    }
}

/// Says how much of a body had arrived.
pub(super) fn after(arrived: Option<Arrived>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    arrived.map_or(Ok(()), |arrived| write!(formatter, ", after {arrived}"))
}

impl StdError for TimeoutError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

/// The application's own HTTP client followed a redirect.
#[derive(Debug)]
pub struct RedirectError {
    pub(super) attempt: Attempt,
}

impl RedirectError {
    pub(crate) fn new(attempt: Attempt) -> Self {
        Self { attempt }
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation();
        write!(
            formatter,
            "{operation}: the HTTP client followed a redirect, perhaps with credentials; \
             build it with `redirect(Policy::none())`"
        )
    }
}

impl StdError for RedirectError {}

/// A response exceeds a limit.
#[derive(Debug)]
pub struct LimitError {
    pub(super) attempt: Attempt,
    what: What,
    limit: usize,
}

#[derive(Debug)]
enum What {
    /// A setting was exceeded.
    MoreThan(Limit),
    /// The head of the response was too large for the HTTP client, which does not report the exceeded limit.
    Head(HeadLimits),
}

/// The limits of the HTTP client for the head of a response.
#[derive(Debug)]
pub(crate) enum HeadLimits {
    /// Our HTTP client, which reads this number of headers.
    Ours(usize),
    /// The HTTP client of the application, whose limits are unknown.
    Theirs,
}

impl LimitError {
    /// A setting was exceeded.
    pub(crate) fn new(attempt: Attempt, limit: Limit) -> Self {
        Self { attempt, what: What::MoreThan(limit), limit: limit.most }
    }

    /// A head that the HTTP client did not read.
    pub(crate) fn head(attempt: Attempt, limits: HeadLimits, limit: usize) -> Self {
        Self { attempt, what: What::Head(limits), limit }
    }

    /// The limit that was exceeded.
    pub fn what(&self) -> &'static str {
        match self.what {
            What::MoreThan(limit) => limit.what,
            What::Head(_) => "headers: their number, their size, or the stated length of the body",
        }
    }

    /// The value of the limit; for headers, their number. [`Limits`](crate::runtime::Limits) change it.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl fmt::Display for LimitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.operation())?;
        match &self.what {
            What::MoreThan(Limit { what, setting, most }) => {
                write!(formatter, "more than {most} {what}; `Limits::{setting}` allows more")
            }
            What::Head(limits) => {
                formatter.write_str("the head of the response is larger than the HTTP client reads: it has ")?;
                match limits {
                    HeadLimits::Ours(headers) => write!(
                        formatter,
                        "more than {headers} headers (`Limits::headers` allows more), more than 400 KiB"
                    )?,
                    HeadLimits::Theirs => formatter.write_str("more headers or bytes than that client allows")?,
                }
                formatter.write_str(", a name of 64 KiB or more, or a `content-length` of 2^64 - 2 or more")
            }
        }
    }
}

impl StdError for LimitError {}
