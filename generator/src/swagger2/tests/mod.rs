//! Small documents, before and after.

mod references;

use serde_json::{Value, json};

use super::{Converted, convert};
use crate::{diagnostic::Diagnostics, pointer::Pointer};

/// A document with one operation, and other members.
fn with(operation: &Value, others: &Value) -> Value {
    let mut document =
        json!({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": operation}}});
    let members = document.as_object_mut().expect("an object");
    members.extend(others.as_object().expect("an object").clone());
    document
}

fn run(document: Value) -> (Converted, Vec<String>) {
    let mut diagnostics = Diagnostics::new();
    let converted = convert(document, &mut diagnostics);
    let found = diagnostics.iter().map(|found| format!("{} {}", found.code, found.pointer)).collect();
    (converted, found)
}

/// Checks a part of the result for a document without findings.
#[track_caller]
fn check(document: &Value, place: &str, expected: &Value) -> Converted {
    let (converted, found) = run(document.clone());
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(converted.document.pointer(place).unwrap_or(&Value::Null), expected);
    converted
}

/// Checks the original position of a part of the result.
#[track_caller]
fn comes_from(converted: &Converted, place: &str, origin: &str) {
    assert_eq!(converted.origins.trace(&Pointer::from_text(place)).as_str(), origin);
}

const POST: &str = "/paths/~1a/post";

fn of_post(rest: &str) -> String {
    format!("{POST}/{rest}")
}

#[test]
fn documents_of_openapi_3_stay_as_they_are() {
    let document = json!({"openapi": "3.0.3", "swagger": "2.0", "definitions": {"A": {"x-nullable": true}}});
    check(&document, "", &document);
}

#[test]
fn host_base_path_and_schemes_are_servers_and_the_safe_scheme_comes_first() {
    let document = |members: Value| with(&json!({}), &members);
    let servers = |members: Value, expected: Value| check(&document(members), "/servers", &expected);
    let both = json!({"host": "h:1", "basePath": "/v1", "schemes": ["http", "https"]});
    let converted = servers(both, json!([{"url": "https://h:1/v1"}, {"url": "http://h:1/v1"}]));
    comes_from(&converted, "#/servers/0/url", "#/host");
    servers(json!({"host": "h", "basePath": "/"}), json!([{"url": "https://h"}]));
    servers(json!({"basePath": "/v1"}), json!([{"url": "/v1"}]));
    servers(json!({}), Value::Null);
}

#[test]
fn an_operation_that_the_scheme_of_the_document_does_not_reach_has_servers() {
    let document = with(&json!({"schemes": ["http"]}), &json!({"host": "h", "schemes": ["http", "https"]}));
    check(&document, &of_post("servers"), &json!([{"url": "http://h"}]));
    let document = with(&json!({"schemes": ["https", "http"]}), &json!({"host": "h", "schemes": ["https"]}));
    check(&document, POST, &json!({}));
}

#[test]
fn a_host_with_parameters_is_a_server_with_variables() {
    let host = json!({
        "hostTemplate": "{account}.blob.{suffix}",
        "parameters": [{"$ref": "#/parameters/Account"}, {"name": "suffix", "in": "path", "type": "string", "default": "core"}],
    });
    let account = json!({"Account": {"name": "account", "in": "path", "type": "string", "required": true}});
    let document =
        with(&json!({}), &json!({"x-ms-parameterized-host": host, "basePath": "/v1", "parameters": account}));
    let variables = json!({"account": {"default": "account"}, "suffix": {"default": "core"}});
    check(&document, "/servers", &json!([{"url": "https://{account}.blob.{suffix}/v1", "variables": variables}]));
}

#[test]
fn security_schemes_have_the_names_of_openapi_3() {
    let schemes = json!({
        "a": {"type": "basic"},
        "b": {"type": "apiKey", "in": "header", "name": "k"},
        "c": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "u", "tokenUrl": "t", "scopes": {"s": "x"}},
        "d": {"type": "oauth2", "flow": "application", "tokenUrl": "t", "scopes": {}},
        "e": {"type": "oauth2", "flow": "implicit", "authorizationUrl": "u", "scopes": {}, "x-more": 1},
        "f": {"type": "oauth2", "flow": "password", "tokenUrl": "t", "scopes": {}},
    });
    let converted = check(
        &with(&json!({}), &json!({"securityDefinitions": schemes})),
        "/components/securitySchemes",
        &json!({
            "a": {"type": "http", "scheme": "basic"},
            "b": {"type": "apiKey", "in": "header", "name": "k"},
            "c": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "u", "tokenUrl": "t", "scopes": {"s": "x"}}}},
            "d": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "t", "scopes": {}}}},
            "e": {"type": "oauth2", "x-more": 1, "flows": {"implicit": {"authorizationUrl": "u", "scopes": {}}}},
            "f": {"type": "oauth2", "flows": {"password": {"tokenUrl": "t", "scopes": {}}}},
        }),
    );
    comes_from(
        &converted,
        "#/components/securitySchemes/c/flows/authorizationCode/tokenUrl",
        "#/securityDefinitions/c/tokenUrl",
    );
}

#[test]
fn security_schemes_without_a_known_type_or_flow_are_reported() {
    let schemes = json!({"a": {"type": "bearer"}, "b": {"type": "oauth2", "flow": "code"}, "c": {"type": "oauth2"}});
    let (_, found) = run(with(&json!({}), &json!({"securityDefinitions": schemes})));
    let expected = [
        "unknown-value #/securityDefinitions/a/type",
        "unknown-value #/securityDefinitions/b/flow",
        "missing-member #/securityDefinitions/c",
    ];
    assert_eq!(found, expected);
}

#[test]
fn keywords_that_restrict_a_parameter_go_into_its_schema() {
    let parameter = json!({
        "name": "a", "in": "query", "required": true, "description": "d", "type": "string", "enum": ["x"],
        "x-ms-enum": {"name": "A"}, "x-nullable": true, "x-other": 1, "unknown": 2,
    });
    let converted = check(
        &with(&json!({"parameters": [parameter]}), &json!({})),
        &of_post("parameters/0"),
        &json!({
            "name": "a", "in": "query", "required": true, "description": "d", "x-other": 1, "unknown": 2,
            "schema": {"type": "string", "enum": ["x"], "x-ms-enum": {"name": "A"}, "nullable": true},
        }),
    );
    comes_from(&converted, "#/paths/~1a/post/parameters/0/schema/type", "#/paths/~1a/post/parameters/0/type");
}

/// The `style` and `explode` of a list with this format, or the type if the list has become another type; and the findings.
fn list(location: &str, format: Option<&str>) -> (Value, Vec<String>) {
    let mut parameter = json!({"name": "a", "in": location, "type": "array", "items": {"type": "string"}});
    if let Some(format) = format {
        parameter["collectionFormat"] = json!(format);
    }
    let (converted, found) = run(with(&json!({"parameters": [parameter]}), &json!({})));
    let written = &converted.document["paths"]["/a"]["post"]["parameters"][0];
    assert_eq!(written.get("collectionFormat"), None);
    let ty = &written["schema"]["type"];
    (if ty == "array" { json!([written["style"], written["explode"]]) } else { ty.clone() }, found)
}

#[test]
fn collection_formats_of_queries_are_styles() {
    let style = |format| list("query", format);
    assert_eq!(style(None), (json!(["form", false]), vec![]));
    assert_eq!(style(Some("csv")), (json!(["form", false]), vec![]));
    assert_eq!(style(Some("ssv")), (json!(["spaceDelimited", false]), vec![]));
    assert_eq!(style(Some("pipes")), (json!(["pipeDelimited", false]), vec![]));
    assert_eq!(style(Some("multi")), (json!(["form", true]), vec![]));
}

#[test]
fn collection_formats_without_a_style_are_text_and_reported() {
    let reported = vec!["collection-format #/paths/~1a/post/parameters/0/collectionFormat".to_owned()];
    assert_eq!(list("query", Some("tsv")), (json!("string"), reported.clone()));
    for location in ["path", "header"] {
        assert_eq!(list(location, None), (json!([null, null]), vec![]));
        assert_eq!(list(location, Some("csv")), (json!([null, null]), vec![]));
        assert_eq!(list(location, Some("multi")), (json!([null, null]), reported.clone()));
        for format in ["ssv", "tsv", "pipes"] {
            assert_eq!(list(location, Some(format)), (json!("string"), reported.clone()), "{location} {format}");
        }
    }
    let unknown = vec!["unknown-value #/paths/~1a/post/parameters/0/collectionFormat".to_owned()];
    assert_eq!(list("query", Some("comma")), (json!(["form", false]), unknown));
}

#[test]
fn lists_in_lists_have_elements_that_are_text() {
    let items = json!({"type": "array", "collectionFormat": "pipes", "items": {"type": "integer"}});
    let parameter = json!({"name": "a", "in": "query", "type": "array", "items": items});
    let (converted, found) = run(with(&json!({"parameters": [parameter]}), &json!({})));
    assert_eq!(found, ["collection-format #/paths/~1a/post/parameters/0/items"]);
    let schema = converted.document.pointer(&of_post("parameters/0/schema"));
    assert_eq!(schema, Some(&json!({"type": "array", "items": {"type": "string"}})));
}

#[test]
fn a_body_has_the_media_types_of_its_operation_or_of_the_document() {
    let body = json!({"name": "b", "in": "body", "required": true, "description": "d", "schema": {"type": "object"}});
    let query = json!({"name": "q", "in": "query", "type": "string"});
    let document = |own: Value, global: Value| {
        let mut operation = json!({"parameters": [body, query]});
        operation.as_object_mut().expect("an object").extend(own.as_object().expect("an object").clone());
        with(&operation, &global)
    };
    let types = |names: &[&str]| {
        let content: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!({"schema": {"type": "object"}}))).collect();
        json!({"required": true, "description": "d", "content": content})
    };
    let at = of_post("requestBody");
    let converted = check(&document(json!({}), json!({})), &at, &types(&["application/json"]));
    let moved = "#/paths/~1a/post/requestBody/content/application~1json/schema/type";
    comes_from(&converted, moved, "#/paths/~1a/post/parameters/0/schema/type");
    comes_from(&converted, "#/paths/~1a/post/parameters/0/schema/type", "#/paths/~1a/post/parameters/1/type");
    check(&document(json!({}), json!({"consumes": ["text/json"]})), &at, &types(&["text/json"]));
    check(&document(json!({"consumes": ["a/b", "c/d"]}), json!({"consumes": ["x/y"]})), &at, &types(&["a/b", "c/d"]));
    check(&document(json!({"consumes": []}), json!({"consumes": ["x/y"]})), &at, &types(&["application/json"]));
}

#[test]
fn fields_of_forms_are_one_body() {
    let parameters = json!([
        {"name": "a", "in": "formData", "type": "string", "required": true, "description": "d"},
        {"name": "b", "in": "formData", "type": "array", "items": {"type": "integer"}, "collectionFormat": "ssv"},
    ]);
    let properties =
        json!({"a": {"type": "string", "description": "d"}, "b": {"type": "array", "items": {"type": "integer"}}});
    let form = json!({
        "schema": {"type": "object", "properties": properties, "required": ["a"]},
        "encoding": {"b": {"style": "spaceDelimited", "explode": false}},
    });
    let document = with(&json!({"parameters": parameters}), &json!({"consumes": ["application/json"]}));
    let content = json!({"application/x-www-form-urlencoded": form});
    let converted = check(&document, &of_post("requestBody"), &json!({"required": true, "content": content}));
    let property = "#/paths/~1a/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/b/items";
    comes_from(&converted, property, "#/paths/~1a/post/parameters/1/items");
    assert_eq!(converted.document.pointer(&of_post("parameters")), Some(&json!([])));
}

#[test]
fn files_are_parts() {
    let parameters = json!([
        {"name": "a", "in": "formData", "type": "file"},
        {"name": "b", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
    ]);
    let properties =
        json!({"a": {"type": "string", "format": "binary"}, "b": {"type": "array", "items": {"type": "string"}}});
    let schema = json!({"type": "object", "properties": properties});
    let body = json!({"content": {"multipart/form-data": {"schema": schema}}, "required": false});
    check(&with(&json!({"parameters": parameters}), &json!({})), &of_post("requestBody"), &body);
}

#[test]
fn lists_that_are_one_part_have_a_style() {
    let list = |format: &str| json!({"name": "b", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": format});
    let run = |list: Value| run(with(&json!({"parameters": [list], "consumes": ["multipart/form-data"]}), &json!({})));
    let (converted, found) = run(list("csv"));
    let encoding = of_post("requestBody/content/multipart~1form-data/encoding/b");
    let style = json!({"style": "form", "explode": false});
    assert_eq!((found.len(), converted.document.pointer(&encoding)), (0, Some(&style)));
    let (converted, found) = run(list("tsv"));
    assert_eq!(found, ["collection-format #/paths/~1a/post/parameters/0/collectionFormat"]);
    let part = of_post("requestBody/content/multipart~1form-data/schema/properties/b");
    assert_eq!(converted.document.pointer(&part), Some(&json!({"type": "string"})));
    let items = json!({"type": "string", "format": "binary"});
    let list = json!({"name": "b", "in": "formData", "type": "array", "items": items});
    let (converted, found) = run(list);
    assert_eq!((found.len(), converted.document.pointer(&part).map(|list| &list["items"])), (0, Some(&items)));
}

#[test]
fn parameters_of_a_path_are_of_all_its_operations_unless_these_override_them() {
    let field = |name: &str, ty: &str| json!({"name": name, "in": "formData", "type": ty});
    let id = json!({"name": "id", "in": "query", "type": "string"});
    let item = json!({
        "parameters": [field("a", "string"), id, field("b", "string")],
        "post": {"parameters": [field("a", "integer")]},
        "put": {},
    });
    let document = json!({"swagger": "2.0", "paths": {"/a": item}});
    let schema =
        |place: &str| format!("/paths/~1a/{place}/requestBody/content/application~1x-www-form-urlencoded/schema");
    let of_ty = |a: &str| json!({"type": "object", "properties": {"a": {"type": a}, "b": {"type": "string"}}});
    let converted = check(&document, &schema("post"), &of_ty("integer"));
    check(&document, &schema("put"), &of_ty("string"));
    let kept = json!([{"name": "id", "in": "query", "schema": {"type": "string"}}]);
    assert_eq!(converted.document["paths"]["/a"]["parameters"], kept);
    comes_from(&converted, "#/paths/~1a/parameters/0/name", "#/paths/~1a/parameters/1/name");
}

#[test]
fn an_operation_has_one_body() {
    let [body, field] =
        [json!({"name": "b", "in": "body", "schema": {}}), json!({"name": "f", "in": "formData", "type": "string"})];
    let (_, found) = run(with(&json!({"parameters": [body, field]}), &json!({})));
    assert_eq!(found, ["two-bodies #/paths/~1a/post/parameters/1"]);
    let (_, found) = run(with(&json!({"parameters": [body, body]}), &json!({})));
    assert_eq!(found, ["two-bodies #/paths/~1a/post/parameters/1"]);
    let (_, found) = run(with(&json!({"parameters": [{"in": "formData", "type": "string"}]}), &json!({})));
    assert_eq!(found, ["field-without-name #/paths/~1a/post/parameters/0"]);
}

#[test]
fn shared_parameters_are_parameters_bodies_or_fields() {
    let shared = json!({
        "Q": {"name": "q", "in": "query", "type": "string"},
        "B": {"name": "b", "in": "body", "schema": {"type": "object", "properties": {"x": {"type": "string"}}}},
        "F": {"name": "f", "in": "formData", "type": "string"},
    });
    let refer = |name: &str| json!({"$ref": format!("#/parameters/{name}")});
    let document = with(&json!({"parameters": [refer("Q"), refer("B")]}), &json!({"parameters": shared}));
    let converted = check(&document, &of_post("requestBody"), &json!({"$ref": "#/components/requestBodies/B"}));
    assert_eq!(
        converted.document.pointer(&of_post("parameters")),
        Some(&json!([{"$ref": "#/components/parameters/Q"}]))
    );
    let components = &converted.document["components"];
    assert_eq!(components["parameters"], json!({"Q": {"name": "q", "in": "query", "schema": {"type": "string"}}}));
    comes_from(&converted, "#/components/requestBodies/B/content/application~1json/schema", "#/parameters/B/schema");

    // If the media types differ, the body is written again. Its type is not.
    let operation = json!({"consumes": ["a/b"], "parameters": [refer("B")]});
    let schema = json!({"$ref": "#/components/requestBodies/B/content/application~1json/schema"});
    let document = with(&operation, &json!({"parameters": shared}));
    check(&document, &of_post("requestBody"), &json!({"content": {"a/b": {"schema": schema}}}));

    let document = with(&json!({"parameters": [refer("F")]}), &json!({"parameters": shared}));
    let at = of_post("requestBody/content/application~1x-www-form-urlencoded/schema/properties/f");
    let converted = check(&document, &at, &json!({"type": "string"}));
    comes_from(&converted, &format!("#{at}/type"), "#/parameters/F/type");
}

#[test]
fn responses_have_the_media_types_of_their_operation() {
    let response = json!({
        "description": "d", "schema": {"$ref": "#/definitions/A"},
        "headers": {"H": {"type": "array", "items": {"type": "integer"}, "description": "h"}},
        "examples": {"application/json": {"a": 1}, "text/html": "<a>"},
    });
    let operation =
        json!({"produces": ["application/json"], "responses": {"200": response, "204": {"description": "none"}}});
    let converted = check(
        &with(&operation, &json!({"definitions": {"A": {"type": "object"}}})),
        &of_post("responses"),
        &json!({
            "200": {
                "description": "d",
                "headers": {"H": {"description": "h", "schema": {"type": "array", "items": {"type": "integer"}}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}, "example": {"a": 1}}},
            },
            "204": {"description": "none"},
        }),
    );
    let schema = "#/paths/~1a/post/responses/200/content/application~1json/schema/$ref";
    comes_from(&converted, schema, "#/paths/~1a/post/responses/200/schema/$ref");
    let operation = json!({"responses": {"200": {"schema": {"type": "string"}}}});
    let content = json!({"*/*": {"schema": {"type": "string"}}});
    check(&with(&operation, &json!({})), &of_post("responses/200/content"), &content);
}

#[test]
fn a_response_without_a_schema_has_the_content_of_its_examples() {
    let responses = json!({
        "200": {"description": "A form.", "examples": {"application/pdf": "%PDF", "x-note": 1}},
        "202": {"description": "Later.", "examples": {}},
        "204": {"description": "None."},
    });
    let converted = check(
        &with(&json!({"produces": ["application/json"], "responses": responses}), &json!({})),
        &of_post("responses"),
        &json!({
            "200": {"description": "A form.", "content": {"application/pdf": {"example": "%PDF"}}},
            "202": {"description": "Later."},
            "204": {"description": "None."},
        }),
    );
    let at = format!("#{}", of_post("responses/200"));
    comes_from(
        &converted,
        &format!("{at}/content/application~1pdf/example"),
        &format!("{at}/examples/application~1pdf"),
    );
}

#[test]
fn a_file_in_a_response_is_bytes() {
    let file = |produces: &[&str], expected: &str| {
        let operation = json!({"produces": produces, "responses": {"200": {"schema": {"type": "file"}}}});
        let content = json!({expected: {"schema": {"type": "string", "format": "binary"}}});
        check(&with(&operation, &json!({})), &of_post("responses/200/content"), &content);
    };
    file(&["application/pdf"], "application/pdf");
    file(&["application/json", "image/png"], "image/png");
    // The other operations have JSON, which would be decoded.
    file(&["application/json"], "*/*");
    file(&[], "*/*");
}

#[test]
fn shared_responses_have_the_media_types_of_the_document_or_of_an_operation_with_json() {
    let refer = json!({"$ref": "#/responses/E"});
    let schema = json!({"type": "object", "properties": {"m": {"type": "string"}}});
    let document = |own: &str| {
        let operation = json!({"produces": [own], "responses": {"400": refer}});
        with(&operation, &json!({"produces": ["application/json"], "responses": {"E": {"schema": schema}}}))
    };
    let at = of_post("responses/400");
    let shared = json!({"$ref": "#/components/responses/E"});
    check(&document("image/png"), &at, &shared);
    let converted = check(
        &document("application/problem+json"),
        &at,
        &json!({"content": {"application/problem+json": {"schema":
            {"$ref": "#/components/responses/E/content/application~1json/schema"}}}}),
    );
    assert_eq!(converted.document.pointer("/components/responses/E/content/application~1json/schema"), Some(&schema));
}

#[test]
fn schemas_say_null_and_their_discriminator_in_the_way_of_openapi_3() {
    let definitions = json!({
        "Base": {"discriminator": "kind", "properties": {"kind": {"type": "string"}, "a": {"type": "string", "x-nullable": true}}},
        "One": {"x-ms-discriminator-value": "#one", "allOf": [{"$ref": "#/definitions/Base"}, {"properties": {"b": {}}}]},
        "Two": {"allOf": [{"$ref": "#/definitions/Base"}]},
        "Three": {"x-discriminator-value": "3", "allOf": [{"$ref": "#/definitions/One"}]},
    });
    let converted = check(
        &with(&json!({}), &json!({"definitions": definitions})),
        "/components/schemas/Base",
        &json!({
            "discriminator": {"propertyName": "kind", "mapping": {
                "#one": "#/components/schemas/One", "3": "#/components/schemas/Three", "Two": "#/components/schemas/Two",
            }},
            "properties": {"kind": {"type": "string"}, "a": {"type": "string", "nullable": true}},
        }),
    );
    comes_from(&converted, "#/components/schemas/Base/discriminator/propertyName", "#/definitions/Base/discriminator");
    comes_from(
        &converted,
        "#/components/schemas/Base/properties/a/nullable",
        "#/definitions/Base/properties/a/x-nullable",
    );
}
