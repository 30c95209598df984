//! [`Lines`]: lines from chunks of any size.

use std::mem;

use memchr::memchr;

/// Finds the lines of a text that comes in chunks. A line beyond the limit is an error, and the lines after it are found.
#[derive(Debug)]
pub(super) struct Lines {
    max_line: usize,
    /// The beginning of a line whose end has not been read.
    line: Vec<u8>,
    /// Whether the line has been handed out, and makes way for the next one.
    taken: bool,
    /// Whether the rest of the line is thrown away.
    discarding: bool,
}

/// A line has more bytes than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineTooLong {
    pub(super) limit: usize,
}

impl Lines {
    pub(super) fn new(max_line: usize) -> Self {
        Self { max_line, line: Vec::new(), taken: false, discarding: false }
    }

    /// The next line, without its line feed; `None` if the chunk has been read.
    pub(super) fn decode(&mut self, chunk: &mut &[u8]) -> Option<Result<&[u8], LineTooLong>> {
        if mem::take(&mut self.taken) {
            self.line.clear();
        }
        loop {
            let end = memchr(b'\n', chunk);
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

    /// What follows the last line feed.
    pub(super) fn rest(&self) -> &[u8] {
        if self.taken { &[] } else { &self.line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_do_not_depend_on_the_chunks() {
        let text = b"one\n\ntwo\r\nmuch too long\nfour\n12345678\nrest";
        for size in 1..=text.len() {
            let mut lines = Lines::new(8);
            let mut found = Vec::new();
            for mut chunk in text.chunks(size) {
                while let Some(line) = lines.decode(&mut chunk) {
                    found.push(line.map(<[u8]>::to_vec));
                }
            }
            let line = |line: &[u8]| Ok(line.to_vec());
            let too_long = Err(LineTooLong { limit: 8 });
            let expected = [line(b"one"), line(b""), line(b"two\r"), too_long, line(b"four"), line(b"12345678")];
            assert_eq!(found, expected, "by {size}");
            assert_eq!(lines.rest(), b"rest");
        }
    }
}
