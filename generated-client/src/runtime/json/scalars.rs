//! Strings, booleans, `null` and untyped values.

use serde_json::Value;

use super::{Fault, FromJson, JsonValue, Kind, Look, Reader, ToJson, Writer, value::read_entries};
use crate::runtime::{JsonObject, Secret};

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

impl JsonValue for Secret {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => Self::from(&*reader.text()?),
            None => FromJson::empty(),
        };
        Ok(())
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

/// The memory of an object of `serde_json`, in addition to its entries: it makes room for eleven of them at once.
const MEMORY_OF_OBJECT: usize = 600;

/// The memory of an array, in addition to its first element: it makes room for four of them at once.
const MEMORY_OF_ARRAY: usize = 3 * size_of::<Value>() + 16;

impl Reader<'_> {
    /// Reads any value.
    fn value(&mut self) -> Result<Value, Fault> {
        self.charge(size_of::<Value>())?;
        match self.kind()? {
            Kind::Null => self.skip().map(|_| Value::Null),
            Kind::Boolean => self.boolean().map(Value::Bool),
            Kind::String => self.text().map(|text| Value::String(text.into_owned())),
            Kind::Integer | Kind::Number => {
                let digits = self.number("a number")?;
                serde_json::from_str(&digits).map_err(|_| Fault::new("expected a number in range, found another one"))
            }
            Kind::Array => {
                self.begin_array()?;
                let (mut is_first, mut elements) = (true, Vec::new());
                while self.next_element(&mut is_first)? {
                    // The memory of the element itself is counted when it is read. This is the room for more.
                    if elements.is_empty() {
                        self.charge(MEMORY_OF_ARRAY)?;
                    }
                    let element = self.value().map_err(|fault| fault.in_element(elements.len()))?;
                    elements.push(element);
                }
                Ok(Value::Array(elements))
            }
            Kind::Object => self.object().map(Value::Object),
        }
    }

    fn object(&mut self) -> Result<JsonObject, Fault> {
        let mut object = JsonObject::new();
        read_entries(self, &mut |name, reader| {
            reader.charge_entry(false, if object.is_empty() { MEMORY_OF_OBJECT } else { 0 }, &name)?;
            let value = reader.value()?;
            object.insert(name, value);
            Ok(())
        })?;
        Ok(object)
    }
}

impl JsonValue for Value {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => reader.value()?,
            None => FromJson::empty(),
        };
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        look.value(self);
    }
}

impl FromJson for Value {
    fn empty() -> Self {
        Self::Null
    }
}

impl JsonValue for JsonObject {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => reader.object()?,
            None => FromJson::empty(),
        };
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        if let Some(writer) = look.other(self.is_empty()) {
            writer.raw(&serde_json::to_string(self).unwrap_or_default());
        }
    }
}

impl FromJson for JsonObject {
    fn empty() -> Self {
        Self::new()
    }
}
