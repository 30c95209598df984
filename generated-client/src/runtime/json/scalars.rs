//! Strings, booleans and `null`.

use super::{Fault, FromJson, JsonValue, Look, Reader, ToJson, Writer};
use crate::runtime::Secret;

impl JsonValue for String {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => reader.text()?.into_owned(),
            None => FromJson::empty(),
        };
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        look.text(self);
    }
}

impl ToJson for str {
    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }
}

impl ToJson for &str {
    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }
}

impl FromJson for String {
    fn empty() -> Self {
        Self::new()
    }
}

/// Sets a value that is made from a text. `set` says whether it knows the text.
///
/// # Errors
///
/// If no string is next in the source.
pub fn set_text(set: &mut dyn FnMut(&str) -> bool, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
    let Some(reader) = source else {
        set("");
        return Ok(());
    };
    let is_known = set(&reader.text()?);
    if !is_known {
        reader.note_unknown("value");
    }
    Ok(())
}

impl JsonValue for Secret {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        let set = &mut |text: &str| {
            *self = Self::from(text);
            true
        };
        set_text(set, source)
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        let text = self.expose();
        if let Some(writer) = look.other(text.is_empty()) {
            writer.text(text);
        }
    }
}

impl FromJson for Secret {
    fn empty() -> Self {
        Self::from("")
    }
}

impl JsonValue for bool {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => reader.boolean()?,
            None => FromJson::empty(),
        };
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        if let Some(writer) = look.other(!self) {
            writer.boolean(*self);
        }
    }
}

impl FromJson for bool {
    fn empty() -> Self {
        false
    }
}

impl JsonValue for () {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        let Some(reader) = source else { return Ok(()) };
        if reader.null()? { Ok(()) } else { Err(reader.mismatch("null")) }
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        if let Some(writer) = look.other(true) {
            writer.null();
        }
    }
}

impl FromJson for () {
    fn empty() -> Self {}
}
