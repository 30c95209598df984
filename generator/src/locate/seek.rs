//! Places in YAML that `saphyr-parser` refuses and the reader of the document accepts, such as closing brackets that are
//! not indented.
//!
//! The reader gives positions only in errors. So a visitor walks to the wanted node and fails there. Each node costs a
//! reading of the text, so only some are looked for; the others are shown at the nearest place that is known.

use std::{fmt, ops::Range};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::pointer::Pointer;

/// The place of the value at `pointer`: its first line.
pub(super) fn seek(text: &str, pointer: &Pointer) -> Option<Range<usize>> {
    let tokens: Vec<String> = pointer.tokens().collect();
    let error = Seek(&tokens).deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    let location = error.location()?;
    let start = super::offset_of(text, location.line(), location.column());
    let line = text.get(start..)?.lines().next().unwrap_or_default();
    Some(start..start + line.trim_end().len())
}

/// Walks along the tokens, and fails at their end.
struct Seek<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the place that is looked for")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Some((token, rest)) = self.0.split_first() else { return Err(A::Error::custom("found")) };
        while let Some(key) = members.next_key_seed(Key)? {
            if key == *token {
                members.next_value_seed(Seek(rest))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Some((token, rest)) = self.0.split_first() else { return Err(A::Error::custom("found")) };
        for _ in 0..token.parse::<usize>().unwrap_or_default() {
            elements.next_element::<IgnoredAny>()?;
        }
        elements.next_element_seed(Seek(rest))?;
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
    // Every scalar is an error of its own, which is where the walk ends anyway.
}

/// Reads a key as text, in the way the document is read.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }
}
