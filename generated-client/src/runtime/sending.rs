//! [`Sending`]: a request that is on its way.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{Operation, ResponseBody, Result, send::Attempts};

/// A request of the operation `O` that is sent when it is awaited, and returns the value of the response; see
/// [`Request::send`](super::Request::send).
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<O> {
    attempts: Attempts,
    operation: PhantomData<fn() -> O>,
}

impl<O> Sending<O> {
    pub(crate) fn new(attempts: Attempts) -> Self {
        Self { attempts, operation: PhantomData }
    }
}

impl<O: Operation> Future for Sending<O> {
    type Output = Result<O::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A success that cannot be decoded does not lead to another attempt, so it is decoded here.
        let received = ready!(self.attempts.as_mut().poll(context));
        Poll::Ready(received.and_then(|mut received| O::Body::decode(&mut received)))
    }
}

impl<O> fmt::Debug for Sending<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sending").finish_non_exhaustive()
    }
}
