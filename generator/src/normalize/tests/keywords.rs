//! Faults of schemas that are corrected and reported.

use serde_json::json;

use super::{check, check_findings, document};

#[test]
fn boolean_schemas_become_objects() {
    check(
        json!({"properties": {"a": true, "b": false}, "additionalProperties": false}),
        json!({"properties": {"a": {}, "b": {"not": {}}}, "additionalProperties": false}),
    );
}

#[test]
fn a_list_of_items_is_read_as_prefix_items() {
    check(
        json!({"items": [{"type": "string"}], "additionalItems": {"type": "integer"}}),
        json!({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
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
fn formats_in_place_of_types_are_read_as_strings() {
    check(json!({"type": "datetime"}), json!({"type": "string", "format": "date-time"}));
    check(json!({"type": "uuid"}), json!({"type": "string", "format": "uuid"}));
    check_findings(document("3.0.0", &json!({"A": {"type": "date"}})), &[("read-as", "#/components/schemas/A/type")]);
}

#[test]
fn a_flag_in_quotes_is_a_flag_in_place_of_a_schema_too() {
    let flag = json!({"A": {"type": "object", "additionalProperties": "true"}});
    check_findings(document("3.0.0", &flag), &[("read-as", "#/components/schemas/A/additionalProperties")]);
    let text = json!({"A": {"type": "object", "additionalProperties": "Pet"}});
    check_findings(document("3.0.0", &text), &[("wrong-form", "#/components/schemas/A/additionalProperties")]);
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
fn keywords_of_the_other_version_are_honoured_and_reported_once() {
    let nullable = json!({"A": {"type": "string", "nullable": true}, "B": {"type": "integer", "nullable": true}});
    check_findings(document("3.1.0", &nullable), &[("older-keyword", "#/components/schemas/A/nullable")]);
    let constant = json!({"A": {"const": 1}, "B": {"const": 2}});
    check_findings(document("3.0.0", &constant), &[("newer-keyword", "#/components/schemas/A/const")]);
}

#[test]
fn a_default_of_another_type_than_all_of_several_is_reported() {
    let misfit = json!({"A": {"type": ["integer", "string"], "default": true}, "B": {"const": "a", "default": "b"}});
    check_findings(document("3.1.0", &misfit), &[("default-misfit", "#/components/schemas/A/default")]);
}
