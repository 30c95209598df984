//! Successes whose response differs from the API's document.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use reqwest::StatusCode;

use super::{attempt::Attempt, one_line, secrets::Secrets, shape::shape_of};
use crate::runtime::{
    compact::CollectList,
    json::{Fault, Misfit, is_json},
    response::{Head, transcoded_from, without_mark},
};

/// The request succeeded, but its response differs from the API's document.
pub struct DecodeError {
    pub(super) attempt: Attempt,
    status: StatusCode,
    content_type: Option<String>,
    request_id: Option<String>,
    first: Mismatch,
    others: Vec<Mismatch>,
    /// `None` if no body was read.
    body: Option<Bytes>,
    pub(super) secrets: Secrets,
}

/// A part of a response that differs from the API's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    path: Option<String>,
    message: String,
}

impl Mismatch {
    /// A mismatch of the whole body.
    pub(crate) fn of_body(message: impl Into<String>) -> Self {
        Self { path: None, message: message.into() }
    }

    pub(crate) fn of_fault(fault: &Fault) -> Self {
        Self { path: fault.path(), message: fault.message().to_owned() }
    }

    pub(crate) fn of_misfits(misfits: &[Misfit]) -> Vec<Self> {
        misfits.iter().map(|misfit| Self::of_fault(&misfit.fault)).collect_list()
    }

    /// The place in the JSON, as a normalized path (RFC 9535): `$.data[3].id`; `$` is the whole body.
    pub fn path(&self) -> &str {
        self.path.as_deref().unwrap_or("$")
    }

    /// The expected and the found kind of value, without the value.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Its text without the credentials that it repeats.
    pub(crate) fn shown(&self, secrets: &Secrets) -> String {
        let Self { path, message } = self.clone();
        let hide = |text| secrets.hide_in(text);
        Self { path: path.map(hide), message: hide(message) }.to_string()
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(formatter, "{}: ", one_line(path, 200))?;
        }
        formatter.write_str(&one_line(&self.message, 300))
    }
}

static NO_BODY: Bytes = Bytes::new();

impl DecodeError {
    /// JSON with a part that differs from the document.
    pub(crate) fn json(head: &Head, fault: &Fault, body: Bytes) -> Self {
        Self { first: Mismatch::of_fault(fault), ..Self::other(head, "", Some(body)) }
    }

    /// The same, with all of its mismatches.
    pub(crate) fn with_mismatches(mut self, misfits: &[Misfit]) -> Self {
        if let Some((first, others)) = misfits.split_first() {
            self.first = Mismatch::of_fault(&first.fault);
            self.others = Mismatch::of_misfits(others);
        }
        self
    }

    /// The error of a part of the same response.
    pub(crate) fn of_element(&self, fault: &Fault, element: Bytes) -> Self {
        Self { first: Mismatch::of_fault(fault), body: Some(element), ..self.of_answer("") }
    }

    /// Another mistake of the same response.
    pub(crate) fn of_answer(&self, message: impl Into<String>) -> Self {
        Self {
            attempt: self.attempt.clone(),
            status: self.status,
            content_type: self.content_type.clone(),
            request_id: self.request_id.clone(),
            first: Mismatch::of_body(message),
            others: Vec::new(),
            body: None,
            secrets: self.secrets.clone(),
        }
    }

    /// A response whose headers or whole body are invalid.
    pub(crate) fn other(head: &Head, message: impl Into<String>, body: Option<Bytes>) -> Self {
        Self {
            attempt: head.attempt.clone(),
            status: head.status,
            content_type: head.content_type().map(str::to_owned),
            request_id: head.request_id().map(str::to_owned),
            first: Mismatch::of_body(message),
            others: Vec::new(),
            body,
            secrets: head.secrets.clone(),
        }
    }

    /// The status: 2xx, or an error status if a header of an error response is invalid.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The id of the request, from the response.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The header `content-type`.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The place in the JSON, as a normalized path (RFC 9535): `$.data[3].id`.
    pub fn path(&self) -> Option<&str> {
        self.first.path.as_deref()
    }

    /// The expected and the found kind of value, without the value.
    pub fn message(&self) -> &str {
        self.first.message()
    }

    /// All parts of the body that differ from the document, in their order, at most 1,000. [`Self::path`] and
    /// [`Self::message`] are from the first one.
    pub fn mismatches(&self) -> impl Iterator<Item = &Mismatch> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The body or event as received; empty if a header is invalid. Unlike the text of this error, it contains the
    /// values.
    pub fn body(&self) -> &Bytes {
        self.body.as_ref().unwrap_or(&NO_BODY)
    }

    /// The names and JSON types of the properties of the body, without their values. Long results are cut. If the body is
    /// not JSON, this is only its length, and for an HTML page also its title.
    pub fn shape(&self) -> String {
        shape_of(&self.text(), &|text| self.secrets.hide_in(text))
    }

    /// The body in UTF-8, if its encoding is known.
    pub(crate) fn text(&self) -> Bytes {
        let transcoded = self.content_type().and_then(|content_type| transcoded_from(content_type, self.body()));
        transcoded.map_or_else(|| self.body().clone(), Bytes::from)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = if self.status.is_success() { "succeeded" } else { "failed" };
        write!(formatter, "{}: the request {outcome} ({}), but its response", self.operation(), self.status.as_u16())?;
        if let Some(content_type) = &self.content_type {
            write!(formatter, " of {}", one_line(&self.secrets.hide_in(content_type.clone()), 60))?;
        }
        write!(formatter, " is not what the API documents: {}", self.first.shown(&self.secrets))?;
        if !self.others.is_empty() {
            write!(formatter, ", and {} more", self.others.len())?;
        }
        let Some(body) = &self.body else { return Ok(()) };
        write!(formatter, " in {}", self.shape())?;
        if !body.is_empty() && !is_json(without_mark(&self.text())) {
            formatter.write_str("; `DecodeError::body` has them")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DecodeError")
            .field("attempt", &self.attempt)
            .field("status", &self.status)
            .field("content_type", &self.content_type.clone().map(|text| self.secrets.hide_in(text)))
            .field("request_id", &self.request_id.clone().map(|text| self.secrets.hide_in(text)))
            .field(
                "mismatches",
                &self.mismatches().take(10).map(|mismatch| mismatch.shown(&self.secrets)).collect_list(),
            )
            .field("shape", &self.shape())
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {
    // serde's error is not a source: its text is this error's own.
}
