//! Requests responses in `gzip` (RFC 1952), and decodes them.
//!
//! The decoder of the HTTP client stops after the first member of a body, and so loses the rest. Servers that compress each
//! event separately, or join compressed files, send several members.

use std::{
    error::Error as StdError,
    io::{self, Write},
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use flate2::write::GzDecoder;
use http_body::{Body, Frame};
use reqwest::{
    Method, Request, Response, ResponseBuilderExt, StatusCode, Url,
    header::{ACCEPT_ENCODING, HeaderValue, RANGE},
};

use super::{incoming::Missing, response::remove_gzip, transport::TransportError};

/// Requests a response in `gzip`, unless the caller has chosen encodings. A range selects bytes of the encoded body, which cannot
/// be decoded alone.
pub(crate) fn asking(mut request: Request) -> Request {
    let headers = request.headers_mut();
    if !headers.contains_key(RANGE) {
        headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
    }
    request
}

/// Decodes the body of a response from `url` to a request with `method`, if its encoding is `gzip`. The headers then describe the
/// decoded body.
pub(crate) fn decoded(mut response: Response, method: &Method, url: &Url) -> Result<Response, TransportError> {
    if response.status() == StatusCode::PARTIAL_CONTENT || !remove_gzip(response.headers_mut()) {
        return Ok(response);
    }
    let (head, body) = http::Response::<reqwest::Body>::from(response).into_parts();
    let missing = Missing::of(&body, method, head.status);
    let body = reqwest::Body::wrap(Decoded { body, missing, gunzip: Gunzip::new() });
    // Only the builder keeps the URL.
    let mut decoded = http::Response::builder().url(url.clone()).body(body).map_err(TransportError::broken)?;
    *decoded.status_mut() = head.status;
    *decoded.version_mut() = head.version;
    *decoded.headers_mut() = head.headers;
    decoded.extensions_mut().extend(head.extensions);
    Ok(decoded.into())
}

/// A decoded body.
struct Decoded {
    body: reqwest::Body,
    missing: Missing,
    gunzip: Gunzip,
}

impl Body for Decoded {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        loop {
            match self.gunzip.next()? {
                Step::Piece(piece) => return Poll::Ready(Some(Ok(Frame::data(piece)))),
                Step::End => return Poll::Ready(None),
                // Otherwise, a body of members without content would occupy the thread, and no timeout would fire.
                Step::Nothing => {
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Step::NeedsInput => {}
            }
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                // Trailers are not used.
                Some(frame) => {
                    let piece = frame?.into_data().unwrap_or_default();
                    self.missing.note(&piece);
                    self.gunzip.push(piece);
                }
                None => {
                    let ended = self.missing.at_end().and_then(|()| self.gunzip.finish());
                    return Poll::Ready(ended.err().map(|error| Err(error.into())));
                }
            }
        }
    }
}

/// The bytes that each member begins with.
const MAGIC: [u8; 2] = [0x1F, 0x8B];
/// The most bytes that are decoded at once. Each can become a thousand bytes.
const MOST_AT_ONCE: usize = 1024;
/// The most steps before other tasks and timers have their turn.
const MOST_STEPS: usize = 64;
/// The length of a decoded piece that is long enough to be returned.
const LONG_ENOUGH: usize = 64 * 1024;
/// The most bytes without content. The header of a member has at most 64 KiB, if it has no long texts.
const MOST_WITHOUT_CONTENT: usize = 256 << 10;

/// A decoder of any number of members. Its memory is bounded, whatever the body contains.
struct Gunzip {
    /// Bytes that are not decoded yet.
    packed: Bytes,
    place: Place,
    /// The bytes since the last content.
    without_content: usize,
    /// The error after the content that was returned last.
    fault: Option<io::Error>,
}

/// The place of the next byte.
enum Place {
    /// At the beginning of a member. So many bytes of it were read.
    Begin { is_first: bool, matched: usize },
    /// In a member.
    Member(Box<GzDecoder<Vec<u8>>>),
    /// After the last member, or after an error. Further bytes mean nothing, as in gzip and in browsers.
    End,
}

/// The result of decoding a part of a body.
#[derive(Debug)]
enum Step {
    /// A decoded piece.
    Piece(Bytes),
    /// No content. There may be more in the bytes that have arrived.
    Nothing,
    /// All bytes that have arrived are decoded.
    NeedsInput,
    End,
}

impl Gunzip {
    fn new() -> Self {
        let place = Place::Begin { is_first: true, matched: 0 };
        Self { packed: Bytes::new(), place, without_content: 0, fault: None }
    }

    /// Adds the next piece of the body, after all others have been decoded.
    fn push(&mut self, piece: Bytes) {
        self.packed = piece;
    }

    /// Decodes a part of the bytes that have arrived. Content before an error comes first.
    fn next(&mut self) -> io::Result<Step> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        if matches!(self.place, Place::End) {
            return Ok(Step::End);
        }
        if self.packed.is_empty() {
            return Ok(Step::NeedsInput);
        }
        let mut plain = Vec::new();
        let decoded = self.decode(&mut plain);
        if decoded.is_err() {
            self.place = Place::End;
        }
        if plain.is_empty() {
            return decoded.map(|()| Step::Nothing);
        }
        self.fault = decoded.err();
        Ok(Step::Piece(plain.into()))
    }

    fn decode(&mut self, plain: &mut Vec<u8>) -> io::Result<()> {
        let before = self.packed.len();
        for _ in 0..MOST_STEPS {
            if self.packed.is_empty() || plain.len() >= LONG_ENOUGH || matches!(self.place, Place::End) {
                break;
            }
            self.step(plain)?;
        }
        self.without_content += before - self.packed.len();
        if !plain.is_empty() {
            self.without_content = 0;
        }
        if self.without_content > MOST_WITHOUT_CONTENT {
            return Err(invalid("256 KiB of gzip without content"));
        }
        Ok(())
    }

    fn step(&mut self, plain: &mut Vec<u8>) -> io::Result<()> {
        match &mut self.place {
            Place::Begin { is_first, matched } => {
                let is_magic = MAGIC.get(*matched) == self.packed.first();
                if !is_magic && *is_first {
                    return Err(invalid("the body is not gzip"));
                }
                self.packed.advance(1);
                *matched += 1;
                if !is_magic {
                    self.place = Place::End;
                } else if *matched == MAGIC.len() {
                    let mut member = Box::new(GzDecoder::new(Vec::new()));
                    member.write_all(&MAGIC)?;
                    self.place = Place::Member(member);
                }
            }
            Place::Member(member) => {
                let read = member.write(self.packed.get(..MOST_AT_ONCE).unwrap_or(&self.packed));
                // Only a complete member takes no further byte.
                let is_complete = matches!(read, Ok(0));
                let flushed = if is_complete { member.try_finish() } else { member.flush() };
                plain.append(member.get_mut());
                self.packed.advance(read?);
                flushed?;
                if is_complete {
                    self.place = Place::Begin { is_first: false, matched: 0 };
                }
            }
            Place::End => {}
        }
        Ok(())
    }

    /// Checks that the last member is complete, when the body has ended. An empty body has no members.
    fn finish(&mut self) -> io::Result<()> {
        let is_complete = match mem::replace(&mut self.place, Place::End) {
            Place::Begin { is_first, matched } => !is_first || matched == 0,
            Place::Member(mut member) => match member.write(&[0]) {
                Ok(0) => return member.try_finish(),
                Ok(_) | Err(_) => false,
            },
            Place::End => true,
        };
        if is_complete { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

fn invalid(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).expect("memory");
        encoder.finish().expect("memory")
    }

    /// A body that arrives in pieces of a size: the lengths of its decoded pieces, its content, and its error.
    fn decode(body: &[u8], size: usize) -> (Vec<usize>, Vec<u8>, Option<io::Error>) {
        let (mut gunzip, mut lengths, mut plain) = (Gunzip::new(), Vec::new(), Vec::new());
        let mut pieces = body.chunks(size);
        loop {
            match gunzip.next() {
                Ok(Step::Piece(piece)) => {
                    lengths.push(piece.len());
                    plain.extend(piece);
                }
                Ok(Step::Nothing) => {}
                Ok(Step::End) => return (lengths, plain, None),
                Ok(Step::NeedsInput) => match pieces.next() {
                    Some(piece) => gunzip.push(Bytes::copy_from_slice(piece)),
                    None => return (lengths, plain, gunzip.finish().err()),
                },
                Err(error) => return (lengths, plain, Some(error)),
            }
        }
    }

    fn content(body: &[u8], size: usize) -> io::Result<Vec<u8>> {
        let (_, plain, error) = decode(body, size);
        error.map_or(Ok(plain), Err)
    }

    #[test]
    fn all_members_are_decoded_and_the_bytes_after_them_are_not() {
        let body = [packed(b"one, "), packed(b""), packed(b"two")].concat();
        for end in [&b""[..], &[0; 9], b"other bytes", b"\x1F", b"\x1F\x00 other bytes"] {
            let body = [&body, end].concat();
            for size in 1..=body.len() {
                assert_eq!(content(&body, size).expect("gzip"), b"one, two", "by {size}");
            }
        }
        assert_eq!(content(b"", 1).expect("no members"), b"");
    }

    #[test]
    fn a_body_that_ends_inside_a_member_is_incomplete() {
        let first = packed(b"one");
        let body = [&first[..], &packed(b"two")].concat();
        for length in (1..body.len()).filter(|length| ![first.len(), first.len() + 1].contains(length)) {
            let error = content(&body[..length], 7).expect_err("a part");
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{length}");
        }
    }

    #[test]
    fn other_bytes_and_a_wrong_checksum_are_malformed() {
        let mut spoilt = packed(b"one");
        let checksum = spoilt.len() - 8;
        spoilt[checksum] ^= 1;
        for body in [&spoilt, &b"{}"[..], b"\x1F and other bytes"] {
            for size in [1, 100] {
                let error = content(body, size).expect_err("not gzip");
                assert!(matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData), "{error}");
            }
        }
    }

    #[test]
    fn content_before_an_error_is_not_lost() {
        let mut spoilt = packed(b"two");
        spoilt[10] = 0xFF;
        let body = [packed(b"one"), spoilt].concat();
        for size in 1..=body.len() {
            let (_, plain, error) = decode(&body, size);
            assert_eq!(plain, b"one", "by {size}");
            assert!(error.is_some(), "by {size}");
        }
    }

    #[test]
    fn no_body_becomes_a_piece_of_any_length() {
        let (lengths, plain, error) = decode(&packed(&vec![b' '; 8 << 20]), usize::MAX);
        assert_eq!((plain.len(), error.is_none()), (8 << 20, true));
        assert!(lengths.iter().all(|length| *length < 2 << 20), "{lengths:?}");
    }

    #[test]
    fn members_without_content_take_turns_with_other_work_and_come_to_an_end() {
        let empty = packed(b"");
        let mut gunzip = Gunzip::new();
        gunzip.push(empty.repeat(1000).into());
        let mut turns = 0;
        while matches!(gunzip.next().expect("few bytes"), Step::Nothing) {
            turns += 1;
        }
        assert!(turns >= 1000 * 2 / MOST_STEPS, "{turns}");

        let (_, _, error) = decode(&empty.repeat(MOST_WITHOUT_CONTENT / empty.len() + 10), 4096);
        assert_eq!(error.expect("too many").to_string(), "256 KiB of gzip without content");
    }
}
