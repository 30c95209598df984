//! [`Field`]: a property that may be absent, null or a value.

use super::json::{Fault, FromJson, JsonValue, Look, Optional, Reader, State, set_optional};

/// A property that can be absent, `null`, or a value, with three different meanings.
///
/// In an update, an absent property usually keeps its value, and `null` clears it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<T> {
    /// The property is absent.
    #[default]
    Absent,
    /// The property is `null`.
    Null,
    /// The property has a value.
    Value(T),
}

impl<T> Field<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value as a mutable reference. If there is none, the default of the type is set first.
    pub fn get_or_insert_default(&mut self) -> &mut T
    where
        T: Default,
    {
        loop {
            match self {
                Self::Value(value) => return value,
                Self::Absent | Self::Null => *self = Self::Value(T::default()),
            }
        }
    }

    /// Whether the property is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the property is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: FromJson> Optional for Field<T> {
    fn put(&mut self, state: State) -> Option<&mut dyn JsonValue> {
        *self = match state {
            State::Absent => Self::Absent,
            State::Null => Self::Null,
            State::Value => Self::Value(T::empty()),
        };
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T: FromJson> JsonValue for Field<T> {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        set_optional(self, false, source)
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        match self {
            Self::Absent => look.absent(),
            Self::Null | Self::Value(_) if !look.goes_on() => {}
            Self::Null => ().show(look),
            Self::Value(value) => value.show(look),
        }
    }
}

impl<T: FromJson> FromJson for Field<T> {
    fn empty() -> Self {
        Self::Absent
    }
}
