//! Checks the length of a body while it is sent.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};

use crate::runtime::body::{BodyFault, Opened, Outgoing, Pieces, Shared};

/// Pieces whose total length is checked.
pub(super) struct Checked {
    pieces: Pieces,
    length: Option<u64>,
    read: u64,
    /// The last piece. It is sent only when it is certain that nothing follows, since the server would then accept the
    /// body as complete.
    last: Option<Bytes>,
    is_over: bool,
}

impl Checked {
    pub(super) async fn new(pieces: Pieces, length: Option<u64>) -> Result<Self, BodyFault> {
        let mut checked = Self { pieces, length, read: 0, last: None, is_over: false };
        // The HTTP client reads no piece of an empty body.
        if length == Some(0) {
            if let Some(Err(fault)) = poll_fn(|context| checked.poll(context)).await {
                return Err(fault);
            }
        }
        Ok(checked)
    }

    pub(super) fn into_opened(self) -> Opened {
        Opened { length: self.length, pieces: Box::pin(self) }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyFault>>> {
        while !self.is_over {
            match ready!(self.pieces.as_mut().poll_next(context)) {
                Some(Ok(piece)) => {
                    let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
                    self.read = self.read.saturating_add(length);
                    match self.length {
                        Some(stated) if self.read > stated => return self.end(Err(self.differs("is longer"))),
                        Some(stated) if self.read == stated && length > 0 => self.last = Some(piece),
                        _ if length == 0 => {}
                        _ => return Poll::Ready(Some(Ok(piece))),
                    }
                }
                Some(Err(mut fault)) => {
                    if fault.source.is_some() {
                        fault.read.get_or_insert(self.read);
                    }
                    return self.end(Err(fault));
                }
                None if self.length.is_some_and(|stated| self.read < stated) => {
                    return self.end(Err(self.differs("ends")));
                }
                None => {
                    self.is_over = true;
                    return Poll::Ready(self.last.take().map(Ok));
                }
            }
        }
        Poll::Ready(None)
    }

    fn end(&mut self, item: Result<Bytes, BodyFault>) -> Poll<Option<Result<Bytes, BodyFault>>> {
        self.is_over = true;
        Poll::Ready(Some(item))
    }

    fn differs(&self, how: &str) -> BodyFault {
        let (stated, read) = (self.length.unwrap_or_default(), self.read);
        let message = if read > stated {
            format!("the body {how} than its stated length of {stated} bytes")
        } else {
            format!("the body {how} after {read} bytes, before its stated length of {stated} bytes")
        };
        BodyFault::new(message)
    }
}

impl Stream for Checked {
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

/// The body that the HTTP client sends.
pub(super) fn outgoing(pieces: Checked) -> Outgoing {
    let (length, shared) = (pieces.length, Shared::default());
    let sent = Sent { left: length, pieces: Mutex::new(pieces), shared: shared.clone() };
    Outgoing { body: reqwest::Body::wrap(sent), length, shared }
}

struct Sent {
    left: Option<u64>,
    /// It is never locked: the HTTP client requires that threads can share a body, but does not share it.
    pieces: Mutex<Checked>,
    shared: Shared,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let broken = |why: &'static str| Poll::Ready(Some(Err(io::Error::other(why))));
        if self.shared.is_unwanted(context) {
            return broken("the rest of the body is not wanted");
        }
        let pieces = self.pieces.get_mut().unwrap_or_else(PoisonError::into_inner);
        match ready!(pieces.poll(context)) {
            Some(Ok(piece)) => {
                let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
                self.left = self.left.map(|left| left.saturating_sub(length));
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            Some(Err(fault)) => {
                self.shared.put(fault);
                broken("the body cannot be sent")
            }
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
