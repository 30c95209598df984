//! The ways in which 3.1 allows null, and lists of types, as 3.0 writes them: one `type`, and `nullable`.

use serde_json::{Map, Value, json};

use super::super::{Context, context::Findings, objects::Kind, walk::walk_kind};
use crate::pointer::Path;

type Schema = Map<String, Value>;

/// Keywords that constrain values of one type only.
const OF_STRINGS: &[&str] =
    &["pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType", "contentSchema"];
const OF_NUMBERS: &[&str] = &["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
const OF_ARRAYS: &[&str] = &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"];
const OF_OBJECTS: &[&str] =
    &["properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"];

/// `type: [string, "null"]` → `type: string, nullable: true`; several types → `anyOf`; `type: "null"` → `enum: [null]`.
pub(super) fn types(context: &mut Context<'_>) {
    let findings = &mut context.findings;
    walk_kind(&mut context.document, Kind::Schema, |schema, path| types_of(schema, path, findings));
}

fn types_of(schema: &mut Schema, path: &Path, findings: &mut Findings<'_>) {
    let mut names: Vec<String> = match schema.get("type") {
        Some(Value::String(name)) if name == "null" => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(_) | None => return,
    };
    let count = names.len();
    names.retain(|name| name != "null");
    let nullable = names.len() < count;
    // Every integer is a number.
    if names.iter().any(|name| name == "number") {
        names.retain(|name| name != "integer");
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    match names.as_slice() {
        [] => {
            only_null(schema);
            return;
        }
        [only] => {
            schema.insert("type".to_owned(), json!(only));
        }
        several => {
            schema.shift_remove("type");
            let arms: Vec<Value> = several.iter().map(|name| arm(schema, name)).collect();
            let list = match schema.get("anyOf") {
                Some(_) => None,
                None => Some(path.pointer().child("anyOf")),
            };
            for (list, (index, arm)) in
                list.iter().flat_map(|list| std::iter::repeat(list).zip(arms.iter().enumerate()))
            {
                for keyword in arm.as_object().into_iter().flat_map(Map::keys) {
                    findings.record_move(&path.pointer().child(keyword), &list.child(index).child(keyword));
                }
            }
            for keyword in [OF_STRINGS, OF_NUMBERS, OF_ARRAYS, OF_OBJECTS].concat() {
                schema.shift_remove(keyword);
            }
            if schema.contains_key("anyOf") {
                let all = schema.entry("allOf").or_insert_with(|| json!([]));
                if let Value::Array(all) = all {
                    all.push(json!({"anyOf": arms}));
                }
            } else {
                schema.insert("anyOf".to_owned(), json!(arms));
            }
        }
    }
    if nullable {
        schema.insert("nullable".to_owned(), json!(true));
    }
}

/// What `schema` says of values of one type.
fn arm(schema: &Schema, name: &str) -> Value {
    let keywords = match name {
        "string" => OF_STRINGS,
        "number" | "integer" => OF_NUMBERS,
        "array" => OF_ARRAYS,
        "object" => OF_OBJECTS,
        _ => &[],
    };
    let mut arm = Map::new();
    arm.insert("type".to_owned(), json!(name));
    let has_format = matches!(name, "string" | "number" | "integer");
    for keyword in keywords.iter().copied().chain(has_format.then_some("format")) {
        if let Some(value) = schema.get(keyword) {
            arm.insert(keyword.to_owned(), value.clone());
        }
    }
    Value::Object(arm)
}

/// Nothing but null: whatever else the schema says is about other values.
fn only_null(schema: &mut Schema) {
    schema.retain(|name, _| matches!(name.as_str(), "title" | "description" | "deprecated") || name.starts_with("x-"));
    schema.insert("nullable".to_owned(), json!(true));
    schema.insert("enum".to_owned(), json!([null]));
}

fn is_only_null(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return false };
    schema.get("enum").is_some_and(|values| *values == json!([null]))
        && !["oneOf", "anyOf", "allOf", "not", "$ref"].iter().any(|keyword| schema.contains_key(*keyword))
}

/// `enum: [a, null]` → `enum: [a], nullable: true`.
pub(super) fn enums(context: &mut Context<'_>) {
    walk_kind(&mut context.document, Kind::Schema, |schema, _| {
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return };
        if !values.contains(&Value::Null) {
            return;
        }
        values.retain(|value| !value.is_null());
        if values.is_empty() {
            only_null(schema);
        } else {
            schema.insert("nullable".to_owned(), json!(true));
        }
    });
}

/// `oneOf: [A, {type: "null"}]` → `oneOf: [A], nullable: true`.
pub(super) fn arms(context: &mut Context<'_>) {
    let findings = &mut context.findings;
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        for keyword in ["oneOf", "anyOf"] {
            let Some(Value::Array(arms)) = schema.get_mut(keyword) else { continue };
            if !arms.iter().any(is_only_null) {
                continue;
            }
            let list = path.pointer().child(keyword);
            let mut kept = Vec::new();
            for (index, arm) in std::mem::take(arms).into_iter().enumerate() {
                if is_only_null(&arm) {
                    continue;
                }
                if kept.len() != index {
                    findings.record_move(&list.child(index), &list.child(kept.len()));
                }
                kept.push(arm);
            }
            if kept.is_empty() {
                only_null(schema);
                return;
            }
            *arms = kept;
            schema.insert("nullable".to_owned(), json!(true));
        }
    });
}
