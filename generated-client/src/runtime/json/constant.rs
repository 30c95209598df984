//! [`Constant`]: the only value that a member may have.

use super::{Fault, JsonValue as _, Reader, Writer};

/// The only value that the document allows for a member. It has no field in the emitted type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// A number, as JSON.
    Number(&'static str),
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
            Self::Number(number) => writer.raw(number),
            Self::Boolean(boolean) => writer.boolean(boolean),
            Self::Null => writer.null(),
        }
    }

    /// Reads a value of the same kind, and returns whether it is this one.
    ///
    /// # Errors
    ///
    /// If the value is of another kind.
    pub(super) fn is_next(self, reader: &mut Reader<'_>) -> Result<bool, Fault> {
        Ok(match self {
            Self::Text(text) => reader.text()? == text,
            Self::Integer(integer) => reader.integer()? == integer,
            Self::Number(number) => reader.any_number()? == Reader::new(number).any_number()?,
            Self::Boolean(boolean) => reader.boolean()? == boolean,
            Self::Null => ().set(Some(reader)).map(|()| true)?,
        })
    }
}
