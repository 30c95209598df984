//! JSON objects without declared properties.

#[doc(hidden)]
pub use serde_json as json;

/// A JSON object with any properties. [`json_object!`](crate::json_object) makes one.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

/// Makes a [`JsonObject`] with the syntax of `serde_json::json!`.
///
/// ```
/// let tool = managed_agents::json_object! { "type": "custom", "name": "search" };
/// assert_eq!(tool["name"], "search");
/// ```
#[macro_export]
macro_rules! json_object {
    ($($members:tt)*) => {
        $crate::runtime::json_object::object($crate::runtime::json_object::json::json!({ $($members)* }))
    };
}

/// The object that [`json_object!`](crate::json_object) wrote.
#[doc(hidden)]
pub fn object(value: serde_json::Value) -> JsonObject {
    match value {
        serde_json::Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}
