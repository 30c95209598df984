//! `type`: one name or several, `null` among them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{normalize::Origins, pointer::Pointer};

/// Keywords that restrict values of only one type.
const OF_STRINGS: &[&str] =
    &["pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType", "contentSchema"];
const OF_NUMBERS: &[&str] = &["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
const OF_ARRAYS: &[&str] = &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"];
const OF_OBJECTS: &[&str] =
    &["properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"];

/// Formats of integers. A string with such a format is an integer as text.
pub const INTEGER_FORMATS: &[&str] = &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];

/// The names in `type`.
pub(super) struct TypeNames<'s> {
    /// The names other than `null`, each once.
    pub(super) names: Vec<&'s str>,
    /// Whether `null` is one of them.
    pub(super) null: bool,
}

/// The names in the `type` of a schema; `None` if there is none.
pub(super) fn names(schema: &Map<String, Value>) -> Option<TypeNames<'_>> {
    let names: Vec<&str> = match schema.get("type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let has = |wanted: &str| names.contains(&wanted);
    let mut seen = BTreeSet::new();
    // Every integer is a number.
    let is_other = |name: &&str| *name != "null" && !(*name == "integer" && has("number"));
    let null = has("null");
    Some(TypeNames { names: names.iter().copied().filter(is_other).filter(|name| seen.insert(*name)).collect(), null })
}

/// The schema at `place` with an alternative for each of several types, which has the keywords of this type.
pub(super) fn alternatives(
    schema: &Map<String, Value>,
    types: &TypeNames<'_>,
    place: &Pointer,
    origins: &mut Origins,
) -> Map<String, Value> {
    let arms: Vec<Value> = types.names.iter().map(|name| Value::Object(arm(schema, name, types))).collect();
    let own = [OF_STRINGS, OF_NUMBERS, OF_ARRAYS, OF_OBJECTS].concat();
    let is_kept = |name: &str| name != "type" && !own.contains(&name);
    let mut whole: Map<String, Value> =
        schema.iter().filter(|(name, _)| is_kept(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    if types.null {
        whole.insert("nullable".to_owned(), json!(true));
    }
    if whole.contains_key("anyOf") {
        if let Value::Array(all) = whole.entry("allOf").or_insert_with(|| json!([])) {
            all.push(json!({"anyOf": arms}));
        }
        return whole;
    }
    let list = place.child("anyOf");
    for (index, arm) in arms.iter().enumerate() {
        for keyword in arm.as_object().into_iter().flat_map(Map::keys) {
            origins.record_move(&place.child(keyword), &list.child(index).child(keyword));
        }
    }
    whole.insert("anyOf".to_owned(), Value::Array(arms));
    whole
}

/// The keywords of values of one type. The format of an integer does not restrict the strings next to it.
fn arm(schema: &Map<String, Value>, name: &str, types: &TypeNames<'_>) -> Map<String, Value> {
    let keywords = match name {
        "string" => OF_STRINGS,
        "number" | "integer" => OF_NUMBERS,
        "array" => OF_ARRAYS,
        "object" => OF_OBJECTS,
        _ => &[],
    };
    let has_format = match name {
        "string" => {
            let format = schema.get("format").and_then(Value::as_str);
            let has_integers = types.names.iter().any(|other| ["integer", "number"].contains(other));
            !has_integers || format.is_none_or(|format| !INTEGER_FORMATS.contains(&format))
        }
        _ => ["number", "integer"].contains(&name),
    };
    let format = has_format.then_some("format");
    let mut arm = Map::from_iter([("type".to_owned(), json!(name))]);
    for keyword in keywords.iter().copied().chain(format) {
        if let Some(value) = schema.get(keyword) {
            arm.insert(keyword.to_owned(), value.clone());
        }
    }
    arm
}
