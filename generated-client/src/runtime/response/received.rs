//! A success whose body has been received, and is not decoded yet.

use std::{fmt, sync::Arc};

use bytes::Bytes;

use super::{
    Head, Response, ResponseBody,
    encoding::{hiding_encoding, unasked},
};
use crate::runtime::{
    Error, Limits, Result,
    api::Api,
    error::{DecodeError, Mismatch},
    incoming::ByteStream,
};

/// How the body of a success is received.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// To its end.
    Whole,
    /// Piece by piece when the caller reads it, if it has this media type.
    Pieces(Option<&'static str>),
    /// Piece by piece, for any media type. If there is no body, there are no pieces.
    Bytes,
}

/// A success whose body has been received, and is not decoded yet.
#[doc(hidden)]
#[derive(Debug)]
pub struct Received {
    pub(crate) head: Head,
    pub(crate) body: ReceivedBody,
    pub(crate) api: &'static Api,
    pub(crate) limits: Limits,
    /// Whether a body that differs from the document is read as far as possible.
    pub(crate) is_lenient: bool,
    /// The parts of the body that differ from the document, and are tolerated.
    pub(crate) mismatches: Vec<Mismatch>,
}

/// A body in the form that [`Reading`] requires.
pub(crate) enum ReceivedBody {
    Whole(Bytes),
    /// `None` once it is handed out.
    Pieces(Option<ByteStream>),
}

impl Received {
    /// The status.
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// Decodes the body as `B`.
    pub fn decode<B: ResponseBody>(&mut self) -> Result<B::Output> {
        B::decode(self)
    }

    pub(crate) fn into_response<T>(self, value: T) -> Response<T> {
        let body = match self.body {
            ReceivedBody::Whole(bytes) => Some(bytes),
            ReceivedBody::Pieces(_) => None,
        };
        Response::new(self.head, body, value).with_mismatches(self.mismatches)
    }

    /// The whole body; empty if it is read piece by piece.
    pub(crate) fn bytes(&self) -> &Bytes {
        static NOTHING: Bytes = Bytes::new();
        match &self.body {
            ReceivedBody::Whole(bytes) => bytes,
            ReceivedBody::Pieces(_) => &NOTHING,
        }
    }

    /// The whole body. An encoded body is an error, since it would otherwise be taken for plain content.
    pub(crate) fn plain_bytes(&self) -> Result<&Bytes> {
        let body = self.bytes();
        match hiding_encoding(&self.head.headers) {
            Some(encoding) if !body.is_empty() => Err(self.mistaken(unasked(encoding))),
            _ => Ok(body),
        }
    }

    /// The pieces of the body; none if it was read as a whole.
    pub(crate) fn take_pieces(&mut self) -> Option<ByteStream> {
        match &mut self.body {
            ReceivedBody::Whole(_) => None,
            ReceivedBody::Pieces(pieces) => pieces.take(),
        }
    }

    /// The error of an invalid body.
    pub(crate) fn mistaken(&self, message: String) -> Error {
        Error::Decode(Arc::new(DecodeError::other(&self.head, message, Some(self.bytes().clone()))))
    }
}

impl fmt::Debug for ReceivedBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Whole(_) => "Whole",
            Self::Pieces(_) => "Pieces",
        })
    }
}
