//! Reads the bodies of responses: whole and bounded, or piece by piece. No other code polls a body.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::Body as _;
use reqwest::{Method, StatusCode};
use tokio::{
    runtime::Handle,
    time::{Instant, Sleep},
};

use super::{
    Error, Result,
    connection_thread::Connections,
    deadline::Deadline,
    error::{Attempt, LimitError, NetworkError, TimeoutError, TimeoutPhase},
    limits::Limit,
    trace::CallSpan,
};

/// The pieces of a body. Dropping it closes the connection.
pub(crate) type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// The body of a response, not read yet.
#[derive(Debug)]
pub(crate) struct IncomingBody {
    attempt: Attempt,
    body: reqwest::Body,
    missing: Missing,
    /// Kept alive until the body is read.
    connections: Connections,
}

/// A body that was not read to its end: the part that arrived, and the reason.
#[derive(Debug)]
pub(crate) struct Cut {
    pub(crate) bytes: Bytes,
    pub(crate) error: Error,
}

impl IncomingBody {
    /// The body of a response to a request with `method`.
    pub(crate) fn new(
        attempt: Attempt,
        response: reqwest::Response,
        method: &Method,
        connections: Connections,
    ) -> Self {
        let status = response.status();
        let body = reqwest::Body::from(response);
        let missing = Missing::of(&body, method, status);
        Self { attempt, body, missing, connections }
    }

    /// Reads to the end: at most `limit` bytes after decompression, and not beyond `deadline`.
    pub(crate) async fn read(mut self, limit: Limit, deadline: Deadline) -> Result<Bytes, Cut> {
        let mut bytes = Whole::default();
        loop {
            let error = match deadline.wait(poll_fn(|context| self.poll_piece(context))).await {
                Ok(None) => return Ok(bytes.join()),
                Ok(Some(Ok(piece))) if piece.len() <= limit.most - bytes.len() => {
                    bytes.push(piece);
                    continue;
                }
                Ok(Some(Ok(mut piece))) => {
                    piece.truncate(limit.most - bytes.len());
                    bytes.push(piece);
                    Error::Limit(Arc::new(LimitError::new(self.attempt.clone(), limit)))
                }
                Ok(Some(Err(error))) => error,
                Err(allowed) => {
                    Error::Timeout(Arc::new(TimeoutError::new(self.attempt.clone(), TimeoutPhase::Body, allowed)))
                }
            };
            return Err(Cut { bytes: bytes.join(), error });
        }
    }

    /// The pieces as they arrive. If no piece arrives within `idle` while the reader waits, there is an error. The span
    /// of the call ends with them.
    pub(crate) fn stream(self, idle: Option<Duration>, span: CallSpan) -> ByteStream {
        Box::pin(Pieces { body: Some(Reading { body: self, span }), idle, silence: None })
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        loop {
            return match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(self.ended_too_early().map(Err)),
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(Error::of_body(error, self.attempt.clone())))),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(piece) => {
                        self.missing.note(&piece);
                        Poll::Ready(Some(Ok(piece)))
                    }
                    // Trailers are not used.
                    Err(_) => continue,
                },
            };
        }
    }

    /// The error of a body that has ended before its length.
    fn ended_too_early(&mut self) -> Option<Error> {
        let fault = self.missing.at_end().err()?;
        Some(Error::Transport(Arc::new(NetworkError::of_transport(self.attempt.clone(), fault.into()))))
    }
}

/// The number of bytes that are still to come, if the server has announced it. Over HTTP/2, the HTTP client reports no error if the
/// server resets the stream with `NO_ERROR` before the end.
#[derive(Debug, Default)]
pub(crate) struct Missing(Option<u64>);

impl Missing {
    /// Reads the length of the body of a response with `status` to a request with `method`.
    pub(crate) fn of(body: &reqwest::Body, method: &Method, status: StatusCode) -> Self {
        // RFC 9110, 8.6: their length is the length of another body.
        let is_of_another =
            method == Method::HEAD || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        Self(if is_of_another || body.is_end_stream() { None } else { body.size_hint().exact() })
    }

    /// Notes a piece that has arrived.
    pub(crate) fn note(&mut self, piece: &Bytes) {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.0 = self.0.map(|missing| missing.saturating_sub(length));
    }

    /// Checks a body that has ended.
    pub(crate) fn at_end(&mut self) -> io::Result<()> {
        match self.0.take() {
            Some(missing @ 1..) => {
                let message = format!("the body ended {missing} bytes too early");
                Err(io::Error::new(io::ErrorKind::UnexpectedEof, message))
            }
            Some(0) | None => Ok(()),
        }
    }
}

/// The bytes of a body. A single piece, which most bodies are, is not copied.
#[derive(Default)]
struct Whole {
    first: Bytes,
    /// All pieces, also the first one, as soon as there are several.
    joined: BytesMut,
}

impl Whole {
    fn len(&self) -> usize {
        self.first.len().max(self.joined.len())
    }

    fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.joined.is_empty() {
            self.joined.extend_from_slice(&self.first);
        }
        self.joined.extend_from_slice(&piece);
    }

    fn join(self) -> Bytes {
        if self.joined.is_empty() { self.first } else { self.joined.freeze() }
    }
}

/// A body that is read, and the span of its call.
struct Reading {
    body: IncomingBody,
    span: CallSpan,
}

/// The pieces of a body until it ends, the connection breaks, or no more pieces arrive.
struct Pieces {
    /// `None` once it is over: the connection is closed or back in its pool.
    body: Option<Reading>,
    idle: Option<Duration>,
    /// Runs while the reader waits.
    silence: Option<Pin<Box<Sleep>>>,
}

impl Pieces {
    /// Polls the timer of the current wait, and starts it if it does not run.
    fn poll_silence(&mut self, idle: Duration, context: &mut Context<'_>) -> Poll<()> {
        let silence = self.silence.get_or_insert_with(|| {
            let now = Instant::now();
            // A time that is too far in the future to be computed counts as a year.
            let end = now.checked_add(idle).unwrap_or(now + Duration::from_secs(365 * 24 * 3600));
            Box::pin(tokio::time::sleep_until(end))
        });
        silence.as_mut().poll(context)
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(Reading { body, span }) = &mut self.body else { return Poll::Ready(None) };
        // The timers of the HTTP client and the one of silence need a runtime.
        let handle = body.connections.handle_if_needed();
        let _entered = handle.as_ref().map(Handle::enter);
        match span.around_poll(|| body.poll_piece(context)) {
            Poll::Ready(piece) => {
                if let Some(Err(error)) = &piece {
                    span.failed(error);
                }
                self.silence = None;
                if !matches!(piece, Some(Ok(_))) {
                    self.body = None;
                }
                Poll::Ready(piece)
            }
            Poll::Pending => {
                let Some(idle) = self.idle else { return Poll::Pending };
                if self.poll_silence(idle, context).is_pending() {
                    return Poll::Pending;
                }
                Poll::Ready(self.body.take().map(|Reading { body, span }| {
                    let error = Error::Timeout(Arc::new(TimeoutError::new(body.attempt, TimeoutPhase::Idle, idle)));
                    span.failed(&error);
                    Err(error)
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::VecDeque,
        convert::Infallible,
        sync::{Arc, Mutex},
        task::Waker,
    };

    use http_body::Frame;

    use super::*;

    /// A body whose pieces a test adds.
    #[derive(Clone, Default)]
    struct Fed(Arc<Mutex<VecDeque<Bytes>>>);

    impl http_body::Body for Fed {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let piece = self.0.lock().expect("no test panics with it").pop_front();
            piece.map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(Frame::data(piece)))))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_piece_starts_the_time_of_silence_anew() {
        let fed = Fed::default();
        let attempt = Attempt::new("test", "a.example".into(), 1);
        let (idle, almost) = (Duration::from_secs(10), Duration::from_secs(9));
        let body = reqwest::Body::wrap(fed.clone());
        let body = IncomingBody { attempt, body, missing: Missing::default(), connections: Connections::Shared };
        let mut pieces = body.stream(Some(idle), CallSpan::none());
        let mut poll = || pieces.as_mut().poll_next(&mut Context::from_waker(Waker::noop()));
        assert!(poll().is_pending());
        for _ in 0..3 {
            tokio::time::advance(almost).await;
            assert!(poll().is_pending());
            fed.0.lock().expect("no test panics with it").push_back(Bytes::from_static(b"x"));
            assert!(matches!(poll(), Poll::Ready(Some(Ok(_)))));
            assert!(poll().is_pending());
        }
        tokio::time::advance(idle + Duration::from_millis(1)).await;
        assert!(matches!(poll(), Poll::Ready(Some(Err(Error::Timeout(_))))));
        assert!(matches!(poll(), Poll::Ready(None)));
    }
}
