//! Untyped values of typed ones.

use serde_json::Value;

use crate::{
    Error,
    runtime::json::{ToJson, to_vec, value_of_body},
};

/// The value that a type is in JSON. `serde_json::to_value` makes the same, but it would be compiled in addition.
///
/// # Errors
/// The text of the first value that JSON cannot write.
pub(super) fn to_value(value: &dyn ToJson) -> Result<Value, String> {
    value_of_body(&to_vec(value)?).map_err(|fault| fault.to_string())
}

/// The JSON object of a success that cannot be decoded.
pub(super) fn object_of_success(error: &Error) -> Option<Value> {
    value_of_body(undecoded_body(error)?).ok().filter(Value::is_object)
}

/// Whether the API accepted a request, although its response cannot be decoded.
pub(super) fn is_accepted(error: &Error) -> bool {
    undecoded_body(error).is_some() && !is_foreign(error)
}

/// Whether a success is not from the API: its body begins like no JSON object, as the page of a proxy.
pub(super) fn is_foreign(error: &Error) -> bool {
    let first = undecoded_body(error).and_then(|body| body.iter().find(|byte| !byte.is_ascii_whitespace()));
    first.is_some_and(|byte| *byte != b'{')
}

/// The JSON of a resource, in a list or alone, that cannot be decoded. Its ID and other parts of it can be read nevertheless.
#[cfg(any(feature = "apply", all(feature = "toolset", unix)))]
pub(super) fn undecoded(error: &Error) -> Option<Value> {
    // A whole page has no ID.
    object_of_success(error).filter(|resource| resource["id"].is_string())
}

/// The body of a success that cannot be decoded.
fn undecoded_body(error: &Error) -> Option<&[u8]> {
    match error {
        Error::Decode(error) if error.status().is_success() => Some(error.body()),
        _ => None,
    }
}
