//! [`Chunks`]: the chunk of a body that is being read, and those that follow.

use std::fmt;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};

use super::{ByteStream, Error};

/// A body, whose bytes a decoder consumes.
pub(super) struct Chunks {
    /// `None` when the body has ended or failed, so that the connection is free.
    body: Option<ByteStream>,
    chunk: Bytes,
}

/// The next bytes of the body.
pub(super) enum Next {
    /// Another chunk, which [`Chunks::take`] hands out.
    Chunk,
    /// An error, after which nothing follows.
    Broken(Error),
    /// The end, for the first time.
    End,
    /// After the end or an error.
    Over,
}

impl Chunks {
    pub(super) fn new(body: Option<ByteStream>) -> Self {
        Self { body, chunk: Bytes::new() }
    }

    /// Lets `decode` read from the chunk. It removes the bytes that it has read.
    pub(super) fn take<T>(&mut self, decode: impl FnOnce(&mut &[u8]) -> T) -> T {
        let mut rest: &[u8] = &self.chunk;
        let length = rest.len();
        let decoded = decode(&mut rest);
        let read = length.saturating_sub(rest.len());
        self.chunk.advance(read);
        decoded
    }

    /// Reads no more of the body.
    #[allow(dead_code, reason = "an API may have no streams of parts")]
    pub(super) fn close(&mut self) {
        self.body = None;
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        let Some(body) = &mut self.body else { return Poll::Ready(Next::Over) };
        Poll::Ready(match ready!(body.as_mut().poll_next(context)) {
            Some(Ok(chunk)) => {
                self.chunk = chunk;
                Next::Chunk
            }
            Some(Err(error)) => {
                self.body = None;
                Next::Broken(error)
            }
            None => {
                self.body = None;
                Next::End
            }
        })
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.body.is_some() { "open" } else { "ended" };
        formatter.debug_tuple("Chunks").field(&state).finish()
    }
}
