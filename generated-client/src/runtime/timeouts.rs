//! How long the client waits, and for what.

use std::time::Duration;

/// How long the client waits, and for what. `None` waits without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For a connection, TLS included: 10 s.
    pub connect: Option<Duration>,
    /// For one attempt, from the connection to the end of the body; of a stream, to the end of the headers: 600 s.
    pub attempt: Option<Duration>,
    /// For a whole call with all attempts and pauses; of a stream, up to its first byte: no bound.
    pub total: Option<Duration>,
    /// Between two pieces of a stream: 600 s. Time in which the caller asks for nothing does not count.
    pub idle: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            attempt: Some(Duration::from_secs(600)),
            total: None,
            idle: Some(Duration::from_secs(600)),
        }
    }
}
