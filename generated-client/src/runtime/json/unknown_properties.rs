//! [`UnknownProperties`]: the properties of an object that are not declared, as text.

use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, DerefMut},
    sync::{LazyLock, OnceLock},
};

use serde_json::Value;

use super::{Fault, Notes, Reader, Rest, Writer, quoted, value_of};
use crate::runtime::JsonObject;

/// The properties of an object that its type does not declare, kept as their text and sent back: with their digits and order.
///
/// If the document allows only one value for a property, and the server sends another value, that value is here too. If
/// the map has a value for such a property (received, or inserted by you), it is sent instead of the documented value.
///
/// It reads as a map of names and values, which is made from the text at the first access. It is as wide as a pointer, and
/// allocates nothing if it is empty.
#[derive(Clone, Default)]
pub struct UnknownProperties(Option<Box<Inner>>);

#[derive(Clone, Default)]
struct Inner {
    /// The members as received, between commas, without the brackets. Once the map was changed, it has the texts of the values
    /// that are still the same.
    text: String,
    map: OnceLock<JsonObject>,
    is_changed: bool,
    notes: Notes,
}

/// The capacity that the first property allocates, in bytes.
const FIRST_ROOM: usize = 64;

static NONE: LazyLock<JsonObject> = LazyLock::new(JsonObject::new);

impl UnknownProperties {
    /// Creates it without properties, and without allocating.
    pub const fn new() -> Self {
        Self(None)
    }
}

impl Drop for UnknownProperties {
    #[inline]
    fn drop(&mut self) {
        if let Some(inner) = self.0.take() {
            free(inner);
        }
    }
}

/// Frees them. The ABI promises that this does not unwind. So code that drops an object of the API needs no second way for a
/// panic here, which would double its size.
#[inline(never)]
extern "C" fn free(inner: Box<Inner>) {
    drop(inner);
}

impl Inner {
    /// Adds the text of members.
    fn push(&mut self, members: &str) {
        self.map.take();
        if self.text.is_empty() {
            self.text = String::with_capacity(members.len().max(FIRST_ROOM));
        } else {
            self.text.reserve(1 + members.len());
            self.text.push(',');
        }
        self.text.push_str(members);
    }

    fn map(&self) -> &JsonObject {
        self.map.get_or_init(|| map(&self.text, value))
    }
}

/// The members between commas: names, and texts of values.
fn members(text: &str) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    let mut reader = Reader::new(text);
    let mut is_first = true;
    std::iter::from_fn(move || {
        // The end of the text is a fault, since the text lacks the last bracket.
        if reader.at() == text.len() {
            return None;
        }
        let name = reader.next_name(&mut is_first).ok()??;
        Some((name, reader.skip().ok()?))
    })
}

/// The value with this text, which is JSON. A number beyond the range of floats is not a `Value`.
fn value(text: &str) -> Value {
    value_of(text).unwrap_or_default()
}

/// The map of the members between commas, with values that `value` makes of their texts.
fn map(text: &str, value: fn(&str) -> Value) -> JsonObject {
    members(text).map(|(name, text)| (name.into_owned(), value(text))).collect()
}

impl Deref for UnknownProperties {
    type Target = JsonObject;

    fn deref(&self) -> &JsonObject {
        match &self.0 {
            Some(inner) => inner.map(),
            None => &NONE,
        }
    }
}

impl DerefMut for UnknownProperties {
    fn deref_mut(&mut self) -> &mut JsonObject {
        let inner = self.0.get_or_insert_default();
        inner.map();
        inner.is_changed = true;
        inner.map.get_mut().expect("the map was made above")
    }
}

impl fmt::Debug for UnknownProperties {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(&**self).finish()
    }
}

impl PartialEq for UnknownProperties {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl From<JsonObject> for UnknownProperties {
    fn from(map: JsonObject) -> Self {
        let mut properties = Self::new();
        if !map.is_empty() {
            *properties = map;
        }
        properties
    }
}

impl Rest for UnknownProperties {
    fn read(&mut self, _name: &str, reader: &mut Reader<'_>) -> Result<(), Fault> {
        reader.skip_value()
    }

    fn keep_text(&mut self, members: &str) {
        self.0.get_or_insert_default().push(members);
    }

    fn keep_other(&mut self, _index: usize, name: &'static str, value: &str) {
        self.0.get_or_insert_default().push(&format!("{}:{value}", quoted(name)));
    }

    fn write(&self, writer: &mut Writer) {
        let Some(inner) = &self.0 else { return };
        if inner.is_changed {
            let texts = map(&inner.text, |text| text.into());
            for (name, now) in inner.map() {
                writer.name(name);
                match texts.get(name).and_then(Value::as_str) {
                    Some(text) if value(text) == *now => writer.raw(text),
                    Some(_) | None => writer.value(now),
                }
            }
        } else if !inner.text.is_empty() {
            writer.separate();
            writer.raw(&inner.text);
        }
    }

    fn reset(&mut self) {
        self.0 = None;
    }

    fn is_blank(&self) -> bool {
        self.0.is_none() || self.is_empty() && self.notes().is_none_or(Notes::is_blank)
    }

    fn has(&self, name: &str) -> bool {
        let Some(inner) = &self.0 else { return false };
        if inner.is_changed {
            inner.map().contains_key(name)
        } else {
            members(&inner.text).any(|(other, _)| other == name)
        }
    }

    fn notes(&self) -> Option<&Notes> {
        self.0.as_ref().map(|inner| &inner.notes)
    }

    fn notes_mut(&mut self) -> &mut Notes {
        &mut self.0.get_or_insert_default().notes
    }
}
