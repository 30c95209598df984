//! The reason why a command failed, and its exit code.

use std::{fmt, io, path::Path, process::ExitCode};

use crate::print;

/// The reason why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The document has errors, which were printed.
    Document,
    /// A check failed. The text has the remedy.
    Check(String),
    /// An argument is invalid, or a file could not be read or written.
    Use(String),
}

impl Failure {
    /// A file or folder could not be read or written.
    pub fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::Use(format!("cannot {what} {}: {error}", path.display()))
    }

    /// Prints the message, and returns the exit code: 1 for the document or a check, 2 for arguments and files.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Document => ExitCode::from(1),
            Self::Check(message) => {
                print::message(message);
                ExitCode::from(1)
            }
            Self::Use(message) => {
                print::message(&format!("error: {message}"));
                ExitCode::from(2)
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => formatter.write_str("the document has errors"),
            Self::Check(message) | Self::Use(message) => formatter.write_str(message),
        }
    }
}
