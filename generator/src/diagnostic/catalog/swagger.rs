//! Findings of the conversion of Swagger 2.0.

use super::{places, quoted};
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    NEWER_MEMBER, Warning, "newer-member", "A Swagger 2.0 document uses members of OpenAPI 3; they have the same effect as in OpenAPI 3.";
    TWO_BODIES, Error, "two-bodies", "An operation of a Swagger 2.0 document has more than one body.";
    FIELD_WITHOUT_NAME, Error, "field-without-name", "A form field of a Swagger 2.0 document has no name.";
    COLLECTION_FORMAT, Warning, "collection-format", "A `collectionFormat` of a Swagger 2.0 document has no equivalent in OpenAPI 3, or does not apply at its place.";
    UNKNOWN_SCHEME, Warning, "unknown-scheme", "A scheme of a Swagger 2.0 document is not `https` or `http`; it is ignored.";
    COPIED_TOO_OFTEN, Error, "copied-too-often", "A Swagger 2.0 document has too many combinations of shared bodies, operations and media types.";
}

/// `oneOf` in Swagger 2.0.
pub fn newer_member(pointer: &Pointer, title: &str, member: &str, count: usize) -> Diagnostic {
    NEWER_MEMBER
        .at(
            pointer,
            format!("`{member}` of {title} is from OpenAPI 3, but this is a Swagger 2.0 document{}", places(count)),
        )
        .help("it has an effect here, but other tools ignore it: convert the document to OpenAPI 3")
}

/// A second body, or a form and a body.
pub fn two_bodies(pointer: &Pointer) -> Diagnostic {
    TWO_BODIES.at(pointer, "the operation already has a body").help(
        "an operation has either one parameter with `in: body`, or parameters with `in: formData`; remove this one",
    )
}

/// `{in: formData, type: string}`.
pub fn field_without_name(pointer: &Pointer) -> Diagnostic {
    FIELD_WITHOUT_NAME.at(pointer, "this form field has no `name`").help("add `name`")
}

/// `tsv`, and other formats in a header or a path.
pub fn no_such_style(pointer: &Pointer, format: &str) -> Diagnostic {
    let separator = match format {
        "csv" => "commas",
        "ssv" => "spaces",
        "tsv" => "tabs",
        _ => "`|`",
    };
    COLLECTION_FORMAT
        .at(pointer, format!("OpenAPI 3 has no equivalent of `{format}` here; the value is a string"))
        .help(format!("callers join the elements with {separator}"))
}

/// `multi` in a path or a header.
pub fn multi_in_one_value(pointer: &Pointer) -> Diagnostic {
    COLLECTION_FORMAT
        .at(pointer, "`multi` is only for query parameters and form fields; here it is read as `csv`")
        .help("write `csv`, which is the default")
}

/// A list of lists in a parameter.
pub fn lists_in_lists(pointer: &Pointer, format: &str) -> Diagnostic {
    COLLECTION_FORMAT
        .at(pointer, "OpenAPI 3 has no style for lists in lists; the elements are strings")
        .help(format!("callers write each inner list as `{format}`"))
}

/// `schemes: [grpc]`.
pub fn unknown_scheme(pointer: &Pointer, scheme: &str) -> Diagnostic {
    UNKNOWN_SCHEME
        .at(pointer, format!("{} is not `https` or `http`, and is ignored", quoted(scheme)))
        .help("write `https` or `http`")
}

/// A body is copied for too many media types or operations.
pub fn copied_too_often(pointer: &Pointer) -> Diagnostic {
    COPIED_TOO_OFTEN
        .at(pointer, "the document has too many combinations of shared bodies, operations and media types")
        .help("name fewer media types in `consumes` and `produces`, or move schemas to `definitions`")
}
