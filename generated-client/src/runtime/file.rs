//! Files of multipart bodies.

use std::fmt;

use bytes::Bytes;

use super::body::Body;
use super::json::{Fault, FromJson, JsonValue, Look, Reader};

/// A file that is a part of a multipart body: its content, a name and a media type. `Debug` does not show the content.
///
/// Bytes and texts can be converted to a file without a name: `File::from(bytes)`. So can a [`Body`], which can be read
/// while it is sent.
///
/// Some APIs also accept text in place of a file, for example the id of an uploaded file. Use [`File::text`] for it.
///
/// In JSON, a file is a string with its content, which must be text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct File {
    pub(super) content: Body,
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
    /// Whether it is sent as a field of text, not as a file.
    pub(super) is_text: bool,
}

impl File {
    /// A file of this content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self { content: content.into(), name: None, content_type: None, is_text: false }
    }

    /// Text in place of a file. Its part has no file name, and no media type unless [`Self::content_type`] sets one.
    pub fn text(text: impl Into<String>) -> Self {
        Self { is_text: true, ..Self::new(text.into()) }
    }

    /// Sets the name of the file. The default is the name of its part.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type. The default is the first one that the API documents, or else `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The name, if there is one.
    pub fn file_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type, if it is known.
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Whether it is text in place of a file.
    pub fn is_text(&self) -> bool {
        self.is_text
    }

    /// The bytes, if they are in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        self.content.bytes()
    }
}

impl fmt::Debug for File {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("File")
            .field("length", &self.content.length())
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// Conversions from types that contain bytes.
macro_rules! from_bytes {
    ($($bytes:ty => $convert:expr),*) => {$(
        impl From<$bytes> for File {
            fn from(bytes: $bytes) -> Self {
                Self::new($convert(bytes))
            }
        }
    )*};
}

from_bytes!(
    Body => Body::from, Bytes => Body::from, Vec<u8> => Body::from, String => Body::from, &[u8] => Bytes::copy_from_slice
);

impl From<&str> for File {
    fn from(text: &str) -> Self {
        Self::new(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl JsonValue for File {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => reader.file()?,
            None => FromJson::empty(),
        };
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        if let Some(writer) = look.other(*self == FromJson::empty()) {
            writer.file(self);
        }
    }
}

impl FromJson for File {
    fn empty() -> Self {
        Self::default()
    }
}

super::json::bridge!(File);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_text_as_json_and_shows_no_bytes() {
        let file = File::from("secret").name("a.txt");
        assert_eq!(serde_json::to_string(&file).unwrap(), r#""secret""#);
        assert_eq!(serde_json::from_str::<File>(r#""secret""#).unwrap(), File::new("secret"));
        assert_eq!(format!("{file:?}"), r#"File { length: Some(6), name: Some("a.txt"), content_type: None, .. }"#);
        let error = serde_json::to_string(&File::from(vec![0xFF])).unwrap_err().to_string();
        assert_eq!(error, "a file whose content is not text cannot be written as JSON");
    }
}
