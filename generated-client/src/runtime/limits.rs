//! Bounds on what is read from the network.

/// The most that is read from the network before a call fails with [`Error::Limit`](super::Error::Limit).
///
/// Start from [`Limits::default`] and change what you like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a successful answer's body, after decompression: 64 MiB. Streams have no such bound.
    pub body: usize,
    /// Bytes of an error answer's body, after decompression: 1 MiB.
    pub error_body: usize,
    /// Headers of an answer: 100. More than 10,000 are not read in any case.
    pub headers: usize,
    /// Bytes of one line of an event stream: 16 MiB.
    pub line: usize,
    /// Bytes of one event of an event stream, and of one line of JSON lines: 16 MiB.
    pub event: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 64 << 20, error_body: 1 << 20, headers: 100, line: 16 << 20, event: 16 << 20 }
    }
}
