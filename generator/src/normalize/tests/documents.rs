//! Parts around schemas: forms, paths, parameters, and parts that are missing or would be lost.

use serde_json::json;

use super::{check_findings, document, run, with_paths};
use crate::diagnostic::Severity;

#[test]
fn a_plain_3_0_document_is_not_changed() {
    let schemas = json!({
        "A": {
            "type": "object",
            "required": ["b"],
            "properties": {"b": {"$ref": "#/components/schemas/B"}, "n": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}},
            "additionalProperties": false,
        },
        "B": {"type": "string", "nullable": true, "enum": ["x"], "x-note": {"const": 1}, "example": {"$ref": "nowhere"}},
    });
    let before = document("3.0.3", &schemas);
    let (normalized, diagnostics) = run(before.clone());
    assert_eq!(normalized.document, before);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(normalized.origins, super::super::Origins::default());
}

#[test]
fn wrong_forms_are_errors_at_their_places() {
    check_findings(
        with_paths(&json!({
            "https://a/x": {},
            "/a": {"get": {
                "parameters": {"a": 1},
                "responses": {"abc": {"description": "d"}, "200": {"description": "d", "content": {"a/b": {"schema": {"type": "strng"}}}}},
            }},
            "/b": {"get": {"parameters": [{"name": "p", "schema": {}}], "responses": {}}},
        })),
        &[
            ("path-without-slash", "#/paths/https:~1~1a~1x"),
            ("wrong-form", "#/paths/~1a/get/parameters"),
            ("bad-status-code", "#/paths/~1a/get/responses/abc"),
            ("unknown-type", "#/paths/~1a/get/responses/200/content/a~1b/schema/type"),
            ("missing-member", "#/paths/~1b/get/parameters/0"),
        ],
    );
}

#[test]
fn path_templates_are_held_against_their_parameters() {
    let parameter = |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {}});
    check_findings(
        with_paths(&json!({
            "/a/{x}": {"parameters": [parameter("x")], "get": {"responses": {}}},
            "/b/{x}": {"get": {"responses": {}}},
            "/c": {"get": {"parameters": [parameter("x")], "responses": {}}},
            "/d/{x": {"get": {"responses": {}}},
            "/a/{y}": {"get": {"parameters": [parameter("y")], "responses": {}}},
            "/e?f": {},
            "/g?h={i}": {},
        })),
        &[
            ("parameter-not-declared", "#/paths/~1b~1{x}/get"),
            ("parameter-not-in-path", "#/paths/~1c/get/parameters/0"),
            ("unbalanced-path-template", "#/paths/~1d~1{x"),
            ("equivalent-paths", "#/paths/~1a~1{y}"),
            ("path-with-query", "#/paths/~1e?f"),
            ("path-parameter-in-query", "#/paths/~1g?h={i}"),
        ],
    );
}

#[test]
fn parts_that_3_1_allows_to_be_absent_are_added() {
    let without_paths = |version| json!({"openapi": version, "info": {"title": "t", "version": "1"}, "components": {}});
    check_findings(without_paths("3.1.0"), &[]);
    check_findings(without_paths("3.0.0"), &[("filled-in", "#")]);
    let mut without_responses = with_paths(&json!({"/a": {"get": {}}}));
    check_findings(without_responses.clone(), &[]);
    without_responses["openapi"] = json!("3.0.0");
    check_findings(without_responses, &[("filled-in", "#/paths/~1a/get")]);
}

#[test]
fn status_ranges_are_written_in_upper_case() {
    let (normalized, _) = run(with_paths(&json!({"/a": {"get": {"responses": {"4xx": {"description": "d"}}}}})));
    assert!(normalized.document["paths"]["/a"]["get"]["responses"]["4XX"].is_object());
}

#[test]
fn members_that_would_be_lost_are_reported() {
    check_findings(
        document(
            "3.1.0",
            &json!({"A": {"discription": "d", "if": {}, "x-mine": 1, "properties": {"discription": {}}}}),
        ),
        &[("unknown-member", "#/components/schemas/A/discription"), ("member-ignored", "#/components/schemas/A/if")],
    );
}

#[test]
fn encodings_by_position_are_reported_where_parts_have_none() {
    let media_type = || json!({"schema": {"type": "array"}, "prefixEncoding": [{"encoding": {}}], "itemEncoding": {}});
    let content = json!({
        "multipart/mixed": media_type(), "multipart/form-data": media_type(), "application/json": {"itemSchema": {}},
    });
    let mut document = with_paths(&json!({"/a": {"post": {"requestBody": {"content": content}, "responses": {}}}}));
    document["openapi"] = json!("3.2.0");
    document["jsonSchemaDialect"] = json!("https://spec.openapis.org/oas/3.2/dialect/2025-09-17");
    let at = "#/paths/~1a/post/requestBody/content";
    check_findings(
        document,
        &[
            ("member-ignored", &format!("{at}/multipart~1form-data/itemEncoding")),
            ("member-ignored", &format!("{at}/application~1json/itemSchema")),
            ("member-ignored", &format!("{at}/multipart~1form-data/prefixEncoding")),
            ("member-ignored", &format!("{at}/multipart~1mixed/prefixEncoding/0/encoding")),
        ],
    );
}

#[test]
fn clear_mistakes_are_put_right_with_a_warning() {
    let mut document = document("3.0.3", &json!({"A": {"minLength": 1.0, "deprecated": "true", "description": null}}));
    document["info"]["version"] = json!(1.0);
    let (normalized, diagnostics) = run(document);
    assert_eq!(normalized.document["info"]["version"], "1.0");
    assert_eq!(normalized.document["components"]["schemas"]["A"], json!({"minLength": 1, "deprecated": true}));
    assert_eq!(diagnostics.count(Severity::Warning), 3, "{diagnostics:?}");
}

#[test]
fn a_style_where_there_is_only_one_is_reported_and_ignored() {
    let document = with_paths(&json!({"/a": {"get": {
        "parameters": [
            {"name": "X-A", "in": "header", "style": "form", "schema": {}},
            {"name": "a", "in": "cookie", "style": "simple", "schema": {}},
        ],
        "responses": {"200": {"description": "ok", "headers": {
            "X-B": {"style": "form", "schema": {}}, "X-C": {"style": "simple", "schema": {}},
        }}},
    }}}));
    check_findings(
        document,
        &[
            ("member-ignored", "#/paths/~1a/get/parameters/0/style"),
            ("member-ignored", "#/paths/~1a/get/parameters/1/style"),
            ("member-ignored", "#/paths/~1a/get/responses/200/headers/X-B/style"),
        ],
    );
}
