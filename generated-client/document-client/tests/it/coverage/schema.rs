//! The part of JSON Schema that the bundled document uses. Any other keyword is an error, so that nothing is left unchecked.

use serde_json::{Map, Value, json};

use super::document::Document;

/// The faults of a value.
pub(super) fn violations(document: &Document, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "$", &mut found);
    found
}

fn check(document: &Document, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let schema = document.resolve(schema);
    if schema["nullable"] == true && value.is_null() {
        return;
    }
    for (keyword, wanted) in schema.as_object().expect("a schema") {
        match keyword.as_str() {
            "type" if !is_of_type(value, wanted) => found.push(format!("{place}: {value} is not of type {wanted}")),
            "enum" if !wanted.as_array().is_some_and(|allowed| allowed.contains(value)) => {
                found.push(format!("{place}: {value} is none of {wanted}"));
            }
            "required" => {
                let names = wanted.as_array().into_iter().flatten().filter_map(Value::as_str);
                found
                    .extend(names.filter(|name| value.get(name).is_none()).map(|name| format!("{place}.{name} lacks")));
            }
            "properties" => {
                for (name, schema) in wanted.as_object().expect("properties") {
                    if let Some(value) = value.get(name) {
                        check(document, schema, value, &format!("{place}.{name}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let declared = schema["properties"].as_object();
                for (name, value) in value.as_object().into_iter().flatten() {
                    if !declared.is_some_and(|declared| declared.contains_key(name)) {
                        check(document, wanted, value, &format!("{place}.{name}"), found);
                    }
                }
            }
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, wanted, value, &format!("{place}[{index}]"), found);
                }
            }
            "oneOf" => {
                let arms = arms(document, wanted, value).count();
                if arms != 1 {
                    found.push(format!("{place}: {value} is valid under {arms} arms, not one"));
                }
            }
            "type" | "enum" | "nullable" | "format" | "default" | "example" | "description" => {}
            other => panic!("{place}: the check does not know the keyword {other}"),
        }
    }
}

fn arms<'a>(document: &'a Document, arms: &'a Value, value: &'a Value) -> impl Iterator<Item = &'a Value> {
    let arms = arms.as_array().expect("arms");
    arms.iter().filter(move |arm| violations(document, arm, value).is_empty())
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().expect("one type") {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type {other}"),
    }
}

/// The declared properties that a value lacks, and its undeclared properties. Both are valid, but they would hide
/// a wrong name on the wire.
pub(super) fn untried(document: &Document, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare_names(document, schema, value, "$", &mut found);
    found
}

fn compare_names(document: &Document, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let schema = document.resolve(schema);
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        match value.get(name) {
            Some(value) => compare_names(document, schema, value, &format!("{place}.{name}"), found),
            None => found.push(format!("{place}.{name} is not tried")),
        }
    }
    if let (Some(declared), Some(members), None) =
        (schema["properties"].as_object(), value.as_object(), schema.get("additionalProperties"))
    {
        let undeclared = members.keys().filter(|name| !declared.contains_key(*name));
        found.extend(undeclared.map(|name| format!("{place}.{name} is not documented")));
    }
    if !schema["items"].is_null() {
        let first = value.get(0).unwrap_or(&Value::Null);
        compare_names(document, &schema["items"], first, &format!("{place}[0]"), found);
    }
    if !schema["oneOf"].is_null() {
        for arm in arms(document, &schema["oneOf"], value) {
            compare_names(document, arm, value, place, found);
        }
    }
}

/// A value with only the required properties.
pub(super) fn least(document: &Document, schema: &Value) -> Value {
    let schema = document.resolve(schema);
    match schema["type"].as_str() {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let members = required.map(|name| (name.to_owned(), least(document, &schema["properties"][name])));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Some("array") => json!([]),
        Some("string") => schema["enum"].get(0).cloned().unwrap_or(json!("")),
        Some("integer" | "number") => json!(0),
        Some("boolean") => json!(false),
        other => panic!("no example of {other:?}"),
    }
}

#[test]
fn the_check_finds_faults() {
    let document = Document::read();
    let create = json!({ "$ref": "#/components/schemas/CreateSessionRequest" });
    let check = |value: Value| violations(&document, &create, &value);
    assert_eq!(check(json!({ "agent": "a", "environment_id": "e" })), Vec::<String>::new());
    assert_eq!(check(json!({ "agent": "a" })).len(), 1);
    assert_eq!(check(json!({ "agent": 1, "environment_id": "e" })).len(), 1);
    assert_eq!(check(json!({ "agent": { "type": "b" }, "environment_id": "e" })).len(), 1);
    assert_eq!(check(json!({ "agent": "a", "environment_id": "e", "vault_ids": [1, "2", 3] })).len(), 2);
    let value = json!({ "agent": { "id": "a" }, "environment_id": "e", "vault_ids": [] });
    assert_eq!(untried(&document, &create, &value), ["$.agent.type is not tried", "$.agent.version is not tried"]);
    let value = json!({ "agent": "a", "environment_id": "e", "vault_ids": [], "title": "t" });
    assert_eq!(untried(&document, &create, &value), ["$.title is not documented"]);
}
