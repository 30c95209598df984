//! JSON, read by `serde_json`. It keeps no places. But it reads the tokens in order, so this module follows it through
//! the text.

use std::{fmt, ops::Range};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::builder::{Builder, Merge, Read};

/// Reads the text from `start` on.
pub(super) fn read(text: &str, start: usize) -> Result<Read, serde_json::Error> {
    let mut tokens = Tokens { text, at: start, builder: Builder::new(text, Merge::No) };
    let mut reader = serde_json::Deserializer::from_str(&text[start..]);
    let result = JsonNode(&mut tokens).deserialize(&mut reader).and_then(|()| reader.end());
    let builder = tokens.builder;
    if builder.found.is_empty() {
        result?;
    }
    Ok(builder.finish())
}

/// Follows the reader through the text.
struct Tokens<'t> {
    text: &'t str,
    at: usize,
    builder: Builder<'t>,
}

impl Tokens<'_> {
    /// The next token that begins a value or a key.
    fn next(&mut self) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b':' | b',' | b']' | b'}');
        let start = self.at + rest.iter().take_while(|byte| between(byte)).count();
        let rest = bytes.get(start..).unwrap_or_default();
        let length = match rest.first() {
            Some(b'"') => length_of_string(rest),
            Some(b'{' | b'[') => 1,
            _ => rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-+.".contains(byte)).count(),
        };
        self.at = start + length;
        start..self.at
    }

    fn value(&mut self, value: Value) {
        let at = self.next();
        self.builder.value(value, &at);
    }
}

/// The length of the string that comes first, with its quotes.
fn length_of_string(bytes: &[u8]) -> usize {
    let mut at = 1;
    loop {
        match bytes.get(at) {
            Some(b'"') | None => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

/// Reads one node.
struct JsonNode<'a, 't>(&'a mut Tokens<'t>);

impl<'de> DeserializeSeed<'de> for JsonNode<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonNode<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.value(Value::Null);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.value(Value::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.value(Value::from(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.value(Value::from(value));
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("number out of range"))?;
        self.0.value(Value::Number(number));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.value(Value::from(value));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let at = self.0.next();
        self.0.builder.list(&at);
        while elements.next_element_seed(JsonNode(&mut *self.0))?.is_some() {}
        self.0.builder.end();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let at = self.0.next();
        self.0.builder.mapping(&at);
        while let Some(key) = members.next_key::<String>()? {
            let at = self.0.next();
            self.0.builder.key(key, at);
            members.next_value_seed(JsonNode(&mut *self.0))?;
        }
        self.0.builder.end();
        Ok(())
    }
}
