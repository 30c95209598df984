//! Rules for values that the types do not express: `not`, enums without a value, invalid defaults.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Check, Kind};
use crate::{
    diagnostic::{Diagnostic, catalog::ignored as catalog},
    pointer::{Path, Pointer},
};

/// Makes a finding for the first of a number of places.
type Worded = fn(&Pointer, usize) -> Diagnostic;

#[derive(Default)]
pub(super) struct ValueCheck(BTreeMap<&'static str, (Worded, Pointer, usize)>);

impl Check for ValueCheck {
    fn visit(&mut self, kind: Kind, schema: &mut Map<String, Value>, path: &Path) {
        if kind == Kind::Schema {
            for (member, worded) in ignored(schema) {
                self.0.entry(member).or_insert_with(|| (worded, path.pointer().child(member), 0)).2 += 1;
            }
        }
    }

    fn findings(self: Box<Self>) -> Vec<Diagnostic> {
        self.0.into_values().map(|(worded, first, count)| worded(&first, count)).collect()
    }
}

/// The members of a schema that have no effect.
fn ignored(schema: &Map<String, Value>) -> impl Iterator<Item = (&'static str, Worded)> {
    // A schema that allows nothing is written as `not: {}`.
    let not = schema.get("not").is_some_and(|not| *not != Value::Object(Map::new()));
    let no_values = schema.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty);
    let misfit = schema.get("default").is_some_and(|default| !default.is_null() && !fits(default, schema));
    let only_null = allows_only_null(schema);
    [
        not.then_some(("not", catalog::not_checked as Worded)),
        (no_values && !schema.contains_key("const")).then_some(("enum", catalog::empty_enum as Worded)),
        misfit.then_some(("default", catalog::default_misfit as Worded)),
    ]
    .into_iter()
    .flatten()
    .filter(move |_| !only_null)
}

fn allows_only_null(schema: &Map<String, Value>) -> bool {
    let values = values(schema);
    values.is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
        || schema.get("type").is_some_and(|names| *names == "null")
}

/// The values that a schema names.
fn values(schema: &Map<String, Value>) -> Option<&[Value]> {
    match schema.get("const") {
        Some(value) => Some(std::slice::from_ref(value)),
        None => schema.get("enum")?.as_array().map(Vec::as_slice),
    }
}

/// Whether a value is of the types and among the values that a schema names.
fn fits(value: &Value, schema: &Map<String, Value>) -> bool {
    let is_of_type = |name: &str| match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => false,
        _ => true,
    };
    let of_type = match schema.get("type") {
        Some(Value::String(name)) => is_of_type(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_of_type),
        _ => true,
    };
    // In JSON Schema, 1 and 1.0 are the same value.
    let is_value = |other: &Value| value == other || (value.is_number() && value.as_f64() == other.as_f64());
    of_type && values(schema).is_none_or(|values| values.iter().any(is_value))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::fits;

    #[test]
    fn a_default_fits_its_type_and_its_values() {
        let is_fit = |value: Value, schema: Value| fits(&value, schema.as_object().expect("a schema"));
        assert!(is_fit(json!(1.0), json!({"type": "integer"})));
        assert!(!is_fit(json!(1.5), json!({"type": "integer"})));
        assert!(!is_fit(json!(1.5), json!({"type": ["integer", "null"]})));
        assert!(is_fit(json!("a"), json!({"type": ["integer", "string"]})));
        assert!(is_fit(json!(1), json!({"enum": [1.0]})));
        assert!(!is_fit(json!("b"), json!({"type": "string", "enum": ["a"]})));
        assert!(!is_fit(json!("b"), json!({"const": "a"})));
        assert!(!is_fit(json!({}), json!({"type": "array"})));
        assert!(is_fit(json!("anything"), json!({})));
    }
}
