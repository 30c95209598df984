//! Untyped values: the `Value` of `serde_json`, read and written by the runtime.
//!
//! So an application has one reader of JSON, unless its own code uses that of `serde_json`.

use serde_json::Value;

use super::{
    Fault, FromJson, JsonValue, Kind, Look, Reader, Writer,
    value::{read_entries, text_of},
};
use crate::runtime::{JsonObject, response::without_mark};

/// Reads a text that was received before, without a limit of memory.
///
/// # Errors
///
/// If the text is not JSON, or has a number beyond the range of floats.
pub(in crate::runtime) fn value_of(text: &str) -> Result<Value, Fault> {
    let mut reader = Reader::unlimited(text);
    let value = reader.value()?;
    reader.end()?;
    Ok(value)
}

/// Reads a body, with or without a byte order mark.
///
/// # Errors
///
/// As [`value_of`], and if it is not UTF-8.
pub(crate) fn value_of_body(body: &[u8]) -> Result<Value, Fault> {
    value_of(text_of(without_mark(body))?)
}

/// Whether a body is JSON.
pub(in crate::runtime) fn is_json(body: &[u8]) -> bool {
    let mut reader = Reader::new(text_of(body).unwrap_or_default());
    reader.skip_value().is_ok() && reader.end().is_ok()
}

/// The JSON of a value.
pub(crate) fn json_of(value: &Value) -> String {
    let mut writer = Writer::new();
    writer.value(value);
    writer.into_text()
}

/// The JSON of a text.
pub(in crate::runtime) fn quoted(text: &str) -> String {
    let mut writer = Writer::new();
    writer.text(text);
    writer.into_text()
}

impl Writer {
    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.null(),
            Value::Bool(value) => self.boolean(*value),
            Value::Number(number) => self.raw(&number.to_string()),
            Value::String(text) => self.text(text),
            Value::Array(elements) => {
                self.begin_array();
                for element in elements {
                    self.separate();
                    self.value(element);
                }
                self.end_array();
            }
            Value::Object(members) => self.object(members),
        }
    }

    fn object(&mut self, members: &JsonObject) {
        self.begin_object();
        for (name, value) in members {
            self.name(name);
            self.value(value);
        }
        self.end_object();
    }
}

/// Whether the application has enabled the feature `arbitrary_precision` of `serde_json`, which keeps all digits of a number.
pub(super) const KEEPS_DIGITS: bool = std::mem::needs_drop::<serde_json::Number>();

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
            Kind::Integer | Kind::Number => self.untyped_number(),
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

    fn untyped_number(&mut self) -> Result<Value, Fault> {
        if !KEEPS_DIGITS {
            return self.any_number().map(Value::from);
        }
        let digits = self.number("a number")?;
        self.charge(digits.len())?;
        digits.parse().map(Value::Number).map_err(|error| Fault::new(error.to_string()))
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
            writer.object(self);
        }
    }
}

impl FromJson for JsonObject {
    fn empty() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{is_json, json_of, quoted, value_of, value_of_body};

    #[test]
    fn values_are_read_and_written_as_serde_json_does() {
        for json in [
            "null",
            " true ",
            "-0",
            "0",
            "1",
            "-1",
            "1.0",
            "1e2",
            "0.1",
            "1.7976931348623157e308",
            "1e400",
            "1e-400",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "123456789012345.678901",
            "4.35",
            "2.2250738585072014e-308",
            "\"\\u00e9\\n\\u0007\\\"\\\\\"",
            "[]",
            "[1, [2, {}], \"a\"]",
            "{}",
            r#"{"b":1,"a":{"c":null,"b":[true]},"b":2}"#,
            "",
            "nul",
            "01",
            "1.",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "1 2",
            "\"a",
            "'a'",
            "\u{feff}1",
        ] {
            let expected = serde_json::from_str::<serde_json::Value>(json).ok();
            let read = value_of(json).ok();
            assert_eq!(read, expected, "{json}");
            assert_eq!(read.as_ref().map(json_of), expected.map(|value| value.to_string()), "{json}");
        }
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(value_of(&deep(127)).is_ok() && value_of(&deep(128)).is_err());
    }

    #[test]
    fn a_body_that_is_not_json_is_told_apart() {
        for (body, expected) in
            [(&b"{\"a\": [1e999]}"[..], true), (b"\"\xff\"", false), (b"", false), (b"<html>", false), (b"{} x", false)]
        {
            assert_eq!(is_json(body), expected, "{body:?}");
        }
        assert!(value_of_body(b"\"\xff\"").is_err());
        assert_eq!(quoted("a\"\\\u{1}é"), r#""a\"\\\u0001é""#);
    }
}
