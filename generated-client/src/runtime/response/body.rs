//! How the body of a success is read: a marker type for each way, named by generated code.

use std::{marker::PhantomData, sync::Arc};

use bytes::Bytes;

use super::{
    Head,
    charset::transcoded,
    encoding::{hiding_encoding, unasked},
    received::{Reading, Received},
};
use crate::runtime::{
    Error, Result,
    error::{DecodeError, Mismatch},
    json::{self, Filled, FromJson, JsonValue},
    sealed::Sealed,
    trace,
};

/// How the body of a success is read. The markers of this crate implement it, and so do the enums of successes by status.
#[doc(hidden)]
pub trait ResponseBody: Sealed + 'static {
    /// The value of the body.
    type Output: 'static;
    /// The header `accept`.
    const ACCEPT: &'static str;
    /// Whether a redirect is a success.
    const IS_REDIRECT: bool = false;

    /// How the body of a response with this status is received.
    fn reading(_status: u16) -> Reading {
        Reading::Whole
    }

    /// Decodes the body.
    fn decode(received: &mut Received) -> Result<Self::Output>;
}

/// A body of JSON.
#[doc(hidden)]
#[derive(Debug)]
pub struct Json<T>(PhantomData<fn() -> T>);

/// A body that is not documented. It is read, so that the connection can be used again, and is in
/// [`Response::body`](super::Response::body).
#[doc(hidden)]
#[derive(Debug)]
pub enum Empty {}

/// A body of text. If the server declares a JSON body, and the body is a JSON string, the text is the value of this
/// string.
#[doc(hidden)]
#[derive(Debug)]
pub enum Text {}

/// A body of bytes.
#[doc(hidden)]
#[derive(Debug)]
pub enum Binary {}

impl<T> Sealed for Json<T> {}
impl Sealed for Empty {}
impl Sealed for Text {}
impl Sealed for Binary {}

impl<T: FromJson + 'static> ResponseBody for Json<T> {
    type Output = T;
    const ACCEPT: &'static str = "application/json";

    fn decode(received: &mut Received) -> Result<T> {
        T::filled(&mut |value| decode_json(value, received))
    }
}

/// Decodes a body of JSON into an empty value. Mismatches that are tolerated are noted.
pub(crate) fn decode_json(value: &mut dyn JsonValue, received: &mut Received) -> Result<()> {
    let (head, body, is_lenient) = (&received.head, received.bytes(), received.is_lenient);
    let transcoded = transcoded(&head.headers, body);
    let text = json_text(transcoded.as_ref().map_or(&body[..], String::as_bytes));
    let read = json::read_tolerating(value, text, json::Tolerance::of_response(is_lenient));
    let mismatches = match read {
        Ok(misfits) => Mismatch::of_misfits(&misfits),
        Err(_) if is_lenient && body.is_empty() => vec![Mismatch::of_body(NO_BODY)],
        Err(fault) => return Err(malformed(head, &fault, value, text, body)),
    };
    trace::mismatches(head.attempt.operation, &mismatches, &head.secrets);
    received.mismatches = mismatches;
    Ok(())
}

/// The JSON text of a body. An absent body is read as null, since an operation can document responses with and without
/// a body.
pub(super) fn json_text(body: &[u8]) -> &[u8] {
    match without_mark(body) {
        b"" => b"null",
        text => text,
    }
}

/// A text without the byte order mark that some servers write before it. RFC 8259, section 8.1, lets readers of JSON ignore it.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

const NO_BODY: &str = "expected JSON, found no body";

/// The error of a body, with all of its mismatches.
#[cold]
fn malformed(head: &Head, fault: &json::Fault, value: &mut dyn JsonValue, text: &[u8], body: &Bytes) -> Error {
    value.renew();
    let encoding = hiding_encoding(&head.headers);
    Error::Decode(Arc::new(match encoding {
        _ if text == b"null" && body.is_empty() => DecodeError::other(head, NO_BODY, Some(body.clone())),
        Some(encoding) => DecodeError::other(head, unasked(encoding), Some(body.clone())),
        None => match other_media_type(head, text) {
            Some(other) => DecodeError::other(head, format!("expected JSON, found {other}"), Some(body.clone())),
            None => DecodeError::json(head, fault, body.clone()).with_mismatches(&json::misfits_of(value, text)),
        },
    }))
}

/// The media type of a body that is not JSON, such as CSV or the page of a proxy. JSON is read under any media type.
fn other_media_type(head: &Head, text: &[u8]) -> Option<String> {
    let essence = head.content_type()?.split(';').next()?.trim().to_ascii_lowercase();
    let begins_like_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let is_other = !essence.is_empty() && !essence.ends_with("json") && !begins_like_json;
    (is_other && !json::is_json(text)).then_some(essence)
}

impl ResponseBody for Empty {
    type Output = ();
    const ACCEPT: &'static str = "*/*";

    fn decode(_received: &mut Received) -> Result<()> {
        Ok(())
    }
}

impl ResponseBody for Text {
    type Output = String;
    const ACCEPT: &'static str = "text/plain";

    fn decode(received: &mut Received) -> Result<String> {
        let body = received.plain_bytes()?;
        let transcoded = transcoded(&received.head.headers, body);
        let text = match &transcoded {
            Some(text) => text,
            None => std::str::from_utf8(without_mark(body)).map_err(|error| received.mistaken(error.to_string()))?,
        };
        let of_json = if received.head.is_of("application/json") { json::from_str(text).ok() } else { None };
        Ok(of_json.unwrap_or_else(|| text.to_owned()))
    }
}

impl ResponseBody for Binary {
    type Output = Bytes;
    const ACCEPT: &'static str = "*/*";

    fn decode(received: &mut Received) -> Result<Bytes> {
        received.plain_bytes().cloned()
    }
}
