//! [`RawJson`]: a JSON value kept as its text.

use std::{fmt, ops::Index, sync::OnceLock};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Fault, FromJson, JsonValue, Look, Reader, json_of, value_of};

/// A JSON value kept as its text, as it was received: with its digits, its order and its spaces.
///
/// [`RawJson::value`] parses it on demand.
#[derive(Clone)]
pub struct RawJson {
    /// `None` for `null`, which takes no allocation.
    held: Option<Box<Held>>,
}

#[derive(Clone)]
struct Held {
    text: Box<str>,
    value: OnceLock<Value>,
}

static NULL: Value = Value::Null;

impl Drop for RawJson {
    #[inline]
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            free(held);
        }
    }
}

/// Frees it without unwinding, as `UnknownProperties` does.
#[inline(never)]
extern "C" fn free(held: Box<Held>) {
    drop(held);
}

impl RawJson {
    /// A text that is one JSON value.
    pub(in crate::runtime) fn of_text(text: &str) -> Self {
        Self { held: Some(Box::new(Held { text: text.into(), value: OnceLock::new() })) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.held.as_ref().map_or("null", |held| &held.text)
    }

    /// Whether it is `null`.
    pub(super) fn is_null(&self) -> bool {
        self.as_str() == "null"
    }

    /// The value. It is read at the first call. Integers of more than 64 bits become floats here, but not in the text.
    pub fn value(&self) -> &Value {
        // The text was read once already, so it is JSON. A number beyond the range of floats is not a `Value`.
        let Some(held) = &self.held else { return &NULL };
        held.value.get_or_init(|| value_of(&held.text).unwrap_or_default())
    }

    /// The member of an object, if it is one and has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.value().get(name)
    }

    /// Decodes it into your own type.
    ///
    /// # Errors
    ///
    /// If it does not fit the type.
    pub fn read_as<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }
}

impl From<Value> for RawJson {
    fn from(value: Value) -> Self {
        Self { held: Some(Box::new(Held { text: json_of(&value).into(), value: value.into() })) }
    }
}

impl Index<&str> for RawJson {
    type Output = Value;

    /// The member of an object; `null` if there is none.
    fn index(&self, name: &str) -> &Value {
        &self.value()[name]
    }
}

impl PartialEq for RawJson {
    /// Equal values, however they are written.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() || self.value() == other.value()
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl JsonValue for RawJson {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => {
                reader.charge_allocation(size_of::<Held>())?;
                Self::of_text(reader.skip_to_keep()?)
            }
            None => FromJson::empty(),
        };
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        look.raw(self);
    }
}

impl FromJson for RawJson {
    fn empty() -> Self {
        Self { held: None }
    }
}

super::bridge!(RawJson);
