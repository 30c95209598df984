//! The interface between generated code and the runtime, with types in the style of the generator.

mod numbers;
mod objects;
mod tuples;
pub(crate) mod types;
mod unions;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Decodes from text, bytes, a reader and a value. All results must be equal except for the position in the text.
fn decode<T: DeserializeOwned + PartialEq + std::fmt::Debug>(json: &str) -> Result<T, String> {
    let without_position = |error: serde_json::Error| match error.to_string().rsplit_once(" at line ") {
        Some((message, _)) => message.to_owned(),
        None => error.to_string(),
    };
    let from_text = serde_json::from_str::<T>(json).map_err(without_position);
    assert_eq!(from_text, serde_json::from_slice(json.as_bytes()).map_err(without_position));
    assert_eq!(from_text, serde_json::from_reader(json.as_bytes()).map_err(without_position));
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(json) {
        assert_eq!(from_text, T::deserialize(&value).map_err(without_position));
        assert_eq!(from_text, serde_json::from_value(value).map_err(without_position));
    }
    from_text
}

/// Decodes and encodes, and compares the JSON values.
fn round_trip<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &str) -> T {
    let decoded = decode::<T>(json).expect(json);
    let expected: serde_json::Value = serde_json::from_str(json).unwrap();
    let encoded = serde_json::to_string(&decoded).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&encoded).unwrap(), expected);
    assert_eq!(serde_json::to_value(&decoded).unwrap(), expected);
    decoded
}
