//! The targets of references, and their treatment.

use serde_json::json;

use super::{check_findings, codes, document, run, with_paths};
use crate::pointer::Pointer;

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
fn a_dynamic_reference_to_one_of_several_anchors_takes_any_value() {
    let schemas = json!({
        "A": {"$dynamicAnchor": "n"},
        "B": {"$dynamicAnchor": "n"},
        "List": {"items": {"$dynamicRef": "#n"}},
    });
    let document = document("3.1.0", &schemas);
    let (normalized, _) = run(document.clone());
    assert_eq!(normalized.document["components"]["schemas"]["List"]["items"], json!({}));
    check_findings(document, &[("dynamic-reference", "#/components/schemas/List/items/$dynamicRef")]);
}

#[test]
fn a_schema_gives_the_anchors_of_a_generic_schema_their_meaning() {
    let own = |schema: serde_json::Value| json!({"$ref": "list", "$defs": {"own": schema}});
    let schemas = json!({
        "List": {
            "$id": "list",
            "properties": {"items": {"type": "array", "items": {"$dynamicRef": "#item"}}},
            "$defs": {"any": {"$dynamicAnchor": "item"}},
        },
        "Numbers": own(json!({"$dynamicAnchor": "item", "type": "number"})),
        "Lists": own(json!({"$dynamicAnchor": "item", "$ref": "#/components/schemas/Numbers"})),
    });
    let (normalized, diagnostics) = run(document("3.2.0", &schemas));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let schemas = &normalized.document["components"]["schemas"];
    let items = |name: &str| &schemas[name]["properties"]["items"]["items"];
    assert_eq!(*items("Numbers"), json!({"type": "number"}));
    assert_eq!(*items("Lists"), json!({"$ref": "#/components/schemas/Numbers"}));
    let copied = Pointer::from_text("#/components/schemas/Numbers/properties/items");
    assert_eq!(normalized.origins.trace(&copied).as_str(), "#/components/schemas/List/properties/items");
}

#[test]
fn references_are_resolved_from_the_id_around_them() {
    let schemas = json!({
        "Foo": {"$id": "https://example.com/schemas/foo", "properties": {"bar": {"$ref": "bar"}}},
        "Bar": {"$id": "/schemas/bar", "properties": {"foo": {"$ref": "foo#/properties/bar"}}},
        "Use": {"$ref": "schemas/foo"},
    });
    let mut document = document("3.2.0", &schemas);
    document["$self"] = json!("https://example.com/openapi");
    let (normalized, diagnostics) = run(document);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let schemas = &normalized.document["components"]["schemas"];
    assert_eq!(schemas["Foo"]["properties"]["bar"], json!({"$ref": "#/components/schemas/Foo_bar"}));
    assert_eq!(schemas["Foo_bar"], json!({"$ref": "#/components/schemas/Bar"}));
    assert_eq!(schemas["Use"], json!({"$ref": "#/components/schemas/Foo"}));
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
fn a_chain_of_five_hundred_aliases_is_followed() {
    let mut schemas = json!({"S500": {"type": "string"}});
    for index in 0..500 {
        schemas[format!("S{index}")] = json!({"$ref": format!("#/components/schemas/S{}", index + 1)});
    }
    check_findings(document("3.1.0", &schemas), &[]);
}
