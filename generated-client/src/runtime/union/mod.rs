//! Values of one of several types: which arm a JSON value belongs to.
//!
//! Input: a `serde` deserializer of JSON. Output: a union of the generated code, decided by the kind of the JSON value
//! alone, with nothing read ahead. Where several arms take values of one kind, the generated code chooses among them
//! with [`Buffered`], or tries them with [`Attempts`].

mod attempts;
mod buffered;
mod content;
mod present;

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{
    BoolDeserializer, BorrowedStrDeserializer, F64Deserializer, I64Deserializer, MapAccessDeserializer,
    SeqAccessDeserializer, StrDeserializer, StringDeserializer, U64Deserializer, UnitDeserializer,
};
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};

pub use attempts::Attempts;
pub use buffered::Buffered;
use present::Present;

/// A type that is read by the kind of the JSON value.
///
/// Each method takes the values of one kind; the methods that an implementation leaves out refuse theirs. Numbers alone
/// cross over: with no [`Union::integer`], integers go to [`Union::number`]; with no [`Union::number`], numbers that are
/// whole, like `1.0`, go to [`Union::integer`].
pub trait Union<'de>: Sized {
    /// What is expected, for errors: `a string or an object`.
    const EXPECTED: &'static str;

    /// Takes `null`.
    fn null<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        refuse::<Self, D>(deserializer)
    }

    /// Takes `true` and `false`.
    fn boolean<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        refuse::<Self, D>(deserializer)
    }

    /// Takes numbers written without fraction and exponent.
    fn integer<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OtherNumber(PhantomData))
    }

    /// Takes numbers written with a fraction or an exponent.
    fn number<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeNumber(PhantomData))
    }

    /// Takes strings.
    fn string<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        refuse::<Self, D>(deserializer)
    }

    /// Takes arrays.
    fn array<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        refuse::<Self, D>(deserializer)
    }

    /// Takes objects.
    fn object<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        refuse::<Self, D>(deserializer)
    }
}

/// The value of an object's string property `name`; empty where there is none.
#[allow(dead_code, reason = "generated code calls it where its API has a tagged union")]
pub(crate) fn tag<'v>(value: &'v serde_json::Value, name: &str) -> &'v str {
    value.get(name).and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// Reads a union by the kind of the JSON value.
pub fn deserialize<'de, T: Union<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(UnionVisitor(PhantomData))
}

struct UnionVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: Union<'de>> Visitor<'de> for UnionVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        T::null(UnitDeserializer::new())
    }

    fn visit_none<E: Error>(self) -> Result<T, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        T::boolean(Present(BoolDeserializer::new(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        T::integer(Present(I64Deserializer::new(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        T::integer(Present(U64Deserializer::new(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        T::number(Present(F64Deserializer::new(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        T::string(Present(StrDeserializer::new(value)))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<T, E> {
        T::string(Present(BorrowedStrDeserializer::new(value)))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<T, E> {
        T::string(Present(StringDeserializer::new(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::array(Present(SeqAccessDeserializer::new(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::object(Present(MapAccessDeserializer::new(members)))
    }
}

/// Refuses a value of a kind that no arm takes.
fn refuse<'de, T: Union<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    match deserializer.deserialize_any(Refusal(T::EXPECTED))? {}
}

/// No value: a visitor that returns it refuses everything.
enum Never {}

struct Refusal(&'static str);

impl Visitor<'_> for Refusal {
    type Value = Never;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// What [`Union::integer`] does where an implementation leaves it out.
struct OtherNumber<T>(PhantomData<fn() -> T>);

impl<'de, T: Union<'de>> Visitor<'de> for OtherNumber<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        T::number(Present(value.into_deserializer()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        T::number(Present(value.into_deserializer()))
    }
}

/// What [`Union::number`] does where an implementation leaves it out.
struct WholeNumber<T>(PhantomData<fn() -> T>);

impl<'de, T: Union<'de>> Visitor<'de> for WholeNumber<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        if value.fract() == 0.0 {
            T::integer(Present(value.into_deserializer()))
        } else {
            Err(E::invalid_type(Unexpected::Float(value), &self))
        }
    }
}
