//! [`Buffered`]: a JSON value read ahead, so that an arm can be chosen by what is in it.

use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use crate::runtime::decode::Decode;

/// A JSON value read ahead. `E` is the error of the deserializer that it came from.
#[derive(Debug)]
pub struct Buffered<E> {
    value: Value,
    error: PhantomData<fn() -> E>,
}

impl<E: Error> Buffered<E> {
    /// Reads the whole value.
    pub fn read<'de, D: Deserializer<'de, Error = E>>(deserializer: D) -> Result<Self, E> {
        Ok(Self { value: Value::deserialize(deserializer)?, error: PhantomData })
    }

    /// The value of the string property `name`.
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.value.get(name)?.as_str()
    }

    /// Whether the value is an object that has all these properties.
    pub fn has(&self, names: &[&str]) -> bool {
        self.value.as_object().is_some_and(|object| names.iter().all(|name| object.contains_key(*name)))
    }

    /// The kind of an array's first element, called as the method of [`super::Union`] that takes it.
    pub fn first_element(&self) -> Option<&'static str> {
        Some(match self.value.get(0)? {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        })
    }

    /// The value as read.
    pub fn into_value(self) -> Value {
        self.value
    }

    /// Reads the chosen arm.
    pub fn decode<T, C: for<'de> Decode<'de, T>>(self) -> Result<T, E> {
        C::decode(self.value).map_err(E::custom)
    }

    /// The error of a value that no arm takes.
    #[cold]
    pub fn no_arm(self, expected: &str) -> E {
        E::custom(format_args!("invalid value: {}, expected {expected}", outline(&self.value)))
    }
}

/// What a value is, without what is in it: it may be large, or a secret.
fn outline(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(object) if object.is_empty() => "an object without properties".to_owned(),
        Value::Object(object) => {
            const SHOWN: usize = 8;
            let mut names: Vec<_> = object.keys().map(|name| format!("`{name}`")).collect();
            // Whether serde_json keeps their order is up to the application's other crates.
            names.sort_unstable();
            names.truncate(SHOWN);
            let more = if object.len() > SHOWN { ", …" } else { "" };
            format!("an object with {}{more}", names.join(", "))
        }
    }
}
