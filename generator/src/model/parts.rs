//! The parts of bodies: how properties and elements are written and read.

use super::{ParameterStyle, TypeRef};

/// A list whose elements are the parts of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartList {
    /// The list's type.
    pub ty: TypeRef,
    /// How the first elements are written. In a response, each has a media type of JSON or text, or is a file.
    pub encodings: Vec<Encoding>,
    /// How all other elements are written.
    pub rest: Encoding,
    /// The elements that are themselves lists of parts.
    pub nested: Vec<NestedParts>,
}

/// A part that consists of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedParts {
    /// The position of the part. All parts after the first ones have the position that follows these.
    pub position: usize,
    /// The media type of the part.
    pub media_type: String,
    /// The parts in it.
    pub list: PartList,
}

/// How a property is written: OpenAPI's Encoding Object, and whether its schema is a file.
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
