//! [`Constant`]: the only value that a member may have.

use super::{Reader, Writer};

/// The only value that the document allows a member to have. It takes no place in the emitted type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`
    Null,
}

impl Constant {
    pub(super) fn write(self, writer: &mut Writer) {
        match self {
            Self::Text(text) => writer.text(text),
            Self::Integer(integer) => writer.integer(integer),
            Self::Boolean(boolean) => writer.boolean(boolean),
            Self::Null => writer.null(),
        }
    }

    /// Whether a JSON text is this value.
    pub(super) fn is(self, json: &str) -> bool {
        let mut reader = Reader::new(json);
        match self {
            Self::Text(text) => reader.text().is_ok_and(|found| found == text),
            Self::Integer(integer) => reader.integer().is_ok_and(|found| found == integer),
            Self::Boolean(boolean) => reader.boolean().is_ok_and(|found| found == boolean),
            Self::Null => json.trim() == "null",
        }
    }
}
