//! Findings on what the document says and the output ignores.

use super::{places, quoted, structure};
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    EMPTY_ENUM, Warning, "empty-enum", "An `enum` has no values, so that no value is valid; any is taken.";
    DEFAULT_MISFIT, Warning, "default-misfit", "A default is not of the type of its schema, or not among its values.";
    SERVER_URL, Warning, "server-url", "The URL of the first server is relative, or none; users have to give one.";
    BODY_NOT_TYPED, Warning, "body-not-typed", "A body has a schema, and a media type that is only read as bytes or as text.";
}

/// `not: {…}`.
pub fn not_checked(first: &Pointer, count: usize) -> Diagnostic {
    structure::member_ignored(first, "not", count, "values are not checked against it: the server does that")
}

/// `enum: []`.
pub fn empty_enum(first: &Pointer, count: usize) -> Diagnostic {
    EMPTY_ENUM
        .at(first, format!("an `enum` without values allows none, so any value is taken{}", places(count)))
        .help("list the values, or remove `enum`")
}

/// `{type: integer, default: abc}`.
pub fn default_misfit(first: &Pointer, count: usize) -> Diagnostic {
    DEFAULT_MISFIT
        .at(first, format!("the default is not a value of its schema{}", places(count)))
        .help("correct the default, or `type` and `enum` beside it")
}

/// `url: /v1`.
pub fn server_url(at: &Pointer, url: &str) -> Diagnostic {
    SERVER_URL
        .at(at, format!("no request can be sent to {}, so users have to give a base URL", quoted(url)))
        .help("write the whole URL with `https://` and the host, and a `default` for each variable")
}

/// `application/xml: {schema: {type: object}}`.
pub fn body_not_typed(first: &Pointer, media_type: &str, count: usize) -> Diagnostic {
    BODY_NOT_TYPED
        .at(
            first,
            format!(
                "bodies of {} are read and written as they are, without their schema{}",
                quoted(media_type),
                places(count)
            ),
        )
        .help("describe the body as `application/json` too, if the server has that")
}
