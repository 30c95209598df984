//! Whether two JSON values are the same value.

use serde_json::{Number, Value};

/// Compares the input with the output: numbers by value, members in any order. Null and absent are different.
pub(crate) fn is_same(given: &Value, back: &Value) -> bool {
    match (given, back) {
        (Value::Number(given), Value::Number(back)) => is_same_number(given, back),
        (Value::Array(given), Value::Array(back)) => {
            given.len() == back.len() && given.iter().zip(back).all(|(given, back)| is_same(given, back))
        }
        (Value::Object(given), Value::Object(back)) => {
            given.len() == back.len()
                && given.iter().all(|(name, value)| back.get(name).is_some_and(|other| is_same(value, other)))
        }
        (given, back) => given == back,
    }
}

fn is_same_number(given: &Number, back: &Number) -> bool {
    let integer = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    match (integer(given), integer(back)) {
        (Some(given), Some(back)) => given == back,
        (None, None) => given.as_f64() == back.as_f64(),
        (Some(whole), None) | (None, Some(whole)) => {
            let float = if integer(given).is_none() { given } else { back };
            // Rust writes floats without exponent, so that a whole one reads as an integer.
            float.as_f64().map(|float| format!("{float}")) == Some(whole.to_string())
        }
    }
}
