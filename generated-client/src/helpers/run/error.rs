//! [`RunError`]: the error of a run that ended early.

use std::{fmt, io};

use super::RunOutcome;
use crate::{Error, types::MonetaryAmount};

/// A run ended early. The error has the outcome so far.
#[derive(Debug)]
pub struct RunError(Box<Failed>);

#[derive(Debug)]
struct Failed {
    kind: RunErrorKind,
    outcome: RunOutcome,
    clean_up: Option<Error>,
}

/// The reason why a run ended early.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunErrorKind {
    /// A request failed, the session could not be followed, or a time limit was reached ([`Error::Timeout`]).
    Client(Error),
    /// The agent called more tools than [`Run::max_tool_calls`](super::Run::max_tool_calls) allows.
    ToolCallLimit(usize),
    /// The session waits for a result, and the run has cost as much as [`Run::max_cost`](super::Run::max_cost) allows.
    CostLimit(MonetaryAmount),
    /// The journal failed: the tool has not run, or its result was neither stored nor sent.
    Journal(io::Error),
}

impl RunErrorKind {
    /// The name in spans.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Client(error) if error.is_timeout() => "timeout",
            Self::Client(_) => "client_error",
            Self::ToolCallLimit(_) => "tool_call_limit",
            Self::CostLimit(_) => "cost_limit",
            Self::Journal(_) => "journal_error",
        }
    }
}

impl RunError {
    pub(super) fn new(kind: RunErrorKind, outcome: RunOutcome, clean_up: Option<Error>) -> Self {
        Self(Box::new(Failed { kind, outcome, clean_up }))
    }

    #[cfg(feature = "blocking")]
    pub(super) fn not_begun(error: Error) -> Self {
        Self::new(RunErrorKind::Client(error), RunOutcome::default(), None)
    }

    /// The reason.
    pub fn kind(&self) -> &RunErrorKind {
        &self.0.kind
    }

    /// The outcome so far.
    pub fn outcome(&self) -> &RunOutcome {
        &self.0.outcome
    }

    /// The error of interrupting or archiving the session. If there is one, the session may still be working.
    pub fn clean_up_error(&self) -> Option<&Error> {
        self.0.clean_up.as_ref()
    }

    /// Whether a time limit was reached.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.kind, RunErrorKind::Client(error) if error.is_timeout())
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            RunErrorKind::Client(error) => write!(formatter, "the run failed: {error}")?,
            RunErrorKind::ToolCallLimit(limit) => {
                write!(formatter, "the agent called more tools than the run allows ({limit})")?;
            }
            RunErrorKind::CostLimit(limit) => {
                write!(formatter, "the run has cost as much as it may ({} cents, {})", limit.amount, limit.currency)?;
            }
            RunErrorKind::Journal(error) => write!(formatter, "the journal of the run failed: {error}")?,
        }
        match &self.0.clean_up {
            Some(error) => write!(formatter, "; the session may still work: {error}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RunError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            RunErrorKind::Client(error) => Some(error),
            RunErrorKind::Journal(error) => Some(error),
            RunErrorKind::ToolCallLimit(_) | RunErrorKind::CostLimit(_) => None,
        }
    }
}

impl From<Error> for RunErrorKind {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}
