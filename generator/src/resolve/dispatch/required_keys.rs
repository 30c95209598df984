//! Distinguishes arms by the properties of an object.
//!
//! A shape is the set of known and required properties of one struct. An arm has one shape, or several if it is itself a union.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::model::{
    ArmId, Choice, Field, Presence, TypeDef, TypeKind, TypeRef, Union, alternatives, resolved_in_place,
};

/// More shapes than this in one union are not compared with each other.
const MOST: usize = 200;

struct KeySet<'t> {
    arm: ArmId,
    required: Vec<&'t str>,
    /// The declared properties, and required properties that are not declared.
    known: BTreeSet<&'t str>,
}

/// By required properties. The order is such that no arm accepts a value of a later one: each arm has a required property
/// that the later arms do not know. The last arm accepts the remaining objects.
pub(super) fn by_keys(types: &[TypeDef], union: &Union, candidates: &[ArmId]) -> Option<Choice> {
    let mut open = Vec::new();
    for arm in candidates {
        if !collect(types, &union.arms[arm.0].ty, *arm, &mut open) {
            return None;
        }
    }
    let mut keys: Vec<(Vec<String>, ArmId)> = Vec::new();
    let mut placed = Vec::new();
    while open.iter().any(|shape| open.iter().any(|other| other.arm != shape.arm)) {
        let next =
            open.iter().position(|shape| open.iter().all(|other| other.arm == shape.arm || differs(shape, other)))?;
        let shape = open.remove(next);
        let own = own_key(&shape, &open);
        keys.push((own.map_or_else(|| names(&shape.required), |own| names(&[own])), shape.arm));
        placed.push(shape);
    }
    let last = open.first()?;
    // If the last arm also has its own required property, an object without any of these properties is refused, and the
    // message names all of them.
    let own = if open.len() == 1 { own_key(last, &placed) } else { None };
    keys.push((own.map_or_else(Vec::new, |own| names(&[own])), last.arm));
    Some(Choice::Keys(keys))
}

/// Whether each object of an arm has a property that no other arm knows.
pub(super) fn has_own_key(types: &[TypeDef], union: &Union, candidates: &[ArmId], arm: ArmId) -> bool {
    let mut shapes = Vec::new();
    let are_known = candidates.iter().all(|arm| collect(types, &union.arms[arm.0].ty, *arm, &mut shapes));
    are_known && shapes.iter().filter(|shape| shape.arm == arm).all(|shape| own_key(shape, &shapes).is_some())
}

/// Whether `shape` requires a property that `other` does not know.
fn differs(shape: &KeySet<'_>, other: &KeySet<'_>) -> bool {
    shape.required.iter().any(|name| !other.known.contains(name))
}

/// A required property that no other arm knows.
fn own_key<'t>(shape: &KeySet<'t>, others: &[KeySet<'t>]) -> Option<&'t str> {
    let mut required = shape.required.iter().copied();
    required.find(|name| others.iter().all(|other| other.arm == shape.arm || !other.known.contains(name)))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Collects the shapes of an arm; `false` if an arm accepts objects without a shape, or there are too many.
fn collect<'t>(types: &'t [TypeDef], ty: &'t TypeRef, arm: ArmId, shapes: &mut Vec<KeySet<'t>>) -> bool {
    alternatives(types, ty).types.into_iter().all(|ty| match ty {
        TypeRef::Named(id) => {
            if let TypeKind::Struct(object) = &types[id.index()].kind {
                let required = object.fields.iter().filter(|field| field.is_required() && !field.is_lenient);
                let declared = object.fields.iter().map(|field| &field.wire_name);
                shapes.push(KeySet {
                    arm,
                    required: required.map(|field| field.wire_name.as_str()).collect(),
                    known: declared.chain(&object.required).map(String::as_str).collect(),
                });
            }
            shapes.len() <= MOST
        }
        TypeRef::Any | TypeRef::Object | TypeRef::Map(_) => false,
        _ => true,
    })
}

/// Whether a type has only objects with declared properties.
pub(super) fn has_shapes(types: &[TypeDef], ty: &TypeRef) -> bool {
    let mut shapes = Vec::new();
    collect(types, ty, ArmId(0), &mut shapes) && !shapes.is_empty()
}

/// The fields that all objects of a type have, if it is one struct.
pub(super) fn required_fields<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> Option<Vec<&'t Field>> {
    let TypeRef::Named(id) = resolved_in_place(types, ty) else { return None };
    let TypeKind::Struct(object) = &types[id.index()].kind else { return None };
    let is_required = |field: &&Field| field.presence == Presence::Required && !field.is_lenient;
    Some(object.fields.iter().filter(is_required).collect())
}

/// Arms that declare fewer properties come first.
pub(super) fn least_first(types: &[TypeDef], union: &Union, mut candidates: Vec<ArmId>) -> Vec<ArmId> {
    candidates.sort_by_key(|arm| {
        let mut shapes = Vec::new();
        collect(types, &union.arms[arm.0].ty, *arm, &mut shapes);
        shapes.iter().map(|shape| shape.known.len()).max()
    });
    candidates
}

/// Arms with more required properties come first, and of these, arms that declare more properties.
pub(super) fn most_demanding_first(types: &[TypeDef], union: &Union, mut candidates: Vec<ArmId>) -> Vec<ArmId> {
    candidates.sort_by_key(|arm| {
        let mut shapes = Vec::new();
        collect(types, &union.arms[arm.0].ty, *arm, &mut shapes);
        let most = |count: fn(&KeySet<'_>) -> usize| shapes.iter().map(count).max().unwrap_or(0);
        (Reverse(most(|shape| shape.required.len())), Reverse(most(|shape| shape.known.len())))
    });
    candidates
}
