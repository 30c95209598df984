//! The name of a type does not depend on the other schemas.

use std::collections::BTreeMap;

use generator::{Run, diagnostic::Diagnostics, load, load::Source};
use serde_json::{Map, Value, json};

use crate::support;

#[test]
fn a_new_schema_at_the_front_renames_no_other_type() {
    for (name, text) in [
        ("equal_inline_schemas", include_str!("features/equal_inline_schemas.yaml")),
        ("inline_names", include_str!("features/inline_names.yaml")),
        ("names_obstacle_course", include_str!("features/names_obstacle_course.yaml")),
        ("names_that_collide", include_str!("features/names_that_collide.yaml")),
        ("nullable", include_str!("features/nullable.yaml")),
        ("open_string_enum", include_str!("features/open_string_enum.yaml")),
        ("recursion", include_str!("features/recursion.yaml")),
        ("tagged_union", include_str!("features/tagged_union.yaml")),
    ] {
        let source = Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
        let document = load::load(&source, &mut Diagnostics::new()).expect("fixtures can be read");
        let before = names(&support::run(name, &document.to_string()));
        let after = names(&support::run(name, &extended(document).to_string()));
        for (pointer, rust_name) in before {
            assert_eq!(after.get(&pointer), Some(&rust_name), "{name}: {pointer}");
        }
    }
}

#[test]
fn an_inline_object_before_an_equal_inline_schema_does_not_rename_it() {
    let document = |before: &Value| {
        let kind = json!({"type": "string", "enum": ["a", "b"]});
        let point = json!({"type": "object", "properties": {"x": {"type": "number"}}});
        let mut properties = json!({"kind": kind, "point": point, "kinds": {"type": "array", "items": kind}});
        if !before.is_null() {
            properties["before"] = before.clone();
            properties["before"]["properties"] = json!({"kind": kind, "point": point});
        }
        let things = json!({"Thing": {"type": "object", "properties": properties}});
        json!({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}, "components": {"schemas": things}})
    };
    let of = |before: &Value| names(&support::run("names", &document(before).to_string()));
    let before = of(&Value::Null);
    assert_eq!(before.len(), 3, "{before:?}");
    let after = of(&json!({"type": "object"}));
    for (pointer, rust_name) in before {
        assert_eq!(after.get(&pointer), Some(&rust_name), "{pointer}");
    }
}

/// The document with one more schema before all others, which has its own inline types.
fn extended(mut document: Value) -> Value {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let schemas = schemas.expect("the fixtures have schemas");
    let mut all = Map::new();
    let new = json!({
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "inner": {"type": "object", "properties": {"state": {"type": "string", "enum": ["on", "off"]}}},
            // A schema that others also have inline, with one part changed.
            "address": {
                "type": "object",
                "required": ["city", "zip"],
                "properties": {
                    "city": {"type": "string"},
                    "zip": {"type": "string"},
                    "point": {"type": "object", "properties": {"x": {"type": "number"}, "y": {"type": "number"}}},
                },
            },
            "point": {"type": "object", "properties": {"x": {"type": "integer"}}},
        },
    });
    all.insert("New thing".to_owned(), new);
    all.append(schemas);
    *schemas = all;
    document
}

/// The names of all types, by the positions of their schemas.
fn names(run: &Run) -> BTreeMap<String, String> {
    let api = run.api.as_ref().expect("fixtures have a model");
    api.types.iter().map(|definition| (definition.pointer.clone(), definition.rust_name.clone())).collect()
}

#[test]
fn a_new_operation_renames_no_other_method_or_type() {
    let text = include_str!("features/method_names.yaml");
    let source = Source { name: "method_names".to_owned(), bytes: text.as_bytes().to_vec() };
    let document = load::load(&source, &mut Diagnostics::new()).expect("fixtures can be read");
    let before = methods(&support::run("method_names", &document.to_string()));
    for path in ["/shop/a", "/shop/a/{x}/things/{y}", "/shop/orders/{x}/things", "/shop/things/{x}/things", "/shop/z"] {
        for tag in ["things", "other"] {
            let mut document = document.clone();
            let parameter =
                |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
            let parameters = ["x", "y"].into_iter().filter(|name| path.contains(&format!("{{{name}}}")));
            let parameters: Vec<Value> = parameters.map(parameter).collect();
            let operation =
                |id: &str| json!({"tags": [tag], "operationId": id, "responses": {"204": {"description": "Done."}}});
            let new = json!({
                "parameters": parameters,
                "get": operation("fetchThings"),
                "post": operation("addThing"),
                "delete": operation("removeThing"),
            });
            document["paths"].as_object_mut().expect("the fixture has paths").insert(path.to_owned(), new);
            let after = methods(&support::run("method_names", &document.to_string()));
            for (operation, names) in &before {
                assert_eq!(after.get(operation), Some(names), "{path} in {tag}: {operation}");
            }
        }
    }
}

/// Resource, method and type of all operations, by position.
fn methods(run: &Run) -> BTreeMap<String, (String, String, String)> {
    let api = run.api.as_ref().expect("fixtures have a model");
    let names = api.operations().map(|(resource, operation)| {
        let names = (resource.accessor.clone(), operation.rust_name.clone(), operation.type_name.clone());
        (operation.pointer.clone(), names)
    });
    names.collect()
}
