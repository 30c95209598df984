//! The order in which people read.
//!
//! The order of keys means nothing in a document, so `read` gives all of them one order, and no name and no type depends on
//! how a document was written. Input here: the finished model, and the tree that it was made of. Output: the same model, with
//! properties, operations and types where their author put them. Leaves every name and type as it is.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    model::{Api, Field, Operation, Struct, TypeKind},
    pointer::{Path, Pointer},
};

/// The places of component schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// Places of the document in the order of their text.
type Places = BTreeMap<String, Option<usize>>;

/// Puts what people read into the document's order. `trace` leads from places of the model to places in the tree.
pub fn in_document_order(api: &mut Api, document: &Value, trace: impl Fn(&str) -> Pointer) {
    let places = places(api, document, &trace);
    let place = |pointer: &str| places.get(trace(pointer).as_str()).copied().flatten().unwrap_or(usize::MAX);
    for def in &mut api.types {
        if let TypeKind::Struct(object) = &mut def.kind {
            fields(object, &place);
        }
    }
    let turn = |operation: &Operation| (place(owner(&operation.pointer)), operation.method.clone());
    for resource in &mut api.resources {
        resource.operations.sort_by_key(turn);
    }
    api.resources.sort_by_key(|resource| resource.operations.iter().map(turn).min());
    let types = &api.types;
    api.types_in_order.sort_by_key(|id| {
        let pointer = types[id.index()].pointer.as_str();
        (!is_component(pointer), !pointer.starts_with(SCHEMAS), place(pointer))
    });
}

/// The place that a place is in.
fn owner(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(owner, _)| owner)
}

fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix(SCHEMAS).is_some_and(|name| !name.contains('/'))
}

/// Properties of one object go where it has them; those of several objects, which an `allOf` joins, stay apart.
fn fields(object: &mut Struct, place: &impl Fn(&str) -> usize) {
    let mut turns: BTreeMap<&str, usize> = BTreeMap::new();
    let mut keys = BTreeMap::new();
    for Field { pointer, wire_name, .. } in &object.fields {
        let next = turns.len();
        let turn = *turns.entry(owner(pointer)).or_insert(next);
        keys.insert(wire_name.clone(), (turn, place(pointer)));
    }
    object.fields.sort_by_key(|field| keys.get(&field.wire_name).copied());
}

/// The places of all properties, paths and types.
fn places(api: &Api, document: &Value, trace: &impl Fn(&str) -> Pointer) -> Places {
    let mut places = Places::new();
    let mut add = |pointer: &str| {
        places.insert(trace(pointer).as_str().to_owned(), None);
    };
    for def in &api.types {
        add(&def.pointer);
        if let TypeKind::Struct(object) = &def.kind {
            object.fields.iter().for_each(|field| add(&field.pointer));
        }
    }
    api.operations().for_each(|(_, operation)| add(owner(&operation.pointer)));
    visit(document, &mut Path::new(), &mut 0, &mut places);
    add_made(document, &mut places);
    places
}

/// Gives places that are not in the tree, such as the values of a nullable schema, the places of what they are made of.
fn add_made(document: &Value, places: &mut Places) {
    let made: Vec<String> = places.iter().filter(|(_, place)| place.is_none()).map(|(made, _)| made.clone()).collect();
    if made.is_empty() {
        return;
    }
    let is_there = |place: &str| place.strip_prefix('#').is_some_and(|inside| document.pointer(inside).is_some());
    let around = |made: &str| {
        let mut around = owner(made);
        while !is_there(around) && !around.is_empty() {
            around = owner(around);
        }
        around.to_owned()
    };
    let around: Vec<String> = made.iter().map(|made| around(made)).collect();
    let mut found: Places = around.iter().map(|around| (around.clone(), None)).collect();
    found.extend(places.iter().filter(|(_, place)| place.is_some()).map(|(place, _)| (place.clone(), None)));
    visit(document, &mut Path::new(), &mut 0, &mut found);
    for (made, around) in made.into_iter().zip(around) {
        let place = found.get(&around).copied().flatten();
        found.insert(made, place);
    }
    *places = found;
}

/// Numbers the places in the order of the text.
fn visit(value: &Value, path: &mut Path, next: &mut usize, places: &mut Places) {
    if let Some(place) = places.get_mut(path.as_str()) {
        *place = Some(*next);
        *next += 1;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push(name);
                visit(member, path, next, places);
                path.pop();
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                path.push_index(index);
                visit(element, path, next, places);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
