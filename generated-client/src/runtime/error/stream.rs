//! Errors of a stream that has begun.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use reqwest::StatusCode;

use super::{answered, attempt::Attempt, documented::Documented, one_line};
use crate::runtime::api::ErrorBody;

/// The reason for an error of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamErrorKind {
    /// The server sent an error event.
    Event,
    /// The stream ended before its last item was complete: an event, a line, a record or a part. This item is not delivered.
    Incomplete,
}

/// A stream has an error event, or ended before its last item was complete. All items before it were yielded.
pub struct StreamError {
    pub(super) attempt: Attempt,
    reason: StreamErrorKind,
    request_id: Option<String>,
    kind: Option<String>,
    message: Option<String>,
    data: Bytes,
}

impl StreamError {
    /// An event that reports an error; `data` is its payload.
    pub(crate) fn event(
        attempt: Attempt,
        request_id: Option<&str>,
        data: impl Into<Bytes>,
        error_body: &ErrorBody,
    ) -> Self {
        let data = data.into();
        let Documented { kind, message, request_id: own_id } = Documented::read(&data, error_body);
        Self {
            attempt,
            reason: StreamErrorKind::Event,
            request_id: own_id.or_else(|| request_id.map(str::to_owned)),
            kind,
            message,
            data,
        }
    }

    /// The same error, with the texts of the server changed.
    pub(crate) fn hiding(self, hide: impl Fn(String) -> String) -> Self {
        let Self { kind, message, request_id, .. } = self;
        Self { kind: kind.map(&hide), message: message.map(&hide), request_id: request_id.map(&hide), ..self }
    }

    /// An end before the last item was complete; `data` is the part that was received.
    pub(crate) fn incomplete(attempt: Attempt, request_id: Option<&str>, data: impl Into<Bytes>) -> Self {
        Self {
            attempt,
            reason: StreamErrorKind::Incomplete,
            request_id: request_id.map(str::to_owned),
            kind: None,
            message: None,
            data: data.into(),
        }
    }

    /// The reason for the error.
    pub fn reason(&self) -> StreamErrorKind {
        self.reason
    }

    /// The id of the request, from the response.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The kind of error, from the event.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The server's message for people.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The data of the event as received.
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    /// Whether a new stream may succeed. It is false if the kind is the name or number of a status 4xx other than 408
    /// and 429, such as `not_found`, `not_found_error` or `404`. Otherwise it is true, also for an incomplete
    /// item.
    pub fn is_retryable(&self) -> bool {
        match self.reason {
            StreamErrorKind::Incomplete => true,
            StreamErrorKind::Event => !self.kind().is_some_and(is_mistake_of_the_caller),
        }
    }
}

/// Whether a kind of error is one of a request that would fail again.
fn is_mistake_of_the_caller(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    let kind = kind.strip_suffix("_error").unwrap_or(&kind);
    let stays = (400..500_u16).filter(|status| !matches!(status, 408 | 429));
    stays.filter_map(|status| StatusCode::from_u16(status).ok()).any(|status| {
        status.as_str() == kind || (status.canonical_reason().is_some() && answered::kind_of(status) == kind)
    })
}

impl fmt::Display for StreamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            StreamErrorKind::Incomplete => {
                write!(formatter, "{}: the stream ended before its last item was complete", self.operation())
            }
            StreamErrorKind::Event => {
                let kind = one_line(self.kind().unwrap_or("an error"), 100);
                write!(formatter, "{}: the stream reported {kind}", self.operation())?;
                match self.message() {
                    Some(message) => write!(formatter, ": {}", one_line(message, 500)),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Debug for StreamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StreamError")
            .field("attempt", &self.attempt)
            .field("reason", &self.reason)
            .field("request_id", &self.request_id.as_deref().map(|id| one_line(id, 100)))
            .field("kind", &self.kind.as_deref().map(|kind| one_line(kind, 100)))
            .field("message", &self.message.as_deref().map(|message| one_line(message, 500)))
            .field("data_length", &self.data.len())
            .finish()
    }
}

impl StdError for StreamError {}

#[cfg(test)]
mod tests {
    use super::is_mistake_of_the_caller;

    #[test]
    fn errors_of_the_request_are_told_by_the_names_of_http() {
        for kind in
            ["not_found", "Not_Found_Error", "404", "bad_request", "unauthorized", "conflict", "forbidden_error"]
        {
            assert!(is_mistake_of_the_caller(kind), "{kind}");
        }
        for kind in [
            "overloaded_error",
            "too_many_requests",
            "429",
            "request_timeout",
            "500",
            "499_",
            "client_error",
            "",
            "api_error",
        ] {
            assert!(!is_mistake_of_the_caller(kind), "{kind}");
        }
    }
}
