//! [`WorkerEvent`]: events of a worker.

use std::time::Duration;

use crate::{
    Error,
    helpers::{run::ToolCall, tools::ToolError},
};

/// An event of a worker.
#[derive(Debug)]
#[non_exhaustive]
pub enum WorkerEvent<'a> {
    /// The queue is empty.
    QueueEmpty,
    /// The request for work failed. The worker tries again after a pause.
    PollFailed {
        /// Error of the request.
        error: &'a Error,
        /// Pause before the next request.
        pause: Duration,
    },
    /// An item could not be acknowledged. It stays in the queue. If it can never be acknowledged, it is stopped.
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
    /// A tool has run. Its result was sent, or could not be sent.
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

/// The reason why the work on an item has ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum WorkEnd {
    /// The session has ended.
    SessionOver,
    /// The turn of the session was over, and no other began within [`Worker::max_idle`](super::Worker::max_idle).
    Idle,
    /// The server asked the worker to stop the item.
    StopRequested,
    /// The item was stopped before the worker began. Another program stopped it too early, for example the one that
    /// started the worker. The session may wait for results of tools: an interrupt puts it into the queue again.
    StoppedBeforeBegin,
    /// Another worker has the lease, or it expired. The item is not stopped.
    LeaseLost,
    /// The worker was shut down.
    Shutdown,
    /// The item is not a session. It was stopped.
    NotASession,
    /// The function of [`Worker::tools_for`](super::Worker::tools_for) failed.
    SetupFailed(ToolError),
    /// The work failed: for example, a heartbeat was refused, the session could not be followed, or a result was not
    /// accepted.
    Failed(Error),
}
