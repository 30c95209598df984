//! [`Response`]: a response before it is written.

use serde_json::{Value, json};
use tokio::sync::mpsc;

/// A response.
pub(super) enum Response {
    Json(u16, Value),
    /// Content of a file, with its media type.
    Content(String, Vec<u8>),
    /// Events as they happen.
    Stream(mpsc::UnboundedReceiver<Value>),
}

impl Response {
    pub(super) fn ok(value: impl Into<Value>) -> Self {
        Self::Json(200, value.into())
    }

    /// An error as the API sends it.
    pub(super) fn error(status: u16, kind: &str, message: impl Into<String>) -> Self {
        Self::detailed(status, &json!({ "type": kind, "message": message.into() }))
    }

    /// An error with members of its own.
    pub(super) fn detailed(status: u16, error: &Value) -> Self {
        Self::Json(status, json!({ "type": "error", "error": error, "request_id": "req_fake" }))
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::error(400, "invalid_request_error", message)
    }

    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::error(409, "conflict_error", message)
    }

    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::error(403, "permission_error", message)
    }

    pub(super) fn not_found() -> Self {
        Self::error(404, "not_found_error", "Not found.")
    }
}
