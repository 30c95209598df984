//! Values in the form that parameters and form fields need. The order of members is kept.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::runtime::json::{self, ToJson};

/// A value to be written as a parameter or form field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing.
    Null,
    /// A string.
    Text(String),
    /// A number or boolean, as in JSON.
    Token(String),
    /// A list.
    Array(Vec<Shape>),
    /// An object, in the order of its members.
    Object(Vec<(String, Shape)>),
}

impl Shape {
    /// The shape of `value`. It is made from JSON text, which has the members in the order of the type.
    pub(crate) fn of(value: &(impl ToJson + ?Sized)) -> Result<Self, String> {
        serde_json::from_slice(&json::to_vec(value)?).map_err(|error| error.to_string())
    }

    /// Whether it is a list or an object.
    pub(crate) fn is_collection(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }

    /// The items of a list, unless one of them is a list or an object.
    pub(crate) fn plain_items(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) if !items.iter().any(Self::is_collection) => Some(items),
            _ => None,
        }
    }

    /// Whether it is a list or an object without anything to write.
    pub(crate) fn is_empty_collection(&self) -> bool {
        match self {
            Self::Null | Self::Text(_) | Self::Token(_) => false,
            Self::Array(items) => items.iter().all(|item| *item == Self::Null),
            Self::Object(members) => members.iter().all(|(_, value)| *value == Self::Null),
        }
    }

    /// The value as JSON text.
    pub(crate) fn to_json(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Text(text) => quoted(text),
            Self::Token(token) => token.clone(),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members: Vec<String> =
                    members.iter().map(|(key, value)| format!("{}:{}", quoted(key), value.to_json())).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Shape, E> {
        Ok(Shape::Token(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Shape, E> {
        Ok(Shape::Token(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Shape, E> {
        Ok(Shape::Token(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Shape, E> {
        Ok(Shape::Token(serde_json::Value::from(value).to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Shape, E> {
        Ok(Shape::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Shape, E> {
        Ok(Shape::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(item) = items.next_element()? {
            shapes.push(item);
        }
        Ok(Shape::Array(shapes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(member) = members.next_entry()? {
            shapes.push(member);
        }
        Ok(Shape::Object(shapes))
    }
}
