//! What the keywords of a schema become.

use serde_json::json;

use super::{check, check_findings, document, run};
use crate::pointer::Pointer;

#[test]
fn types_with_null_become_nullable() {
    check(json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true}));
    check(json!({"type": "null"}), json!({"nullable": true, "enum": [null]}));
    check(json!({"type": null}), json!({"nullable": true, "enum": [null]}));
    check(json!({"type": ["string"]}), json!({"type": "string"}));
    check(json!({"type": ["integer", "number"]}), json!({"type": "number"}));
}

#[test]
fn several_types_become_arms_with_their_own_keywords() {
    check(
        json!({"type": ["string", "array", "null"], "minLength": 1, "items": {"type": "integer"}, "title": "t"}),
        json!({
            "title": "t",
            "anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "integer"}}],
            "nullable": true,
        }),
    );
}

#[test]
fn constants_become_enums_of_one() {
    check(json!({"const": "a"}), json!({"enum": ["a"], "x-oas31-const": "a"}));
    check(json!({"const": null}), json!({"nullable": true, "enum": [null], "x-oas31-const": null}));
}

#[test]
fn null_leaves_enums_and_unions() {
    check(json!({"type": "string", "enum": ["a", null]}), json!({"type": "string", "enum": ["a"], "nullable": true}));
    check(
        json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/B"}]}),
        json!({"oneOf": [{"$ref": "#/components/schemas/B"}], "nullable": true}),
    );
    check(json!({"anyOf": [{"type": "null"}]}), json!({"nullable": true, "enum": [null]}));
}

#[test]
fn moved_arms_are_traced_to_the_source() {
    let schemas = json!({"A": {"oneOf": [{"type": "null"}, {"type": "string"}]}});
    let (normalized, _) = run(document("3.1.0", &schemas));
    let now = Pointer::from_text("#/components/schemas/A/oneOf/0/type");
    assert_eq!(normalized.origins.trace(&now).as_str(), "#/components/schemas/A/oneOf/1/type");
}

#[test]
fn exclusive_bounds_become_flags_and_the_tighter_bound_stays() {
    check(json!({"exclusiveMinimum": 1}), json!({"exclusiveMinimum": true, "minimum": 1}));
    check(json!({"exclusiveMaximum": 9, "maximum": 5}), json!({"maximum": 5}));
    check(json!({"exclusiveMaximum": 5, "maximum": 9}), json!({"exclusiveMaximum": true, "maximum": 5}));
}

#[test]
fn the_first_example_stays_and_all_are_carried() {
    check(json!({"examples": [1, 2]}), json!({"example": 1, "x-oas31-examples": [1, 2]}));
}

#[test]
fn boolean_schemas_become_objects() {
    check(
        json!({"properties": {"a": true, "b": false}, "additionalProperties": false}),
        json!({"properties": {"a": {}, "b": {"not": {}}}, "additionalProperties": false}),
    );
}

#[test]
fn elements_of_tuples_become_alternatives_and_are_counted() {
    check(
        json!({"type": "array", "prefixItems": [{"type": ["string", "null"]}], "items": false}),
        json!({
            "type": "array",
            "items": {"anyOf": [{"type": "string", "nullable": true}]},
            "x-oas31-prefix-items": 1,
        }),
    );
    check(
        json!({"prefixItems": [{"type": "string"}, {"type": "string"}], "items": {"type": "integer"}}),
        json!({
            "items": {"anyOf": [{"type": "string"}, {"type": "string"}, {"type": "integer"}]},
            "x-oas31-prefix-items": 2,
        }),
    );
    check(
        json!({"prefixItems": [{"type": "string"}, {"type": "string"}], "maxItems": 1}),
        json!({"items": {"anyOf": [{"type": "string"}]}, "maxItems": 1, "x-oas31-prefix-items": 1}),
    );
    check(
        json!({"prefixItems": [{"type": "string"}]}),
        json!({"items": {"anyOf": [{"type": "string"}, {}]}, "x-oas31-prefix-items": 1}),
    );
}

#[test]
fn a_list_of_items_is_read_as_prefix_items() {
    check(
        json!({"items": [{"type": "string"}], "additionalItems": {"type": "integer"}}),
        json!({"items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}, "x-oas31-prefix-items": 1}),
    );
    let wrong = json!({"A": {"items": [{"type": "string"}, {"type": "strin"}]}});
    check_findings(
        document("3.0.0", &wrong),
        &[
            ("read-as", "#/components/schemas/A/items"),
            ("unknown-type", "#/components/schemas/A/items/1/type"),
            ("newer-keyword", "#/components/schemas/A/items"),
        ],
    );
}

#[test]
fn files_and_discriminators_of_swagger_are_read() {
    check(json!({"type": "file"}), json!({"type": "string", "format": "binary"}));
    check(json!({"discriminator": "kind"}), json!({"discriminator": {"propertyName": "kind"}}));
    let older = json!({"A": {"type": "file"}, "B": {"discriminator": "kind"}});
    check_findings(
        document("3.0.0", &older),
        &[("read-as", "#/components/schemas/A/type"), ("read-as", "#/components/schemas/B/discriminator")],
    );
}

#[test]
fn pattern_properties_widen_additional_properties() {
    check(
        json!({"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}),
        json!({"additionalProperties": {"type": "string"}, "x-oas31-pattern-properties": ["^x"]}),
    );
    check(json!({"patternProperties": {"^x": {"type": "string"}}}), json!({"x-oas31-pattern-properties": ["^x"]}));
}

#[test]
fn unevaluated_properties_are_additional_where_nothing_evaluates() {
    check(json!({"unevaluatedProperties": {"type": "string"}}), json!({"additionalProperties": {"type": "string"}}));
    check(json!({"allOf": [], "unevaluatedProperties": false}), json!({"allOf": []}));
}

#[test]
fn content_keywords_become_formats() {
    check(
        json!({"type": "string", "contentEncoding": "base64"}),
        json!({"type": "string", "format": "byte", "x-oas31-content-encoding": "base64"}),
    );
    check(
        json!({"type": "string", "contentMediaType": "application/octet-stream"}),
        json!({"type": "string", "format": "binary", "x-oas31-content-media-type": "application/octet-stream"}),
    );
}

#[test]
fn keywords_of_the_other_version_are_honoured_and_reported_once() {
    let nullable = json!({"A": {"type": "string", "nullable": true}, "B": {"type": "integer", "nullable": true}});
    check_findings(document("3.1.0", &nullable), &[("older-keyword", "#/components/schemas/A/nullable")]);
    let constant = json!({"A": {"const": 1}, "B": {"const": 2}});
    check_findings(document("3.0.0", &constant), &[("newer-keyword", "#/components/schemas/A/const")]);
}

#[test]
fn nobody_can_forge_what_is_carried() {
    check(json!({"x-oas31-const": 1, "x-mine": 1}), json!({"x-mine": 1}));
}
