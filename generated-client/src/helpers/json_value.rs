//! Untyped values of typed ones.

use serde_json::Value;

use crate::runtime::json::{ToJson, to_vec, value_of_body};

/// The value that a type is in JSON. `serde_json::to_value` makes the same, but it would be compiled in addition.
///
/// # Errors
/// The text of the first value that JSON cannot write.
pub(super) fn to_value(value: &dyn ToJson) -> Result<Value, String> {
    value_of_body(&to_vec(value)?).map_err(|fault| fault.to_string())
}
