//! Errors of the readers and writers of the application.

use std::{error::Error as StdError, fmt, io};

use super::attempt::Attempt;
use crate::runtime::body::BodyFault;

/// The source of a request body or the target of a download failed, or a body differs from its stated length.
#[derive(Debug)]
pub struct IoError {
    pub(super) attempt: Attempt,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl IoError {
    /// The body of a request.
    pub(crate) fn body(attempt: Attempt, fault: BodyFault) -> Self {
        let BodyFault { message, read, source } = fault;
        let after = read.map(|read| format!(" after {read} bytes")).unwrap_or_default();
        Self { attempt, message: message + &after, source }
    }

    /// The target of a download, after this number of bytes.
    #[allow(dead_code, reason = "an API may have no downloads")]
    pub(crate) fn writer(attempt: Attempt, written: u64, source: io::Error) -> Self {
        let message = format!("the download cannot be written after {written} bytes");
        Self { attempt, message, source: Some(source.into()) }
    }

    /// The part that failed.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for IoError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.operation(), self.message)
    }
}

impl StdError for IoError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
