//! Codecs: how a JSON value becomes a Rust value.
//!
//! Input: any `serde` deserializer of JSON. Output: a value of the type that the generated code names, or an error whose
//! text begins with the path of what failed. Objects and unions are left to [`super::object`] and [`super::union`].
//!
//! A type says *what* a value is; a codec says how it stands in JSON, so that one `i64` may accept `1.0` and another
//! `Option` may tell `null` from nothing. Codecs are named in types only and are never made.

pub(crate) mod path;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Field, Number};

/// Reads a `T` from JSON. Implemented by codecs.
pub trait Decode<'de, T> {
    /// Reads one JSON value.
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// A value as its own [`Deserialize`] reads it.
#[derive(Debug)]
pub enum Plain {}

/// An integer, also one that is written `1.0`.
#[derive(Debug)]
pub enum Integer {}

/// `null` or what `C` reads.
#[derive(Debug)]
pub struct Maybe<C>(PhantomData<C>);

/// `null` or what `C` reads, in a place where nothing may stand as well.
#[derive(Debug)]
pub struct ThreeState<C>(PhantomData<C>);

/// An array of what `C` reads.
#[derive(Debug)]
pub struct List<C>(PhantomData<C>);

/// An object whose members all are what `C` reads. The last of several members with one name stands.
#[derive(Debug)]
pub struct Dict<C>(PhantomData<C>);

impl<'de, T: Deserialize<'de>> Decode<'de, T> for Plain {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

macro_rules! decode_integers {
    ($($integer:ty)*) => {$(
        impl<'de> Decode<'de, $integer> for Integer {
            fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<$integer, D::Error> {
                let written = Number::deserialize_expecting(deserializer, "an integer")?;
                match written.as_integer().map(<$integer>::try_from) {
                    Some(Ok(integer)) => Ok(integer),
                    Some(Err(_)) => Err(out_of_range(written, i128::from(<$integer>::MIN), i128::from(<$integer>::MAX))),
                    None => Err(not_an_integer(written)),
                }
            }
        }
    )*};
}

decode_integers!(i32 i64 u32 u64);

#[cold]
fn out_of_range<E: Error>(written: Number, minimum: i128, maximum: i128) -> E {
    E::custom(format_args!("invalid value: `{written}`, expected an integer from {minimum} to {maximum}"))
}

#[cold]
fn not_an_integer<E: Error>(written: Number) -> E {
    E::custom(format_args!("invalid value: `{written}`, expected an integer"))
}

/// A codec in the place where serde wants a value.
pub(super) struct Seed<T, C>(PhantomData<fn() -> (T, C)>);

impl<T, C> Seed<T, C> {
    pub(super) const NEW: Self = Self(PhantomData);
}

impl<'de, T, C: Decode<'de, T>> DeserializeSeed<'de> for Seed<T, C> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        C::decode(deserializer)
    }
}

impl<'de, T, C: Decode<'de, T>> Decode<'de, Option<T>> for Maybe<C> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(MaybeVisitor(Seed::<T, C>::NEW))
    }
}

impl<'de, T, C: Decode<'de, T>> Decode<'de, Field<T>> for ThreeState<C> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Field<T>, D::Error> {
        Maybe::<C>::decode(deserializer).map(|value| value.map_or(Field::Null, Field::Value))
    }
}

struct MaybeVisitor<T, C>(Seed<T, C>);

impl<'de, T, C: Decode<'de, T>> Visitor<'de> for MaybeVisitor<T, C> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or null")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}

impl<'de, T, C: Decode<'de, T>> Decode<'de, Vec<T>> for List<C> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(ListVisitor(Seed::<T, C>::NEW))
    }
}

struct ListVisitor<T, C>(Seed<T, C>);

impl<'de, T, C: Decode<'de, T>> Visitor<'de> for ListVisitor<T, C> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        loop {
            match items.next_element_seed(Seed::<T, C>::NEW) {
                Ok(Some(item)) => list.push(item),
                Ok(None) => return Ok(list),
                Err(error) => return Err(path::at_index(list.len(), &error)),
            }
        }
    }
}

impl<'de, T, C: Decode<'de, T>> Decode<'de, BTreeMap<String, T>> for Dict<C> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
        deserializer.deserialize_map(DictVisitor(Seed::<T, C>::NEW))
    }
}

struct DictVisitor<T, C>(Seed<T, C>);

impl<'de, T, C: Decode<'de, T>> Visitor<'de> for DictVisitor<T, C> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut dict = BTreeMap::new();
        while let Some(name) = members.next_key::<String>()? {
            match members.next_value_seed(Seed::<T, C>::NEW) {
                Ok(value) => dict.insert(name, value),
                Err(error) => return Err(path::at_member(&name, &error)),
            };
        }
        Ok(dict)
    }
}
