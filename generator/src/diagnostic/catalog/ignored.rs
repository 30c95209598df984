//! Findings on parts of the document that the output ignores.

use super::{places, quoted, structure};
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    EMPTY_ENUM, Warning, "empty-enum", "An `enum` has no values, so no value is valid; any value is accepted.";
    DEFAULT_MISFIT, Warning, "default-misfit", "A default does not have the type of its schema, or is not one of its `enum` values.";
    SERVER_URL, Warning, "server-url", "The URL of the first server is not absolute, so users must set a base URL.";
    BODY_NOT_TYPED, Warning, "body-not-typed", "A body has a schema, but its media type is read only as bytes or text.";
    VENDOR_TYPE_AS_JSON, Warning, "vendor-type-as-json", "A media type of a vendor does not say its format, and is JSON, because the schema has properties.";
}

/// `not: {…}`.
pub fn not_checked(first: &Pointer, count: usize) -> Diagnostic {
    structure::member_ignored(first, "not", count, "values are not checked against it: the server does that")
}

/// `enum: []`.
pub fn empty_enum(first: &Pointer, count: usize) -> Diagnostic {
    EMPTY_ENUM
        .at(first, format!("an `enum` without values allows no value; any value is accepted{}", places(count)))
        .help("list the values, or remove `enum`")
}

/// `{type: integer, default: abc}`.
pub fn default_misfit(first: &Pointer, count: usize) -> Diagnostic {
    DEFAULT_MISFIT
        .at(first, format!("the default is not a valid value of its schema{}", places(count)))
        .help("correct the default, or the `type` or `enum` of its schema")
}

/// `url: /v1`.
pub fn server_url(at: &Pointer, url: &str) -> Diagnostic {
    SERVER_URL
        .at(at, format!("{} is not an absolute URL, so users must set a base URL", quoted(url)))
        .help("write an absolute URL, such as `https://api.example.com`, and a `default` for each variable")
}

/// `application/vnd.goa.error: {schema: {properties: …}}`.
pub fn vendor_type_as_json(at: &Pointer, media_type: &str) -> Diagnostic {
    VENDOR_TYPE_AS_JSON
        .at(at, format!("bodies of {} are JSON, because their schema has properties", quoted(media_type)))
        .help("if they have another format, remove the schema, and they are bytes")
}

/// `application/xml: {schema: {type: object}}`.
pub fn body_not_typed(first: &Pointer, media_type: &str, count: usize) -> Diagnostic {
    BODY_NOT_TYPED
        .at(
            first,
            format!(
                "bodies of {} are bytes or text, and their schema is not used{}",
                quoted(media_type),
                places(count)
            ),
        )
        .help("if the server supports it, also describe the body as `application/json`")
}
