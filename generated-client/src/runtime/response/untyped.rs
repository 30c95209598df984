//! Successes that are read as a type of the caller, for servers that differ from their document.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{Received, body::json_text, transcoded};
use crate::runtime::{Result, compact::rsplit_once};

/// Reads a body as JSON of any type. An absent body is null.
pub(crate) fn decode_as<T: DeserializeOwned>(received: &Received) -> Result<T> {
    let body = received.plain_bytes()?;
    let transcoded = transcoded(&received.head.headers, body);
    let text = transcoded.as_ref().map_or(&body[..], String::as_bytes);
    serde_json::from_slice(json_text(text)).map_err(|error| received.mistaken(without_values(&error)))
}

/// The text of an error, without the values that it repeats: these may be secret.
fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match rsplit_once(&text, ", expected ") {
        _ if error.classify() != Category::Data => text,
        Some((_, expected)) => format!("expected {expected}"),
        None if text.starts_with("missing field") || text.starts_with("duplicate field") => text,
        None => format!("it does not fit the type at line {} column {}", error.line(), error.column()),
    }
}
