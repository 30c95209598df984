//! [`ApplyError`]: the reason why a plan could not be made or executed.

use std::{fmt, path::PathBuf};

use super::{Key, position::Problem};
use crate::Error;

/// The reason why a plan could not be made or executed.
///
/// After an error, the lock file has the outcome of each request so far. Plan and apply again to continue.
#[derive(Debug)]
#[non_exhaustive]
pub enum ApplyError {
    /// The files have mistakes. No request was sent.
    Files(Vec<Problem>),
    /// The lock file cannot be read or written.
    Lock {
        /// Path of the lock file.
        path: PathBuf,
        /// Description of the failure.
        reason: String,
    },
    /// Another process applies this project, or plans after an interruption. Nothing was changed. Wait until it ends, or end it: the operating system
    /// frees the lock file when a process ends.
    Busy {
        /// Path of the file that the other process holds.
        path: PathBuf,
        /// Process ID, host and start of the other process, as far as they are known.
        holder: String,
    },
    /// Somebody has changed the resource since the plan was made. It was not changed: plan again.
    Conflict(Key),
    /// A request for the resource failed.
    Request {
        /// Resource.
        resource: Key,
        /// Error of the client.
        error: Box<Error>,
    },
    /// The API cannot make this change.
    Impossible {
        /// Resource.
        resource: Key,
        /// Description of the change.
        reason: String,
    },
}

impl ApplyError {
    /// The error of a request.
    pub(super) fn request(resource: &Key) -> impl FnOnce(Error) -> Self + '_ {
        |error| Self::Request { resource: resource.clone(), error: Box::new(error) }
    }
}

impl fmt::Display for ApplyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files(problems) => {
                for (index, problem) in problems.iter().enumerate() {
                    write!(formatter, "{}{problem}", if index == 0 { "" } else { "\n" })?;
                }
                Ok(())
            }
            Self::Lock { path, reason } => write!(formatter, "the lock file {}: {reason}", path.display()),
            Self::Busy { path, holder } => {
                write!(formatter, "{holder} holds {}: wait until it ends, or end it, and plan again", path.display())
            }
            Self::Conflict(resource) => {
                write!(
                    formatter,
                    "{resource} was changed since the plan was made: plan again, and look at the differences"
                )
            }
            Self::Request { resource, error } => write!(formatter, "{resource}: {error}"),
            Self::Impossible { resource, reason } => write!(formatter, "{resource}: {reason}"),
        }
    }
}

impl std::error::Error for ApplyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Request { error, .. } => Some(&**error),
            _ => None,
        }
    }
}
