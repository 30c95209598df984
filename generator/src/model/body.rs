//! Request bodies: how they are written.

use super::{Docs, Encoding, NamedEvents, PartList, TypeRef};

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
    /// One JSON value per line, each of this type.
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
    /// Server-sent events that are distinguished by their names, as objects of their fields.
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
