//! [`Arrived`]: a request with its route, before it is read.

use std::fmt;

use bytes::Bytes;
use reqwest::header::HeaderMap;

use super::{HttpRequest, Route, route::PathValues};

/// A request with its route, before it is read. `Debug` shows no values.
#[derive(Clone)]
pub struct Arrived {
    pub(super) request: HttpRequest,
    /// The values in the path, encoded.
    pub(super) path: PathValues,
    /// The operation; `None` of a request without a route.
    pub(super) route: Option<&'static Route>,
}

impl Arrived {
    /// The id of the operation in the document, if the document has the route.
    pub fn operation(&self) -> Option<&'static str> {
        self.route.map(|route| route.endpoint.id)
    }

    /// The method.
    pub fn method(&self) -> &str {
        &self.request.method
    }

    /// The path, as it was sent.
    pub fn path(&self) -> &str {
        self.request.path()
    }

    /// The query, as it was sent.
    pub fn query(&self) -> &str {
        self.request.query()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    /// The body, as it was sent.
    pub fn content(&self) -> &Bytes {
        &self.request.content
    }
}

impl fmt::Debug for Arrived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Arrived")
            .field("operation", &self.operation())
            .field("method", &self.request.method)
            .field("headers", &self.request.headers.keys().collect::<Vec<_>>())
            .field("content_length", &self.request.content.len())
            .finish_non_exhaustive()
    }
}

/// The reason why a request is not as documented.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    pub(super) place: String,
    pub(super) message: String,
}

impl Invalid {
    pub(super) fn new(place: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { place: place.into(), message: message.to_string() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}
