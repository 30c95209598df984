//! Request bodies: how they are written.

use super::{Docs, ParameterStyle, TypeRef};

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// From `description`.
    pub docs: Docs,
    /// Whether a call without it is impossible.
    pub required: bool,
    /// The media type that is sent.
    pub media_type: String,
    /// The value that is sent.
    pub content: BodyContent,
    /// The alternatives to it.
    pub others: Vec<OtherContent>,
}

/// A body under another media type.
#[derive(Clone, Debug)]
pub struct OtherContent {
    /// The method that starts a request with it, `create_with_form`; of an optional body the setter, `form_body`.
    pub rust_name: String,
    /// The media type that is sent.
    pub media_type: String,
    /// The value that is sent.
    pub content: BodyContent,
}

/// How a body is written.
#[derive(Clone, Debug)]
pub enum BodyContent {
    /// JSON text.
    Json(TypeRef),
    /// One JSON value a line, each of this type.
    JsonLines(TypeRef),
    /// `application/x-www-form-urlencoded`.
    Form(Fields),
    /// `multipart/form-data`, or another of its kind.
    Multipart(Fields),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// An object whose properties are fields of a form, or parts of a multipart body.
#[derive(Clone, Debug)]
pub struct Fields {
    /// The object's type.
    pub ty: TypeRef,
    /// The properties that are not written by the default of their kind of value.
    pub encodings: Vec<Encoding>,
}

/// How a property is written (OpenAPI's Encoding Object, and what its schema says of files).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The property.
    pub wire_name: String,
    /// In a form: as a parameter of this style.
    pub style: Option<ParameterStyle>,
    /// The media type of the value.
    pub content_type: Option<String>,
    /// Whether its part is a file, which has a name.
    pub is_file: bool,
}
