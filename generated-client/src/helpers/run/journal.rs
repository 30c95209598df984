//! [`Journal`]: a store of the calls of tools and their results, which outlives the process.

use std::{future::Future, io, pin::Pin, sync::Arc};

use crate::{helpers::tools::ToolUse, types::UserCustomToolResult};

/// A response of a journal.
pub type JournalFuture<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// The state of a call in a journal.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CallState {
    /// The call was not in the journal, and is stored as begun now.
    New,
    /// The call was begun before, without a stored result: the tool may have run.
    Begun,
    /// The tool has run, with this result.
    Finished(Box<UserCustomToolResult>),
}

/// A store of the calls of tools and their results. With a journal, a tool runs at most once for each call, even if the
/// process ends and another process continues the session: see [`Run::journal`](super::Run::journal).
///
/// `FileJournal` stores them in a file, with the feature `journal`. With a journal of your own in a database, several machines can
/// share it.
pub trait Journal: Send + Sync {
    /// Stores that a call begins, unless it is stored already. When the future is ready, the entry must be durable,
    /// since the tool runs then.
    fn begin<'a>(&'a self, call: &'a ToolUse) -> JournalFuture<'a, CallState>;

    /// Stores the result of a call. When the future is ready, the entry must be durable, since the result is sent then.
    fn finish<'a>(&'a self, call: &'a ToolUse, result: &'a UserCustomToolResult) -> JournalFuture<'a, ()>;
}

impl<J: Journal + ?Sized> Journal for Arc<J> {
    fn begin<'a>(&'a self, call: &'a ToolUse) -> JournalFuture<'a, CallState> {
        (**self).begin(call)
    }

    fn finish<'a>(&'a self, call: &'a ToolUse, result: &'a UserCustomToolResult) -> JournalFuture<'a, ()> {
        (**self).finish(call, result)
    }
}
