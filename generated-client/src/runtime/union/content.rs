//! [`Content`]: a JSON value read ahead, with strings borrowed where the input allows.
//!
//! Unlike [`serde_json::Value`] it copies no string that has no escapes, and sorts no members.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::vec;

use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Number, Value};

use crate::runtime::object::NameSeed;

/// The only member of a number, where `serde_json`'s feature `arbitrary_precision` is enabled somewhere in the build.
const NUMBER: &str = "$serde_json::private::Number";

/// A JSON value.
#[derive(Clone, Debug)]
pub(super) enum Content<'de> {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'de, str>),
    Array(Vec<Content<'de>>),
    /// All members in their order, also those of one name.
    Object(Vec<(Cow<'de, str>, Content<'de>)>),
}

impl<'de> Content<'de> {
    /// The value of a member; the last of several with one name stands.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Reads it as something else. `E` is the error of the deserializer that it came from.
    pub(super) fn deserializer<E>(self) -> ContentDeserializer<'de, E> {
        ContentDeserializer { content: self, error: PhantomData }
    }
}

impl From<Content<'_>> for Value {
    fn from(content: Content<'_>) -> Self {
        match content {
            Content::Null => Self::Null,
            Content::Bool(value) => Self::Bool(value),
            Content::Number(number) => Self::Number(number),
            Content::String(text) => Self::String(text.into_owned()),
            Content::Array(items) => items.into_iter().map(Self::from).collect(),
            Content::Object(members) => {
                members.into_iter().map(|(name, value)| (name.into_owned(), Self::from(value))).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Content<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Content::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Content::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Content::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Content::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Content::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Content::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(value).map_or(Content::Null, Content::Number))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Content::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Content::String(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        Ok(Content::String(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Content::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::new();
        while let Some(name) = members.next_key_seed(NameSeed)? {
            if name == NUMBER {
                let digits: Cow<'de, str> = members.next_value()?;
                return digits.parse().map(Content::Number).map_err(A::Error::custom);
            }
            object.push((name, members.next_value()?));
        }
        Ok(Content::Object(object))
    }
}

/// Reads from a [`Content`].
pub(super) struct ContentDeserializer<'de, E> {
    content: Content<'de>,
    error: PhantomData<fn() -> E>,
}

impl<'de, E: Error> IntoDeserializer<'de, E> for Content<'de> {
    type Deserializer = ContentDeserializer<'de, E>;

    fn into_deserializer(self) -> Self::Deserializer {
        self.deserializer()
    }
}

impl<'de, E: Error> Deserializer<'de> for ContentDeserializer<'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Null => visitor.visit_unit(),
            Content::Bool(value) => visitor.visit_bool(value),
            Content::Number(number) => number.deserialize_any(visitor).map_err(E::custom),
            Content::String(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Content::String(Cow::Owned(text)) => visitor.visit_string(text),
            Content::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Content::Object(members) => {
                visitor.visit_map(Members { members: members.into_iter(), value: None, error: PhantomData })
            }
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            // Whatever serde_json's features, it then calls the visitor by what is written.
            Content::Number(number) => number.deserialize_f64(visitor).map_err(E::custom),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The members of a [`Content::Object`].
struct Members<'de, E> {
    members: vec::IntoIter<(Cow<'de, str>, Content<'de>)>,
    /// The value of the member whose name was read last.
    value: Option<Content<'de>>,
    error: PhantomData<fn() -> E>,
}

impl<'de, E: Error> MapAccess<'de> for Members<'de, E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, E> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        self.value = Some(value);
        match name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            Cow::Owned(name) => seed.deserialize(StringDeserializer::new(name)).map(Some),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        let value = self.value.take().ok_or_else(|| E::custom("the value of a member is read once"))?;
        seed.deserialize(value.deserializer())
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.members.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Content<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_content_is_the_value_that_serde_json_reads() {
        for json in [
            "null",
            "[true, 0, -1, 18446744073709551615, -9223372036854775808, 1.0, -0.0, 1e300, \"a\\u0000\\n\\\"é\"]",
            r#"{"b": {"": [[], {}]}, "a": [null, {"a\n": "\u00e9"}], "odd name": 1}"#,
            r#"{"a": 1, "b": 2, "a": {"b": 1, "b": [2]}}"#,
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(Value::from(read(json)), value);
            assert_eq!(Value::from(read(json)).to_string(), value.to_string());
            assert_eq!(Value::deserialize(read(json).deserializer::<serde_json::Error>()).unwrap(), value);
            let again = Content::deserialize(read(json).deserializer::<serde_json::Error>()).unwrap();
            assert_eq!(Value::from(again), value);
        }
    }

    #[test]
    fn the_last_of_several_members_stands() {
        assert!(matches!(read(r#"{"a": 1, "a": "b"}"#).get("a"), Some(Content::String(text)) if text == "b"));
        assert!(read("{}").get("a").is_none() && read("[]").get("a").is_none());
    }

    #[test]
    fn strings_without_escapes_are_borrowed() {
        assert!(matches!(read("\"a\""), Content::String(Cow::Borrowed("a"))));
        assert!(matches!(read("\"\\n\""), Content::String(Cow::Owned(text)) if text == "\n"));
    }

    #[test]
    fn a_number_of_any_precision_is_a_number() {
        let content = read(r#"{"$serde_json::private::Number": "1.50"}"#);
        assert!(matches!(content, Content::Number(number) if number.as_f64() == Some(1.5)));
    }
}
