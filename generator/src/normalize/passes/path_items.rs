//! Replaces the `$ref` of a path item by its target, since `openapiv3` does not support `components.pathItems`.
//!
//! Chains of references may be long, so each is followed once, and all path items on the way are replaced from its end. Path
//! items that refer to each other in a circle are an error, since they have no operations.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    super::{PassContext, objects::Kind},
    references::inside,
};
use crate::{diagnostic::catalog::reference as catalog, pointer::Pointer};

pub(super) fn put_in_place(context: &mut PassContext<'_>) {
    let place = Pointer::root().child("paths");
    let Some(Value::Object(paths)) = context.document.pointer(inside(&place)) else { return };
    let references: Vec<Pointer> =
        paths.iter().filter(|(_, item)| item.get("$ref").is_some()).map(|(path, _)| place.child(path)).collect();
    for item in references {
        let chain = chain(context, &item);
        inline(context, &chain);
    }
}

/// The path items that follow each other, from `item` on. A reference that leads back to one of them is reported, and
/// removed.
fn chain(context: &mut PassContext<'_>, item: &Pointer) -> Vec<Pointer> {
    let mut chain = vec![item.clone()];
    let mut seen = BTreeSet::from([item.clone()]);
    while let Some((at, next)) = chain.last().and_then(|at| Some((at.clone(), next(&context.document, at)?))) {
        if !seen.insert(next.clone()) {
            let circle: Vec<String> =
                chain.iter().skip_while(|known| **known != next).filter_map(|known| known.tokens().last()).collect();
            let title = Kind::PathItem.title();
            context.findings.report(catalog::circular_reference(&at.child("$ref"), title, &circle));
            if let Some(Value::Object(object)) = context.document.pointer_mut(inside(&at)) {
                object.shift_remove("$ref");
            }
            break;
        }
        chain.push(next);
    }
    chain
}

/// The place that the path item at `at` refers to.
fn next(document: &Value, at: &Pointer) -> Option<Pointer> {
    document.pointer(inside(at))?.get("$ref")?.as_str().map(Pointer::from_text)
}

/// Gives each path item of a chain the content of those after it. Content next to a reference has precedence.
fn inline(context: &mut PassContext<'_>, chain: &[Pointer]) {
    let mut brought: Map<String, Value> = Map::new();
    let mut from: Option<&Pointer> = None;
    for at in chain.iter().rev() {
        let Some(Value::Object(object)) = context.document.pointer_mut(inside(at)) else { continue };
        object.shift_remove("$ref");
        for (name, member) in std::mem::take(&mut brought) {
            if let Some(from) = from
                && !object.contains_key(&name)
            {
                context.findings.origins.record_copy(&from.child(&name), &at.child(&name));
                object.insert(name, member);
            }
        }
        brought.clone_from(object);
        from = Some(at);
    }
}
