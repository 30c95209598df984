//! [`FakeResponse`]: a response of a handler.

use std::{fmt, marker::PhantomData, time::Duration};

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue, LOCATION};
use serde::Serialize;

use super::{Content, Documented, FakeOperation, HttpBody, HttpResponse, content::Written};

/// A response to a request of the operation `O`.
///
/// ```
/// # use std::time::Duration;
/// # use managed_agents::runtime::fake::{FakeOperation, FakeResponse};
/// # fn show<O: FakeOperation>() -> FakeResponse<O> {
/// FakeResponse::status(429).header("retry-after", "1").delay(Duration::from_millis(20))
/// # }
/// ```
#[must_use = "a handler returns it"]
pub struct FakeResponse<O> {
    pub(super) http: HttpResponse,
    operation: PhantomData<fn() -> O>,
}

impl<O: FakeOperation> FakeResponse<O> {
    /// The default success with this value. If the value cannot be written, the response has the status 500 and says why.
    #[allow(clippy::needless_pass_by_value, reason = "a handler gives away its value")]
    pub fn new(value: O::Success) -> Self {
        let documented = success::<O>();
        match O::Content::write(&value, documented.media_type) {
            Ok(written) => Self::written(documented.statuses.0, documented.media_type, written),
            Err(message) => Self::failed(500, &format!("the response cannot be written: {message}")),
        }
    }

    /// The default response: the first documented success, with a value that is made from the schema and its examples.
    pub fn example() -> Self {
        Self::new(O::Content::read(success::<O>().example))
    }

    /// A response of this status. If the document has a response with this status, its body is made from its schema. Otherwise there is no body.
    pub fn status(status: u16) -> Self {
        let is_documented = |response: &&Documented| (response.statuses.0..=response.statuses.1).contains(&status);
        let first = O::RESPONSES.first();
        if first.is_some_and(|success| success.statuses.0 == status) {
            return Self::example();
        }
        match O::RESPONSES.iter().skip(1).find(is_documented) {
            Some(error) if !error.media_type.is_empty() => {
                let bytes = Bytes::from_static(error.example.as_bytes());
                Self::written(status, error.media_type, Written { bytes, ..Written::default() })
            }
            _ => Self::written(status, "", Written::default()),
        }
    }

    /// Sets the body to the JSON of any value. If the value cannot be written as JSON, the response has the status 500 and says why.
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) => self.content("application/json", json),
            Err(error) => Self::failed(500, &format!("the response cannot be written: {error}")),
        }
    }

    /// Sets the body to any bytes of a media type.
    pub fn content(mut self, media_type: &str, content: impl Into<Bytes>) -> Self {
        self.http = self.http.content_type(media_type);
        self.http.body = HttpBody::Whole(content.into());
        self
    }

    /// Sets a header. A name or value that is not valid in a header is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            self.http.headers.insert(name, value);
        }
        self
    }

    /// Waits before the response is sent.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.http.delay.response = delay;
        self
    }

    /// Closes the connection after this number of bytes: of the whole response with its head, or of the items of a stream.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.http.cut_after = Some(bytes);
        self
    }

    /// Closes the connection without a response.
    pub fn lost() -> Self {
        Self { http: HttpResponse::new(500, HttpBody::Lost), operation: PhantomData }
    }

    pub(super) fn into_http(self) -> HttpResponse {
        self.http
    }

    fn written(status: u16, media_type: &str, written: Written) -> Self {
        let mut http = HttpResponse::new(status, HttpBody::Whole(written.bytes));
        let media_type = written.media_type.as_deref().unwrap_or(media_type);
        if !media_type.is_empty() {
            http = http.content_type(media_type);
        }
        if let Some(Ok(location)) = written.location.as_deref().map(HeaderValue::from_str) {
            http.headers.insert(LOCATION, location);
        }
        Self { http, operation: PhantomData }
    }

    /// A response with a message.
    fn failed(status: u16, message: &str) -> Self {
        Self { http: super::message(status, message), operation: PhantomData }
    }
}

/// The default success. Generated code gives one for each operation.
fn success<O: FakeOperation>() -> Documented {
    let otherwise = Documented { statuses: (200, 200), media_type: "", example: "" };
    O::RESPONSES.first().copied().unwrap_or(otherwise)
}

impl<O> fmt::Debug for FakeResponse<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FakeResponse").field("status", &self.http.status).finish_non_exhaustive()
    }
}
