//! The encodings of the properties of a form or multipart body.

use super::parameter::Style;

/// The encoding of one property, if it is not the default for its kind of value (OpenAPI's Encoding Object).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encoding {
    /// The property.
    pub name: &'static str,
    /// In a form: as a parameter of this style.
    pub style: Option<Style>,
    /// The media type of the value.
    pub content_type: Option<&'static str>,
    /// Whether its part is a file, which has a name.
    pub is_file: bool,
}

/// The encodings of a part that consists of parts. Each of them has a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NestedParts {
    /// The position of the part. All parts after the parts with their own encoding share one position, the next one.
    pub position: usize,
    /// The media type of the part.
    pub media_type: &'static str,
    /// The encodings of its first parts.
    pub encodings: &'static [Encoding],
    /// The encoding of its other parts.
    pub rest: Encoding,
}

impl Encoding {
    /// The encoding of the property called `name`.
    pub(crate) fn of(name: &str, encodings: &[Self]) -> Self {
        encodings.iter().find(|encoding| encoding.name == name).copied().unwrap_or_default()
    }

    /// Whether values are written as JSON, texts too.
    pub(crate) fn is_json(&self) -> bool {
        self.content_type.is_some_and(is_json)
    }
}

/// Whether a media type is one of JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
}
