//! Responses with an error status.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use reqwest::{
    StatusCode, Url,
    header::{CONTENT_TYPE, HeaderMap, LOCATION},
};

use super::{
    Error, ErrorByStatus, attempt::Attempt, documented::Documented, excerpt::excerpt, one_line, secrets::Secrets,
};
use crate::runtime::{
    Header,
    api::ErrorBody,
    compact::{CollectList, joined, split_once},
    header_text,
    json::FromJson,
    response::{Head, hiding_encoding, request_id_of, transcoded, without_mark},
};

/// A response with an error status, or a redirect, which is not followed.
pub struct ApiError {
    pub(super) attempt: Attempt,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    kind: String,
    message: Option<String>,
    /// The description of a body without a message.
    described: Option<String>,
    /// The URL that a redirect leads to, as far as it can be shown.
    leads_to: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    cut_by: Option<Error>,
    secrets: Secrets,
}

/// The parts of an [`ApiError`].
pub(crate) struct Answer {
    pub(crate) attempt: Attempt,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The part of the body that arrived.
    pub(crate) body: Bytes,
    /// The reason why the body is incomplete.
    pub(crate) cut_by: Option<Error>,
    pub(crate) retry_after: Option<Duration>,
}

impl ApiError {
    /// Reads the kind and the message from the body, if it is the documented JSON.
    pub(crate) fn new(answer: Answer, error_body: &ErrorBody, secrets: &Secrets) -> Self {
        let Answer { attempt, status, headers, body, cut_by, retry_after } = answer;
        let transcoded = transcoded(&headers, &body);
        // A message with a wrong character is better than none.
        let text = transcoded.map_or_else(|| String::from_utf8_lossy(&body), Cow::Owned);
        let text = without_mark(text.as_bytes());
        let Documented { kind, message, request_id } = Documented::read(text, error_body);
        // Some servers repeat an invalid key in their message.
        let hide = |text: String| secrets.hide_in(text);
        let has_text = message.is_some() || body.is_empty();
        let described = if has_text { None } else { Some(undocumented(&headers, body.len(), text, &hide)) };
        Self {
            kind: kind.map_or_else(|| kind_of(status), hide),
            message: message.map(hide),
            described,
            leads_to: leads_to(status, &headers, &hide),
            request_id: request_id_of(&headers).map(str::to_owned).or(request_id).map(hide),
            attempt,
            status,
            headers,
            body,
            retry_after,
            cut_by,
            secrets: secrets.clone(),
        }
    }

    /// The status: 4xx, 5xx, or 3xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value of a header that the operation documents; `None` if the response lacks it.
    ///
    /// # Errors
    /// [`Error::Decode`] if the text of the header does not have this type.
    pub fn header<T: FromJson>(&self, header: Header<T>) -> Result<Option<T>, Error> {
        header.find(&self.headers).map_err(|mistake| {
            let (attempt, headers) = (self.attempt.clone(), self.headers.clone());
            Head { attempt, status: self.status, headers, secrets: self.secrets.clone() }.mistaken(mistake)
        })
    }

    /// The id of the request: from the header `request-id` or `x-request-id`, or else from the body.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The kind of error, for programs: from the documented property of the body or a usual one (`type`, `code`,
    /// `error`), or else the standard reason phrase of the status as one word, such as `not_found`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The message, for people: from the documented property of the body or a usual one (`message`, `detail`, `error`,
    /// `errors`, `title` of RFC 9457), a map of fields, or a plain text. Credentials of the client are removed.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The body as received. If it is incomplete, [`source`](std::error::Error::source) has the reason.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Decodes the body as JSON, into the documented type or any other.
    pub fn body_as<T: serde::de::DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        let transcoded = transcoded(&self.headers, &self.body);
        let text = transcoded.as_ref().map_or(&self.body[..], String::as_bytes);
        serde_json::from_slice(without_mark(text))
    }

    /// Decodes the body into the type that the operation documents for this status. Each operation with errors of
    /// different types has an enum of them, such as `CreateAgentErrorBody`.
    pub fn documented<T: ErrorByStatus>(&self) -> Result<T, serde_json::Error> {
        T::read(self)
    }

    /// The pause that the server requests before another attempt, from `retry-after-ms`, `x-ms-retry-after-ms` or
    /// `retry-after`.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Whether another attempt may succeed, according to the status or the header `x-should-retry`. It is false for a
    /// 409: the same request would conflict again.
    pub fn is_retryable(&self) -> bool {
        if self.status == StatusCode::CONFLICT {
            return false;
        }
        match self.should_retry() {
            Some(said) => said,
            None => matches!(self.status.as_u16(), 408 | 429 | 500..=599),
        }
    }

    /// Whether the server has not begun to process the request, or says that it may be sent again.
    pub(crate) fn was_turned_away(&self) -> bool {
        self.should_retry() == Some(true) || matches!(self.status.as_u16(), 408 | 429 | 503 | 529)
    }

    /// The value of the header `x-should-retry`.
    fn should_retry(&self) -> Option<bool> {
        match self.headers.get("x-should-retry")?.as_bytes() {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }
}

/// The kind of an error whose body names none: the status's name in HTTP, as a word for machines.
pub(super) fn kind_of(status: StatusCode) -> String {
    let class = if status.is_client_error() { "client error" } else { "server error" };
    let name = status.canonical_reason().unwrap_or(class).to_ascii_lowercase();
    let words: Vec<&str> =
        name.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect_list();
    joined(&words, "_")
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} {}", self.operation(), self.status.as_u16(), one_line(self.kind(), 100))?;
        if let Some(message) = &self.message {
            write!(formatter, ": {}", one_line(message, 500))?;
        } else if let Some(described) = &self.described {
            write!(formatter, ": {described}")?;
        }
        if let Some(target) = &self.leads_to {
            write!(formatter, "; redirects are not followed, and this one leads to {target}")?;
        }
        if let Some(request_id) = &self.request_id {
            write!(formatter, " (request {})", one_line(request_id, 100))?;
        }
        Ok(())
    }
}

/// The description of a body of unknown shape: its type, its length, and the title of a page or an excerpt. Credentials are
/// removed before a text is cut, since a part of one would not be found.
fn undocumented(headers: &HeaderMap, length: usize, body: &[u8], hide: &dyn Fn(String) -> String) -> String {
    let media_type = header_text::text(headers, CONTENT_TYPE).unwrap_or("no content type");
    let encoding =
        hiding_encoding(headers).map(|encoding| format!(", encoded as `{}`", one_line(&hide(encoding.to_owned()), 40)));
    let described =
        format!("{} bytes of {}{}", length, one_line(&hide(media_type.to_owned()), 60), encoding.unwrap_or_default());
    let text = hide(String::from_utf8_lossy(body).into_owned());
    match (title(text.as_bytes()), excerpt(body, hide)) {
        (Some(title), _) => format!("{described}, “{title}”"),
        (None, Some(excerpt)) => format!("{described}: {excerpt}"),
        (None, None) => described,
    }
}

/// The target of a redirect, without the parts that may have secrets: its user, its query, its fragment, and parameters of its
/// path, such as `;jsessionid`. A target on the same host is only a path.
fn leads_to(status: StatusCode, headers: &HeaderMap, hide: &dyn Fn(String) -> String) -> Option<String> {
    let location = headers.get(LOCATION).filter(|_| matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308))?;
    let location = std::str::from_utf8(location.as_bytes()).ok()?;
    let own = Url::parse("http://same.invalid").ok()?;
    let mut target = own.join(location).ok()?;
    target.set_query(None);
    target.set_fragment(None);
    // Only a URL without a host has no user.
    target.set_username("").and_then(|()| target.set_password(None)).ok()?;
    let shown = match target.host_str() {
        same if same == own.host_str() && location.starts_with('/') => target.path(),
        same if same == own.host_str() => return None,
        _ if location.starts_with("//") => target.as_str().trim_start_matches("http:"),
        _ => target.as_str(),
    };
    let shown = shown.split(';').next().unwrap_or_default();
    Some(one_line(&hide(shown.to_owned()), 200))
}

/// The text of the `<title>` of an HTML page: proxies put their message there.
pub(super) fn title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..body.len().min(4096))?);
    let lower_case = text.to_ascii_lowercase();
    let (_, rest) = split_once(&lower_case, "<title>")?;
    let title = text.get(text.len() - rest.len()..)?.split('<').next()?.trim();
    Some(one_line(title, 100)).filter(|title| !title.is_empty())
}

impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values of headers and the raw body are left out: they may hold secrets.
        formatter
            .debug_struct("ApiError")
            .field("attempt", &self.attempt)
            .field("status", &self.status)
            .field("kind", &one_line(&self.kind, 100))
            .field("message", &self.message.as_deref().map(|message| one_line(message, 500)))
            .field("request_id", &self.request_id.as_deref().map(|id| one_line(id, 100)))
            .field("retry_after", &self.retry_after)
            .field("headers", &self.headers.keys().collect_list())
            .field("body_length", &self.body.len())
            .field("cut_by", &self.cut_by)
            .finish_non_exhaustive()
    }
}

impl StdError for ApiError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cut_by.as_ref().map(|error| error as _)
    }
}
