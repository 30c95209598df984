//! Instances that differ from the schema: values of a newer server, and invalid values.

use serde_json::{Value, json};

use super::{instances::allows_kind, schema::Document, validate::is_valid};

/// How many instances of a component are changed.
const FIRST: usize = 4;

/// Objects with one property more.
pub(super) fn unknown_properties(document: &Document<'_>, schema: &Value, valid: &[Value]) -> Vec<Value> {
    let objects = valid.iter().filter(|value| value.is_object()).take(FIRST);
    let extended = objects.map(|value| {
        let mut value = value.clone();
        if let Value::Object(members) = &mut value {
            members.insert("a property of tomorrow".to_owned(), json!({"a": [1, null, "text"]}));
        }
        value
    });
    // If undeclared properties have a schema, a property that violates it is invalid.
    extended
        .filter(|value| {
            is_open(document, schema) || (!has_hidden_rules(document, schema) && is_valid(document, schema, value))
        })
        .collect()
}

/// Whether there are rules for undeclared properties that validation does not check.
fn has_hidden_rules(document: &Document<'_>, schema: &Value) -> bool {
    let parts = document.parts(schema).unwrap_or_default();
    parts
        .iter()
        .any(|part| ["patternProperties", "unevaluatedProperties"].iter().any(|name| part.schema.contains_key(*name)))
}

fn is_open(document: &Document<'_>, schema: &Value) -> bool {
    let Some(parts) = document.parts(schema) else { return false };
    parts.iter().all(|part| {
        part.schema.get("additionalProperties").is_none_or(Value::is_boolean)
            && !["oneOf", "anyOf", "not", "patternProperties", "unevaluatedProperties"]
                .iter()
                .any(|name| part.schema.contains_key(*name))
    })
}

/// Objects with an unknown value of an `enum` of several strings.
pub(super) fn unknown_values(document: &Document<'_>, schema: &Value, valid: &[Value]) -> Vec<Value> {
    let mut found = Vec::new();
    for (name, property) in properties(document, schema) {
        let Some(parts) = document.parts(property) else { continue };
        let values = parts.iter().find_map(|part| part.schema.get("enum")?.as_array());
        if values.is_none_or(|values| values.len() < 2 || !values.iter().all(Value::is_string)) {
            continue;
        }
        let mut with = valid.iter().filter(|value| value.get(name).is_some());
        if let Some(value) = with.next() {
            found.push(changed(value, name, json!("a value of tomorrow")));
        }
    }
    found
}

/// Objects with a required property of a kind that its schema refuses.
pub(super) fn wrong_kinds(document: &Document<'_>, schema: &Value, valid: &[Value]) -> Vec<(String, Value)> {
    let Some(first) = valid.iter().find(|value| value.is_object()) else { return Vec::new() };
    let Some(parts) = document.parts(schema) else { return Vec::new() };
    if parts.iter().any(|part| part.schema.contains_key("oneOf") || part.schema.contains_key("anyOf")) {
        return Vec::new();
    }
    let is_required = |name: &str| {
        let mut lists = parts.iter().filter_map(|part| part.schema.get("required")?.as_array());
        lists.any(|names| names.iter().any(|other| other == name))
    };
    let wrong = [
        ("boolean", json!(true)),
        ("string", json!("text")),
        ("integer", json!(7)),
        ("array", json!([])),
        ("object", json!({})),
    ];
    let mut found = Vec::new();
    for (name, property) in properties(document, schema).into_iter().filter(|(name, _)| is_required(name)) {
        for (_, value) in wrong.iter().filter(|(kind, _)| !allows_kind(document, property, kind)) {
            let value = changed(first, name, value.clone());
            if !is_valid(document, schema, &value) {
                found.push((name.to_owned(), value));
            }
        }
    }
    found
}

/// The properties that only one part declares.
fn properties<'d>(document: &Document<'d>, schema: &'d Value) -> Vec<(&'d str, &'d Value)> {
    let parts = document.parts(schema).unwrap_or_default();
    let all: Vec<(&str, &Value)> = parts
        .iter()
        .filter_map(|part| part.schema.get("properties")?.as_object())
        .flatten()
        .map(|(name, schema)| (name.as_str(), schema))
        .collect();
    let is_single = |name: &str| all.iter().filter(|(other, _)| *other == name).count() == 1;
    all.iter().copied().filter(|(name, _)| is_single(name)).collect()
}

fn changed(value: &Value, name: &str, member: Value) -> Value {
    let mut value = value.clone();
    if let Value::Object(members) = &mut value {
        members.insert(name.to_owned(), member);
    }
    value
}
