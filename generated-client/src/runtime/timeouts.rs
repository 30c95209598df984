//! The timeouts of a client.

use std::time::Duration;

/// The timeouts of a client. `None` means no timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For making a connection, including TLS: 10 s by default.
    pub connect: Option<Duration>,
    /// For one attempt, from the connection to the end of the body: 600 s by default. For a stream, it ends with the
    /// headers.
    pub attempt: Option<Duration>,
    /// For a whole call, with all attempts and pauses: none by default. For a stream, it ends with the headers.
    pub total: Option<Duration>,
    /// Between two pieces of a stream: 600 s by default. It counts only while you wait for a piece.
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
