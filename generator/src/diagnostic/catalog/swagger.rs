//! Findings of the conversion of Swagger 2.0.

use super::{places, quoted};
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    NEWER_MEMBER, Warning, "newer-member", "A Swagger 2.0 document uses members of OpenAPI 3; they are honoured.";
    TWO_BODIES, Error, "two-bodies", "An operation of a Swagger 2.0 document has more than one body.";
    FIELD_WITHOUT_NAME, Error, "field-without-name", "A field of a form of a Swagger 2.0 document has no name.";
    COLLECTION_FORMAT, Warning, "collection-format", "A `collectionFormat` of a Swagger 2.0 document has no style in OpenAPI 3, or no meaning at its place.";
    UNKNOWN_SCHEME, Warning, "unknown-scheme", "A scheme of a Swagger 2.0 document is not one of HTTP; it is ignored.";
    COPIED_TOO_OFTEN, Error, "copied-too-often", "A Swagger 2.0 document shares so many bodies by so many operations and media types that the rest is left out.";
}

/// `oneOf` in Swagger 2.0.
pub fn newer_member(pointer: &Pointer, title: &str, member: &str, count: usize) -> Diagnostic {
    NEWER_MEMBER
        .at(pointer, format!("`{member}` of {title} is OpenAPI 3, in a Swagger 2.0 document{}", places(count)))
        .help("it is honoured; other tools ignore it: convert the document to OpenAPI 3")
}

/// A second body, or a form beside a body.
pub fn two_bodies(pointer: &Pointer) -> Diagnostic {
    TWO_BODIES
        .at(pointer, "the operation has another body already")
        .help("an operation has one `in: body`, or parameters that are `in: formData`; remove this parameter")
}

/// `{in: formData, type: string}`.
pub fn field_without_name(pointer: &Pointer) -> Diagnostic {
    FIELD_WITHOUT_NAME.at(pointer, "this field of a form has no `name`").help("add `name`")
}

/// `tsv`, and others where a value is a whole header or part of a path.
pub fn no_such_style(pointer: &Pointer, format: &str) -> Diagnostic {
    let separator = match format {
        "csv" => "commas",
        "ssv" => "spaces",
        "tsv" => "tabs",
        _ => "`|`",
    };
    COLLECTION_FORMAT
        .at(pointer, format!("OpenAPI 3 has no style like `{format}` here; the value is text"))
        .help(format!("the caller joins the elements with {separator}"))
}

/// `multi` in a path or a header.
pub fn multi_in_one_value(pointer: &Pointer) -> Diagnostic {
    COLLECTION_FORMAT
        .at(pointer, "`multi` repeats a query parameter or a field of a form; here it is read as `csv`")
        .help("write `csv`, which is the default")
}

/// A list of lists in a parameter.
pub fn lists_in_lists(pointer: &Pointer, format: &str) -> Diagnostic {
    COLLECTION_FORMAT
        .at(pointer, "OpenAPI 3 has no style for lists in lists; the elements are text")
        .help(format!("the caller writes each inner list as `{format}`"))
}

/// `schemes: [grpc]`.
pub fn unknown_scheme(pointer: &Pointer, scheme: &str) -> Diagnostic {
    UNKNOWN_SCHEME
        .at(pointer, format!("{} is not a scheme of HTTP, and is ignored", quoted(scheme)))
        .help("the schemes are `https` and `http`")
}

/// A body for each of very many media types or operations.
pub fn copied_too_often(pointer: &Pointer) -> Diagnostic {
    COPIED_TOO_OFTEN
        .at(pointer, "the bodies of the document are written for too many operations and media types")
        .help("name fewer media types in `consumes` and `produces`, or move schemas to `definitions`")
}
