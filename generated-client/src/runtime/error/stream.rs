//! A stream that told of an error or broke off.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;

use super::{documented::Documented, one_line};
use crate::runtime::api::ErrorBody;

/// What a stream ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamErrorKind {
    /// The server sent an event that tells of an error.
    Event,
    /// The stream ended inside an event, which is not delivered.
    Incomplete,
}

/// An event stream told of an error, or ended inside an event. The events before it have been delivered.
pub struct StreamError {
    operation: &'static str,
    reason: StreamErrorKind,
    request_id: Option<String>,
    kind: Option<String>,
    message: Option<String>,
    data: Bytes,
}

impl StreamError {
    /// An event that tells of an error; `data` is its payload.
    pub(crate) fn event(
        operation: &'static str,
        request_id: Option<&str>,
        data: impl Into<Bytes>,
        error_body: &ErrorBody,
    ) -> Self {
        let data = data.into();
        let Documented { kind, message, request_id: own_id } = Documented::read(&data, error_body);
        Self {
            operation,
            reason: StreamErrorKind::Event,
            request_id: own_id.or_else(|| request_id.map(str::to_owned)),
            kind,
            message,
            data,
        }
    }

    /// An end inside an event; `data` is what came of it.
    pub(crate) fn incomplete(operation: &'static str, request_id: Option<&str>, data: impl Into<Bytes>) -> Self {
        Self {
            operation,
            reason: StreamErrorKind::Incomplete,
            request_id: request_id.map(str::to_owned),
            kind: None,
            message: None,
            data: data.into(),
        }
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// What the stream ended with.
    pub fn reason(&self) -> StreamErrorKind {
        self.reason
    }

    /// The id of the request, as the server names it.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What kind of error the server tells of, in its own words.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// What happened, for people, as the server tells.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The payload of the event as it came.
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    /// Whether another stream may fare better. Yes: what is wrong with a request is told by the status, before the
    /// stream begins, so a stream that breaks off or tells of an error has met one of the server's.
    pub(crate) fn is_retryable(&self) -> bool {
        match self.reason {
            StreamErrorKind::Incomplete | StreamErrorKind::Event => true,
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            StreamErrorKind::Incomplete => write!(formatter, "{}: the stream ended inside an event", self.operation),
            StreamErrorKind::Event => {
                let kind = one_line(self.kind().unwrap_or("an error"), 100);
                write!(formatter, "{}: the stream told of {kind}", self.operation)?;
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
            .field("operation", &self.operation)
            .field("reason", &self.reason)
            .field("request_id", &self.request_id.as_deref().map(|id| one_line(id, 100)))
            .field("kind", &self.kind.as_deref().map(|kind| one_line(kind, 100)))
            .field("message", &self.message.as_deref().map(|message| one_line(message, 500)))
            .field("data_length", &self.data.len())
            .finish()
    }
}

impl StdError for StreamError {}
