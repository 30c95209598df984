//! Any bytes either are refused, or are a value of a type that loses nothing.

use managed_agents::types;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads the input as each type.
pub(super) fn check(input: &[u8]) {
    one::<types::Agent>(input);
    one::<types::AgentList>(input);
    one::<types::CreateAgentRequest>(input);
    one::<types::CreateEnvironmentRequest>(input);
    one::<types::CreateSessionRequest>(input);
    one::<types::Environment>(input);
    one::<types::EnvironmentList>(input);
    one::<types::ErrorResponse>(input);
    one::<types::EventBatch>(input);
    one::<types::Session>(input);
    one::<types::SessionList>(input);
    one::<types::UpdateAgentRequest>(input);
}

fn one<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(input: &[u8]) {
    let Ok(read) = serde_json::from_slice::<T>(input) else { return };
    // A number beyond the range of floats is kept as text, but it is not a `Value`.
    let Ok(original) = serde_json::from_slice(input) else { return };
    let written = serde_json::to_vec(&read).expect("what was read can be written");
    let again: T = serde_json::from_slice(&written).expect("what was written can be read");
    assert_eq!(read, again);
    assert_eq!(canonical(original), canonical(serde_json::from_slice(&written).expect("JSON")));
}

/// Removes the allowed differences: null properties, which may come back absent, and the spelling of whole numbers.
fn canonical(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, canonical(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(canonical).collect(),
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        other => other,
    }
}
