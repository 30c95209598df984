//! Request bodies: how they are written.

use super::{Docs, NamedEvents, ParameterStyle, TypeRef};

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
    /// A multipart body whose parts have positions instead of names.
    Parts(PartList),
    /// Server-sent events whose data is text.
    Events,
    /// Server-sent events whose data is JSON of this type.
    JsonEvents(TypeRef),
    /// Server-sent events that their names tell apart, as objects of their fields.
    NamedEvents(NamedEvents),
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

/// A list whose elements are the parts of a multipart body.
#[derive(Clone, Debug)]
pub struct PartList {
    /// The list's type.
    pub ty: TypeRef,
    /// How the first elements are written.
    pub encodings: Vec<Encoding>,
    /// How all other elements are written.
    pub rest: Encoding,
    /// The elements that are lists of parts themselves.
    pub nested: Vec<NestedParts>,
}

/// A part that has parts itself.
#[derive(Clone, Debug)]
pub struct NestedParts {
    /// The position of the part. All parts after the first ones have the position that follows these.
    pub position: usize,
    /// The media type of the part.
    pub media_type: String,
    /// The parts in it.
    pub list: PartList,
}

/// How a property is written (OpenAPI's Encoding Object, and what its schema says of files).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoding {
    /// The property; empty of a part that has a position.
    pub wire_name: String,
    /// In a form: as a parameter of this style.
    pub style: Option<ParameterStyle>,
    /// The media type of the value.
    pub content_type: Option<String>,
    /// Whether its part is a file, which has a name.
    pub is_file: bool,
}
