//! The reasons to refuse a webhook.

use std::{error::Error as StdError, fmt, time::Duration};

use crate::runtime::error::Mismatch;

/// The reason to refuse a webhook. Its text has no secret and no signature.
///
/// If [`is_forged`](Self::is_forged) is true, respond with the status 400: the request cannot be trusted. Otherwise
/// respond with 500, so that the API sends it again.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// The body has more bytes than the receiver allows.
    BodyTooLarge {
        /// The number of bytes of the body.
        bytes: usize,
        /// The allowed number of bytes.
        limit: usize,
    },
    /// The secret is empty, or is not base64.
    InvalidSecret(&'static str),
    /// This header is absent or empty.
    MissingHeader(&'static str),
    /// The request has this header several times, so it is unclear which one is right.
    RepeatedHeader(&'static str),
    /// The timestamp is not a number of whole seconds.
    InvalidTimestamp,
    /// The request is older than the tolerance allows. Somebody may have sent it again, or the clock of this machine is
    /// wrong.
    TooOld {
        /// The time since it was sent.
        age: Duration,
    },
    /// The request is from the future, by more than the tolerance. The clock of this machine may be wrong.
    TooNew {
        /// The time until then.
        ahead: Duration,
    },
    /// No signature matches the body under any of the secrets.
    NoMatch,
    /// The body is not JSON. The signature is right.
    InvalidJson(Mismatch),
    /// The body is JSON, but differs from the document. The signature is right.
    InvalidPayload(Mismatch),
    /// Another signature scheme refuses the request.
    Refused(Box<dyn StdError + Send + Sync>),
}

impl WebhookError {
    /// An error of another signature scheme.
    pub fn refused(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Refused(error.into())
    }

    /// Whether the request cannot be trusted. If it is false, the request is from the API but could not be decoded, or
    /// the secret is invalid.
    pub fn is_forged(&self) -> bool {
        match self {
            Self::BodyTooLarge { .. }
            | Self::MissingHeader(_)
            | Self::RepeatedHeader(_)
            | Self::InvalidTimestamp
            | Self::TooOld { .. }
            | Self::TooNew { .. }
            | Self::NoMatch
            | Self::Refused(_) => true,
            Self::InvalidSecret(_) | Self::InvalidJson(_) | Self::InvalidPayload(_) => false,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BodyTooLarge { bytes, limit } => {
                write!(formatter, "the body of the webhook has {bytes} bytes; at most {limit} are allowed")
            }
            Self::InvalidSecret(why) => write!(formatter, "the secret of the webhook is invalid: {why}"),
            Self::MissingHeader(name) => write!(formatter, "the webhook has no header `{name}`"),
            Self::RepeatedHeader(name) => write!(formatter, "the webhook has several headers `{name}`"),
            Self::InvalidTimestamp => formatter.write_str("the timestamp of the webhook is not a number of seconds"),
            Self::TooOld { age } => write!(formatter, "the webhook is {} s old", age.as_secs()),
            Self::TooNew { ahead } => write!(formatter, "the webhook is {} s ahead of the clock", ahead.as_secs()),
            Self::NoMatch => formatter.write_str("no signature of the webhook is valid"),
            Self::InvalidJson(mismatch) => write!(formatter, "the body of the webhook is not JSON: {mismatch}"),
            Self::InvalidPayload(mismatch) => {
                write!(formatter, "the body of the webhook is not what the API documents: {mismatch}")
            }
            Self::Refused(_) => formatter.write_str("the webhook is refused"),
        }
    }
}

impl StdError for WebhookError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Refused(error) => Some(&**error),
            _ => None,
        }
    }
}
