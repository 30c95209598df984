//! [`WorkerEvent`]: what happens to a worker.

use std::time::Duration;

use crate::{
    Error,
    helpers::{run::ToolCall, tools::ToolError},
};

/// Something that has happened to a worker.
#[derive(Debug)]
#[non_exhaustive]
pub enum WorkerEvent<'a> {
    /// The queue is empty.
    QueueEmpty,
    /// The worker could not ask for work. It asks again after a pause.
    PollFailed {
        /// Error of the request.
        error: &'a Error,
        /// Pause before the next request.
        pause: Duration,
    },
    /// An item could not be acknowledged. It stays in the queue, or is stopped if it never can be.
    AcknowledgeFailed {
        /// ID of the work item.
        work_id: &'a str,
        /// Error of the request.
        error: &'a Error,
    },
    /// The worker begins with an item.
    Began {
        /// ID of the work item.
        work_id: &'a str,
        /// ID of the session.
        session_id: &'a str,
    },
    /// The lease of an item was extended.
    LeaseExtended {
        /// ID of the work item.
        work_id: &'a str,
    },
    /// The lease of an item could not be extended. The worker tries again until it expires.
    HeartbeatFailed {
        /// ID of the work item.
        work_id: &'a str,
        /// Error of the request.
        error: &'a Error,
    },
    /// A tool has run, and its result was sent, or could not be.
    ToolCalled {
        /// ID of the work item.
        work_id: &'a str,
        /// The call.
        call: &'a ToolCall,
    },
    /// The work on an item has ended.
    Ended {
        /// ID of the work item.
        work_id: &'a str,
        /// Reason.
        end: &'a WorkEnd,
    },
    /// An item could not be stopped. The server hands it out again when its lease expires.
    StopFailed {
        /// ID of the work item.
        work_id: &'a str,
        /// Error of the last request.
        error: &'a Error,
    },
}

/// The reason for which the work on an item has ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum WorkEnd {
    /// The session has ended.
    SessionOver,
    /// The turn of the session was over, and no other began within [`Worker::max_idle`](super::Worker::max_idle).
    Idle,
    /// The server asked to stop the item.
    StopRequested,
    /// The server asked to stop the item before the worker began: whoever started this worker stopped the item too early. The session may wait for results of tools: an
    /// interrupt puts it into the queue again.
    StoppedBeforeBegin,
    /// Another worker has the lease, or it expired. The item is not stopped.
    LeaseLost,
    /// The worker was shut down.
    Shutdown,
    /// The item is not a session: it was stopped.
    NotASession,
    /// The tools of the session could not be made, by [`Worker::tools_for`](super::Worker::tools_for).
    SetupFailed(ToolError),
    /// The work failed, such as by a heartbeat that was refused, a session that could not be followed, or a result that was not accepted.
    Failed(Error),
}
