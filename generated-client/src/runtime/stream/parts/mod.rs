//! [`PartStream`]: the parts of a multipart body, as they come.

mod boundary;
mod decoder;
mod head;
mod list;

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::CONTENT_TYPE;

pub use self::list::PartList;
#[doc(hidden)]
pub use self::list::{ListedParts, PartEncodings};
use self::{
    decoder::{Decoder, Limits, Unreadable},
    head::{Headed, Malformed},
};
use super::{
    Fault, Report,
    chunks::{Chunks, Next},
    report::report,
};
#[cfg(feature = "blocking")]
use crate::runtime::blocking;
use crate::runtime::{
    Result,
    encoding::is_json,
    error::Mismatch,
    header_text,
    json::{self, FromJson},
    limits::Limit,
    part::Part,
    response::{Reading, Received, ResponseBody},
    sealed::Sealed,
    trace,
};

/// Parts that are JSON.
#[doc(hidden)]
#[derive(Debug)]
pub struct JsonParts<T>(PhantomData<fn() -> T>);

/// Parts that are text.
#[doc(hidden)]
#[derive(Debug)]
pub enum TextParts {}

/// Parts that are bytes.
#[doc(hidden)]
#[derive(Debug)]
pub enum BinaryParts {}

impl<T> Sealed for JsonParts<T> {}
impl Sealed for TextParts {}
impl Sealed for BinaryParts {}

impl<T: FromJson + Send + 'static> ResponseBody for JsonParts<T> {
    type Output = PartStream<T>;
    const ACCEPT: &'static str = MIXED;

    fn reading(_status: u16) -> Reading {
        Reading::Pieces(Some(MULTIPART))
    }

    fn decode(received: &mut Received) -> Result<Self::Output> {
        PartStream::new(received, read_json)
    }
}

impl ResponseBody for TextParts {
    type Output = PartStream<String>;
    const ACCEPT: &'static str = MIXED;

    fn reading(_status: u16) -> Reading {
        Reading::Pieces(Some(MULTIPART))
    }

    fn decode(received: &mut Received) -> Result<Self::Output> {
        PartStream::new(received, read_text)
    }
}

impl ResponseBody for BinaryParts {
    type Output = PartStream<Bytes>;
    const ACCEPT: &'static str = MIXED;

    fn reading(_status: u16) -> Reading {
        Reading::Pieces(Some(MULTIPART))
    }

    fn decode(received: &mut Received) -> Result<Self::Output> {
        PartStream::new(received, |_, body, _| Ok((body.clone(), Vec::new())))
    }
}

const MIXED: &str = "multipart/mixed";
const MULTIPART: &str = "multipart/*";

/// The parts of a response as they arrive.
///
/// A part that cannot be decoded or exceeds the limit is an error, and the stream continues. If the connection breaks,
/// or the body ends without its last boundary, the last item is an error. Dropping the stream closes the connection.
///
/// ```
/// # async fn show(mut parts: managed_agents::runtime::PartStream<serde_json::Value>) -> managed_agents::runtime::Result<()> {
/// while let Some(part) = parts.try_next().await? {
///     println!("{:?}: {}", part.content_type(), part.value);
/// }
/// # Ok(())
/// # }
/// ```
pub struct PartStream<T> {
    parts: Parts,
    read: Read<T>,
    is_lenient: bool,
    /// The mismatches of the last part, if they are tolerated.
    mismatches: Vec<Mismatch>,
}

/// The parts of a body. It does not depend on the type of the parts, so it is compiled once.
struct Parts {
    chunks: Chunks,
    decoder: Decoder,
    report: Report,
}

/// Reads the body of a part by its media type, and returns its tolerated mismatches too.
type Read<T> = fn(Option<&str>, &Bytes, bool) -> Result<json::Tolerated<T>, json::Fault>;

impl<T> PartStream<T> {
    fn new(received: &mut Received, read: Read<T>) -> Result<Self> {
        let Some(boundary) = received.head.content_type().and_then(boundary::boundary) else {
            return Err(received.head.mistaken("the content type names no boundary".to_owned()));
        };
        let limits = Limits { part: received.limits.event, headers: received.limits.headers };
        let parts = Parts {
            report: report(received),
            chunks: Chunks::new(received.take_pieces()),
            decoder: Decoder::new(boundary, limits),
        };
        Ok(Self { parts, read, is_lenient: received.is_lenient, mismatches: Vec::new() })
    }

    /// The next part; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Part<T>>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next part, or the error; `Ok(None)` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Part<T>>> {
        self.next().await.transpose()
    }

    /// Waits for the next part; `None` at the end. For blocking code.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<Part<T>>> {
        blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// The mismatches of the last part, as
    /// [`Response::mismatches`](crate::runtime::Response::mismatches) has them.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Part<T>>>> {
        Poll::Ready(match ready!(self.parts.poll(context)) {
            Some(Ok(Headed { headers, body })) => {
                let media_type = header_text::text(&headers, CONTENT_TYPE);
                Some(match (self.read)(media_type, &body, self.is_lenient) {
                    Ok((value, misfits)) => {
                        self.mismatches = Mismatch::of_misfits(&misfits);
                        trace::mismatches_of_item(&self.mismatches);
                        Ok(Part::received(headers, value))
                    }
                    Err(fault) => Err((self.parts.report)(Fault::Malformed { data: &body, fault })),
                })
            }
            Some(Err(error)) => Some(Err(error)),
            None => None,
        })
    }
}

impl Parts {
    /// The next part.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Headed>>> {
        let Self { chunks, decoder, report } = self;
        loop {
            if let Some(part) = decoder.decode() {
                return Poll::Ready(Some(part.map_err(|fault| match fault {
                    Unreadable::TooLong { limit } => report(Fault::TooLong(Limit::part(limit))),
                    Unreadable::Malformed(Malformed { text, message }) => {
                        report(Fault::Malformed { data: &text, fault: json::Fault::new(message) })
                    }
                })));
            }
            if decoder.is_over() {
                // If the body ends here, its connection is free for other requests. The stream does not wait for more
                // bytes.
                let _ = chunks.poll_next(context);
                chunks.close();
                return Poll::Ready(None);
            }
            match ready!(chunks.poll_next(context)) {
                Next::Chunk => chunks.take(|chunk| decoder.push(std::mem::take(chunk))),
                Next::Broken(error) => return Poll::Ready(Some(Err(error))),
                Next::End => {
                    let data = decoder.unfinished();
                    return Poll::Ready(Some(Err(report(Fault::Unfinished { data }))));
                }
                Next::Over => return Poll::Ready(None),
            }
        }
    }
}

/// Reads JSON. If the part has another media type, it is read as a string, if the type has strings.
fn read_json<T: FromJson>(
    media_type: Option<&str>,
    body: &Bytes,
    is_lenient: bool,
) -> Result<json::Tolerated<T>, json::Fault> {
    let other = media_type.filter(|media_type| !is_json(media_type));
    if let (Some(_), Ok(text)) = (other, std::str::from_utf8(body)) {
        if let Ok(value) = json::from_str(&json::quoted(text)) {
            return Ok((value, Vec::new()));
        }
    }
    let read = json::from_slice_tolerating(body, json::Tolerance::of_response(is_lenient));
    read.map_err(|fault| match other {
        Some(media_type) => json::Fault::new(format!("a part of {media_type:?} is not JSON of this type: {fault}")),
        None => fault,
    })
}

/// Reads text. If the media type of the part is JSON, its string is decoded.
fn read_text(media_type: Option<&str>, body: &Bytes, _: bool) -> Result<json::Tolerated<String>, json::Fault> {
    let text = std::str::from_utf8(body).map_err(|error| json::Fault::new(error.to_string()))?;
    let of_json = media_type.filter(|media_type| is_json(media_type)).and_then(|_| json::from_str(text).ok());
    Ok((of_json.unwrap_or_else(|| text.to_owned()), Vec::new()))
}

impl<T> Stream for PartStream<T> {
    type Item = Result<Part<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for PartStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PartStream").field("chunks", &self.parts.chunks).finish_non_exhaustive()
    }
}
