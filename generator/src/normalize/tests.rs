//! One small document a pass: before and after.

use serde_json::{Value, json};

use super::{Normalized, normalize};
use crate::{
    diagnostic::{Diagnostics, Severity},
    parse::parse,
    pointer::Pointer,
};

fn run(document: Value) -> (Normalized, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let normalized = normalize(document, &mut diagnostics);
    if !diagnostics.has_errors() {
        let openapi = parse(&normalized, &mut diagnostics);
        assert!(openapi.is_some(), "{diagnostics:?}");
    }
    (normalized, diagnostics)
}

fn document(version: &str, schemas: &Value) -> Value {
    json!({
        "openapi": version, "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas},
    })
}

fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics.iter().map(|found| found.code).collect()
}

/// Checks what a schema of a document of 3.1 becomes.
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn check(before: Value, after: Value) {
    let (normalized, diagnostics) = run(document("3.1.0", &json!({"A": before, "B": {"type": "string"}})));
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    assert_eq!(normalized.document["components"]["schemas"]["A"], after);
    // A normalized document is one of 3.0, and changes no more.
    let again = document("3.0.3", &normalized.document["components"]["schemas"]);
    let carried = |schema: &Value| schema.to_string().contains("x-oas3");
    if !carried(&after) {
        let (twice, diagnostics) = run(again);
        assert_eq!(twice.document["components"]["schemas"]["A"], after);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }
}

/// Checks that a document has exactly these findings, at these places.
fn check_findings(document: Value, expected: &[(&str, &str)]) {
    let (_, diagnostics) = run(document);
    let found: Vec<(&str, &str)> = diagnostics.iter().map(|found| (found.code, found.pointer.as_str())).collect();
    assert_eq!(found, expected, "{diagnostics:?}");
    assert!(diagnostics.iter().all(|found| found.help.is_some()));
}

#[test]
fn a_plain_3_0_document_stays_as_it_is() {
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
    let mut after = normalized.document;
    after.as_object_mut().unwrap().remove(super::carry::VERSION);
    assert_eq!(after, before);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(normalized.origins, super::Origins::default());
}

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
fn references_with_siblings_become_parts() {
    check(
        json!({"$ref": "#/components/schemas/B", "description": "d"}),
        json!({"description": "d", "allOf": [{"$ref": "#/components/schemas/B"}]}),
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
fn definitions_anchors_and_deep_targets_move_to_components() {
    let schemas = json!({
        "A": {
            "$defs": {"Inner": {"type": "integer"}, "Other": {"$anchor": "o", "type": "string"}},
            "properties": {
                "i": {"$ref": "#/components/schemas/A/$defs/Inner"},
                "o": {"$ref": "#o"},
                "deep": {"$ref": "#/components/schemas/B/properties/x"},
                "again": {"$ref": "#/components/schemas/B/properties/x"},
            },
        },
        "B": {"properties": {"x": {"type": "boolean"}}},
    });
    let (normalized, diagnostics) = run(document("3.1.0", &schemas));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let schemas = &normalized.document["components"]["schemas"];
    assert_eq!(
        schemas["A"]["properties"],
        json!({
            "i": {"$ref": "#/components/schemas/A_Inner"},
            "o": {"$ref": "#/components/schemas/A_Other"},
            "deep": {"$ref": "#/components/schemas/B_x"},
            "again": {"$ref": "#/components/schemas/B_x"},
        })
    );
    assert_eq!(schemas["B_x"], json!({"type": "boolean"}));
    assert_eq!(schemas["B"]["properties"]["x"], json!({"$ref": "#/components/schemas/B_x"}));
    let moved = Pointer::from_text("#/components/schemas/A_Inner/type");
    assert_eq!(normalized.origins.trace(&moved).as_str(), "#/components/schemas/A/$defs/Inner/type");
}

#[test]
fn a_dynamic_reference_to_the_only_anchor_is_a_reference() {
    let schemas = json!({"T": {"$dynamicAnchor": "n", "properties": {"kid": {"$dynamicRef": "#n"}}}});
    let (normalized, _) = run(document("3.1.0", &schemas));
    let kid = &normalized.document["components"]["schemas"]["T"]["properties"]["kid"];
    assert_eq!(*kid, json!({"$ref": "#/components/schemas/T"}));
}

#[test]
fn a_recursive_reference_is_one_to_the_component_around_it() {
    let schemas = json!({"T": {"properties": {"kids": {"items": {"$recursiveRef": "#"}}}}});
    let (normalized, diagnostics) = run(document("3.1.0", &schemas));
    let kids = &normalized.document["components"]["schemas"]["T"]["properties"]["kids"];
    assert_eq!(*kids, json!({"items": {"$ref": "#/components/schemas/T"}}));
    assert!(diagnostics.is_empty());
}

#[test]
fn encoded_references_become_plain_pointers() {
    let schemas = json!({"a b/c": {"type": "string"}, "B": {"$ref": "#/components/schemas/a%20b~1c"}});
    let (normalized, _) = run(document("3.1.0", &schemas));
    assert_eq!(normalized.document["components"]["schemas"]["B"]["$ref"], "#/components/schemas/a b~1c");
}

#[test]
fn broken_references_are_errors_at_the_reference() {
    let schemas = json!({
        "A": {"$ref": "#/components/schemas/Nope"},
        "B": {"$ref": "other.yaml#/B"},
        "C": {"$ref": ""},
        "D": {"$ref": "#/info"},
    });
    check_findings(
        document("3.1.0", &schemas),
        &[
            ("dangling-reference", "#/components/schemas/A/$ref"),
            ("external-reference", "#/components/schemas/B/$ref"),
            ("empty-reference", "#/components/schemas/C/$ref"),
            ("reference-to-wrong-kind", "#/components/schemas/D/$ref"),
        ],
    );
}

#[test]
fn schemas_that_are_themselves_are_errors_and_recursive_ones_are_not() {
    let schemas =
        json!({"A": {"allOf": [{"$ref": "#/components/schemas/B"}]}, "B": {"$ref": "#/components/schemas/A"}});
    check_findings(document("3.1.0", &schemas), &[("circular-reference", "#/components/schemas/B/$ref")]);
    check_findings(document("3.1.0", &json!({"A": {"items": {"$ref": "#/components/schemas/A"}}})), &[]);
}

#[test]
fn discriminator_mappings_become_references() {
    let schemas = json!({
        "A": {
            "oneOf": [{"$ref": "#/components/schemas/B"}],
            "discriminator": {"propertyName": "t", "mapping": {"b": "B", "c": "#/components/schemas/B", "d": "Nope"}},
        },
        "B": {"type": "object"},
    });
    let (normalized, diagnostics) = run(document("3.1.0", &schemas));
    assert_eq!(
        normalized.document["components"]["schemas"]["A"]["discriminator"]["mapping"],
        json!({"b": "#/components/schemas/B", "c": "#/components/schemas/B"})
    );
    assert_eq!(codes(&diagnostics), ["dangling-mapping"]);
}

fn with_paths(paths: &Value) -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})
}

#[test]
fn wrong_forms_are_errors_at_their_places() {
    check_findings(
        with_paths(&json!({
            "x": {},
            "/a": {"get": {
                "parameters": {"a": 1},
                "responses": {"abc": {"description": "d"}, "200": {"description": "d", "content": {"a/b": {"schema": {"type": "strng"}}}}},
            }},
            "/b": {"get": {"parameters": [{"name": "p", "schema": {}}], "responses": {}}},
        })),
        &[
            ("path-without-slash", "#/paths/x"),
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
fn what_3_1_lets_be_missing_is_filled_in() {
    let (normalized, diagnostics) = run(json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}));
    assert_eq!(normalized.document["paths"], json!({}));
    assert!(diagnostics.is_empty());
    let (normalized, _) = run(with_paths(&json!({"/a": {"get": {}}})));
    assert_eq!(normalized.document["paths"]["/a"]["get"]["responses"], json!({}));
}

#[test]
fn status_ranges_are_written_in_upper_case() {
    let (normalized, _) = run(with_paths(&json!({"/a": {"get": {"responses": {"4xx": {"description": "d"}}}}})));
    assert!(normalized.document["paths"]["/a"]["get"]["responses"]["4XX"].is_object());
}

#[test]
fn path_items_are_put_in_the_place_of_their_references() {
    let mut document = with_paths(&json!({"/a": {"$ref": "#/components/pathItems/A"}}));
    document["components"] = json!({"pathItems": {"A": {"get": {"responses": {}}}}});
    let (normalized, diagnostics) = run(document);
    assert_eq!(normalized.document["paths"], json!({"/a": {"get": {"responses": {}}}}));
    let traced = normalized.origins.trace(&Pointer::from_text("#/paths/~1a/get/responses"));
    assert_eq!(traced.as_str(), "#/components/pathItems/A/get/responses");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
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

#[test]
fn a_chain_of_five_hundred_aliases_is_followed() {
    let mut schemas = json!({"S500": {"type": "string"}});
    for index in 0..500 {
        schemas[format!("S{index}")] = json!({"$ref": format!("#/components/schemas/S{}", index + 1)});
    }
    check_findings(document("3.1.0", &schemas), &[]);
}

#[test]
fn nobody_can_forge_what_is_carried() {
    check(json!({"x-oas31-const": 1, "x-mine": 1}), json!({"x-mine": 1}));
}

mod arbitrary {
    //! Documents made at random from the words of the standard.

    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::run;

    const WORDS: &[&str] = &[
        "type",
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "enum",
        "const",
        "$ref",
        "$defs",
        "nullable",
        "prefixItems",
        "patternProperties",
        "additionalProperties",
        "examples",
        "required",
        "string",
        "null",
        "object",
        "discriminator",
        "mapping",
        "propertyName",
        "$anchor",
        "#/components/schemas/A",
        "#/components/schemas/A/items",
        "#/components/schemas/A/properties",
        "#a",
        "exclusiveMinimum",
        "contentEncoding",
        "base64",
        "x-a",
        "#/x-a",
        "minLength",
    ];

    fn word() -> impl Strategy<Value = String> {
        (0..WORDS.len()).prop_map(|index| WORDS.get(index).copied().unwrap_or_default().to_owned())
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            word().prop_map(Value::String),
            any::<bool>().prop_map(Value::Bool),
            any::<i8>().prop_map(Value::from),
            Just(Value::Null),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::vec((word(), inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_document_is_refused_with_errors_or_can_be_parsed(a in value(), b in value(), free in value()) {
            // `run` asserts that what has no errors is parsed.
            run(json!({
                "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "x-a": free,
                "components": {"schemas": {"A": a, "B": {"properties": {"b": b}}}},
            }));
        }
    }
}
