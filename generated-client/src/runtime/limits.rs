//! Limits on the size of responses.

/// Limits on the size of responses. A call that exceeds one fails with [`Error::Limit`](super::Error::Limit).
///
/// Start with [`Limits::default`], and change fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the body of a success, after decompression: 64 MiB by default. The whole body is in memory. Streams
    /// have no such limit, and `Request::send_stream` returns any body as a stream.
    pub body: usize,
    /// Bytes of the body of an error response, after decompression: 1 MiB by default.
    pub error_body: usize,
    /// Number of headers of a response, and of each part of a multipart body: 100 by default, 10,000 at most for a
    /// response. With a limit above 100, each response over HTTP/1.1 allocates 72 bytes for each allowed header.
    pub headers: usize,
    /// Bytes of one line of an event stream: 16 MiB by default.
    pub line: usize,
    /// Bytes of one event of an event stream, of one line of JSON lines, and of one part of a multipart body: 16 MiB by
    /// default.
    pub event: usize,
}

/// One of the limits: the limited things with their unit, the setting, and the allowed number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) what: &'static str,
    pub(crate) setting: &'static str,
    pub(crate) most: usize,
}

#[allow(dead_code, reason = "an API may have no streams")]
impl Limit {
    pub(crate) const fn body(most: usize) -> Self {
        Self { what: "bytes of the body", setting: "body", most }
    }

    pub(crate) const fn error_body(most: usize) -> Self {
        Self { what: "bytes of the body", setting: "error_body", most }
    }

    pub(crate) const fn headers(most: usize) -> Self {
        Self { what: "headers", setting: "headers", most }
    }

    pub(crate) const fn line(most: usize) -> Self {
        Self { what: "bytes of a line", setting: "line", most }
    }

    pub(crate) const fn event(most: usize) -> Self {
        Self { what: "bytes of an event", setting: "event", most }
    }

    pub(crate) const fn json_line(most: usize) -> Self {
        Self { what: "bytes of a line", setting: "event", most }
    }

    pub(crate) const fn part(most: usize) -> Self {
        Self { what: "bytes of a part", setting: "event", most }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 64 << 20, error_body: 1 << 20, headers: 100, line: 16 << 20, event: 16 << 20 }
    }
}
