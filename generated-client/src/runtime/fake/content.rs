//! [`Content`]: how the values of responses are written.

use bytes::Bytes;

use crate::runtime::{
    Binary, Empty, Json, Location, ResponseBody, Text,
    json::{self, FromJson},
};

/// How the value of a response is written: the reverse of [`ResponseBody`].
#[doc(hidden)]
pub trait Content: ResponseBody {
    /// The value.
    type Value: 'static;

    /// Writes the value as a body of this media type.
    ///
    /// # Errors
    /// The value cannot be written. The error is a text for people.
    fn write(value: &Self::Value, media_type: &str) -> Result<Written, String>;

    /// The value of the example of a documented response.
    fn read(example: &str) -> Self::Value;
}

/// A body that is written.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Written {
    pub(super) bytes: Bytes,
    /// The media type, if it is not the documented one.
    pub(super) media_type: Option<String>,
    /// The header `location`.
    pub(super) location: Option<String>,
}

impl From<Vec<u8>> for Written {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes: bytes.into(), ..Self::default() }
    }
}

impl<T: FromJson + 'static> Content for Json<T> {
    type Value = T;

    fn write(value: &T, _media_type: &str) -> Result<Written, String> {
        Ok(json::to_vec(value)?.into())
    }

    fn read(example: &str) -> T {
        from_example(example)
    }
}

/// The value of an example. Parts that do not fit the type count as absent.
pub(super) fn from_example<T: FromJson>(example: &str) -> T {
    let mut value = T::empty();
    match json::read_tolerating(&mut value, example.as_bytes(), json::Tolerance::Everything) {
        Ok(_) => value,
        Err(_) => T::empty(),
    }
}

impl Content for Empty {
    type Value = ();

    fn write((): &(), _media_type: &str) -> Result<Written, String> {
        Ok(Written::default())
    }

    fn read(_example: &str) {}
}

impl Content for Text {
    type Value = String;

    fn write(value: &String, _media_type: &str) -> Result<Written, String> {
        Ok(value.clone().into_bytes().into())
    }

    fn read(example: &str) -> String {
        example.to_owned()
    }
}

impl Content for Binary {
    type Value = Bytes;

    fn write(value: &Bytes, _media_type: &str) -> Result<Written, String> {
        Ok(Written { bytes: value.clone(), ..Written::default() })
    }

    fn read(example: &str) -> Bytes {
        Bytes::copy_from_slice(example.as_bytes())
    }
}

impl Content for Location {
    type Value = String;

    fn write(value: &String, _media_type: &str) -> Result<Written, String> {
        Ok(Written { location: Some(value.clone()), ..Written::default() })
    }

    fn read(example: &str) -> String {
        example.to_owned()
    }
}
