//! [`Reader`]: a JSON text, read value by value.

use std::{borrow::Cow, ops::Range};

use super::{Fault, Kind, number::is_of_float, text::plain_length, tolerance::Misfits, writer::referred};
use crate::runtime::file::File;

/// The maximum depth of nested arrays and objects: the same as in `serde_json`.
const MAX_DEPTH: u8 = 127;

/// The memory that the values of one text may take: this number of bytes, and in addition a multiple of the length of
/// the text.
const MEMORY: usize = 256 << 20;
const MEMORY_PER_BYTE: usize = 8;

/// The bytes of one text that may be read again to distinguish the arms of unions: this number, and in addition a multiple
/// of the length of the text. Without this limit, nested unions could take exponential time.
const REREADING: usize = 16 << 20;
const REREADING_PER_BYTE: usize = 64;
/// The cost of going back, in bytes.
const REWIND: usize = 256;

/// A place in a text, to come back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    at: usize,
    // Narrower than `at`, so that the two are not loaded at once: that waits for the store of `at` before it.
    depth: u8,
}

/// A JSON text and the place that is read next.
///
/// It reads RFC 8259 and no more. It is not generic, so what reads from it is compiled once.
#[derive(Debug)]
pub struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    /// Where the name that was read last begins.
    pub(super) name_at: usize,
    depth: u8,
    /// How many bytes the values that are still to be read may take.
    memory: usize,
    /// Whether scalars are written as strings, as in a header.
    pub(super) is_plain_text: bool,
    /// Whether numbers may be strings here.
    pub(super) takes_text_numbers: bool,
    /// The files that strings refer to.
    files: &'de [File],
    /// How many bytes may still be read again.
    rereading: usize,
    /// How many parts of the text the types do not know: properties, values of enums, tags.
    pub(super) unknown: usize,
    /// The parts that did not fit their type, if that is tolerated.
    pub(super) misfits: Misfits,
}

/// How many bytes of a text may be read again.
fn rereading(text: &str) -> usize {
    text.len().saturating_mul(REREADING_PER_BYTE).saturating_add(REREADING)
}

impl<'de> Reader<'de> {
    /// Reads from the beginning of a text.
    pub fn new(text: &'de str) -> Self {
        let memory = text.len().saturating_mul(MEMORY_PER_BYTE).saturating_add(MEMORY);
        Self {
            text,
            at: 0,
            name_at: 0,
            depth: 0,
            memory,
            rereading: rereading(text),
            is_plain_text: false,
            takes_text_numbers: false,
            files: &[],
            unknown: 0,
            misfits: Misfits::default(),
        }
    }

    /// A text whose values may take any memory.
    pub(super) fn unlimited(text: &'de str) -> Self {
        Self { memory: usize::MAX, ..Self::new(text) }
    }

    /// A text in which booleans, integers and numbers are written as strings, and strings can refer to files.
    pub(in crate::runtime) fn of_plain_text(text: &'de str, files: &'de [File]) -> Self {
        Self { is_plain_text: true, files, ..Self::new(text) }
    }

    /// A text whose strings can refer to files.
    pub(in crate::runtime) fn with_files(text: &'de str, files: &'de [File]) -> Self {
        Self { files, ..Self::new(text) }
    }

    /// Reads a file: one that the string refers to, or else the string.
    pub(in crate::runtime) fn file(&mut self) -> Result<File, Fault> {
        let text = self.text()?;
        Ok(referred(&text, self.files).cloned().unwrap_or_else(|| File::new(text.into_owned())))
    }

    /// Counts memory. A short text may describe a value that is many times as large.
    #[inline]
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), Fault> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => Err(Fault::new("the value takes much more memory than its text")),
        }
    }

    /// Counts memory that is allocated for one value.
    #[inline]
    pub(in crate::runtime) fn charge_allocation(&mut self, bytes: usize) -> Result<(), Fault> {
        const OVERHEAD: usize = 16;
        self.charge(bytes + OVERHEAD)
    }

    /// Counts the memory of an element of a list. The first one makes room for four, unless they are large.
    #[inline]
    pub(super) fn charge_element(&mut self, is_first: bool, bytes: usize) -> Result<(), Fault> {
        const LARGE: usize = 1024;
        self.charge(if is_first && bytes <= LARGE { 4 * bytes } else { bytes })
    }

    /// Counts the memory of an entry of a map, with its name and the size of its value. The first one makes room for eleven.
    pub(in crate::runtime) fn charge_entry(&mut self, is_first: bool, bytes: usize, name: &str) -> Result<(), Fault> {
        const ENTRY: usize = 48;
        let room = if is_first { 10 * (size_of::<String>() + bytes) } else { 0 };
        self.charge(ENTRY + bytes + name.len() + room)
    }

    /// The place, to come back to.
    #[inline]
    pub(super) fn mark(&self) -> Place {
        Place { at: self.at, depth: self.depth }
    }

    /// Comes back to a place.
    #[inline]
    pub(super) fn rewind(&mut self, Place { at, depth }: Place) {
        self.rereading = self.rereading.saturating_sub(self.at.saturating_sub(at) + REWIND);
        self.at = at;
        self.depth = depth;
        if self.misfits.is_strict || self.misfits.notes_gaps {
            self.misfits.forget_from(at);
        }
    }

    /// Notes a part of the value that its type does not know: a property, a value of an enum, a tag.
    #[inline]
    pub fn note_unknown(&mut self, part: &'static str) {
        self.unknown += 1;
        if self.misfits.is_strict {
            self.note_misfit(Fault::new(format!("unknown {part}")));
        }
    }

    /// Whether so many bytes were read again that no more arms should be compared.
    pub(super) fn is_tired(&self) -> bool {
        self.rereading < rereading(self.text) / 2
    }

    /// The text of the value that was read since a place.
    #[inline]
    pub(super) fn text_since(&self, Place { at, .. }: Place) -> &'de str {
        self.text.get(at..self.at).unwrap_or_default().trim_start()
    }

    /// Comes back to the beginning of a value, skips it, and gives its range; `None` if it is not JSON.
    pub(super) fn place_from(&mut self, Place { at, depth }: Place) -> Option<Range<usize>> {
        // Each value is skipped once at most, so this does not count as reading again.
        self.at = at;
        self.depth = depth;
        let length = self.skip().ok()?.len();
        Some(self.at - length..self.at)
    }

    /// How many bytes were read.
    pub(in crate::runtime) fn at(&self) -> usize {
        self.at
    }

    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The first byte of the next token.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<u8, Fault> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(byte) => return Ok(byte),
                None => return Err(self.end_inside("a value")),
            }
        }
    }

    #[cold]
    pub(super) fn end_inside(&self, what: &str) -> Fault {
        Fault::at_end(self.located(&format!("invalid JSON: the text ends inside {what}")))
    }

    #[cold]
    pub(super) fn syntax(&self, message: &str) -> Fault {
        Fault::new(self.located(message))
    }

    fn located(&self, message: &str) -> String {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, str::len) + 1;
        format!("{message} at line {line} column {column}")
    }

    #[cold]
    pub(super) fn unexpected(&self) -> Fault {
        self.syntax("invalid JSON: a value is expected")
    }

    /// The kind of the next value.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind, Fault> {
        match self.peek()? {
            b'"' => Ok(Kind::String),
            b'{' => Ok(Kind::Object),
            b'[' => Ok(Kind::Array),
            b'n' if self.is_word("null") => Ok(Kind::Null),
            b't' if self.is_word("true") => Ok(Kind::Boolean),
            b'f' if self.is_word("false") => Ok(Kind::Boolean),
            b'-' | b'0'..=b'9' => {
                let end = self.number_end()?;
                let digits = self.text.get(self.at..end).unwrap_or_default();
                Ok(if digits.bytes().any(is_of_float) { Kind::Number } else { Kind::Integer })
            }
            _ => Err(self.no_value()),
        }
    }

    /// The fault of a value that does not begin as one, or of a word that is cut off.
    #[cold]
    fn no_value(&self) -> Fault {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if ["null", "true", "false"].iter().any(|word| word.starts_with(rest)) {
            return self.end_inside("a value");
        }
        self.unexpected()
    }

    /// The fault of a value of another kind than expected.
    #[cold]
    pub(super) fn mismatch(&mut self, expected: &str) -> Fault {
        match self.kind() {
            Ok(found) => Fault::kind(expected, found),
            Err(fault) => fault,
        }
    }

    /// Reads `null`, if it is next.
    #[inline]
    pub(in crate::runtime) fn null(&mut self) -> Result<bool, Fault> {
        if self.peek()? != b'n' {
            return Ok(false);
        }
        self.word("null").map(|()| true)
    }

    fn is_word(&self, word: &str) -> bool {
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }

    pub(super) fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.is_word(word) {
            self.at += word.len();
            return Ok(());
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        Err(if word.starts_with(rest) { self.end_inside("a value") } else { self.unexpected() })
    }

    pub(super) fn boolean(&mut self) -> Result<bool, Fault> {
        match self.peek()? {
            b't' => self.word("true").map(|()| true),
            b'f' => self.word("false").map(|()| false),
            b'"' if self.is_plain_text => match &*self.text()? {
                "true" => Ok(true),
                "false" => Ok(false),
                _ => Err(Fault::kind("a boolean", Kind::String)),
            },
            _ => Err(self.mismatch("a boolean")),
        }
    }

    /// The digits of the next number.
    pub(super) fn number(&mut self, expected: &str) -> Result<Cow<'de, str>, Fault> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => {
                let end = self.number_end()?;
                let digits = self.text.get(self.at..end).unwrap_or_default();
                self.at = end;
                Ok(Cow::Borrowed(digits))
            }
            b'"' if self.is_plain_text || self.takes_text_numbers => {
                let text = self.text()?;
                let digits = Reader::new(&text);
                match digits.number_end() {
                    Ok(end) if end == text.len() => Ok(text),
                    _ => Err(Fault::kind(expected, Kind::String)),
                }
            }
            _ => Err(self.mismatch(expected)),
        }
    }

    /// The end of the number that begins here.
    pub(super) fn number_end(&self) -> Result<usize, Fault> {
        let bytes = self.text.as_bytes();
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut at = self.at + usize::from(bytes.get(self.at) == Some(&b'-'));
        let whole = digits(at);
        if whole == at {
            return Err(self.invalid_number(whole));
        }
        if bytes.get(at) == Some(&b'0') && whole > at + 1 {
            return Err(self.syntax("invalid JSON: a number begins with a zero"));
        }
        at = whole;
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            if fraction == at + 1 {
                return Err(self.invalid_number(fraction));
            }
            at = fraction;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(at + 1 + sign);
            if exponent == at + 1 + sign {
                return Err(self.invalid_number(exponent));
            }
            at = exponent;
        }
        Ok(at)
    }

    #[cold]
    fn invalid_number(&self, end: usize) -> Fault {
        if end == self.text.len() {
            self.end_inside("a number")
        } else {
            self.syntax("invalid JSON: an invalid number")
        }
    }

    /// Whether too much was read again.
    #[inline]
    pub(super) fn is_exhausted(&self) -> bool {
        self.rereading == 0
    }

    /// Begins an object.
    #[inline]
    pub(in crate::runtime) fn begin_object(&mut self) -> Result<(), Fault> {
        self.begin(b'{', "an object")
    }

    /// Begins an array.
    #[inline]
    pub(in crate::runtime) fn begin_array(&mut self) -> Result<(), Fault> {
        self.begin(b'[', "an array")
    }

    #[inline]
    fn begin(&mut self, bracket: u8, expected: &str) -> Result<(), Fault> {
        if self.peek()? != bracket {
            return Err(self.mismatch(expected));
        }
        if self.is_exhausted() {
            return Err(self.syntax("it takes too long to find the type of the value"));
        }
        if self.depth == MAX_DEPTH {
            return Err(self.syntax("arrays and objects are nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// The name of the next member; its value is next. `None` ends the object.
    #[inline]
    pub(in crate::runtime) fn next_name(&mut self, is_first: &mut bool) -> Result<Option<Cow<'de, str>>, Fault> {
        match self.compact_name(*is_first) {
            Some(name) => {
                *is_first = false;
                Ok(Some(Cow::Borrowed(name)))
            }
            None => self.any_name(is_first),
        }
    }

    /// The name of the next member, if it has no escapes, and the text has no spaces here.
    #[inline]
    fn compact_name(&mut self, is_first: bool) -> Option<&'de str> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let rest = if is_first { rest } else { rest.strip_prefix(b",")? };
        let rest = rest.strip_prefix(b"\"")?;
        let length = plain_length(rest);
        if !rest.get(length..)?.starts_with(b"\":") {
            return None;
        }
        let start = self.text.len() - rest.len();
        self.name_at = start - 1;
        self.at = start + length + 2;
        self.text.get(start..start + length)
    }

    #[inline(never)]
    fn any_name(&mut self, is_first: &mut bool) -> Result<Option<Cow<'de, str>>, Fault> {
        let Some(first) = self.next(b'}', is_first)? else { return Ok(None) };
        if first != b'"' {
            return Err(self.syntax("invalid JSON: the name of a property is expected"));
        }
        self.name_at = self.at;
        let name = self.quoted()?;
        if self.peek()? != b':' {
            return Err(self.syntax("invalid JSON: `:` is expected"));
        }
        self.at += 1;
        Ok(Some(name))
    }

    /// Whether there is another element; if not, the array has ended.
    #[inline]
    pub(in crate::runtime) fn next_element(&mut self, is_first: &mut bool) -> Result<bool, Fault> {
        Ok(self.next(b']', is_first)?.is_some())
    }

    /// The first byte of the next element or name. `None` ends the array or object.
    #[inline]
    fn next(&mut self, end: u8, is_first: &mut bool) -> Result<Option<u8>, Fault> {
        let byte = self.peek()?;
        if byte == end {
            self.at += 1;
            self.depth -= 1;
            return Ok(None);
        }
        if *is_first {
            *is_first = false;
            return Ok(Some(byte));
        }
        if byte != b',' {
            return Err(self.syntax(if end == b'}' {
                "invalid JSON: `,` or `}` is expected"
            } else {
                "invalid JSON: `,` or `]` is expected"
            }));
        }
        self.at += 1;
        let byte = self.peek()?;
        if byte == end {
            return Err(self.syntax("invalid JSON: nothing follows a comma"));
        }
        Ok(Some(byte))
    }

    /// Checks that nothing follows.
    pub(in crate::runtime) fn end(&mut self) -> Result<(), Fault> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        if self.at == self.text.len() { Ok(()) } else { Err(self.syntax("invalid JSON: something follows the value")) }
    }
}
