//! Headers that the document declares: their names, and how their text becomes a value.
//!
//! Text is read as OpenAPI's `style: simple` writes values: lists between commas, objects as `name,value,…` or
//! `name=value,…`. Which of the two it is shows in the text, since no name holds a `=`.

use std::{fmt, marker::PhantomData, vec};

use reqwest::header::HeaderMap;
use serde::de::{
    Deserializer, Error as _, IntoDeserializer, Visitor,
    value::{Error, MapDeserializer, SeqDeserializer},
};

use crate::runtime::{Plain, decode::Decode};

/// A header that an operation documents of its answers, with the type of its value. Generated code has one for each, as a
/// constant of the operation's type.
pub struct Header<T, C = Plain> {
    name: &'static str,
    format: Format,
    read_by: PhantomData<fn() -> (T, C)>,
}

#[derive(Clone, Copy)]
enum Format {
    Simple,
    Json,
}

impl<T, C> Header<T, C> {
    /// A header whose text is written in `style: simple`, and is read by the codec `C`.
    #[doc(hidden)]
    pub const fn simple(name: &'static str) -> Self {
        Self { name, format: Format::Simple, read_by: PhantomData }
    }

    /// A header whose text is JSON that is read by the codec `C`.
    #[doc(hidden)]
    pub const fn json(name: &'static str) -> Self {
        Self { name, format: Format::Json, read_by: PhantomData }
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl<T, C: for<'de> Decode<'de, T>> Header<T, C> {
    /// Reads it; the text of an error is for people, and shows no values.
    pub(crate) fn find(&self, headers: &HeaderMap) -> Result<Option<T>, String> {
        let lines = headers.get_all(self.name).iter().map(|line| line.to_str());
        // Several lines are one list (RFC 9110, 5.3).
        let text = match lines.collect::<Result<Vec<&str>, _>>() {
            Ok(lines) if lines.is_empty() => return Ok(None),
            Ok(lines) => lines.join(", "),
            Err(_) => return Err(format!("the header `{}` is no text", self.name)),
        };
        let value = match self.format {
            Format::Simple => C::decode(Simple(&text)).ok(),
            Format::Json => json::<T, C>(&text),
        };
        value.map(Some).ok_or_else(|| format!("the header `{}` is not of its type", self.name))
    }
}

fn json<T, C: for<'de> Decode<'de, T>>(text: &str) -> Option<T> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = C::decode(&mut json).ok()?;
    json.end().ok().map(|()| value)
}

impl<T, C> Clone for Header<T, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, C> Copy for Header<T, C> {}

impl<T, C> fmt::Debug for Header<T, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Header").field(&self.name).finish()
    }
}

/// Text in `style: simple`.
#[derive(Clone, Copy)]
struct Simple<'t>(&'t str);

impl<'t> Simple<'t> {
    /// The items of a list.
    fn items(self) -> impl Iterator<Item = Simple<'t>> {
        let items = if self.0.is_empty() { None } else { Some(self.0.split(',')) };
        items.into_iter().flatten().map(|item| Simple(item.trim()))
    }

    /// The members of an object.
    fn members(self) -> vec::IntoIter<(Simple<'t>, Simple<'t>)> {
        let mut items = self.items();
        let mut members = Vec::new();
        while let Some(item) = items.next() {
            match item.0.split_once('=') {
                Some((name, value)) => members.push((Simple(name), Simple(value))),
                None => members.push((item, items.next().unwrap_or(Simple("")))),
            }
        }
        members.into_iter()
    }

    /// A number, by how it is written.
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (self.0.parse::<u64>(), self.0.parse::<i64>(), self.0.parse::<f64>()) {
            (Ok(integer), _, _) => visitor.visit_u64(integer),
            (_, Ok(integer), _) => visitor.visit_i64(integer),
            (_, _, Ok(float)) if float.is_finite() => visitor.visit_f64(float),
            _ => Err(Error::custom("it is no number")),
        }
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.number(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Simple<'de> {
    type Error = Error;

    numbers!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128);
    numbers!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128);
    numbers!(deserialize_f32 deserialize_f64);

    // What may be of several kinds is text: `12` may be a number and a password.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Error::custom("it is neither true nor false")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.items()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.members()))
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct struct enum identifier
        ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for Simple<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::runtime::{Dict, Integer, List, Maybe, Number};

    const NUMBER: Header<Number> = Header::simple("x-number");
    const NUMBERS: Header<Vec<i64>, List<Integer>> = Header::simple("a");

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn read<T, C: for<'de> Decode<'de, T>>(header: Header<T, C>, text: &str) -> Option<T> {
        header.find(&headers(&[(header.name(), text)])).unwrap()
    }

    #[test]
    fn text_is_read_as_the_type_says() {
        assert_eq!(read(Header::<i64, Integer>::simple("a"), "-12"), Some(-12));
        assert_eq!(read(Header::<u64, Integer>::simple("a"), "1.0"), Some(1));
        assert_eq!(read(NUMBER, "1.5"), Some(Number::from(1.5)));
        assert_eq!(read(Header::<bool>::simple("a"), "true"), Some(true));
        assert_eq!(read(Header::<String>::simple("a"), "12, a").as_deref(), Some("12, a"));
        assert_eq!(read(Header::<Option<i64>, Maybe<Integer>>::simple("a"), "7"), Some(Some(7)));
    }

    #[test]
    fn lists_stand_between_commas_and_on_several_lines() {
        assert_eq!(read(NUMBERS, "1,2 , 3"), Some(vec![1, 2, 3]));
        assert_eq!(read(NUMBERS, ""), Some(vec![]));
        assert_eq!(NUMBERS.find(&headers(&[("a", "1"), ("b", "5"), ("a", "2")])), Ok(Some(vec![1, 2])));
    }

    #[test]
    fn objects_have_names_and_values_in_turn_or_equal_signs() {
        const MAP: Header<BTreeMap<String, String>, Dict<Plain>> = Header::simple("a");
        let expected = Some(BTreeMap::from([("r".to_owned(), "1".to_owned()), ("g".to_owned(), "a=b".to_owned())]));
        assert_eq!(read(MAP, "r,1,g,a=b"), expected);
        assert_eq!(read(MAP, "r=1,g=a=b"), expected);
    }

    #[test]
    fn json_is_read_to_its_end() {
        const JSON: Header<Vec<i64>, List<Integer>> = Header::json("a");
        assert_eq!(read(JSON, "[1, 2]"), Some(vec![1, 2]));
        assert!(JSON.find(&headers(&[("a", "[1] 2")])).is_err());
    }

    #[test]
    fn what_is_not_there_is_nothing_and_what_is_wrong_shows_no_value() {
        assert_eq!(NUMBER.find(&headers(&[])), Ok(None));
        let refusal = Err("the header `x-number` is not of its type".to_owned());
        for wrong in ["secret", "NaN", "1e999", ""] {
            assert_eq!(NUMBER.find(&headers(&[("x-number", wrong)])), refusal);
        }
    }
}
