//! A stand-in for the client's error, as far as streams need one.

use std::fmt;

/// What went wrong.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The connection broke.
    Transport,
    /// A stream went wrong.
    Stream(String),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport => formatter.write_str("the connection broke"),
            Self::Stream(message) => message.fmt(formatter),
        }
    }
}

impl std::error::Error for Error {}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
