//! [`Decoder`]: the parts of a multipart body that comes in chunks of any size (RFC 2046, 5.1.1).

use std::mem;

use bytes::{Buf, BytesMut};
use memchr::memmem::Finder;

use super::head::{self, Headed, Malformed};

/// The most blanks that a line may have after its boundary.
const MOST_PADDING: usize = 1024;

/// Finds the parts of a body. A part beyond the limit is an error, and the parts after it are found.
///
/// A delimiter is a whole line, so that a longer boundary in a nested body does not end a part. Lines end as the first delimiter
/// does: with CRLF, or with LF alone, as some servers write them.
#[derive(Debug)]
pub(super) struct Decoder {
    boundary: String,
    /// The line break and the boundary of a delimiter.
    delimiter: Finder<'static>,
    limits: Limits,
    /// The bytes after the last delimiter, with the line break of that.
    buffer: BytesMut,
    /// The length of the beginning of the buffer that has no delimiter.
    searched: usize,
    state: State,
}

/// The bounds of one part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes, with the headers.
    pub(super) part: usize,
    /// Headers.
    pub(super) headers: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first delimiter.
    Preamble,
    /// In a part.
    Part,
    /// In a part beyond the limit.
    Discarding,
    /// Behind the last delimiter.
    Over,
}

/// A part that cannot be handed out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It has more bytes than the limit.
    TooLong { limit: usize },
    /// Its headers are invalid.
    Malformed(Malformed),
}

/// The place of a delimiter in the buffer, from its line break up to the line break after it.
#[derive(Clone, Copy)]
struct Delimiter {
    begin: usize,
    length: usize,
    /// Whether no part follows.
    is_last: bool,
    ends_with_crlf: bool,
}

/// The bytes after a boundary.
enum Ending {
    /// `--`.
    Last,
    /// This number of blanks, and a line break.
    Line { padding: usize, is_crlf: bool },
    /// More bytes are needed.
    Open,
    /// Something else: it is not a delimiter.
    Other,
}

impl Decoder {
    pub(super) fn new(boundary: String, limits: Limits) -> Self {
        // Any line break may be before the first delimiter, and none if it begins the body.
        let delimiter = finder("\n", &boundary);
        let buffer = BytesMut::from(&b"\n"[..]);
        Self { boundary, delimiter, limits, buffer, searched: 0, state: State::Preamble }
    }

    /// Takes the next chunk.
    pub(super) fn push(&mut self, chunk: &[u8]) {
        if self.state != State::Over {
            self.buffer.extend_from_slice(chunk);
        }
    }

    /// Whether the last delimiter was found. The bytes after it are ignored.
    pub(super) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// The bytes of the part that is not complete.
    pub(super) fn unfinished(&self) -> &[u8] {
        &self.buffer
    }

    /// The next part; `None` if another chunk is needed, or all is over.
    pub(super) fn decode(&mut self) -> Option<Result<Headed, Unreadable>> {
        while self.state != State::Over {
            let delimiter = self.find();
            let length = delimiter.map_or(self.searched, |delimiter| delimiter.begin);
            let is_too_long = self.state == State::Part && length > self.limits.part;
            let too_long = Unreadable::TooLong { limit: self.limits.part };
            let Some(delimiter) = delimiter else {
                if is_too_long {
                    self.state = State::Discarding;
                }
                if self.state != State::Part {
                    self.buffer.advance(self.searched);
                    self.searched = 0;
                }
                return is_too_long.then_some(Err(too_long));
            };
            let text = self.buffer.split_to(delimiter.begin).freeze();
            match self.pass(delimiter) {
                State::Part if is_too_long => return Some(Err(too_long)),
                State::Part => {
                    return Some(head::read(text, self.limits.headers).map_err(Unreadable::Malformed));
                }
                State::Preamble | State::Discarding | State::Over => {}
            }
        }
        None
    }

    /// Skips a delimiter at the beginning of the buffer, and returns the state before it.
    fn pass(&mut self, Delimiter { begin: _, length, is_last, ends_with_crlf }: Delimiter) -> State {
        self.buffer.advance(length);
        self.searched = 0;
        if is_last {
            self.buffer.clear();
        }
        if self.state == State::Preamble && ends_with_crlf {
            self.delimiter = finder("\r\n", &self.boundary);
        }
        mem::replace(&mut self.state, if is_last { State::Over } else { State::Part })
    }

    /// The next delimiter. If there is none yet, `searched` is the place from which one may begin.
    fn find(&mut self) -> Option<Delimiter> {
        let needle = self.delimiter.needle().len();
        while let Some(found) = self.delimiter.find(self.buffer.get(self.searched..)?) {
            let begin = self.searched + found;
            match ending(self.buffer.get(begin + needle..)?) {
                Ending::Last => {
                    return Some(Delimiter { begin, length: needle + 2, is_last: true, ends_with_crlf: true });
                }
                Ending::Line { padding, is_crlf } => {
                    let length = needle + padding;
                    return Some(Delimiter { begin, length, is_last: false, ends_with_crlf: is_crlf });
                }
                Ending::Other => self.searched = begin + 1,
                Ending::Open => {
                    self.searched = begin;
                    return None;
                }
            }
        }
        self.searched = self.searched.max(self.buffer.len().saturating_sub(needle - 1));
        None
    }
}

fn finder(line_break: &str, boundary: &str) -> Finder<'static> {
    Finder::new(&format!("{line_break}--{boundary}")).into_owned()
}

fn ending(rest: &[u8]) -> Ending {
    if rest.starts_with(b"--") {
        return Ending::Last;
    }
    let padding = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(padding..).unwrap_or_default() {
        _ if padding > MOST_PADDING => Ending::Other,
        [b'\n', ..] => Ending::Line { padding, is_crlf: false },
        [b'\r', b'\n', ..] => Ending::Line { padding, is_crlf: true },
        [] | [b'\r'] => Ending::Open,
        [b'-'] if padding == 0 => Ending::Open,
        _ => Ending::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = Vec<Result<(String, Vec<u8>), String>>;

    /// The parts of a body that comes in chunks of a size, at most 40 bytes each, and whether it was complete.
    fn decoded(body: &[u8], size: usize) -> (Found, bool) {
        let mut decoder = Decoder::new("b".to_owned(), Limits { part: 40, headers: 2 });
        let mut found = Vec::new();
        for chunk in body.chunks(size) {
            decoder.push(chunk);
            while let Some(part) = decoder.decode() {
                found.push(match part {
                    Ok(Headed { headers, body }) => {
                        let lines = headers
                            .iter()
                            .map(|(name, value)| format!("{name}={}", String::from_utf8_lossy(value.as_bytes())));
                        Ok((lines.collect::<Vec<_>>().join(","), body.to_vec()))
                    }
                    Err(Unreadable::TooLong { limit }) => Err(format!("beyond {limit}")),
                    Err(Unreadable::Malformed(Malformed { message, .. })) => Err(message),
                });
            }
        }
        (found, decoder.is_over())
    }

    /// Checks a body that comes in chunks of each size.
    #[track_caller]
    fn check(body: &[u8], expected: &[Result<(&str, &[u8]), &str>], is_complete: bool) {
        let expected: Found = expected
            .iter()
            .map(|part| part.map(|(headers, body)| (headers.to_owned(), body.to_vec())).map_err(str::to_owned))
            .collect();
        for size in 1..=body.len() {
            assert_eq!(decoded(body, size), (expected.clone(), is_complete), "by {size}");
        }
    }

    #[test]
    fn parts_do_not_depend_on_the_chunks() {
        let body = b"preamble --b\r\nx\r\n--b \t\r\nA: 1\r\na:\r\n  2\r\n\r\none\r\n\r\n--b\r\n\r\n--bb\r\n--b-\r\n-\r\n--b\r\n\
            \r\n\r\n--b\r\n\r\n--b\r\nA: 3\r\n--b\r\n--b--\r\nepilogue\r\n--b\r\n\r\nno\r\n--b--";
        check(
            body,
            &[
                Ok(("a=1,a=2", b"one\r\n")),
                Ok(("", b"--bb\r\n--b-\r\n-")),
                Ok(("", b"")),
                Ok(("", b"")),
                Ok(("a=3", b"")),
                Ok(("", b"")),
            ],
            true,
        );
    }

    #[test]
    fn the_first_delimiter_says_how_lines_end() {
        check(b"--b\n\n1\r\n--b\n\n2\n--b--", &[Ok(("", b"1\r")), Ok(("", b"2"))], true);
        check(b"--b\r\n\r\n1\n--b\n2\r\n--b--", &[Ok(("", b"1\n--b\n2"))], true);
    }

    #[test]
    fn a_body_without_its_last_delimiter_is_not_complete() {
        check(b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b\r\n", &[Ok(("", b"one")), Ok(("", b"two"))], false);
        check(b"--b\r\n\r\none\r\n--b-", &[], false);
        check(b"no boundary", &[], false);
        check(b"--b--", &[], true);
    }

    #[test]
    fn a_part_beyond_a_limit_is_an_error_and_the_next_one_is_found() {
        let mut body = b"--b\r\n\r\n".to_vec();
        body.extend([b'x'; 100]);
        body.extend(b"\r\n--b\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n\r\n--b\r\nno header\r\n\r\n\r\n--b\r\n\r\n1\r\n--b--");
        let refused = "the part has more than 2 headers";
        let invalid = "line 1 of the headers of the part is not a name and a value";
        check(&body, &[Err("beyond 40"), Err(refused), Err(invalid), Ok(("", b"1"))], true);
    }

    #[test]
    fn nothing_is_kept_of_what_is_not_handed_out() {
        let mut decoder = Decoder::new("b".to_owned(), Limits { part: 40, headers: 2 });
        for chunk in [&b"preamble"[..], b"\n--b", b" "].into_iter().cycle().take(3000) {
            decoder.push(chunk);
            assert!(decoder.decode().is_none() && decoder.buffer.len() < 40);
        }
        let mut decoder = Decoder::new("b".to_owned(), Limits { part: 40, headers: 2 });
        decoder.push(b"--b");
        for _ in 0..3000 {
            decoder.push(b"          ");
            assert!(decoder.decode().is_none() && decoder.buffer.len() < 2 * MOST_PADDING);
        }
    }
}
