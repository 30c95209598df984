//! [`Fault`]: the failure of a request.

use std::time::Duration;

/// The requests that a fault applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum On {
    /// Every request.
    Any,
    /// A session is retrieved.
    Session,
    /// Events are sent to a session.
    Send,
    /// The history of a session is listed.
    History,
    /// The stream of a session is opened.
    Stream,
    /// A worker requests work.
    Poll,
    /// A worker acknowledges work.
    Ack,
    /// A worker extends its lease.
    Heartbeat,
    /// Work is stopped.
    Stop,
}

/// The way in which a request fails.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The server responds with this status, and can request a pause.
    Status {
        /// HTTP status.
        status: u16,
        /// Value of the header `retry-after`, in whole seconds.
        retry_after: Option<Duration>,
    },
    /// The connection is closed before the server has processed the request.
    LoseRequest,
    /// The server processes the request, and closes the connection without a response.
    LoseResponse,
    /// The connection is closed after this number of bytes: of the response, or of the events of a stream.
    CutAfter(usize),
    /// The response begins late.
    Delay(Duration),
    /// The stream has each event twice.
    DuplicateEvents,
    /// The history has each event at once, and the stream has it after this time.
    LateEvents(Duration),
}

impl Fault {
    /// 429, with a requested pause.
    pub fn rate_limited(retry_after: Duration) -> Self {
        Self::Status { status: 429, retry_after: Some(retry_after) }
    }

    /// 529: the API is overloaded.
    pub fn overloaded() -> Self {
        Self::Status { status: 529, retry_after: None }
    }
}

/// The faults to come.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(On, Fault)>);

impl Faults {
    pub(super) fn push(&mut self, on: On, fault: Fault) {
        self.0.push((on, fault));
    }

    /// The fault of a request of this kind.
    pub(super) fn take(&mut self, on: On) -> Option<Fault> {
        let index = self.0.iter().position(|(candidate, _)| *candidate == on || *candidate == On::Any)?;
        Some(self.0.remove(index).1)
    }
}
