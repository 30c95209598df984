//! Restores the order of the document for readers.
//!
//! The order of keys has no meaning in a document, so `read` sorts them, and no name or type depends on the original order.
//! Input: the finished model, and its tree. Output: the same model, with properties, operations and types in the order of the
//! document. Names and types do not change.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    model::{Api, Operation, Struct, TypeKind},
    pointer::Pointer,
};

/// The places of component schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// Sorts the model in the order of the document. `trace` leads from places of the model to places in the tree.
pub fn in_document_order(api: &mut Api, document: &Value, trace: impl Fn(&str) -> Pointer) {
    let mut order = Order { document, members: BTreeMap::new() };
    let mut rank = |pointer: &str| order.rank(&trace(pointer));
    for def in &mut api.types {
        if let TypeKind::Struct(object) = &mut def.kind {
            fields(object, &mut rank);
        }
    }
    let mut turn = |operation: &Operation| (rank(owner(&operation.pointer)), operation.method.clone());
    for resource in &mut api.resources {
        resource.operations.sort_by_cached_key(&mut turn);
    }
    api.resources.sort_by_cached_key(|resource| resource.operations.iter().map(&mut turn).min());
    let types = &api.types;
    api.types_in_order.sort_by_cached_key(|id| {
        let pointer = types[id.index()].pointer.as_str();
        (!is_component(pointer), !pointer.starts_with(SCHEMAS), rank(pointer))
    });
}

/// The parent of a place.
fn owner(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(owner, _)| owner)
}

fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix(SCHEMAS).is_some_and(|name| !name.contains('/'))
}

/// Properties of one object get the order of this object. Properties of several objects of an `allOf` are not mixed.
fn fields(object: &mut Struct, rank: &mut impl FnMut(&str) -> Vec<usize>) {
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    for field in &object.fields {
        let next = turns.len();
        turns.entry(owner(&field.pointer).to_owned()).or_insert(next);
    }
    object.fields.sort_by_cached_key(|field| (turns.get(owner(&field.pointer)).copied(), rank(&field.pointer)));
}

/// The largest number of members for which a linear search is faster than an index.
const FEW: usize = 16;

/// The order of the places of a tree.
struct Order<'t> {
    document: &'t Value,
    /// The number of each member, for the visited objects with many members.
    members: BTreeMap<*const Value, BTreeMap<&'t str, usize>>,
}

impl<'t> Order<'t> {
    /// The number of the member `name` in `object`, whose members are `members`.
    fn number(&mut self, object: &'t Value, members: &'t Map<String, Value>, name: &str) -> Option<usize> {
        if members.len() <= FEW {
            return members.keys().position(|other| other == name);
        }
        let numbers = self
            .members
            .entry(std::ptr::from_ref(object))
            .or_insert_with(|| members.keys().enumerate().map(|(number, name)| (name.as_str(), number)).collect());
        numbers.get(name).copied()
    }

    /// The sort key of a place: the number of each member and element on the path to it. A place that is not in the tree, such as
    /// the place of the values of a nullable schema, has the key of its nearest ancestor.
    fn rank(&mut self, pointer: &Pointer) -> Vec<usize> {
        let mut rank = Vec::new();
        let mut at = self.document;
        for token in pointer.tokens() {
            let next = match at {
                Value::Object(members) => self.number(at, members, &token).zip(members.get(&token)),
                Value::Array(elements) => {
                    let index = token.parse().ok();
                    index.and_then(|index: usize| Some((index, elements.get(index)?)))
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
            };
            let Some((number, inside)) = next else { break };
            rank.push(number);
            at = inside;
        }
        rank
    }
}
