//! Pieces of readers and streams.

use std::{
    any::Any,
    error::Error as StdError,
    future::Future,
    io,
    marker::PhantomData,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::{
    io::{AsyncRead, ReadBuf},
    runtime::Handle,
    task::JoinHandle,
};

use crate::runtime::body::BodyFault;

/// The bytes of a buffer that a reader fills.
const BUFFER: usize = 64 * 1024;
/// The fewest bytes of a buffer that are read into.
const LEAST: usize = 8 * 1024;
/// The bytes of a buffer that another thread fills: each buffer costs a switch of threads.
const LARGE_BUFFER: usize = 1024 * 1024;

fn fault(source: impl Into<Box<dyn StdError + Send + Sync>>) -> BodyFault {
    BodyFault::new("the body cannot be read").with_source(source)
}

/// The bytes of a reader.
pub(super) struct Polled<R> {
    reader: Pin<Box<R>>,
    buffer: BytesMut,
}

impl<R> Polled<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: Box::pin(reader), buffer: BytesMut::new() }
    }
}

impl<R: AsyncRead> Stream for Polled<R> {
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, buffer } = &mut *self;
        if buffer.len() < LEAST {
            *buffer = BytesMut::zeroed(BUFFER);
        }
        let mut read = ReadBuf::new(buffer);
        Poll::Ready(match ready!(reader.as_mut().poll_read(context, &mut read)) {
            Err(error) => Some(Err(fault(error))),
            Ok(()) => match read.filled().len() {
                0 => None,
                length => Some(Ok(buffer.split_to(length).freeze())),
            },
        })
    }
}

/// The items of a stream of bytes.
pub(super) struct Streamed<S>(pub(super) Pin<Box<S>>);

impl<S, B, E> Stream for Streamed<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(item.map(|item| item.map(Into::into).map_err(fault)))
    }
}

/// The bytes of a reader that is not asynchronous, read on threads for blocking.
pub(super) enum Blocking<R> {
    Waiting(R),
    Reading(OnThread<(R, io::Result<Bytes>)>),
    Over,
}

impl<R> Blocking<R> {
    pub(super) fn new(reader: R) -> Self {
        Self::Waiting(reader)
    }
}

/// The reader is moved from thread to thread, and nothing refers to it.
impl<R> Unpin for Blocking<R> {}

impl<R: io::Read + Send + 'static> Stream for Blocking<R> {
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut task = match mem::replace(&mut *self, Self::Over) {
            Self::Over => return Poll::Ready(None),
            Self::Waiting(mut reader) => {
                let read = move || {
                    let piece = read(&mut reader);
                    (reader, piece)
                };
                match on_thread(read) {
                    Ok(task) => task,
                    Err(error) => return Poll::Ready(Some(Err(fault(error)))),
                }
            }
            Self::Reading(task) => task,
        };
        let Poll::Ready(read) = Pin::new(&mut task).poll(context) else {
            *self = Self::Reading(task);
            return Poll::Pending;
        };
        Poll::Ready(match read {
            Ok((_, Ok(piece))) if piece.is_empty() => None,
            Ok((reader, Ok(piece))) => {
                *self = Self::Waiting(reader);
                Some(Ok(piece))
            }
            Ok((_, Err(error))) | Err(error) => Some(Err(fault(error))),
        })
    }
}

fn read(reader: &mut impl io::Read) -> io::Result<Bytes> {
    let mut buffer = BytesMut::zeroed(LARGE_BUFFER);
    loop {
        match reader.read(&mut buffer) {
            Ok(length) => {
                buffer.truncate(length);
                return Ok(buffer.freeze());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Work on a thread for blocking. All tasks have one type, since the code of tokio is compiled for each type of task.
pub(super) struct OnThread<T> {
    task: JoinHandle<Box<dyn Any + Send>>,
    output: PhantomData<fn() -> T>,
}

/// Runs work on a thread for blocking.
pub(super) fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<OnThread<T>> {
    let work: Box<dyn FnOnce() -> Box<dyn Any + Send> + Send> = Box::new(move || Box::new(work()));
    let task = Handle::try_current().map_err(io::Error::other)?.spawn_blocking(work);
    Ok(OnThread { task, output: PhantomData })
}

impl<T: 'static> Future for OnThread<T> {
    type Output = io::Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let output = ready!(Pin::new(&mut self.task).poll(context));
        Poll::Ready(output.map_err(io::Error::other).map(|output| *output.downcast().expect("the output of this work")))
    }
}
