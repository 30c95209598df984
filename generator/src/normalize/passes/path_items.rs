//! Puts what a path item's `$ref` means in its place: `openapiv3` knows no `components.pathItems`.

use serde_json::{Map, Value};

use super::{super::Context, references::inside};
use crate::pointer::Pointer;

/// How many references may follow each other.
const FUEL: usize = 64;

pub(super) fn run(context: &mut Context<'_>) {
    let place = Pointer::root().child("paths");
    let Some(Value::Object(paths)) = context.document.pointer(inside(&place)) else { return };
    let references: Vec<Pointer> =
        paths.iter().filter(|(_, item)| item.get("$ref").is_some()).map(|(path, _)| place.child(path)).collect();
    for item in references {
        inline(context, &item);
    }
}

/// What stands beside the reference wins over what it brings.
fn inline(context: &mut Context<'_>, item: &Pointer) {
    let mut merged: Map<String, Value> = Map::new();
    let mut at = item.clone();
    for _ in 0..FUEL {
        let Some(Value::Object(object)) = context.document.pointer(inside(&at)).cloned() else { break };
        let next = object.get("$ref").and_then(Value::as_str).map(Pointer::from_text);
        for (name, member) in object {
            if name != "$ref" && !merged.contains_key(&name) {
                if at != *item {
                    context.findings.origins.record_copy(&at.child(&name), &item.child(&name));
                }
                merged.insert(name, member);
            }
        }
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    if let Some(target) = context.document.pointer_mut(inside(item)) {
        *target = Value::Object(merged);
    }
}
