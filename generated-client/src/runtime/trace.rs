//! A span for each call, if the feature `tracing` asks for it: operation, method, attempt, status and request id.
//! Never URLs, headers or bodies.

use std::future::Future;

use reqwest::{Method, StatusCode};

/// The span of one call.
#[cfg(feature = "tracing")]
pub(crate) struct CallSpan(tracing::Span);

#[cfg(feature = "tracing")]
impl CallSpan {
    pub(crate) fn new(operation: &'static str, method: &Method) -> Self {
        Self(tracing::info_span!(
            "call",
            operation,
            method = method.as_str(),
            attempt = tracing::field::Empty,
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
        ))
    }

    /// Notes that an attempt begins after so many retries.
    pub(crate) fn attempt(&self, retries: u32) {
        self.0.record("attempt", retries.saturating_add(1));
        if retries > 0 {
            tracing::debug!(parent: &self.0, retries, "sent again");
        }
    }

    /// Notes what the server answered.
    pub(crate) fn answered(&self, status: StatusCode, request_id: Option<&str>) {
        self.0.record("status", status.as_u16());
        if let Some(request_id) = request_id {
            self.0.record("request_id", request_id);
        }
    }

    /// Runs `future` in the span.
    pub(crate) fn around<T>(&self, future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        tracing::Instrument::instrument(future, self.0.clone())
    }
}

/// No span: the feature `tracing` is not enabled.
#[cfg(not(feature = "tracing"))]
pub(crate) struct CallSpan;

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the same methods as with the feature `tracing`")]
impl CallSpan {
    pub(crate) fn new(_operation: &'static str, _method: &Method) -> Self {
        Self
    }

    pub(crate) fn attempt(&self, _retries: u32) {}

    pub(crate) fn answered(&self, _status: StatusCode, _request_id: Option<&str>) {}

    pub(crate) fn around<T>(&self, future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        future
    }
}
