//! [`CallSpan`]: a span for each call, if the feature `tracing` is enabled. It has the attributes of OpenTelemetry for HTTP clients
//! (semantic conventions 1.44). It has no headers, no bodies and no values of the query.

use std::future::Future;

use reqwest::{Method, Url};

use super::{
    Error, Result,
    error::{Mismatch, Secrets},
};

/// The span of one call: all its attempts, and the reading of its body.
#[cfg(feature = "tracing")]
#[derive(Clone)]
pub(crate) struct CallSpan(tracing::Span);

#[cfg(feature = "tracing")]
impl CallSpan {
    /// Begins a span. `template` is the path of the operation, if the request has one, and `secrets` are the parts of the path that it must
    /// not show.
    pub(crate) fn new(
        operation: &'static str,
        method: &Method,
        template: Option<&'static str>,
        url: &Url,
        secrets: &[String],
    ) -> Self {
        let is_known = attributes::is_known(method);
        let name = if is_known { method.as_str() } else { "HTTP" };
        let span = tracing::info_span!(
            "call",
            operation,
            "otel.name" = template.map_or_else(|| name.to_owned(), |template| format!("{name} {template}")),
            "otel.kind" = "client",
            "otel.status_code" = tracing::field::Empty,
            "http.request.method" = if is_known { name } else { "_OTHER" },
            "http.request.method_original" = (!is_known).then(|| method.as_str()),
            "http.request.resend_count" = tracing::field::Empty,
            "http.response.status_code" = tracing::field::Empty,
            "server.address" = url.host_str().map(|host| host.trim_start_matches('[').trim_end_matches(']')),
            "server.port" = url.port_or_known_default().map(i64::from),
            "url.full" = attributes::full(url, secrets),
            "url.template" = template,
            "error.type" = tracing::field::Empty,
            request_id = tracing::field::Empty,
        );
        Self(span)
    }

    /// Notes that the request is sent once more: the number of times so far, without the first.
    pub(crate) fn sent_again(&self, times: u32) {
        self.0.record("http.request.resend_count", i64::from(times));
        tracing::debug!(parent: &self.0, times, "sent again");
    }

    /// Notes the outcome of the last attempt. `hide` removes the credentials from a text of the server.
    pub(crate) fn ended<'o>(
        &self,
        outcome: impl FnOnce() -> Result<(u16, Option<&'o str>), &'o Error>,
        hide: impl FnOnce(&str) -> String,
    ) {
        let outcome = outcome();
        let (status, request_id) = match outcome {
            Ok((status, request_id)) => (Some(status), request_id),
            Err(error) => (error.status().map(|status| status.as_u16()), error.request_id()),
        };
        self.0.record("http.response.status_code", status.map(i64::from));
        self.0.record("request_id", request_id.map(hide));
        if let Err(error) = outcome {
            self.failed(error);
        }
    }

    /// Notes the kind of an error.
    pub(crate) fn failed(&self, error: &Error) {
        self.0.record("otel.status_code", "ERROR");
        self.0.record("error.type", &*attributes::error_type(error));
    }

    /// Runs `future` in the span.
    pub(crate) fn around<T>(&self, future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        tracing::Instrument::instrument(future, self.0.clone())
    }

    /// Runs `poll` in the span.
    pub(crate) fn around_poll<T>(&self, poll: impl FnOnce() -> T) -> T {
        self.0.in_scope(poll)
    }
}

/// Values of attributes.
#[cfg(feature = "tracing")]
mod attributes {
    use std::borrow::Cow;

    use reqwest::{Method, Url};

    use super::Error;

    /// The value that replaces a secret one, according to the conventions.
    const REDACTED: &str = "REDACTED";

    /// Whether the conventions list the method.
    pub(super) fn is_known(method: &Method) -> bool {
        matches!(
            method.as_str(),
            "CONNECT" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT" | "QUERY" | "TRACE"
        )
    }

    /// The URL without user information, secrets and values of the query, which can be credentials or content.
    pub(super) fn full(url: &Url, secrets: &[String]) -> String {
        let path = secrets.iter().fold(url.path().to_owned(), |path, secret| path.replace(secret, REDACTED));
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let mut full = format!("{}://{}{port}{path}", url.scheme(), url.host_str().unwrap_or_default());
        for (number, pair) in url.query().into_iter().flat_map(|query| query.split('&')).enumerate() {
            full.push(if number == 0 { '?' } else { '&' });
            match pair.split_once('=') {
                Some((name, _)) => full.extend([name, "=", REDACTED]),
                None => full.push_str(pair),
            }
        }
        full
    }

    /// The kind of an error: the status, as the conventions require, or one of a few words.
    pub(super) fn error_type(error: &Error) -> Cow<'static, str> {
        let word = match error {
            Error::Api(error) => return error.status().as_str().to_owned().into(),
            Error::Build(_) => "build",
            Error::Credential(_) => "credential",
            Error::Connect(_) => "connect",
            Error::Transport(_) => "transport",
            Error::Timeout(_) => "timeout",
            Error::Decode(_) => "decode",
            Error::Limit(_) => "limit",
            Error::Redirect(_) => "redirect",
            Error::Stream(_) => "stream",
            Error::Io(_) => "io",
        };
        word.into()
    }
}

/// Reports that a body differs from the document, although it was read.
#[cfg(feature = "tracing")]
pub(crate) fn mismatches(operation: &str, mismatches: &[Mismatch], secrets: &Secrets) {
    if let Some(first) = mismatches.first() {
        let first = first.shown(secrets);
        tracing::debug!(operation, count = mismatches.len(), %first, "a response differs from the document");
    }
}

/// Reports that an item of a stream differs from the document, although it was read. The path is not shown: a name of a property
/// can repeat a credential.
#[cfg(feature = "tracing")]
pub(crate) fn mismatches_of_item(mismatches: &[Mismatch]) {
    if let Some(first) = mismatches.first() {
        let first = first.message();
        tracing::debug!(count = mismatches.len(), %first, "an item of a stream differs from the document");
    }
}

/// Does nothing: the feature `tracing` is not enabled.
#[cfg(not(feature = "tracing"))]
pub(crate) fn mismatches(_operation: &str, _mismatches: &[Mismatch], _secrets: &Secrets) {}

/// Does nothing: the feature `tracing` is not enabled.
#[cfg(not(feature = "tracing"))]
pub(crate) fn mismatches_of_item(_mismatches: &[Mismatch]) {}

/// No span: the feature `tracing` is not enabled.
#[cfg(not(feature = "tracing"))]
#[derive(Clone)]
pub(crate) struct CallSpan;

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the same methods as with the feature `tracing`")]
impl CallSpan {
    pub(crate) fn new(
        _operation: &'static str,
        _method: &Method,
        _template: Option<&'static str>,
        _url: &Url,
        _secrets: &[String],
    ) -> Self {
        Self
    }

    pub(crate) fn sent_again(&self, _times: u32) {}

    pub(crate) fn ended<'o>(
        &self,
        _outcome: impl FnOnce() -> Result<(u16, Option<&'o str>), &'o Error>,
        _hide: impl FnOnce(&str) -> String,
    ) {
    }

    pub(crate) fn failed(&self, _error: &Error) {}

    pub(crate) fn around<T>(&self, future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        future
    }

    pub(crate) fn around_poll<T>(&self, poll: impl FnOnce() -> T) -> T {
        poll()
    }
}

#[cfg(test)]
mod tests {
    use super::CallSpan;

    impl CallSpan {
        /// No span, for tests of what takes one.
        #[cfg(feature = "tracing")]
        pub(crate) fn none() -> Self {
            Self(tracing::Span::none())
        }

        /// No span, for tests of what takes one.
        #[cfg(not(feature = "tracing"))]
        pub(crate) fn none() -> Self {
            Self
        }
    }
}
