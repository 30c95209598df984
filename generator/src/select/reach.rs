//! The component schemas that the operations, webhooks and callbacks of a document do not refer to.
//!
//! Input: the tree in the middle of `normalize`, in which every reference is `#/components/SECTION/NAME`. Output: the names of
//! schemas. `normalize` then empties them, to save time, and `lower` names them last, so that they do not change other names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    left_out::{METHODS, part, parts, references},
    pointer::Pointer,
};

use super::{Schemas, Selection};

/// The component schemas of a document that no operation uses.
#[derive(Clone, Debug, Default)]
pub struct Unreached {
    /// All of them.
    pub all: BTreeSet<String>,
    /// Those of them that are not selected, and that no selected schema needs.
    pub left_out: BTreeSet<String>,
}

/// Finds them. `received` are the references of requests that the API sends. A document without operations has none,
/// since its schemas are its content.
pub fn unreached(document: &Value, received: &BTreeSet<String>, selection: &Selection) -> Unreached {
    if !has_operations(document) {
        return Unreached::default();
    }
    let uses = Uses::of(document);
    let is_path = |part: &&Pointer| part.tokens().next().is_some_and(|section| section != "components");
    let received = received.iter().filter_map(|reference| component(reference));
    let reached = uses.closure(uses.targets.keys().filter(is_path).cloned().chain(received).collect());
    let names = || document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    let names = || names().map(|(name, _)| name);
    let all: BTreeSet<String> = names().filter(|name| !reached.contains(&schema(name))).cloned().collect();
    let left_out = match &selection.schemas {
        Schemas::All => BTreeSet::new(),
        Schemas::Named(wanted) => {
            let kept = uses.closure(wanted.iter().map(|name| schema(name)).collect());
            all.iter().filter(|name| !kept.contains(&schema(name))).cloned().collect()
        }
    };
    Unreached { all, left_out }
}

fn has_operations(document: &Value) -> bool {
    let mut paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths.any(|(_, item)| METHODS.iter().chain(&["additionalOperations"]).any(|method| item.get(method).is_some()))
}

fn schema(name: &str) -> Pointer {
    Pointer::from_tokens(["components", "schemas", name])
}

/// The references between the parts of a document.
struct Uses {
    /// The parts that each part refers to.
    targets: BTreeMap<Pointer, Vec<Pointer>>,
    /// The schemas that each schema is extended by, through `allOf`.
    children: BTreeMap<Pointer, Vec<Pointer>>,
    /// The schemas whose values may be those of schemas that extend them.
    bases: BTreeSet<Pointer>,
}

impl Uses {
    fn of(document: &Value) -> Self {
        let mut uses = Self { targets: BTreeMap::new(), children: BTreeMap::new(), bases: BTreeSet::new() };
        for (user, value) in parts(document) {
            for schema in holding_at_once(value) {
                if schema.get("discriminator").is_some() {
                    uses.bases.insert(user.clone());
                }
                let is_another_name = std::ptr::eq(schema, value) && value.as_object().is_some_and(|it| it.len() == 1);
                let base = schema.get("$ref").and_then(Value::as_str).and_then(component);
                if let Some(base) = base.filter(|_| !is_another_name) {
                    uses.children.entry(base).or_default().push(user.clone());
                }
            }
            uses.targets.entry(user).or_default().extend(references(value).filter_map(component));
        }
        uses
    }

    /// These parts, and all parts that they need.
    fn closure(&self, mut open: Vec<Pointer>) -> BTreeSet<Pointer> {
        let mut found = BTreeSet::new();
        while let Some(part) = open.pop() {
            if found.contains(&part) {
                continue;
            }
            open.extend(self.targets.get(&part).into_iter().flatten().cloned());
            if self.bases.contains(&part) {
                open.extend(self.descendants(&part));
            }
            found.insert(part);
        }
        found
    }

    /// The schemas that extend a base, and those that extend these.
    fn descendants(&self, base: &Pointer) -> BTreeSet<Pointer> {
        let mut found = BTreeSet::new();
        let mut open = vec![base];
        while let Some(base) = open.pop() {
            for child in self.children.get(base).into_iter().flatten() {
                if found.insert(child.clone()) {
                    open.push(child);
                }
            }
        }
        found
    }
}

/// A schema, and those in its `allOf`.
fn holding_at_once(schema: &Value) -> Vec<&Value> {
    let mut found = vec![schema];
    let mut next = 0;
    while let Some(schema) = found.get(next) {
        next += 1;
        found.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
    }
    found
}

/// The component that a reference names.
fn component(reference: &str) -> Option<Pointer> {
    part(&Pointer::from_text(reference)).filter(|part| part.tokens().count() == 3)
}
