//! [`Field`]: a property that may be absent, null or a value.

use super::json::{Fault, FromJson, JsonValue, Reader, Writer};

/// A property that can be absent, `null`, or a value, with three different meanings.
///
/// In an update, absent usually means that the property keeps its value, and `null` that it is cleared.
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

impl<T: FromJson> JsonValue for Field<T> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        if reader.null()? {
            *self = Self::Null;
            return Ok(());
        }
        let mut value = T::empty();
        value.read(reader)?;
        *self = Self::Value(value);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Value(value) => value.write(writer),
            Self::Absent | Self::Null => writer.null(),
        }
    }

    fn renew(&mut self) {
        *self = FromJson::empty();
    }

    fn is_blank(&self) -> bool {
        self.is_absent()
    }

    fn is_present(&self) -> bool {
        !self.is_absent()
    }

    fn may_be_absent(&self) -> bool {
        true
    }

    fn as_text(&self) -> Option<&str> {
        self.value()?.as_text()
    }
}

impl<T: FromJson> FromJson for Field<T> {
    fn empty() -> Self {
        Self::Absent
    }
}
