//! Untyped values of typed ones.

use serde_json::Value;

#[cfg(any(feature = "apply", all(feature = "toolset", unix)))]
use crate::Error;
use crate::runtime::json::{ToJson, to_vec, value_of_body};

/// The value that a type is in JSON. `serde_json::to_value` makes the same, but it would be compiled in addition.
///
/// # Errors
/// The text of the first value that JSON cannot write.
pub(super) fn to_value(value: &dyn ToJson) -> Result<Value, String> {
    value_of_body(&to_vec(value)?).map_err(|fault| fault.to_string())
}

/// The JSON of a resource, in a list or alone, that cannot be decoded. Its ID and other parts of it can be read nevertheless.
#[cfg(any(feature = "apply", all(feature = "toolset", unix)))]
pub(super) fn undecoded(error: &Error) -> Option<Value> {
    let Error::Decode(error) = error else { return None };
    if !error.status().is_success() {
        return None;
    }
    let resource = value_of_body(error.body()).ok()?;
    // A whole page has no ID.
    resource["id"].is_string().then_some(resource)
}
