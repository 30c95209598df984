//! Parameters: their location and encoding.

use super::{Docs, HeaderList, TypeRef};

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its place in the document.
    pub pointer: String,
    /// The name on the wire.
    pub wire_name: String,
    /// The name of the argument or setter.
    pub rust_name: String,
    /// The name of the setter that adds one item, if it is an optional list in the query.
    pub add_name: Option<String>,
    /// From `description`.
    pub docs: Docs,
    /// Where it is sent.
    pub location: ParameterLocation,
    /// Whether a call without it is impossible.
    pub required: bool,
    /// Its type.
    pub ty: TypeRef,
    /// How it is written.
    pub style: ParameterStyle,
    /// The value that is sent if the caller gives none: the default of a required header.
    pub default: Option<String>,
    /// How callers add to the value, if it is a header with a list.
    pub list: Option<HeaderList>,
}

impl Parameter {
    /// Whether the caller must give it: there is no call without it. A header with a default is a setting of the client.
    pub fn is_positional(&self) -> bool {
        match self.location {
            ParameterLocation::Path => true,
            ParameterLocation::Query | ParameterLocation::Cookie => self.required,
            ParameterLocation::Header => self.required && self.default.is_none(),
        }
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "OpenAPI's own names")]
pub enum ParameterLocation {
    Path,
    Query,
    Header,
    Cookie,
}

/// How the value of a parameter is written (OpenAPI `style`, `explode`, `allowReserved`, or `content`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "OpenAPI's own names")]
pub enum ParameterStyle {
    Form {
        explode: bool,
        allow_reserved: bool,
    },
    SpaceDelimited {
        allow_reserved: bool,
    },
    PipeDelimited {
        allow_reserved: bool,
    },
    DeepObject {
        allow_reserved: bool,
    },
    Simple {
        explode: bool,
    },
    Label {
        explode: bool,
    },
    Matrix {
        explode: bool,
    },
    /// Text without encoding, in a cookie.
    Cookie {
        explode: bool,
        spaces: bool,
    },
    /// Text that can be several segments of the path.
    Segments,
    /// JSON text (`content: application/json`).
    Json,
    /// All of the query: JSON text, the fields of a form, or text.
    WholeQuery {
        json: bool,
    },
}
