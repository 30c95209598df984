//! [`Buffered`]: a JSON value read ahead, so that an arm can be chosen by what is in it.

use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::content::Content;
use crate::runtime::{Number, decode::Decode};

/// A JSON value read ahead. `E` is the error of the deserializer that it came from.
#[derive(Debug)]
pub struct Buffered<'de, E> {
    content: Content<'de>,
    error: PhantomData<fn() -> E>,
}

impl<'de, E: Error> Buffered<'de, E> {
    /// Reads the whole value.
    pub fn read<D: Deserializer<'de, Error = E>>(deserializer: D) -> Result<Self, E> {
        Ok(Self { content: Content::deserialize(deserializer)?, error: PhantomData })
    }

    /// The value of the string property `name`.
    pub fn tag(&self, name: &str) -> Option<&str> {
        match self.content.get(name)? {
            Content::String(tag) => Some(tag),
            _ => None,
        }
    }

    /// The value of the integer property `name`; `1.0` is one.
    pub fn integer_tag(&self, name: &str) -> Option<i64> {
        match self.content.get(name)? {
            Content::Number(number) => number.as_i64().or_else(|| Number::from(number.as_f64()?).as_i64()),
            _ => None,
        }
    }

    /// The value of the boolean property `name`.
    pub fn boolean_tag(&self, name: &str) -> Option<bool> {
        match self.content.get(name)? {
            Content::Bool(tag) => Some(*tag),
            _ => None,
        }
    }

    /// Whether the value is an object that has all these properties.
    pub fn has(&self, names: &[&str]) -> bool {
        matches!(self.content, Content::Object(_)) && names.iter().all(|name| self.content.get(name).is_some())
    }

    /// The kind of an array's first element, called as the method of [`super::Union`] that takes it.
    pub fn first_element(&self) -> Option<&'static str> {
        let Content::Array(items) = &self.content else { return None };
        Some(match items.first()? {
            Content::Null => "null",
            Content::Bool(_) => "boolean",
            Content::Number(number) if number.is_f64() => "number",
            Content::Number(_) => "integer",
            Content::String(_) => "string",
            Content::Array(_) => "array",
            Content::Object(_) => "object",
        })
    }

    /// The value as read.
    pub fn into_value(self) -> Value {
        self.content.into()
    }

    /// Reads the chosen arm.
    pub fn decode<T, C: Decode<'de, T>>(self) -> Result<T, E> {
        C::decode(self.content.deserializer())
    }

    /// The error of a value that no arm takes.
    #[cold]
    pub fn no_arm(self, expected: &str) -> E {
        E::custom(format_args!("invalid value: {}, expected {expected}", outline(&self.content)))
    }
}

/// What a value is, without what is in it: it may be large, or a secret.
fn outline(value: &Content<'_>) -> String {
    match value {
        Content::Null => "null".to_owned(),
        Content::Bool(_) => "a boolean".to_owned(),
        Content::Number(_) => "a number".to_owned(),
        Content::String(_) => "a string".to_owned(),
        Content::Array(_) => "an array".to_owned(),
        Content::Object(object) if object.is_empty() => "an object without properties".to_owned(),
        Content::Object(object) => {
            const SHOWN: usize = 8;
            let mut names: Vec<_> = object.iter().map(|(name, _)| format!("`{name}`")).collect();
            names.sort_unstable();
            names.dedup();
            let more = if names.len() > SHOWN { ", …" } else { "" };
            names.truncate(SHOWN);
            format!("an object with {}{more}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_tag_is_found_however_it_is_written() {
        let tag = |json: &'static str| {
            Buffered::read(&mut serde_json::Deserializer::from_str(json)).unwrap().integer_tag("type")
        };
        assert_eq!(tag(r#"{"type": 2}"#), Some(2));
        assert_eq!(tag(r#"{"type": 2.0}"#), Some(2));
        assert_eq!(tag(r#"{"type": 2.5}"#), None);
        assert_eq!(tag(r#"{"type": "2"}"#), None);
        assert_eq!(tag("{}"), None);
    }
}
