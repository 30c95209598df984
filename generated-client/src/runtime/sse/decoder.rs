//! [`Decoder`]: from bytes to events.
//!
//! Lines and fields are found in the bytes, and only values are decoded as UTF-8: line ends, colons and field names are
//! ASCII, so the result is that of decoding the stream first.

use std::mem;
use std::str;
use std::time::Duration;

use memchr::{memchr, memchr2};

use super::{
    Error, EventRef,
    data::Data,
    plain::{PlainEvent, plain_event},
};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Decodes an event stream from pieces of any size.
///
/// Its time is linear in the bytes, and its memory is bounded by the limits. An event beyond a limit is an error, and the
/// events after it are decoded.
#[derive(Clone, Debug)]
pub struct Decoder {
    max_line: usize,
    max_event: usize,
    /// How many bytes of a byte order mark have been read; all, once the stream has begun.
    byte_order_mark: usize,
    /// Whether the line before ended with a carriage return, so that a line feed belongs to its end.
    after_carriage_return: bool,
    /// The beginning of a line whose end has not been read.
    line: Vec<u8>,
    /// Whether the line whose end has not been read is thrown away.
    discarding_line: bool,
    stage: Stage,
    event: String,
    data: Data,
    /// The repaired data, if it is not UTF-8.
    repaired_data: String,
    /// The id that the event sets, if it sets one.
    new_id: String,
    sets_id: bool,
    last_event_id: String,
    /// The time that the event sets, if it sets one.
    new_retry: Option<Duration>,
    retry: Option<Duration>,
}

/// The state of the decoder between two empty lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// No event, data or id field has been read.
    Before,
    /// At least one of these has been read.
    Within,
    /// The event is beyond a limit and thrown away.
    Discarding,
    /// The event has been returned, and is cleared before the next one.
    Dispatched,
}

/// How an event stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// After an event, or before the first.
    Complete,
    /// Inside an event that is dropped, as the standard requires.
    Unfinished,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// Makes a decoder for a new stream. It accepts lines and events of up to 16 MiB.
    pub fn new() -> Self {
        Self {
            max_line: 16 << 20,
            max_event: 16 << 20,
            byte_order_mark: 0,
            after_carriage_return: false,
            line: Vec::new(),
            discarding_line: false,
            stage: Stage::Before,
            event: String::new(),
            data: Data::default(),
            repaired_data: String::new(),
            new_id: String::new(),
            sets_id: false,
            last_event_id: String::new(),
            new_retry: None,
            retry: None,
        }
    }

    /// Sets how many bytes a line may have, without its end.
    #[must_use]
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.max_line = bytes;
        self
    }

    /// Sets how many bytes the data of an event may have.
    #[must_use]
    pub fn max_event(mut self, bytes: usize) -> Self {
        self.max_event = bytes;
        self
    }

    /// Decodes up to the end of the next event, and removes the bytes that it has read from `chunk`.
    ///
    /// `None` means that the whole chunk has been read, and that the decoder needs the next chunk or the end of the
    /// stream.
    pub fn decode<'event, 'chunk: 'event>(
        &'event mut self,
        chunk: &mut &'chunk [u8],
    ) -> Option<Result<EventRef<'event>, Error>> {
        if self.stage == Stage::Dispatched {
            self.clear_event();
        }
        if self.byte_order_mark < BYTE_ORDER_MARK.len() {
            self.skip_byte_order_mark(chunk);
        }
        loop {
            if self.after_carriage_return && !chunk.is_empty() {
                *chunk = chunk.strip_prefix(b"\n").unwrap_or(chunk);
                self.after_carriage_return = false;
            }
            if self.stage == Stage::Before && self.line.is_empty() && !self.discarding_line {
                if let Some(PlainEvent { id, event, data, rest }) = plain_event(chunk, self.max_line, self.max_event) {
                    *chunk = rest;
                    if let Some(id) = id {
                        set(&mut self.last_event_id, id.as_bytes());
                    }
                    let retry = self.new_retry.take();
                    return Some(Ok(EventRef { retry, sets_id: id.is_some(), ..self.event(event, data) }));
                }
            }
            let Some((line, end)) = take_line(chunk) else {
                return self.carry(mem::take(chunk)).err().map(Err);
            };
            self.after_carriage_return = end == b'\r';
            match self.end_line(line) {
                Ok(false) => {}
                Ok(true) => return Some(Ok(self.dispatch())),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// Returns how the stream has ended, when no bytes are left.
    pub fn finish(&self) -> End {
        let within_byte_order_mark = (1..BYTE_ORDER_MARK.len()).contains(&self.byte_order_mark);
        let within_line = self.line.first().is_some_and(|first| *first != b':');
        let within_event = self.stage == Stage::Within;
        if within_byte_order_mark || within_line || within_event { End::Unfinished } else { End::Complete }
    }

    /// The received part of an event that has not ended: its data, or else its line.
    pub fn unfinished(&self) -> &[u8] {
        let data = self.data.as_bytes();
        if self.stage == Stage::Dispatched || data.is_empty() { &self.line } else { data }
    }

    /// The id of the last event, which a new request for the same events may name; empty if the stream set none.
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The pause that the server requests before a new connection; `None` if it has requested none.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }

    fn skip_byte_order_mark(&mut self, chunk: &mut &[u8]) {
        while let Some((first, rest)) = chunk.split_first() {
            match BYTE_ORDER_MARK.get(self.byte_order_mark) {
                None => return,
                Some(expected) if expected == first => {
                    self.byte_order_mark += 1;
                    *chunk = rest;
                }
                Some(_) => {
                    // No byte order mark: what looked like one begins the first line.
                    self.line.extend(BYTE_ORDER_MARK.iter().take(self.byte_order_mark));
                    self.byte_order_mark = BYTE_ORDER_MARK.len();
                }
            }
        }
    }

    /// Keeps the beginning of a line.
    fn carry(&mut self, beginning: &[u8]) -> Result<(), Error> {
        if self.stage == Stage::Discarding {
            self.discarding_line |= !beginning.is_empty();
            return Ok(());
        }
        if self.line.len() + beginning.len() > self.max_line {
            self.discarding_line = true;
            return Err(self.discard_event(Error::LineTooLong { limit: self.max_line }));
        }
        self.line.extend_from_slice(beginning);
        Ok(())
    }

    /// Interprets a line whose last part is `end`. Returns true if it ends an event.
    #[inline]
    fn end_line(&mut self, end: &[u8]) -> Result<bool, Error> {
        if self.discarding_line {
            self.discarding_line = false;
            return Ok(false);
        }
        if self.line.is_empty() {
            return self.interpret(end);
        }
        self.interpret_carried(end)
    }

    #[cold]
    fn interpret_carried(&mut self, end: &[u8]) -> Result<bool, Error> {
        let mut line = mem::take(&mut self.line);
        line.extend_from_slice(end);
        let data = line.strip_prefix(b"data").and_then(value).map(<[u8]>::len);
        let ends_event = match data {
            Some(length) if line.len() <= self.max_line && self.stage != Stage::Discarding => {
                self.check_data(length)?;
                let start = line.len() - length;
                self.data.take(&mut line, start);
                Ok(false)
            }
            Some(_) | None => self.interpret(&line),
        };
        line.clear();
        self.line = line;
        ends_event
    }

    #[inline]
    fn interpret(&mut self, line: &[u8]) -> Result<bool, Error> {
        if line.is_empty() {
            return Ok(self.end_event());
        }
        if self.stage == Stage::Discarding {
            return Ok(false);
        }
        if line.len() > self.max_line {
            return Err(self.discard_event(Error::LineTooLong { limit: self.max_line }));
        }
        // A line that begins with a colon is a comment; fields with other names are ignored.
        match line {
            [b'd', b'a', b't', b'a', rest @ ..] => {
                if let Some(value) = value(rest) {
                    self.check_data(value.len())?;
                    self.data.push(value);
                }
            }
            [b'e', b'v', b'e', b'n', b't', rest @ ..] => self.set_event(value(rest)),
            [b'i', b'd', rest @ ..] => self.set_id(value(rest)),
            [b'r', b'e', b't', b'r', b'y', rest @ ..] => self.set_retry(value(rest)),
            _ => {}
        }
        Ok(false)
    }

    /// Checks that the event stays within its limit with another line of `length` bytes of data.
    fn check_data(&mut self, length: usize) -> Result<(), Error> {
        if self.data.length_with(length) > self.max_event {
            return Err(self.discard_event(Error::EventTooLong { limit: self.max_event }));
        }
        self.stage = Stage::Within;
        Ok(())
    }

    fn set_event(&mut self, value: Option<&[u8]>) {
        if let Some(value) = value {
            set(&mut self.event, value);
            self.stage = Stage::Within;
        }
    }

    fn set_id(&mut self, value: Option<&[u8]>) {
        if let Some(value) = value.filter(|value| memchr(0, value).is_none()) {
            set(&mut self.new_id, value);
            self.sets_id = true;
            self.stage = Stage::Within;
        }
    }

    fn set_retry(&mut self, value: Option<&[u8]>) {
        if let Some(digits) = value.filter(|value| !value.is_empty() && value.iter().all(u8::is_ascii_digit)) {
            let milliseconds = digits.iter().fold(0_u64, |number, digit| {
                number.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
            });
            self.retry = Some(Duration::from_millis(milliseconds));
            self.new_retry = self.retry;
        }
    }

    /// Ends the event at an empty line. Returns true if there is an event.
    fn end_event(&mut self) -> bool {
        if self.stage == Stage::Discarding {
            // An event that was not delivered leaves the id as it was.
            self.clear_event();
            return false;
        }
        if self.sets_id {
            mem::swap(&mut self.last_event_id, &mut self.new_id);
        }
        let is_event = self.data.has_lines();
        if is_event {
            self.stage = Stage::Dispatched;
        } else {
            self.clear_event();
        }
        is_event
    }

    fn dispatch(&mut self) -> EventRef<'_> {
        let data = if let Ok(data) = str::from_utf8(self.data.as_bytes()) {
            data
        } else {
            self.repaired_data = String::from_utf8_lossy(self.data.as_bytes()).into_owned();
            &self.repaired_data
        };
        self.event(&self.event, data)
    }

    fn event<'event>(&'event self, event: &'event str, data: &'event str) -> EventRef<'event> {
        EventRef {
            event: if event.is_empty() { "message" } else { event },
            data,
            id: &self.last_event_id,
            retry: self.new_retry,
            sets_id: self.sets_id,
        }
    }

    #[cold]
    fn discard_event(&mut self, error: Error) -> Error {
        self.line = Vec::new();
        self.data = Data::default();
        self.stage = Stage::Discarding;
        error
    }

    fn clear_event(&mut self) {
        self.event.clear();
        self.data.clear();
        self.sets_id = false;
        self.new_retry = None;
        self.stage = Stage::Before;
    }
}

/// Takes the first line and the first byte of its end off `chunk`, if the end is in it.
#[inline]
fn take_line<'chunk>(chunk: &mut &'chunk [u8]) -> Option<(&'chunk [u8], u8)> {
    // Every event ends with an empty line, which needs no search.
    let length = if chunk.first() == Some(&b'\n') { 0 } else { memchr2(b'\n', b'\r', chunk)? };
    let (line, rest) = chunk.split_at_checked(length)?;
    let (end, rest) = rest.split_first()?;
    *chunk = rest;
    Some((line, *end))
}

/// The value of a field, from the text after its name; `None` if the name is longer.
fn value(rest: &[u8]) -> Option<&[u8]> {
    match rest {
        [] => Some(rest),
        [b':', b' ', value @ ..] | [b':', value @ ..] => Some(value),
        _ => None,
    }
}

/// Sets a text from bytes, with invalid UTF-8 replaced as the Encoding standard has it.
fn set(text: &mut String, value: &[u8]) {
    text.clear();
    match str::from_utf8(value) {
        Ok(valid) => text.push_str(valid),
        Err(_) => text.push_str(&String::from_utf8_lossy(value)),
    }
}
