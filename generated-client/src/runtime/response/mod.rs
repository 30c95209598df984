//! Responses: the head, and a body that is read as the operation documents.

mod body;
mod by_status;
mod charset;
mod encoding;
mod header;
mod location;
mod received;
mod untyped;

use std::{fmt, sync::Arc};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};

pub use body::{Binary, Empty, Json, ResponseBody, Text};
#[allow(unused_imports, reason = "an API may have no pages")]
pub(crate) use body::{decode_json, without_mark};
pub(crate) use by_status::successes;
pub(crate) use charset::{transcoded, transcoded_from};
#[cfg(feature = "gzip")]
pub(crate) use encoding::remove_gzip;
pub(crate) use encoding::{hiding_encoding, unasked};
pub use header::Header;
pub use location::Location;
pub(crate) use received::ReceivedBody;
pub use received::{Reading, Received};
pub(crate) use untyped::decode_as;

use super::{
    Error, Result,
    error::{Attempt, DecodeError, Mismatch, Secrets},
    header_text,
    json::FromJson,
};
use crate::runtime::compact::CollectList;

/// A successful response: its value, status, headers and raw body.
pub struct Response<T> {
    head: Head,
    body: Option<Bytes>,
    value: T,
    mismatches: Vec<Mismatch>,
}

impl<T> Response<T> {
    pub(crate) fn new(head: Head, body: Option<Bytes>, value: T) -> Self {
        Self { head, body, value, mismatches: Vec::new() }
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.head.secrets
    }

    /// The same, with the mismatches of its body.
    fn with_mismatches(mut self, mismatches: Vec<Mismatch>) -> Self {
        self.mismatches = mismatches;
        self
    }

    /// The status: 2xx, or 3xx if the operation returns the URL of a redirect.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.head.attempt.operation
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The value of a header that the operation documents; `None` if the response lacks it.
    ///
    /// # Errors
    /// [`Error::Decode`](super::Error::Decode) if the text of the header does not have this type.
    pub fn header<H: FromJson>(&self, header: Header<H>) -> Result<Option<H>> {
        self.head.header(header)
    }

    /// The id of the request, from the header `request-id` or `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// The body as received, decompressed; `None` for a stream.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// The parts of the body that are not as documented. These are required properties that are absent or null, if
    /// servers may leave them out. If the request is [`lenient`](super::Request::lenient), these are also all other
    /// differences. The values of these parts read as empty.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// The value of the response.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value of the response.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The same response with another value, which `change` makes.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { head, body, value, mismatches } = self;
        Response { head, body, value: change(value), mismatches }
    }
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.head.status)
            .field("request_id", &self.head.shown_request_id())
            .field("headers", &self.head.headers.keys().collect_list())
            .field("body_length", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}

/// The part of a response that comes before its body.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) attempt: Attempt,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The credentials of the call, which no error may show.
    pub(crate) secrets: Secrets,
}

impl Head {
    pub(crate) fn content_type(&self) -> Option<&str> {
        header_text::text(&self.headers, CONTENT_TYPE)
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        request_id_of(&self.headers)
    }

    /// The id of the request without the credentials that it repeats.
    fn shown_request_id(&self) -> Option<String> {
        self.request_id().map(|id| self.secrets.hide_in(id.to_owned()))
    }

    pub(crate) fn header<T: FromJson>(&self, header: Header<T>) -> Result<Option<T>> {
        header.find(&self.headers).map_err(|mistake| self.mistaken(mistake))
    }

    /// The error of an invalid header.
    pub(crate) fn mistaken(&self, mistake: String) -> Error {
        Error::Decode(Arc::new(DecodeError::other(self, mistake, None)))
    }

    /// Whether the header `content-type` names `media_type`, without regard to parameters. `media_type` may be a range,
    /// such as `multipart/*`.
    pub(crate) fn is_of(&self, media_type: &str) -> bool {
        let essence = self.content_type().and_then(|value| value.split(';').next()).unwrap_or_default();
        let essence = essence.trim();
        match media_type.strip_suffix('*') {
            Some(range) => essence.get(..range.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(range)),
            None => essence.eq_ignore_ascii_case(media_type),
        }
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values of headers are left out: cookies are credentials.
        formatter
            .debug_struct("Head")
            .field("attempt", &self.attempt)
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect_list())
            .finish_non_exhaustive()
    }
}

/// The id of the request in the headers of its response.
pub(crate) fn request_id_of(headers: &HeaderMap) -> Option<&str> {
    ["request-id", "x-request-id"].into_iter().find_map(|name| headers.get(name)?.to_str().ok())
}
