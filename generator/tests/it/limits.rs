//! Documents that are large or deep, or that grow when they are read: each becomes a crate or has a finding, with limited
//! time and memory. These documents are small enough for an ordinary test, but a stage whose cost grows
//! faster than the document would take minutes.

use generator::Run;
use serde_json::{Map, Value, json};

use crate::support;

/// Runs the generator on a document with these schemas.
fn of_schemas(schemas: impl IntoIterator<Item = (String, Value)>) -> Run {
    of(&json!({"components": {"schemas": schemas.into_iter().collect::<Map<_, _>>()}}))
}

/// Runs the generator on a document with these members.
fn of(members: &Value) -> Run {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}});
    for (name, member) in members.as_object().into_iter().flatten() {
        document[name] = member.clone();
    }
    support::run("made.json", &document.to_string())
}

fn reference(name: impl std::fmt::Display) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Checks that the output is a crate with at least this number of types.
fn check_generates(run: &Run, types: usize) {
    assert!(run.output.is_some(), "{:?}", run.diagnostics.iter().next());
    let found = run.api.as_ref().map_or(0, |api| api.types.len());
    assert!(found >= types, "{found} types");
}

/// Checks that the output has no crate, with one reason.
fn check_refused(run: &Run, code: &str) {
    assert!(run.output.is_none());
    let errors: Vec<&str> = run.diagnostics.iter().map(|found| found.code).filter(|found| *found == code).collect();
    assert_eq!(errors, [code], "{:?}", run.diagnostics.iter().next());
}

#[test]
fn a_long_chain_of_all_of_is_refused() {
    let link = |index: usize| {
        let own = json!({"properties": {format!("p{index}"): {"type": "string"}}});
        (format!("A{index}"), json!({"allOf": [reference(format!("A{}", index + 1)), own]}))
    };
    let last = ("A700".to_owned(), json!({"type": "object"}));
    check_refused(&of_schemas((0..700).map(link).chain([last])), "too-much-copied");
    let last = ("A40".to_owned(), json!({"type": "object"}));
    check_generates(&of_schemas((0..40).map(link).chain([last])), 41);
}

#[test]
fn an_enum_that_would_take_minutes_to_compile_is_refused() {
    let of_values = |count: usize| {
        let values: Vec<String> = (0..count).map(|index| format!("value{index}")).collect();
        of_schemas([("Word".to_owned(), json!({"type": "string", "enum": values}))])
    };
    check_refused(&of_values(50_000), "enum-too-large");
    check_generates(&of_values(10_000), 1);
}

#[test]
fn alternatives_that_double_at_each_level_are_refused() {
    let level = |index: usize| {
        let either = |own: &str| {
            let arms = json!([reference(format!("A{}", index + 1)), reference(format!("B{}", index + 1))]);
            json!({"allOf": [{"anyOf": arms}, {"properties": {format!("{own}{index}"): {"type": "string"}}}]})
        };
        [(format!("A{index}"), either("a")), (format!("B{index}"), either("b"))]
    };
    let last = ["A40", "B40"].map(|name| (name.to_owned(), json!({"properties": {name: {"type": "string"}}})));
    check_refused(&of_schemas((0..40).flat_map(level).chain(last)), "too-much-copied");
}

#[test]
fn the_cost_of_diamonds_grows_with_their_schemas() {
    let level = |index: usize| {
        let below = |name: &str| reference(format!("{name}{}", index + 1));
        [
            (format!("A{index}"), json!({"allOf": [below("A"), below("A"), below("B")]})),
            (format!("B{index}"), json!({"allOf": [below("A"), below("B")]})),
        ]
    };
    let last = ["A60", "B60"].map(|name| (name.to_owned(), json!({"properties": {name: {"type": "string"}}})));
    check_generates(&of_schemas((0..60).flat_map(level).chain(last)), 122);
}

#[test]
fn products_of_alternatives_are_not_multiplied_out() {
    let choice = |index: usize| {
        let arm = |name: &str| json!({"required": [format!("{name}{index}")], "properties": {format!("{name}{index}"): {"type": "string"}}});
        json!({"oneOf": [arm("a"), arm("b")]})
    };
    let all: Vec<Value> = (0..25).map(choice).collect();
    check_generates(&of_schemas([("P".to_owned(), json!({"allOf": all}))]), 1);
}

#[test]
fn a_long_chain_of_references_is_followed() {
    let link = |index: usize| (format!("A{index}"), reference(format!("A{}", index + 1)));
    let last = ("A1000".to_owned(), json!({"type": "object", "properties": {"x": {"type": "string"}}}));
    check_generates(&of_schemas((0..1000).map(link).chain([last])), 1001);
}

#[test]
fn references_from_extension_to_extension_are_followed() {
    let mut document = json!({"components": {"schemas": {"A": {"$ref": "#/x-e0"}}}});
    for index in 0..1200 {
        let next = json!({"$ref": format!("#/x-e{}", index + 1)});
        document[format!("x-e{index}")] = json!({"type": "object", "properties": {"next": next}});
    }
    document["x-e1200"] = json!({"type": "object", "properties": {"x": {"type": "string"}}});
    check_generates(&of(&document), 1201);
}

#[test]
fn headers_that_stand_for_parameters_do_not_multiply() {
    let headers = json!({"a": {"$ref": "#/components/parameters/P"}, "b": {"$ref": "#/components/parameters/P"}});
    let content = json!({"multipart/form-data": {"encoding": {"x": {"headers": headers}}}});
    let parameters = json!({"P": {"name": "p", "in": "query", "content": content}});
    let responses = json!({"200": {"description": "", "headers": {"h": {"$ref": "#/components/parameters/P"}}}});
    let run =
        of(&json!({"paths": {"/a": {"get": {"responses": responses}}}, "components": {"parameters": parameters}}));
    assert!(run.normalized.is_some_and(|document| document.to_string().len() < 10_000));
}

#[test]
fn circles_without_an_end_are_types_or_errors() {
    let list = json!({"type": "array", "items": reference("List")});
    let map = json!({"type": "object", "additionalProperties": reference("Map")});
    let object = json!({"type": "object", "required": ["self"], "properties": {"self": reference("Object")}});
    let either = json!({"anyOf": [reference("Other"), reference("Either")]});
    let other = json!({"anyOf": [reference("Either"), reference("Other")]});
    let schemas = [("List", list), ("Map", map), ("Object", object), ("Either", either), ("Other", other)];
    check_generates(&of_schemas(schemas.map(|(name, schema)| (name.to_owned(), schema))), 5);
    check_refused(&of_schemas([("A".to_owned(), reference("A"))]), "circular-reference");
}

#[test]
fn path_items_with_circular_references_have_no_operations() {
    let refer = |path: &str| json!({"$ref": format!("#/paths/~1{path}")});
    let run = of(&json!({"paths": {"/a": refer("b"), "/b": refer("c"), "/c": refer("a")}}));
    assert!(run.api.is_some_and(|api| api.operations().next().is_none()));
}

#[test]
fn wide_schemas_have_all_their_parts() {
    let values: Vec<String> = (0..3000).map(|index| format!("value {index}")).collect();
    let properties: Map<String, Value> =
        (0..500).map(|index| (format!("p{index}"), json!({"type": "string"}))).collect();
    let arms: Vec<Value> = (0..500)
        .map(|index| json!({"type": "object", "required": ["type"], "properties": {"type": {"const": format!("t{index}")}}}))
        .collect();
    let schemas = [
        ("Enumeration", json!({"type": "string", "enum": values})),
        ("Object", json!({"type": "object", "properties": properties})),
        ("Union", json!({"oneOf": arms})),
    ];
    check_generates(&of_schemas(schemas.map(|(name, schema)| (name.to_owned(), schema))), 503);
}

#[test]
fn arms_that_nothing_tells_apart_are_not_all_compared() {
    let arms: Vec<Value> = (0..1500)
        .map(|index| json!({"type": "object", "properties": {format!("p{index}"): {"type": "string"}}}))
        .collect();
    let run = of_schemas([("Union".to_owned(), json!({"oneOf": arms}))]);
    assert!(run.diagnostics.iter().any(|found| found.code == "union-tried"));
    check_generates(&run, 1501);
}

#[test]
fn long_names_and_descriptions_are_taken() {
    let long = "n".repeat(100_000);
    let description = "[`a` <b> *".repeat(100_000);
    let inner = json!({"type": "object", "description": description, "properties": {"p q ".repeat(10_000): {"type": "string"}}});
    let outer = json!({"type": "object", "properties": {long.as_str(): inner}});
    let run = of_schemas([(long.clone(), outer)]);
    check_generates(&run, 2);
    let longest = |output: generator::output::Output| output.files.keys().map(String::len).max();
    assert!(run.output.and_then(longest) < Some(255));
}

#[test]
fn a_path_longer_than_urls_can_be_is_refused() {
    let path: String = (0..50_000).map(|index| format!("/{{p{index}}}")).collect();
    check_refused(&of(&json!({"paths": {path: {"get": {"responses": {}}}}})), "path-too-long");
}

#[test]
fn variables_of_a_server_that_name_each_other_are_replaced_once() {
    let variable = |index: usize| (format!("v{index}"), json!({"default": format!("{{v{0}}}{{v{0}}}", index + 1)}));
    let variables: Map<String, Value> = (0..60).map(variable).collect();
    let servers = json!([{"url": "https://{v0}.example.com", "variables": variables}]);
    let run = of(&json!({"paths": {"/a": {"get": {"servers": servers, "responses": {}}}}}));
    let found = run.api.and_then(|api| api.operations().find_map(|(_, operation)| operation.server.clone()));
    assert_eq!(found.as_deref(), Some("https://{v1}{v1}.example.com"));
}

#[test]
fn many_path_parameters_are_taken() {
    let names: Vec<String> = (0..1000).map(|index| format!("p{index}")).collect();
    let path: String = names.iter().map(|name| format!("/{{{name}}}")).collect();
    let parameter = |name: &String| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
    let parameters: Vec<Value> = names.iter().map(parameter).collect();
    let run = of(&json!({"paths": {path: {"get": {"parameters": parameters, "responses": {}}}}}));
    assert!(run.api.is_some_and(|api| api.operations().all(|(_, operation)| operation.parameters.len() == 1000)));
}

#[test]
fn operations_by_the_thousand_are_methods() {
    let path = |index: usize| {
        let operation =
            json!({"operationId": format!("get{index}"), "tags": [format!("tag {}", index % 100)], "responses": {}});
        (format!("/a{index}"), json!({"get": operation}))
    };
    let run = of(&json!({"paths": (0..3000).map(path).collect::<Map<_, _>>()}));
    assert_eq!(run.api.map(|api| api.operations().count()), Some(3000));
    assert!(run.output.is_some());
}
