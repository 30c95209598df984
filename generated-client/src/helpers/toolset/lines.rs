//! [`Lines`]: the lines of a file, in bounded memory.

use std::io::{self, BufRead};

/// The lines of a file. If a line is longer than the limit, it is cut.
pub(super) struct Lines<R> {
    reader: R,
    limit: usize,
}

/// A line with its end (`\n`), if it has one and is not cut.
pub(super) struct Line {
    pub(super) bytes: Vec<u8>,
    pub(super) is_cut: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit }
    }

    /// The next line; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let (mut bytes, mut length) = (Vec::new(), 0_usize);
        loop {
            let read = self.reader.fill_buf()?;
            if read.is_empty() {
                let line = Line { is_cut: length > bytes.len(), bytes };
                return Ok((length > 0).then_some(line));
            }
            let end = memchr::memchr(b'\n', read).map(|end| end + 1);
            let part = &read[..end.unwrap_or(read.len())];
            let room = self.limit.saturating_sub(bytes.len());
            bytes.extend_from_slice(&part[..part.len().min(room)]);
            let used = part.len();
            length = length.saturating_add(used);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(Line { is_cut: length > bytes.len(), bytes }));
            }
        }
    }
}
