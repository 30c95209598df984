//! [`Member`]: a declared member of an object, and how it is read and written.

use super::{Constant, Fault, JsonValue, Reader, Writer, text};

/// A declared member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in JSON.
    pub name: &'static str,
    /// How it is read and written.
    pub rule: Rule,
    key: u32,
    /// Whether its name has no escapes in JSON.
    has_plain_name: bool,
    /// Whether its only value is a text whose JSON has no escapes.
    has_plain_constant: bool,
    /// Whether its numbers may also be strings.
    pub(super) is_in_text: bool,
}

impl Member {
    /// A member with this name in JSON.
    pub const fn new(name: &'static str, rule: Rule) -> Self {
        let has_plain_constant = match rule {
            Rule::Constant(Constant::Text(text)) | Rule::LenientConstant(Constant::Text(text)) => is_plain(text),
            _ => false,
        };
        let has_plain_name = is_plain(name);
        Self { name, rule, key: key(name), has_plain_name, has_plain_constant, is_in_text: false }
    }

    /// Reads its numbers from strings too: `"1"` as `1`.
    pub const fn in_text(mut self) -> Self {
        self.is_in_text = true;
        self
    }

    /// Its only value, if it is a text whose JSON has no escapes.
    pub(super) fn plain_constant(&self) -> Option<&'static str> {
        match self.rule.constant() {
            Some(Constant::Text(text)) if self.has_plain_constant => Some(text),
            _ => None,
        }
    }

    /// Begins the member in an object that is written; its value is next.
    pub(super) fn begin(&self, writer: &mut Writer) {
        if self.has_plain_name { writer.plain_name(self.name) } else { writer.name(self.name) }
    }

    pub(super) fn is_named(&self, name: &str, key: u32) -> bool {
        self.key == key && self.name == name
    }
}

/// The length of a name with its first and last byte. Most names of an object differ in it, and comparing it needs no other memory.
#[allow(clippy::cast_possible_truncation, reason = "a part of the length is enough")]
pub(super) const fn key(name: &str) -> u32 {
    match name.as_bytes() {
        [] => 0,
        [first, .., last] => ((name.len() as u32) << 16) | ((*first as u32) << 8) | *last as u32,
        [only] => (1 << 16) | *only as u32,
    }
}

/// Whether a text has no byte that is escaped in JSON.
const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        if !text::is_plain(*byte) {
            return false;
        }
        rest = behind;
    }
    true
}

/// How a member is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "an API may not need all of them")]
pub enum Rule {
    /// As its type says.
    Value,
    /// An absent value is written as `null`.
    Nullable,
    /// A response may lack it or have `null`, although it is required. It then reads as empty.
    Lenient,
    /// It has one value, and no field. Another value of the same kind is kept.
    Constant(Constant),
    /// The same, and a response may lack it or have `null`.
    LenientConstant(Constant),
}

impl Rule {
    pub(super) fn constant(self) -> Option<Constant> {
        match self {
            Self::Constant(constant) | Self::LenientConstant(constant) => Some(constant),
            Self::Value | Self::Nullable | Self::Lenient => None,
        }
    }

    pub(super) fn is_lenient(self) -> bool {
        matches!(self, Self::Lenient | Self::LenientConstant(_))
    }
}

impl Reader<'_> {
    /// Reads the value of a member whose numbers may be strings, and says whether the value is a string.
    pub(super) fn set_in_text(&mut self, field: &mut dyn JsonValue) -> Result<bool, Fault> {
        let is_text = self.peek()? == b'"';
        let before = std::mem::replace(&mut self.takes_text_numbers, true);
        let read = field.set(Some(self));
        self.takes_text_numbers = before;
        read.map(|()| is_text)
    }
}
