//! [`Lines`]: lines from chunks of any size, or the records of a JSON text sequence.

use std::mem;

use memchr::memchr;

/// Begins each record of a JSON text sequence (RFC 7464). No line of JSON begins with it.
pub(super) const RECORD_SEPARATOR: u8 = 0x1E;

/// Finds the lines of a text that arrives in chunks. If its first byte is a record separator, each record separator begins a
/// line, and line feeds do not end lines. A line beyond the limit is an error, and the lines after it are found.
#[derive(Debug)]
pub(super) struct Lines {
    max_line: usize,
    /// The beginning of a line whose end has not been read.
    line: Vec<u8>,
    /// Whether the line has been returned, and is cleared before the next one.
    taken: bool,
    /// Whether the rest of the line is thrown away.
    discarding: bool,
    /// The separator of the lines, once the text has begun.
    divider: Option<u8>,
}

/// A line has more bytes than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineTooLong {
    pub(super) limit: usize,
}

impl Lines {
    pub(super) fn new(max_line: usize) -> Self {
        Self { max_line, line: Vec::new(), taken: false, discarding: false, divider: None }
    }

    /// Whether the lines are records of a JSON text sequence.
    pub(super) fn are_records(&self) -> bool {
        self.divider == Some(RECORD_SEPARATOR)
    }

    /// The next line, without its line feed; `None` if the chunk has been read.
    pub(super) fn decode(&mut self, chunk: &mut &[u8]) -> Option<Result<&[u8], LineTooLong>> {
        if mem::take(&mut self.taken) {
            self.line.clear();
        }
        let first = *chunk.first()?;
        let divider = *self.divider.get_or_insert(if first == RECORD_SEPARATOR { first } else { b'\n' });
        loop {
            let end = memchr(divider, chunk);
            let (part, rest) = chunk.split_at_checked(end.unwrap_or(chunk.len()))?;
            *chunk = rest.split_first().map_or(rest, |(_, rest)| rest);
            let ends = end.is_some();
            if self.discarding {
                self.discarding = !ends;
            } else if self.line.len() + part.len() > self.max_line {
                self.line = Vec::new();
                self.discarding = !ends;
                return Some(Err(LineTooLong { limit: self.max_line }));
            } else {
                self.line.extend_from_slice(part);
                if ends {
                    self.taken = true;
                    return Some(Ok(&self.line));
                }
            }
            if !ends {
                return None;
            }
        }
    }

    /// The text after the last line feed.
    pub(super) fn rest(&self) -> &[u8] {
        if self.taken { &[] } else { &self.line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text that comes in chunks of a size, at most 8 bytes each, and the decoder after them.
    fn decoded(text: &[u8], size: usize) -> (Vec<Result<Vec<u8>, LineTooLong>>, Lines) {
        let mut lines = Lines::new(8);
        let mut found = Vec::new();
        for mut chunk in text.chunks(size) {
            while let Some(line) = lines.decode(&mut chunk) {
                found.push(line.map(<[u8]>::to_vec));
            }
        }
        (found, lines)
    }

    #[test]
    fn lines_do_not_depend_on_the_chunks() {
        let text = b"one\n\ntwo\r\nmuch too long\nfour\n12345678\nrest";
        for size in 1..=text.len() {
            let (found, lines) = decoded(text, size);
            let line = |line: &[u8]| Ok(line.to_vec());
            let too_long = Err(LineTooLong { limit: 8 });
            let expected = [line(b"one"), line(b""), line(b"two\r"), too_long, line(b"four"), line(b"12345678")];
            assert_eq!(found, expected, "by {size}");
            assert_eq!(lines.rest(), b"rest");
        }
    }

    #[test]
    fn records_begin_with_a_separator_and_may_have_line_feeds() {
        let text = b"\x1E{\n}\n\x1E\x1E1\n\x1Emuch too long\n\x1E[\n";
        for size in 1..=text.len() {
            let (found, lines) = decoded(text, size);
            let line = |line: &[u8]| Ok(line.to_vec());
            let too_long = Err(LineTooLong { limit: 8 });
            assert_eq!(found, [line(b""), line(b"{\n}\n"), line(b""), line(b"1\n"), too_long], "by {size}");
            assert_eq!((lines.rest(), lines.are_records()), (&b"[\n"[..], true));
        }
    }
}
