//! [`Look`]: a question about a value, and the answers of each kind of value.

use serde_json::Value;

use super::{JsonValue, Member, RawJson, Rest, Writer, object};

/// A question about a value.
///
/// A value answers with the method for its kind, such as [`Look::text`]. So a type has one function for all questions, and the
/// code of the answers is compiled once.
#[allow(missing_debug_implementations, reason = "it has closures, and lives for one call")]
pub enum Look<'l, 'v> {
    /// Write it as JSON.
    Write(&'l mut Writer),
    /// Whether an object that has it as a member is written with the member. The question begins with `true`.
    IsPresent(&'l mut bool),
    /// Whether it is equal to the value that [`FromJson::empty`](super::FromJson::empty) makes. The question begins with `false`.
    IsBlank(&'l mut bool),
    /// Its text, if it is a string.
    Text(&'l mut Option<&'v str>),
    /// Its JSON, if its type is not known.
    Raw(&'l mut Option<&'v RawJson>),
    /// Its members, if it is an object.
    Object(&'l mut LookAtObject<'l, 'v>),
}

/// A look at the declared members of an object, at their fields, and at all other members.
pub(super) type LookAtObject<'l, 'v> = dyn FnMut(&'static [Member], &[&'v dyn JsonValue], &'v dyn Rest) + 'l;

impl<'v> Look<'_, 'v> {
    /// A value of another kind. Returns the writer, if it is to be written.
    pub fn other(&mut self, is_blank: bool) -> Option<&mut Writer> {
        match self {
            Self::Write(writer) => return Some(writer),
            Self::IsBlank(answer) => **answer = is_blank,
            Self::IsPresent(_) | Self::Text(_) | Self::Raw(_) | Self::Object(_) => {}
        }
        None
    }

    /// An `Option` without a value.
    pub(in crate::runtime) fn absent(&mut self) {
        if let Self::IsPresent(answer) = self {
            **answer = false;
        }
        if let Some(writer) = self.other(true) {
            writer.null();
        }
    }

    /// An `Option` with a value. Returns whether the question continues with the value.
    pub(in crate::runtime) fn goes_on(&self) -> bool {
        !matches!(self, Self::IsPresent(_) | Self::IsBlank(_))
    }

    /// A string.
    #[inline(never)]
    pub fn text(&mut self, text: &'v str) {
        if let Self::Text(answer) = self {
            **answer = Some(text);
        } else if let Some(writer) = self.other(text.is_empty()) {
            writer.text(text);
        }
    }

    /// An integer.
    pub fn integer(&mut self, integer: impl Into<i128>) {
        let integer = integer.into();
        if let Some(writer) = self.other(integer == 0) {
            writer.integer(integer);
        }
    }

    /// A value whose type is not known, as its text.
    pub(super) fn raw(&mut self, raw: &'v RawJson) {
        if let Self::Raw(answer) = self {
            **answer = Some(raw);
        } else if let Some(writer) = self.other(raw.is_null()) {
            writer.raw(raw.as_str());
        }
    }

    /// A value whose type is not known.
    pub(super) fn value(&mut self, value: &'v Value) {
        match value {
            Value::String(text) => self.text(text),
            value => {
                if let Some(writer) = self.other(value.is_null()) {
                    writer.value(value);
                }
            }
        }
    }

    /// An object: its declared members, their fields, and all other members. A constant has `()` as its field.
    #[inline(never)]
    pub fn object(&mut self, members: &'static [Member], fields: &[&'v dyn JsonValue], rest: &'v dyn Rest) {
        match self {
            Self::Write(writer) => object::write(members, fields, rest, writer),
            Self::IsBlank(answer) => **answer = rest.is_blank() && fields.iter().all(|field| field.is_blank()),
            Self::Object(look) => look(members, fields, rest),
            Self::IsPresent(_) | Self::Text(_) | Self::Raw(_) => {}
        }
    }
}
