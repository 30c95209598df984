//! JSON objects with declared properties: reading them member by member, and writing them.
//!
//! Input: a `serde` deserializer or serializer of JSON. What the properties are is left to the generated code.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::decode::{Decode, Seed, path};
use super::{AdditionalProperties, Field};

/// A type that is read from the members of a JSON object.
pub trait Object<'de>: Sized {
    /// Reads all members.
    fn read<A: MapAccess<'de>>(members: Members<A>) -> Result<Self, A::Error>;
}

/// Reads an object. An array is refused.
pub fn deserialize<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::read(Members { access: members })
    }
}

/// The members of a JSON object, one after the other.
#[derive(Debug)]
pub struct Members<A> {
    access: A,
}

impl<'de, A: MapAccess<'de>> Members<A> {
    /// The name of the next member; its value is to be read next.
    // Not an iterator: the value of a member is read between two calls.
    #[expect(clippy::should_implement_trait, reason = "the value of a member is read between two calls")]
    pub fn next(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        self.access.next_key_seed(NameSeed)
    }

    /// The value of the member `name`.
    pub fn value<T, C: Decode<'de, T>>(&mut self, name: &str) -> Result<T, A::Error> {
        match self.access.next_value_seed(Seed::<T, C>::NEW) {
            Ok(value) => Ok(value),
            Err(error) => Err(path::at_member(name, &error)),
        }
    }

    /// Keeps the value of a member that is not declared. The last of several members with one name stands.
    pub fn additional<T: 'static, C: Decode<'de, T>>(
        &mut self,
        name: Cow<'de, str>,
        additional_properties: &mut AdditionalProperties<T>,
    ) -> Result<(), A::Error> {
        let value = self.value::<T, C>(&name)?;
        additional_properties.insert(name.into_owned(), value);
        Ok(())
    }

    /// The value of a required member.
    pub fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, A::Error> {
        match value {
            Some(value) => Ok(value),
            None => Err(path::missing(name)),
        }
    }
}

/// Reads the name of a member, borrowed where the input allows.
pub(super) struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

/// Writes a JSON object member by member.
pub struct ObjectWriter<S: Serializer> {
    map: S::SerializeMap,
}

impl<S: Serializer> fmt::Debug for ObjectWriter<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ObjectWriter").finish_non_exhaustive()
    }
}

impl<S: Serializer> ObjectWriter<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        Ok(Self { map: serializer.serialize_map(None)? })
    }

    /// Writes a member.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a member, if there is a value.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), S::Error> {
        match value {
            Some(value) => self.required(name, value),
            None => Ok(()),
        }
    }

    /// Writes a member with a value or with `null`, or no member.
    pub fn three_state<T: Serialize>(&mut self, name: &'static str, value: &Field<T>) -> Result<(), S::Error> {
        match value {
            Field::Absent => Ok(()),
            Field::Null => self.required(name, &()),
            Field::Value(value) => self.required(name, value),
        }
    }

    /// Writes the members that are not declared, and ends the object.
    pub fn end<T: Serialize + 'static>(
        mut self,
        additional_properties: &AdditionalProperties<T>,
    ) -> Result<S::Ok, S::Error> {
        for (name, value) in additional_properties {
            self.map.serialize_entry(name, value)?;
        }
        self.map.end()
    }
}
