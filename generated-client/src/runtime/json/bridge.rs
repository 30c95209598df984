//! How `serde` reads and writes the emitted types: it converts them to and from JSON text.
//!
//! Only code that uses `serde` with these types pays for it. `serde_json` passes the text unchanged, with all digits. Any
//! other format is written as JSON first.

use std::fmt;

use serde::{
    de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor},
    ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer},
};

use serde_json::value::RawValue;

use super::{FromJson, Kind, Reader, ToJson, from_str, json_of, quoted, to_vec, untyped::KEEPS_DIGITS};

/// The name by which `serde_json` gives the text of a value. A format that does not know the name reads the value itself.
const RAW_VALUE: &str = "$serde_json::private::RawValue";
/// The name by which it gives the digits of a number, if it keeps them.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads an emitted type from any format.
///
/// # Errors
///
/// The errors of the format, and a value that does not fit the type.
pub fn deserialize<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = json_text(deserializer)?;
    from_str(&text).map_err(D::Error::custom)
}

fn json_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_newtype_struct(RAW_VALUE, ToText { may_be_raw: true })
}

/// Writes its input as JSON.
struct ToText {
    /// Whether this may be the answer of `serde_json` to [`RAW_VALUE`]. Inside of a value it would be data of the same name.
    may_be_raw: bool,
}

impl ToText {
    const INSIDE: Self = Self { may_be_raw: false };
}

impl<'de> Visitor<'de> for ToText {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any valid JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(Self::INSIDE)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }

    fn visit_none<E>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i128<E>(self, value: i128) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u128<E>(self, value: u128) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<String, E> {
        if !value.is_finite() {
            return Err(E::custom(format_args!("JSON has no number `{value}`")));
        }
        Ok(json_of(&value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(quoted(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<String, A::Error> {
        let mut text = String::from("[");
        while let Some(element) = elements.next_element_seed(Self::INSIDE)? {
            separate(&mut text);
            text.push_str(&element);
        }
        Ok(text + "]")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<String, A::Error> {
        let mut text = String::from("{");
        while let Some(name) = members.next_key_seed(Self::INSIDE)? {
            let value = members.next_value_seed(Self::INSIDE)?;
            // `serde_json` passes the text of a value as an object whose only member has this name.
            if self.may_be_raw && text == "{" && is_string(&name, RAW_VALUE) {
                return from_str(&value).map_err(A::Error::custom);
            }
            // And a number, with its feature `arbitrary_precision`, as an object of its digits.
            if KEEPS_DIGITS && text == "{" && is_string(&name, NUMBER) {
                return from_str(&value).map_err(A::Error::custom);
            }
            separate(&mut text);
            // YAML has names that are numbers.
            let quote = if name.starts_with('"') { "" } else { "\"" };
            text.extend([quote, &name, quote, ":"]);
            text.push_str(&value);
        }
        Ok(text + "}")
    }
}

fn is_string(json: &str, text: &str) -> bool {
    json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(text)
}

fn separate(text: &mut String) {
    if !text.ends_with(['{', '[']) {
        text.push(',');
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for ToText {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Writes an emitted type in any format.
///
/// # Errors
///
/// The errors of the format, and a float that is not finite.
pub fn serialize<S: Serializer>(value: &dyn ToJson, serializer: S) -> Result<S::Ok, S::Error> {
    let text = to_vec(value).map_err(S::Error::custom)?;
    let text = String::from_utf8(text).map_err(S::Error::custom)?;
    Text(&text).serialize(serializer)
}

/// A JSON text, written as the value that it is.
struct Text<'t>(&'t str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reader = Reader::new(self.0);
        match reader.kind().map_err(S::Error::custom)? {
            Kind::Null => serializer.serialize_unit(),
            Kind::Boolean => serializer.serialize_bool(self.0 == "true"),
            Kind::String => serializer.serialize_str(&reader.text().map_err(S::Error::custom)?),
            Kind::Integer | Kind::Number => number(self.0, serializer),
            Kind::Array => {
                reader.begin_array().map_err(S::Error::custom)?;
                let (mut elements, mut is_first) = (serializer.serialize_seq(None)?, true);
                while reader.next_element(&mut is_first).map_err(S::Error::custom)? {
                    elements.serialize_element(&Text(reader.skip().map_err(S::Error::custom)?))?;
                }
                elements.end()
            }
            Kind::Object => {
                reader.begin_object().map_err(S::Error::custom)?;
                let (mut members, mut is_first) = (serializer.serialize_map(None)?, true);
                while let Some(name) = reader.next_name(&mut is_first).map_err(S::Error::custom)? {
                    members.serialize_entry(&name, &Text(reader.skip().map_err(S::Error::custom)?))?;
                }
                members.end()
            }
        }
    }
}

fn number<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if digits != "-0" {
        if let Ok(integer) = digits.parse() {
            return serializer.serialize_u64(integer);
        }
        if let Ok(integer) = digits.parse() {
            return serializer.serialize_i64(integer);
        }
        if let (Ok(integer), false) = (digits.parse(), makes_json_value::<S>()) {
            return serializer.serialize_i128(integer);
        }
    }
    if KEEPS_DIGITS && makes_json_value::<S>() {
        return digits.parse::<serde_json::Number>().map_err(S::Error::custom)?.serialize(serializer);
    }
    if writes_json_text::<S>() {
        return RawValue::from_string(digits.to_owned()).map_err(S::Error::custom)?.serialize(serializer);
    }
    match digits.parse::<f64>() {
        Ok(float) if float.is_finite() => serializer.serialize_f64(float),
        _ => Err(S::Error::custom(format_args!("a number of {} characters is out of range", digits.len()))),
    }
}

/// Whether it is the serializer of `serde_json` that writes text: the only format here that keeps all digits. `serde` cannot
/// tell, so the name of the type decides. If the name changes, numbers become floats here too.
fn writes_json_text<S>() -> bool {
    std::any::type_name::<S>().starts_with("&mut serde_json::ser::Serializer<")
}

/// Whether it is the serializer of `serde_json::to_value`, which refuses integers of more than 64 bits. Reading the text as a
/// `Value` converts them to floats. If the name of the type changes, they are refused.
fn makes_json_value<S>() -> bool {
    std::any::type_name::<S>() == "serde_json::value::ser::Serializer"
}

/// Implements what `serde` needs for a type that is read and written here.
macro_rules! bridge {
    ($($name:ty),*) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::json::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::json::deserialize(deserializer)
            }
        }
    )*};
}

pub(crate) use bridge;
