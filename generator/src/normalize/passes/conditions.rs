//! `if`, `then`, `else` and `dependentSchemas`: properties that an object has under a condition.
//!
//! Only the server checks the condition itself. The properties become optional properties of the object. A property that the
//! object already declares is not changed, since the condition only restricts it. Conditions on values that need not be
//! objects, and those that declare no property, are left for the pass that reports ignored members.

mod inside;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::super::{PassContext, objects::Kind, walk::walk_kind};
use crate::pointer::{Path, Pointer};
use inside::DeclaredProperties;

/// The members that are conditions, or hold under conditions.
const CONDITIONS: &[&str] = &["if", "then", "else", "dependentSchemas"];

/// How many values are copied in one document.
const MOST_COPIED: usize = 1_000_000;

/// Adds the properties that hold under conditions to the objects that have them.
pub(super) fn unfold(context: &mut PassContext<'_>) {
    let mut is_needed = false;
    walk_kind(&mut context.document, Kind::Schema, |schema, _| is_needed |= has_conditions(schema));
    if !is_needed {
        return;
    }
    // References are followed to the schemas as they are written.
    let components = context.document.pointer("/components/schemas").cloned();
    let schemas = DeclaredProperties::new(components.as_ref().and_then(Value::as_object));
    let findings = &mut context.findings;
    let mut copied = 0;
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        // A member of an `allOf` does not have all declarations of the whole schema.
        if is_in_all_of(path) || !parts(schema).iter().any(|(_, part)| has_conditions(part)) {
            return;
        }
        let place = path.pointer();
        let Some(folded) = fold(schemas, schema, &place, MOST_COPIED - copied) else { return };
        copied += folded.size;
        for part in &folded.parts {
            if let Some(part) = part_mut(schema, part) {
                part.retain(|name, _| !CONDITIONS.contains(&name.as_str()));
            }
        }
        for (from, to) in &folded.copies {
            findings.origins.record_copy(from, to);
        }
        if let Some(properties) = schema.entry("properties").or_insert_with(|| json!({})).as_object_mut() {
            properties.extend(folded.properties);
        }
    });
}

fn has_conditions(schema: &Map<String, Value>) -> bool {
    schema.keys().any(|name| matches!(name.as_str(), "then" | "else" | "dependentSchemas"))
}

fn is_in_all_of(path: &Path) -> bool {
    path.as_str().rsplit('/').nth(1) == Some("allOf")
}

/// A schema and the members of `allOf` that are written in it, each with its indices.
fn parts(schema: &Map<String, Value>) -> Vec<(Vec<usize>, &Map<String, Value>)> {
    let mut found = Vec::new();
    let mut open = vec![(Vec::new(), schema)];
    while let Some((place, part)) = open.pop() {
        let members = part.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate();
        let inner = members.filter_map(|(index, member)| Some(([&place[..], &[index]].concat(), member.as_object()?)));
        let inner: Vec<(Vec<usize>, &Map<String, Value>)> = inner.collect();
        open.extend(inner.into_iter().rev());
        found.push((place, part));
    }
    found
}

/// The part with these indices.
fn part_mut<'s>(schema: &'s mut Map<String, Value>, indices: &[usize]) -> Option<&'s mut Map<String, Value>> {
    let Some((index, rest)) = indices.split_first() else { return Some(schema) };
    part_mut(schema.get_mut("allOf")?.get_mut(*index)?.as_object_mut()?, rest)
}

/// The effect of the conditions of a schema.
#[derive(Default)]
struct Folded {
    /// The new properties.
    properties: Map<String, Value>,
    /// The places that they were copied from, and their new places.
    copies: Vec<(Pointer, Pointer)>,
    /// The parts whose conditions were used.
    parts: Vec<Vec<usize>>,
    /// How many values are copied.
    size: usize,
}

/// `None` if the schema does not describe objects, or more than `most` values would be copied.
fn fold(schemas: DeclaredProperties<'_>, schema: &Map<String, Value>, place: &Pointer, most: usize) -> Option<Folded> {
    let (declared, is_object) = schemas.declared(schema);
    if !is_object {
        return None;
    }
    let mut folded = Folded::default();
    let mut candidates: IndexMap<&str, Vec<(&Value, Pointer)>> = IndexMap::new();
    for (indices, part) in parts(schema) {
        let place = indices.iter().fold(place.clone(), |place, index| place.child("allOf").child(index));
        let found = schemas.conditional(part, &place);
        if found.is_empty() {
            continue;
        }
        folded.parts.push(indices);
        // A condition tests members that are declared elsewhere.
        let tested: BTreeSet<&str> = schemas.tested(part);
        for (name, schema, place) in found {
            if !declared.contains(name) && !tested.contains(name) && !is_forbidden(schema) {
                folded.size += size(schema);
                candidates.entry(name).or_default().push((schema, place));
            }
        }
    }
    let properties = place.child("properties");
    for (name, schemas) in candidates.into_iter().filter(|_| folded.size <= most) {
        let property = one_of_all(schemas, &properties.child(name), &mut folded.copies);
        folded.properties.insert(name.to_owned(), property);
    }
    (folded.size <= most).then_some(folded)
}

/// One schema at `place` for the schemas that a property has under several conditions.
fn one_of_all(mut schemas: Vec<(&Value, Pointer)>, place: &Pointer, copies: &mut Vec<(Pointer, Pointer)>) -> Value {
    if schemas.iter().any(|(schema, _)| !is_silent(schema)) {
        schemas.retain(|(schema, _)| !is_silent(schema));
    }
    let mut different: Vec<(&Value, Pointer)> = Vec::new();
    for (schema, from) in schemas {
        if different.iter().all(|(known, _)| *known != schema) {
            different.push((schema, from));
        }
    }
    if let [(schema, from)] = different.as_slice() {
        copies.push((from.clone(), place.clone()));
        return (*schema).clone();
    }
    let list = place.child("anyOf");
    let schemas = different.into_iter().enumerate().map(|(index, (schema, from))| {
        copies.push((from, list.child(index)));
        schema.clone()
    });
    json!({ "anyOf": schemas.collect::<Vec<Value>>() })
}

/// Whether a schema does not restrict values.
fn is_silent(schema: &Value) -> bool {
    *schema == json!({}) || *schema == json!(true)
}

/// Whether a schema allows no value: the property is absent under the condition.
fn is_forbidden(schema: &Value) -> bool {
    *schema == json!(false) || *schema == json!({"not": {}})
}

/// The values in a value.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}
