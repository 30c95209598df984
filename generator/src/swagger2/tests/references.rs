//! References, members of other versions of OpenAPI, and documents that are wrong or very large.

use super::*;

#[test]
fn references_lead_to_where_their_targets_are() {
    let operation = json!({
        "parameters": [
            {"name": "q", "in": "query", "type": "string"},
            {"name": "b", "in": "body", "schema": {"type": "object", "properties": {"x": {"type": "string"}}}},
            {"name": "l", "in": "header", "type": "array", "items": {"type": "string"}},
        ],
        "responses": {"200": {"schema": {"type": "array", "items": {"type": "object"}}}},
    });
    let definitions = json!({
        "Body": {"$ref": "#/paths/~1a/post/parameters/1/schema/properties/x"},
        "Items": {"$ref": "#/paths/~1a/post/parameters/2/items"},
        "Answer": {"$ref": "#/paths/~1a/post/responses/200/schema/items"},
        "Other": {"properties": {"a": {"$ref": "#/definitions/Body"}, "b": {"$ref": "#/x-more/C"}}},
        "List": {"items": [{"$ref": "#/definitions/Body"}]},
    });
    let more = json!({"C": {"x-nullable": true, "properties": {"d": {"$ref": "#/definitions/Other"}}}});
    let converted = check(
        &with(&operation, &json!({"definitions": definitions, "x-more": more})),
        "/components/schemas",
        &json!({
            "Body": {"$ref": "#/paths/~1a/post/requestBody/content/application~1json/schema/properties/x"},
            "Items": {"$ref": "#/paths/~1a/post/parameters/1/schema/items"},
            "Answer": {"$ref": "#/paths/~1a/post/responses/200/content/*~1*/schema/items"},
            "Other": {"properties": {"a": {"$ref": "#/components/schemas/Body"}, "b": {"$ref": "#/x-more/C"}}},
            "List": {"items": [{"$ref": "#/components/schemas/Body"}]},
        }),
    );
    let c = json!({"nullable": true, "properties": {"d": {"$ref": "#/components/schemas/Other"}}});
    assert_eq!(converted.document["x-more"]["C"], c);
}

#[test]
fn members_of_openapi_3_are_honoured_and_reported_once_each() {
    let operation = json!({
        "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"content": {"application/json": {"schema": {"nullable": true}}}}},
    });
    let definitions = json!({"A": {"oneOf": [{"nullable": true}]}});
    let (converted, found) =
        run(with(&operation, &json!({"definitions": definitions, "servers": [{"url": "https://h"}]})));
    assert_eq!(
        found,
        [
            "newer-member #/servers",
            "newer-member #/paths/~1a/post/parameters/0/schema",
            "newer-member #/paths/~1a/post/responses/200/content",
            "newer-member #/paths/~1a/post/responses/200/content/application~1json/schema/nullable",
            "newer-member #/definitions/A/oneOf",
        ]
    );
    assert_eq!(converted.document.pointer(&of_post("responses")), operation.get("responses"));
    assert_eq!(converted.document["servers"], json!([{"url": "https://h"}]));
}

#[test]
fn wrong_forms_are_reported_and_read_where_they_can_be() {
    let operation =
        json!({"consumes": "a/b", "produces": [1, "c/d"], "parameters": [{"name": "b", "in": "body", "schema": {}}]});
    let others =
        json!({"host": "https://h/", "basePath": 1, "schemes": ["grpc"], "definitions": [1], "parameters": {"P": 1}});
    let (converted, found) = run(with(&operation, &others));
    assert_eq!(
        found,
        [
            "wrong-form #/basePath",
            "unknown-scheme #/schemes/0",
            "read-as #/host",
            "read-as #/paths/~1a/post/consumes",
            "wrong-form #/paths/~1a/post/produces/0",
        ]
    );
    assert_eq!(converted.document["servers"], json!([{"url": "https://h"}]));
    assert_eq!(converted.document["components"], json!({"schemas": [1], "parameters": {"P": 1}}));
}

#[test]
fn references_in_circles_end() {
    let refer = |place: &str| json!({"$ref": place});
    let others = json!({
        "parameters": {"A": refer("#/parameters/B"), "B": refer("#/parameters/A")},
        "responses": {"A": refer("#/responses/A")},
        "definitions": {"A": {"allOf": [refer("#/definitions/A")], "x-discriminator-value": "a", "discriminator": "k"}},
    });
    let operation = json!({
        "produces": ["application/json"],
        "parameters": [refer("#/parameters/A"), refer("#/parameters/A/x"), refer("#/paths/~1a/post/parameters/2")],
        "responses": {"200": refer("#/responses/A"), "201": refer("#/responses/A/schema")},
    });
    let (converted, found) = run(with(&operation, &others));
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(converted.document.pointer(&of_post("parameters/0")), Some(&refer("#/components/parameters/A")));
}

#[test]
fn parts_with_very_many_references_are_copied_only_up_to_a_limit() {
    let types: Vec<String> = (0..2_000).map(|number| format!("a/b{number}")).collect();
    let schema: Vec<Value> = (0..2_000).map(|number| json!({"title": number.to_string()})).collect();
    let operation = json!({"produces": types, "responses": {"200": {"schema": {"allOf": schema}}}});
    let (converted, found) = run(with(&operation, &json!({})));
    assert_eq!(found, ["copied-too-often #/paths/~1a/post/responses/200"]);
    assert!(converted.document.to_string().len() < 50 << 20);
}
