//! [`FakeRequest`]: a typed request.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use reqwest::header::HeaderMap;

use super::{Arrived, Content, FakeOperation, Invalid};

/// A request of the operation `O`, as it has arrived.
#[non_exhaustive]
pub struct FakeRequest<O: FakeOperation> {
    /// The parameters: a struct with a field for each, or `()` if the operation has none.
    pub parameters: O::Parameters,
    /// The body: `()` if the operation has none, and an `Option` if it is optional.
    pub body: O::RequestBody,
    arrived: Arc<Arrived>,
}

impl<O: FakeOperation> FakeRequest<O> {
    /// Reads a request.
    pub(super) fn read(arrived: &Arc<Arrived>) -> Result<Self, Invalid> {
        let (parameters, body) = (O::parameters(arrived)?, O::body(arrived)?);
        Ok(Self { parameters, body, arrived: Arc::clone(arrived) })
    }

    /// The value of the default response, made from the schema and its examples. A handler can change it, and return it.
    #[allow(clippy::unused_self, reason = "`request.example()` needs no name of the operation")]
    pub fn example(&self) -> O::Success {
        O::Content::read(O::RESPONSES.first().map_or("", |response| response.example))
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.arrived.headers()
    }

    /// The first value of a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.arrived.request.header(name)
    }

    /// The path, as it was sent.
    pub fn path(&self) -> &str {
        self.arrived.path()
    }

    /// The query, as it was sent.
    pub fn query(&self) -> &str {
        self.arrived.query()
    }

    /// The body, as it was sent.
    pub fn content(&self) -> &Bytes {
        self.arrived.content()
    }
}

impl<O: FakeOperation> fmt::Debug for FakeRequest<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("FakeRequest").field(&self.arrived).finish()
    }
}
