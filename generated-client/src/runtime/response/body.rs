//! How the body of a success is read: a marker type for each way, named by generated code.

use std::{future::Future, marker::PhantomData, time::Duration};

use bytes::Bytes;
use reqwest::StatusCode;

use super::{
    Head, Response,
    encoding::{hiding_encoding, unasked},
};
use crate::runtime::{
    Error, EventStream, JsonLineStream, Limits, Result,
    api::Api,
    deadline::Deadline,
    error::{DecodeError, Mismatch},
    json::{self, FromJson, JsonValue},
    report::report,
    sse,
    stream::{ByteStream, Report},
    transport::{Cut, IncomingBody},
};

/// How the body of a success is read. Implemented by the markers of this crate only.
pub trait ResponseBody: sealed::Sealed + 'static {
    /// What comes of it.
    type Output: Send;
    /// The header `accept`.
    const ACCEPT: &'static str;

    /// Reads the body.
    #[doc(hidden)]
    fn receive(incoming: Incoming) -> impl Future<Output = Result<Response<Self::Output>>> + Send;

    /// Reads JSON text without the elements of lists that do not fit, if it is JSON that the body is read as.
    #[doc(hidden)]
    fn from_json(_text: &[u8]) -> Option<Result<json::Tolerated<Self::Output>, json::Fault>> {
        None
    }
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// A success of which only the head has been read.
#[doc(hidden)]
#[derive(Debug)]
pub struct Incoming {
    pub(crate) head: Head,
    pub(crate) body: IncomingBody,
    pub(crate) api: &'static Api,
    pub(crate) limits: Limits,
    pub(crate) idle: Option<Duration>,
    pub(crate) deadline: Deadline,
    pub(crate) is_lenient: bool,
}

impl Incoming {
    /// Reads the whole body.
    async fn read(self) -> Result<(Head, Bytes)> {
        let Self { head, body, limits, deadline, .. } = self;
        match body.read(limits.body, deadline).await {
            Ok(bytes) => Ok((head, bytes)),
            Err(Cut { error, .. }) => Err(error),
        }
    }

    /// A decoder of events within the limits.
    fn decoder(&self) -> sse::Decoder {
        sse::Decoder::new().max_line(self.limits.line).max_event(self.limits.event)
    }

    /// The body piece by piece, if it is of `media_type`.
    async fn stream(self, media_type: &str) -> Result<(Head, ByteStream, Report)> {
        let Self { head, body, api, limits, idle, deadline, is_lenient: _ } = self;
        let mistake = if head.status == StatusCode::NO_CONTENT {
            Some("there is no stream".to_owned())
        } else if !media_type.is_empty() && !head.is_of(media_type) {
            Some(format!("the content type is not {media_type}"))
        } else {
            hiding_encoding(&head.headers).map(unasked)
        };
        if let Some(mistake) = mistake {
            let bytes = match body.read(limits.error_body, deadline).await {
                Ok(bytes) | Err(Cut { bytes, .. }) => bytes,
            };
            return Err(Error::Decode(Box::new(DecodeError::other(&head, mistake, Some(bytes)))));
        }
        let reported = Head { attempt: head.attempt.clone(), status: head.status, headers: head.headers.clone() };
        Ok((head, body.stream(idle), report(reported, api)))
    }
}

/// A body of JSON.
#[derive(Debug)]
pub struct Json<T>(PhantomData<fn() -> T>);

/// A body that is not documented. It is read, so that the connection can be used again, and is in [`Response::body`].
#[derive(Debug)]
pub enum Empty {}

/// A body of text.
#[derive(Debug)]
pub enum Text {}

/// A body of bytes.
#[derive(Debug)]
pub enum Binary {}

/// Server-sent events whose data is not documented.
#[derive(Debug)]
pub enum Events {}

/// Server-sent events whose data is JSON.
#[derive(Debug)]
pub struct JsonEvents<T>(PhantomData<fn() -> T>);

/// One JSON value a line.
#[derive(Debug)]
pub struct JsonLines<T>(PhantomData<fn() -> T>);

impl<T> sealed::Sealed for Json<T> {}
impl sealed::Sealed for Empty {}
impl sealed::Sealed for Text {}
impl sealed::Sealed for Binary {}
impl sealed::Sealed for Events {}
impl<T> sealed::Sealed for JsonEvents<T> {}
impl<T> sealed::Sealed for JsonLines<T> {}

impl<T: FromJson + Send + 'static> ResponseBody for Json<T> {
    type Output = T;
    const ACCEPT: &'static str = "application/json";

    async fn receive(incoming: Incoming) -> Result<Response<T>> {
        let is_lenient = incoming.is_lenient;
        let (head, body) = incoming.read().await?;
        let mut value = T::empty();
        let mismatches = decode_json(&mut value, &head, &body, is_lenient)?;
        Ok(Response::new(head, Some(body), value).with_mismatches(mismatches))
    }

    fn from_json(text: &[u8]) -> Option<Result<json::Tolerated<T>, json::Fault>> {
        Some(json::from_slice_tolerating(text, json::Tolerance::Elements))
    }
}

/// Decodes a body of JSON into an empty value, and gives what is not as documented, if that is allowed.
fn decode_json(value: &mut dyn JsonValue, head: &Head, body: &Bytes, is_lenient: bool) -> Result<Vec<Mismatch>> {
    let text = json_text(body);
    if is_lenient {
        return decode_leniently(value, head, body, text);
    }
    json::read_bytes(value, text).map(|()| Vec::new()).map_err(|fault| malformed(head, &fault, value, text, body))
}

#[cold]
fn decode_leniently(value: &mut dyn JsonValue, head: &Head, body: &Bytes, text: &[u8]) -> Result<Vec<Mismatch>> {
    match json::read_tolerating(value, text, json::Tolerance::Everything) {
        Ok(misfits) => Ok(misfits.iter().map(|misfit| Mismatch::of_fault(&misfit.fault)).collect()),
        Err(_) if body.is_empty() => Ok(vec![Mismatch::of_body(NO_BODY)]),
        Err(fault) => Err(malformed(head, &fault, value, text, body)),
    }
}

/// The JSON text of a body. None at all is read as null, which an operation with and without a body can mean.
pub(super) fn json_text(body: &[u8]) -> &[u8] {
    match body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body) {
        b"" => b"null",
        text => text,
    }
}

const NO_BODY: &str = "there is no body";

/// The error of a body, with all that is wrong in it.
#[cold]
fn malformed(head: &Head, fault: &json::Fault, value: &mut dyn JsonValue, text: &[u8], body: &Bytes) -> Error {
    value.renew();
    let encoding = hiding_encoding(&head.headers);
    Error::Decode(Box::new(match encoding {
        _ if text == b"null" && body.is_empty() => DecodeError::other(head, NO_BODY, Some(body.clone())),
        Some(encoding) => DecodeError::other(head, unasked(encoding), Some(body.clone())),
        None => DecodeError::json(head, fault, body.clone()).with_mismatches(&json::misfits_of(value, text)),
    }))
}

/// Refuses a body that is not what it says, and that nothing else would tell from it.
fn check_encoding(head: &Head, body: &Bytes) -> Result<()> {
    match hiding_encoding(&head.headers) {
        Some(encoding) if !body.is_empty() => {
            Err(Error::Decode(Box::new(DecodeError::other(head, unasked(encoding), Some(body.clone())))))
        }
        _ => Ok(()),
    }
}

impl ResponseBody for Empty {
    type Output = ();
    const ACCEPT: &'static str = "*/*";

    async fn receive(incoming: Incoming) -> Result<Response<()>> {
        let (head, body) = incoming.read().await?;
        Ok(Response::new(head, Some(body), ()))
    }
}

impl ResponseBody for Text {
    type Output = String;
    const ACCEPT: &'static str = "text/plain";

    async fn receive(incoming: Incoming) -> Result<Response<String>> {
        let (head, body) = incoming.read().await?;
        check_encoding(&head, &body)?;
        match std::str::from_utf8(&body) {
            Ok(text) => {
                let text = text.to_owned();
                Ok(Response::new(head, Some(body), text))
            }
            Err(error) => Err(Error::Decode(Box::new(DecodeError::other(&head, error.to_string(), Some(body))))),
        }
    }
}

impl ResponseBody for Binary {
    type Output = Bytes;
    const ACCEPT: &'static str = "*/*";

    async fn receive(incoming: Incoming) -> Result<Response<Bytes>> {
        let (head, body) = incoming.read().await?;
        check_encoding(&head, &body)?;
        Ok(Response::new(head, Some(body.clone()), body))
    }
}

impl ResponseBody for Events {
    type Output = EventStream<sse::Event>;
    const ACCEPT: &'static str = "text/event-stream";

    async fn receive(incoming: Incoming) -> Result<Response<Self::Output>> {
        let decoder = incoming.decoder();
        let (head, bytes, report) = incoming.stream("text/event-stream").await?;
        Ok(Response::new(head, None, EventStream::events(bytes, decoder, report)))
    }
}

impl<T: FromJson + Send + 'static> ResponseBody for JsonEvents<T> {
    type Output = EventStream<T>;
    const ACCEPT: &'static str = "text/event-stream";

    async fn receive(incoming: Incoming) -> Result<Response<Self::Output>> {
        let decoder = incoming.decoder();
        let (head, bytes, report) = incoming.stream("text/event-stream").await?;
        Ok(Response::new(head, None, EventStream::json(bytes, decoder, report)))
    }
}

impl<T: FromJson + Send + 'static> ResponseBody for JsonLines<T> {
    type Output = JsonLineStream<T>;
    const ACCEPT: &'static str = "application/jsonl, application/x-ndjson";

    async fn receive(incoming: Incoming) -> Result<Response<Self::Output>> {
        let max_line = incoming.limits.event;
        let (head, bytes, report) = incoming.stream("").await?;
        Ok(Response::new(head, None, JsonLineStream::new(bytes, max_line, report)))
    }
}
