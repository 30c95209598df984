//! The reading of each keyword of a schema.

use openapiv3::ReferenceOr;
use serde_json::{Value, json};

use super::{Document, Prefix, Range, Schema, SchemaOrRef, SchemaType, read};
use crate::{diagnostic::Diagnostics, normalize::normalize};

/// Reads a schema of a document of 3.1, and passes it to a function.
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn check(written: Value, look: impl FnOnce(&Schema, &Document<'_>)) {
    let schemas = json!({"A": written, "B": {"type": "string"}, "Null": {"enum": [null]}});
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas},
    });
    let mut diagnostics = Diagnostics::new();
    let normalized = normalize(document, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    let document = read(&normalized, &mut diagnostics).expect("a document");
    look(item(&document.components["A"]), &document);
}

fn item(schema: &SchemaOrRef) -> &Schema {
    schema.as_item().expect("a schema in place")
}

fn types(schemas: &[SchemaOrRef]) -> Vec<Option<SchemaType>> {
    schemas.iter().map(|schema| item(schema).schema_type).collect()
}

fn is_only_null(schema: &Schema) -> bool {
    schema.nullable && schema.enumeration == [Value::Null] && schema.schema_type.is_none()
}

#[test]
fn null_among_types_makes_a_schema_nullable() {
    check(json!({"type": ["string", "null"]}), |schema, _| {
        assert!(schema.nullable && schema.schema_type == Some(SchemaType::String));
    });
    for written in [json!({"type": "null"}), json!({"type": null}), json!({"type": ["null"], "minLength": 1})] {
        check(written, |schema, _| assert!(is_only_null(schema)));
    }
    check(json!({"type": ["string"]}), |schema, _| {
        assert!(!schema.nullable && schema.schema_type == Some(SchemaType::String));
    });
    check(json!({"type": ["integer", "number"]}), |schema, _| assert_eq!(schema.schema_type, Some(SchemaType::Number)));
}

#[test]
fn several_types_become_arms_with_their_own_keywords() {
    let written = json!({
        "type": ["string", "array", "null"], "format": "date", "items": {"type": "integer"}, "title": "t",
    });
    check(written, |schema, document| {
        assert!(schema.nullable && schema.schema_type.is_none() && schema.title.as_deref() == Some("t"));
        assert_eq!(types(&schema.any_of), [Some(SchemaType::String), Some(SchemaType::Array)]);
        let [string, array] = schema.any_of.as_slice() else { panic!("{:?}", schema.any_of) };
        assert!(item(string).format.as_deref() == Some("date") && item(string).items.is_none());
        assert_eq!(item(item(array).items.as_ref().unwrap()).schema_type, Some(SchemaType::Integer));
        let place = document.origins.trace_text("#/components/schemas/A/anyOf/1/items/type");
        assert_eq!(place.as_str(), "#/components/schemas/A/items/type");
    });
}

#[test]
fn constants_are_enums_of_one() {
    check(json!({"const": "a", "enum": ["a", "b"]}), |schema, _| assert_eq!(schema.enumeration, [json!("a")]));
    check(json!({"const": null}), |schema, _| assert!(is_only_null(schema)));
}

#[test]
fn null_leaves_enums_and_unions() {
    check(json!({"type": "string", "enum": ["a", null]}), |schema, _| {
        assert!(schema.nullable && schema.enumeration == [json!("a")]);
    });
    check(json!({"anyOf": [{"type": "null"}]}), |schema, _| assert!(is_only_null(schema)));
    let written = json!({"oneOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/Null"}]});
    check(written, |schema, _| assert!(schema.nullable && schema.one_of.len() == 1));
    let written = json!({"oneOf": [{"const": null}, {"$ref": "#/components/schemas/B"}, {"type": "integer"}]});
    check(written, |schema, document| {
        assert!(schema.nullable);
        assert!(matches!(&schema.one_of[0], ReferenceOr::Reference { reference } if reference.ends_with("/B")));
        assert_eq!(types(&schema.one_of[1..]), [Some(SchemaType::Integer)]);
        let place = document.origins.trace_text("#/components/schemas/A/oneOf/1/type");
        assert_eq!(place.as_str(), "#/components/schemas/A/oneOf/2/type");
    });
}

#[test]
fn exclusive_bounds_of_both_versions_are_bounds_and_the_tighter_one_counts() {
    let range = |written: Value| {
        let mut found = Range::default();
        check(written, |schema, _| found = schema.ranges.as_ref().expect("bounds").value);
        (found.least, found.most)
    };
    assert_eq!(range(json!({"exclusiveMaximum": 9, "maximum": 5})), (None, Some(5.0)));
    assert_eq!(range(json!({"exclusiveMaximum": 5, "maximum": 9})), (None, Some(5.0)));
    assert_eq!(range(json!({"exclusiveMaximum": true, "maximum": 9})), (None, Some(9.0)));
    assert_eq!(range(json!({"exclusiveMinimum": 1})), (Some(1.0), None));
}

#[test]
fn bounds_count_for_integers_beyond_64_bits() {
    let most = |written: Value| {
        let mut found = None;
        check(written, |schema, _| found = schema.integer_bounds().most);
        found
    };
    assert_eq!(most(json!({"type": "integer", "maximum": u64::MAX})), Some(18_446_744_073_709_551_615.0));
    assert_eq!(most(json!({"maximum": u64::MAX})), Some(18_446_744_073_709_551_615.0));
    assert_eq!(most(json!({"type": "number", "maximum": u64::MAX})), None, "a number is a float anyway");
    assert_eq!(most(json!({"type": "integer", "maximum": 9})), None, "all integers of 64 bits have one type");
}

#[test]
fn examples_say_nothing_of_types() {
    check(json!({"examples": [1, 2], "example": 1}), |schema, _| {
        assert!(schema.enumeration.is_empty() && schema.default.is_none() && schema.schema_type.is_none());
    });
}

#[test]
fn elements_of_tuples_become_alternatives_and_are_counted() {
    let read = |written: Value| {
        let mut found = None;
        check(written, |schema, _| {
            found = Some((types(&item(schema.items.as_ref().unwrap()).any_of), *schema.prefix.as_deref().unwrap()));
        });
        found.unwrap()
    };
    let (string, integer) = (Some(SchemaType::String), Some(SchemaType::Integer));
    let prefix = |elements, least| Prefix { elements, least };
    let two = json!([{"type": "string"}, {"type": "string"}]);
    assert_eq!(
        read(json!({"prefixItems": [{"type": ["string", "null"]}], "items": false})),
        (vec![string], prefix(1, 0))
    );
    assert_eq!(
        read(json!({"prefixItems": two, "items": {"type": "integer"}, "minItems": 1})),
        (vec![string, string, integer], prefix(2, 1))
    );
    assert_eq!(read(json!({"prefixItems": two, "maxItems": 1})), (vec![string], prefix(1, 0)));
    assert_eq!(read(json!({"prefixItems": [{"type": "string"}]})), (vec![string, None], prefix(1, 0)));
    let open = json!({"prefixItems": two, "items": {"type": "integer"}});
    check(open, |_, document| {
        let place = |index| document.origins.trace_text(&format!("#/components/schemas/A/items/anyOf/{index}"));
        assert_eq!(place(1).as_str(), "#/components/schemas/A/prefixItems/1");
        assert_eq!(place(2).as_str(), "#/components/schemas/A/items");
    });
    // As in older JSON Schema.
    let older = json!({"items": [{"type": "string"}], "additionalItems": {"type": "integer"}});
    assert_eq!(read(older), (vec![string, integer], prefix(1, 0)));
}

#[test]
fn pattern_properties_widen_additional_properties() {
    let written = json!({"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false});
    check(written, |schema, document| {
        assert_eq!(item(schema.additional.as_ref().unwrap()).schema_type, Some(SchemaType::String));
        let place = document.origins.trace_text("#/components/schemas/A/additionalProperties/type");
        assert_eq!(place.as_str(), "#/components/schemas/A/patternProperties/^x/type");
    });
    let written = json!({"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "integer"}});
    check(written, |schema, document| {
        let both = item(schema.additional.as_ref().unwrap());
        assert_eq!(types(&both.any_of), [Some(SchemaType::String), Some(SchemaType::Integer)]);
        let place =
            |index| document.origins.trace_text(&format!("#/components/schemas/A/additionalProperties/anyOf/{index}"));
        assert_eq!(place(0).as_str(), "#/components/schemas/A/patternProperties/^x");
        assert_eq!(place(1).as_str(), "#/components/schemas/A/additionalProperties");
    });
    check(json!({"patternProperties": {"^x": {"type": "string"}}}), |schema, _| assert!(schema.additional.is_none()));
}

#[test]
fn unevaluated_properties_are_additional_where_nothing_evaluates() {
    check(json!({"unevaluatedProperties": {"type": "string"}}), |schema, _| {
        assert_eq!(item(schema.additional.as_ref().unwrap()).schema_type, Some(SchemaType::String));
    });
    let written = json!({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": {"type": "string"}});
    check(written, |schema, _| assert!(schema.additional.is_none()));
}

#[test]
fn content_keywords_become_formats() {
    check(json!({"contentEncoding": "base64"}), |schema, _| {
        // Values that are not strings are valid too.
        assert!(schema.format.as_deref() == Some("byte") && schema.schema_type.is_none());
    });
    check(json!({"type": "string", "contentMediaType": "application/octet-stream"}), |schema, _| {
        assert_eq!(schema.format.as_deref(), Some("binary"));
    });
    check(json!({"type": "string", "format": "date", "contentEncoding": "base64"}), |schema, _| {
        assert_eq!(schema.format.as_deref(), Some("date"));
    });
}

#[test]
fn references_with_siblings_become_parts() {
    let written = json!({"$ref": "#/components/schemas/B", "description": "d"});
    check(written, |schema, _| {
        assert_eq!(schema.description.as_deref(), Some("d"));
        assert!(
            matches!(schema.all_of.as_slice(), [ReferenceOr::Reference { reference }] if reference.ends_with("/B"))
        );
    });
    check(json!({"items": {"$ref": "#/components/schemas/B", "unevaluatedProperties": false}}), |schema, _| {
        assert!(schema.items.as_deref().is_some_and(|items| items.as_item().is_none()), "the flag says nothing");
    });
}

#[test]
fn the_order_of_keys_makes_no_difference() {
    let one = json!({"properties": {"a": {}, "b": {}}, "enum": [{"x": 1, "y": 2}], "x-b": 1, "x-a": {"c": 1, "d": 2}});
    let other =
        json!({"x-a": {"d": 2, "c": 1}, "x-b": 1, "enum": [{"y": 2, "x": 1}], "properties": {"b": {}, "a": {}}});
    let shown = |written: Value| {
        let mut found = String::new();
        check(written, |schema, _| found = format!("{schema:?}"));
        found
    };
    assert_eq!(shown(one), shown(other));
}
