//! The amount of emitted code that changes with one optional property. A reviewer of an update of the document reads these lines.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support;

/// The maximum number of lines, without documentation.
const MOST: usize = 4;

#[test]
fn an_optional_property_is_a_few_lines() {
    let reference = json!({"$ref": "#/components/schemas/AThingWithAVeryLongName"});
    let properties = [
        ("string", json!({"type": "string", "description": "What it is.\n\nIn two paragraphs."})),
        ("integer", json!({"type": "integer"})),
        ("nullable", json!({"type": ["string", "null"]})),
        ("constant", json!({"const": true})),
        ("reference", reference.clone()),
        ("nullable_reference", json!({"anyOf": [reference.clone(), {"type": "null"}]})),
        ("list_of_references", json!({"type": "array", "items": reference.clone()})),
        ("nullable_list_of_references", json!({"type": ["array", "null"], "items": reference.clone()})),
        ("map_of_references", json!({"type": "object", "additionalProperties": reference})),
        ("read_only", json!({"type": "string", "readOnly": true})),
    ];
    for (name, schema) in properties {
        for holder in ["Request", "OptionalRequest", "Response"] {
            let mut after = document();
            after["components"]["schemas"][holder]["properties"][format!("the_{name}_of_a_thing")] = schema.clone();
            let changed = changed_lines(&document(), &after);
            // A list that may be null has methods to replace it, to add an element, and to send null.
            let most = MOST + usize::from(name == "nullable_list_of_references");
            assert!(!changed.is_empty() && changed.len() <= most, "{holder}, {name}: {changed:#?}");
        }
    }
}

#[test]
fn a_value_of_an_enum_is_its_variant_and_its_line() {
    let mut after = document();
    after["components"]["schemas"]["State"]["enum"] = json!(["on", "off", "unclear"]);
    assert_eq!(changed_lines(&document(), &after), ["    Unclear,", "        Unclear = \"unclear\","]);
}

fn document() -> Value {
    let json = |name: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
    // The file already imports other types.
    let optional = json!({"first": {"$ref": "#/components/schemas/AThingWithAVeryLongName"}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {
            "post": {
                "operationId": "createThing",
                "requestBody": {"required": true, "content": json("Request")},
                "responses": {"200": {"description": "OK", "content": json("Response")}},
            },
            "patch": {
                "operationId": "updateThing",
                "requestBody": {"required": true, "content": json("OptionalRequest")},
                "responses": {"204": {"description": "OK"}},
            },
        }},
        "components": {"schemas": {
            "Request": {"type": "object", "required": ["name", "type"], "properties": {
                "type": {"const": "thing"},
                "name": {"type": "string"},
                "other": {"$ref": "#/components/schemas/AThingWithAVeryLongName"},
            }},
            "OptionalRequest": {"type": "object", "properties": optional},
            "Response": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string"},
                "state": {"$ref": "#/components/schemas/State"},
                "other": {"$ref": "#/components/schemas/AThingWithAVeryLongName"},
            }},
            "State": {"type": "string", "enum": ["on", "off"]},
            "AThingWithAVeryLongName": {"type": "object", "properties": {"count": {"type": "integer"}}},
        }},
    })
}

/// The lines in a diff of all emitted files, without documentation.
fn changed_lines(before: &Value, after: &Value) -> Vec<String> {
    let [before, after] = [before, after].map(|document| {
        support::run("things.json", &document.to_string()).output.expect("the document has no errors").files
    });
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let lines = |text: Option<&String>| -> Vec<String> {
        let lines = text.map(String::as_str).unwrap_or_default().lines();
        lines.filter(|line| !line.trim_start().starts_with("///")).map(str::to_owned).collect()
    };
    names.into_iter().flat_map(|name| diff(&lines(before.get(name)), &lines(after.get(name)))).collect()
}

/// The lines that are in only one of two texts, by the longest common subsequence.
fn diff(before: &[String], after: &[String]) -> Vec<String> {
    let mut longest = vec![vec![0; after.len() + 1]; before.len() + 1];
    for (row, old) in before.iter().enumerate().rev() {
        for (column, new) in after.iter().enumerate().rev() {
            longest[row][column] = if old == new {
                longest[row + 1][column + 1] + 1
            } else {
                longest[row + 1][column].max(longest[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut changed) = (0, 0, Vec::new());
    while row < before.len() || column < after.len() {
        if row < before.len() && column < after.len() && before[row] == after[column] {
            (row, column) = (row + 1, column + 1);
        } else if column < after.len() && (row == before.len() || longest[row][column + 1] >= longest[row + 1][column])
        {
            changed.push(after[column].clone());
            column += 1;
        } else {
            changed.push(before[row].clone());
            row += 1;
        }
    }
    changed
}
