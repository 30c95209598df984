//! Successes that bring something else with each status.

use std::{future::Future, marker::PhantomData};

use super::{Incoming, Response, ResponseBody, body::sealed};
use crate::runtime::Result;

/// A body whose type depends on the status: an enum that generated code makes.
#[derive(Debug)]
pub struct ByStatus<T>(PhantomData<fn() -> T>);

/// An enum of what each status brings.
#[doc(hidden)]
pub trait AnswerByStatus: Sized + Send + 'static {
    /// Reads the body as what its status brings.
    fn receive(incoming: Incoming) -> impl Future<Output = Result<Response<Self>>> + Send;
}

impl<T> sealed::Sealed for ByStatus<T> {}

impl<T: AnswerByStatus> ResponseBody for ByStatus<T> {
    type Output = T;
    // Generated code names the media types of all statuses.
    const ACCEPT: &'static str = "*/*";

    async fn receive(incoming: Incoming) -> Result<Response<T>> {
        T::receive(incoming).await
    }
}

impl Incoming {
    /// The status.
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// Reads the body as `B`, and makes a variant of it.
    pub async fn receive<B: ResponseBody, T>(self, variant: impl FnOnce(B::Output) -> T + Send) -> Result<Response<T>> {
        B::receive(self).await.map(|response| response.map(variant))
    }
}
