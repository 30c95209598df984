//! [`Data`]: the data of an event, collected line by line.

/// The values of an event's `data` fields so far, joined by line feeds.
#[derive(Clone, Debug, Default)]
pub(super) struct Data {
    bytes: Vec<u8>,
    /// The start of the data. A line that became the data still has the name of its field before this index.
    start: usize,
    has_lines: bool,
}

impl Data {
    /// Whether there is a field, perhaps an empty one.
    pub(super) fn has_lines(&self) -> bool {
        self.has_lines
    }

    /// The number of bytes with one more line of `length` bytes.
    pub(super) fn length_with(&self, length: usize) -> usize {
        self.as_bytes().len() + usize::from(self.has_lines) + length
    }

    /// Adds a line.
    pub(super) fn push(&mut self, line: &[u8]) {
        if self.has_lines {
            self.bytes.push(b'\n');
        }
        self.bytes.extend_from_slice(line);
        self.has_lines = true;
    }

    /// Adds the text of `line` from `start` on. If it is the first line of the data, the buffer is moved and not copied.
    /// `line` is empty afterwards.
    pub(super) fn take(&mut self, line: &mut Vec<u8>, start: usize) {
        if self.has_lines {
            self.push(line.get(start..).unwrap_or_default());
        } else {
            std::mem::swap(&mut self.bytes, line);
            self.start = start;
            self.has_lines = true;
        }
        line.clear();
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.start = 0;
        self.has_lines = false;
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}
