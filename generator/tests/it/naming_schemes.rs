//! The names of methods in documents of several frameworks, for people to read.

use std::fmt::Write;

use generator::pointer::Pointer;
use serde_json::{Value, json};

use crate::support;

#[test]
fn methods_of_each_naming_scheme() {
    let schemes: serde_json::Map<String, Value> =
        serde_yaml::from_str(include_str!("naming_schemes.yaml")).expect("the schemes are YAML");
    let mut names = String::new();
    for (scheme, operations) in &schemes {
        writeln!(names, "{scheme}").expect("a String takes all text");
        for line in methods(operations) {
            writeln!(names, "  {line}").expect("a String takes all text");
        }
    }
    insta::assert_snapshot!(names);
}

/// `resource.method` of each operation, with its source.
fn methods(operations: &Value) -> Vec<String> {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}});
    let lines = || operations.as_array().into_iter().flatten().filter_map(Value::as_str);
    for line in lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [method, path, id, tag, rest @ ..] = words.as_slice() else { panic!("{line}") };
        document["paths"][path][method.to_lowercase()] = operation(path, id, tag, *rest == ["list"]);
    }
    let run = support::run("scheme.json", &document.to_string());
    let api = run.api.unwrap_or_else(|| panic!("no model: {:?}", run.diagnostics));
    let method_of = |line: &str| {
        let [method, path] = [0, 1].map(|index| line.split(' ').nth(index).unwrap_or_default());
        let place = Pointer::from_tokens(["paths", path, &method.to_lowercase()]).to_string();
        let found = api.operations().find(|(_, operation)| operation.pointer == place);
        let (resource, operation) = found.unwrap_or_else(|| panic!("no operation at {place}"));
        format!("{}.{}", resource.accessor, operation.rust_name)
    };
    lines().map(|line| format!("{:<40} {line}", method_of(line))).collect()
}

fn operation(path: &str, id: &str, tag: &str, is_list: bool) -> Value {
    let parameters = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameters: Vec<Value> = parameters
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    let schema =
        if is_list { json!({"type": "array", "items": {"type": "string"}}) } else { json!({"type": "object"}) };
    let responses = json!({"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}});
    let mut operation = json!({"parameters": parameters, "tags": [tag], "responses": responses});
    if id != "-" {
        operation["operationId"] = json!(id);
    }
    operation
}
