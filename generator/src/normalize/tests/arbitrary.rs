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
        // `run` asserts that a document without errors is parsed.
        run(json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "x-a": free,
            "components": {"schemas": {"A": a, "B": {"properties": {"b": b}}}},
        }));
    }
}
