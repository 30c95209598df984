//! A success that is not what the API documents.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use reqwest::StatusCode;

use super::{attempt::Attempt, one_line, shape::shape_of};
use crate::runtime::{
    json::{Fault, path_segments},
    response::Head,
};

/// The server answered with a success that is not what the API documents.
pub struct DecodeError {
    pub(super) attempt: Attempt,
    status: StatusCode,
    content_type: Option<String>,
    request_id: Option<String>,
    path: Option<String>,
    message: String,
    /// `None` where no body was read.
    body: Option<Bytes>,
}

static NO_BODY: Bytes = Bytes::new();

impl DecodeError {
    /// JSON of which a part is not what it should be.
    pub(crate) fn json(head: &Head, fault: &Fault, body: Bytes) -> Self {
        Self { path: fault.path(), ..Self::other(head, fault.message(), Some(body)) }
    }

    /// The same, with another text as its body.
    pub(crate) fn with_body(&self, body: Bytes) -> Self {
        Self { path: self.path.clone(), body: Some(body), ..self.of_answer(self.message.clone()) }
    }

    /// The error of a part of the same response.
    pub(crate) fn of_element(&self, path: String, message: String, element: Bytes) -> Self {
        Self { path: Some(path), body: Some(element), ..self.of_answer(message) }
    }

    /// Another mistake of the same answer.
    pub(crate) fn of_answer(&self, message: impl Into<String>) -> Self {
        Self {
            attempt: self.attempt.clone(),
            status: self.status,
            content_type: self.content_type.clone(),
            request_id: self.request_id.clone(),
            path: None,
            message: message.into(),
            body: None,
        }
    }

    /// The error of a part of the same response, at `place` in it.
    #[allow(dead_code, reason = "only what is written by hand on top of generated code reads parts")]
    pub(crate) fn of_part(&self, place: &str, error: &serde_json::Error, part: Bytes) -> Self {
        let text = without_strings(&error.to_string());
        let (below, message) = path_segments::split(&text).map_or(("$", text.as_str()), |found| found);
        self.of_element(format!("{place}{}", below.trim_start_matches('$')), message.to_owned(), part)
    }

    /// An answer that is wrong as a whole, or whose headers are.
    pub(crate) fn other(head: &Head, message: impl Into<String>, body: Option<Bytes>) -> Self {
        Self {
            attempt: head.attempt.clone(),
            status: head.status,
            content_type: head.content_type().map(str::to_owned),
            request_id: head.request_id().map(str::to_owned),
            path: None,
            message: message.into(),
            body,
        }
    }

    /// The status: 2xx, but where a header of an error was read.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The id of the request, as the server names it.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The header `content-type`.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The place in the JSON, as a normalized path (RFC 9535): `$.data[3].id`.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The fault of that place, without values.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The body, or event, as it came; empty where a header is wrong. Unlike the text of this error, it shows values.
    pub fn body(&self) -> &Bytes {
        self.body.as_ref().unwrap_or(&NO_BODY)
    }

    /// Names and kinds of what came, without values, of bounded length.
    pub fn shape(&self) -> String {
        shape_of(self.body())
    }
}

/// The text of serde's error without the strings that it repeats from the input, which may be secret.
fn without_strings(text: &str) -> String {
    // serde writes what it found as `string "…"` with Rust's escapes; the error of a union has several of them.
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, found)) = rest.split_once("string \"") {
        kept.push_str(before);
        kept.push_str("string");
        let end = end_of_string(found).unwrap_or(found.len());
        rest = found.get(end..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

/// The place behind the first quote that is not escaped.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(index, character)| {
        let ends = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        ends.then_some(index + 1)
    })
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: the answer ({}", self.operation(), self.status.as_u16())?;
        if let Some(content_type) = &self.content_type {
            write!(formatter, ", {}", one_line(content_type, 60))?;
        }
        formatter.write_str(") is not what the API documents: ")?;
        if let Some(path) = &self.path {
            write!(formatter, "{}: ", one_line(path, 200))?;
        }
        formatter.write_str(&one_line(&self.message, 300))?;
        match self.body {
            Some(_) => write!(formatter, " in {}", self.shape()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DecodeError")
            .field("attempt", &self.attempt)
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("request_id", &self.request_id)
            .field("path", &self.path)
            .field("message", &self.message)
            .field("shape", &self.shape())
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {
    // serde's error is no source: its text is this error's own.
}

#[cfg(test)]
mod tests {
    use super::without_strings;

    #[test]
    fn strings_of_the_input_are_left_out() {
        let text = r#"invalid type: string "a \" b", expected u32 at line 1"#;
        assert_eq!(without_strings(text), "invalid type: string, expected u32 at line 1");
        assert_eq!(without_strings("missing field `id`"), "missing field `id`");
        assert_eq!(without_strings(r#"A: string "x", B: string "y\", "; string "z"#), "A: string, B: string; string");
    }
}
