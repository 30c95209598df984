//! [`UnknownProperties`]: the properties of an object that are not declared, as text.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::{LazyLock, OnceLock},
};

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
    /// The members between commas, without the brackets. Of no use once the map was changed.
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
        self.map.get_or_init(|| members(&format!("{{{}}}", self.text)).unwrap_or_default())
    }
}

/// The members of an object. The text was read once already, so it is JSON.
fn members(object: &str) -> Result<JsonObject, Fault> {
    let mut map = JsonObject::new();
    let mut reader = Reader::new(object);
    let mut is_first = true;
    reader.begin_object()?;
    while let Some(name) = reader.next_name(&mut is_first)? {
        // A number beyond the range of floats is not a `Value`.
        let value = value_of(reader.skip()?).unwrap_or_default();
        map.insert(name.into_owned(), value);
    }
    Ok(map)
}

/// Whether there is a member of this name between commas. It does not make the map, which may be large.
fn has_member(members: &str, name: &str) -> bool {
    if members.is_empty() {
        return false;
    }
    let mut reader = Reader::new(members);
    let mut is_first = true;
    // The end of the text is a fault, since there is no bracket.
    while let Ok(Some(other)) = reader.next_name(&mut is_first) {
        if other == name {
            return true;
        }
        if reader.skip().is_err() {
            return false;
        }
    }
    false
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
        inner.text = String::new();
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
            for (name, value) in inner.map() {
                writer.name(name);
                writer.value(value);
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
        if inner.is_changed { inner.map().contains_key(name) } else { has_member(&inner.text, name) }
    }

    fn notes(&self) -> Option<&Notes> {
        self.0.as_ref().map(|inner| &inner.notes)
    }

    fn notes_mut(&mut self) -> &mut Notes {
        &mut self.0.get_or_insert_default().notes
    }
}
