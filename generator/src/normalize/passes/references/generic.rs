//! Generic schemas (OpenAPI 3.2, "Generic (Template) Data Structures"): a schema refers to another one, and redefines one of
//! its anchors.
//!
//! Such a schema becomes a copy of the other one, in which its own schema with the anchor replaces each `$dynamicRef`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Files, Index, inline::size, inside};
use crate::{
    normalize::{PassContext, objects::Kind, walk::walk_kind},
    pointer::Pointer,
};

/// The maximum size of all copies, in nodes.
const NODES: usize = 1 << 18;

/// Members of a generic schema that its copies do not have.
const OWN: &[&str] = &["$id", "$defs", "$anchor", "$dynamicAnchor", "title", "description"];

/// The schemas with anchors, by the references to them.
type Bound = BTreeMap<String, Map<String, Value>>;

/// Copies generic schemas to their uses.
pub(super) fn copy_to_uses(context: &mut PassContext<'_>) {
    let mut uses = Vec::new();
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        let bound = bound(schema);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str).filter(|_| !bound.is_empty()) {
            uses.push((path.pointer(), reference.to_owned(), bound));
        }
    });
    if uses.is_empty() {
        return;
    }
    let index = Index::new(&mut context.document);
    let files = Files::new(&context.document);
    let mut nodes = NODES;
    for (place, reference, bound) in uses {
        let Ok(target) = index.resolve(&context.document, &files, &place, &reference, false) else { continue };
        let generic = context.document.pointer(inside(&target.pointer)).and_then(Value::as_object);
        let Some((generic, copy)) = generic.and_then(|generic| Some((generic, bind(generic, &bound)?))) else {
            continue;
        };
        let copied: usize = copy.values().map(size).sum();
        let Some(left) = nodes.checked_sub(copied) else { return };
        nodes = left;
        let names: Vec<String> = generic.keys().cloned().collect();
        put(context, &place, copy, &names, &target.pointer);
    }
}

/// Replaces the reference at `place` by a copy of the schema at `from`.
fn put(context: &mut PassContext<'_>, place: &Pointer, copy: Map<String, Value>, names: &[String], from: &Pointer) {
    let Some(Value::Object(schema)) = context.document.pointer_mut(inside(place)) else { return };
    schema.shift_remove("$ref");
    for (name, member) in copy {
        schema.entry(name).or_insert(member);
    }
    for name in names.iter().filter(|name| !OWN.contains(&name.as_str())) {
        context.findings.origins.record_copy(&from.child(name), &place.child(name));
    }
}

/// The schemas by which a schema redefines anchors.
fn bound(schema: &Map<String, Value>) -> Bound {
    let definitions = schema.get("$defs").and_then(Value::as_object);
    let anchored = |definition: &Value| {
        let mut definition = definition.as_object()?.clone();
        let anchor = definition.shift_remove("$dynamicAnchor")?;
        Some((format!("#{}", anchor.as_str()?), definition))
    };
    definitions.into_iter().flat_map(Map::values).filter_map(anchored).collect()
}

/// A copy of a generic schema. `None` if it has none of the anchors.
fn bind(generic: &Map<String, Value>, bound: &Bound) -> Option<Map<String, Value>> {
    let mut copy = generic.clone();
    copy.retain(|name, _| !OWN.contains(&name.as_str()));
    let mut count = 0;
    copy.values_mut().for_each(|member| replace(member, bound, &mut count));
    (count > 0).then_some(copy)
}

/// Replaces the references to anchors in a value.
fn replace(value: &mut Value, bound: &Bound, count: &mut usize) {
    match value {
        Value::Object(object) => {
            let reference = object.get("$dynamicRef").and_then(Value::as_str);
            if let Some(schema) = reference.and_then(|reference| bound.get(reference)) {
                object.shift_remove("$dynamicRef");
                for (name, member) in schema {
                    object.entry(name.clone()).or_insert_with(|| member.clone());
                }
                *count += 1;
            } else {
                object.values_mut().for_each(|member| replace(member, bound, count));
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| replace(element, bound, count)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
