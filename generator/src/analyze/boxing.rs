//! Boxes: only where a type would otherwise contain itself by value, or would be so large that reading it takes up the
//! stack.
//!
//! A depth-first walk over "contains by value" finds the uses that close a cycle; these are boxed. Arrays and maps hold
//! their items behind a pointer already. Then [`sizes`] looks at each type after those that it contains.

use super::sizes;
use crate::model::{Api, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union};

/// Boxes the uses that close a cycle, and those that make a type too large.
pub(super) fn boxing(api: &mut Api) {
    let mut found = Found { state: vec![State::New; api.types.len()], closing: Vec::new(), order: Vec::new() };
    for index in 0..api.types.len() {
        walk(&api.types, TypeId::new(index), &mut found);
    }
    for (owner, slot) in found.closing {
        box_slot(&mut api.types[owner.index()].kind, slot);
    }
    sizes::bound(&mut api.types, &found.order);
}

/// What the walk finds.
struct Found {
    state: Vec<State>,
    /// Owners, and their uses that close a cycle.
    closing: Vec<(TypeId, usize)>,
    /// All types, each after those that it contains by value but for the uses that close a cycle.
    order: Vec<TypeId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Visits what `start` contains, with a stack of its own: a chain of types may be long.
fn walk(types: &[TypeDef], start: TypeId, Found { state, closing, order }: &mut Found) {
    if state[start.index()] != State::New {
        return;
    }
    state[start.index()] = State::Open;
    let mut stack = vec![(start, by_value(types, &types[start.index()].kind), 0)];
    while let Some((owner, slots, next)) = stack.last_mut() {
        let Some((slot, target)) = slots.get(*next).copied() else {
            state[owner.index()] = State::Done;
            order.push(*owner);
            stack.pop();
            continue;
        };
        *next += 1;
        match state[target.index()] {
            State::Done => {}
            State::Open => closing.push((*owner, slot)),
            State::New => {
                state[target.index()] = State::Open;
                stack.push((target, by_value(types, &types[target.index()].kind), 0));
            }
        }
    }
}

/// What a type contains by value: the place in it (field, arm, or 0), and the type.
pub(super) fn by_value(types: &[TypeDef], kind: &TypeKind) -> Vec<(usize, TypeId)> {
    let slots: Vec<&TypeRef> = match kind {
        TypeKind::Struct(Struct { fields, required: _, additional_properties: _ }) => {
            fields.iter().map(|field| &field.ty).collect()
        }
        TypeKind::Union(Union { arms, .. }) => arms.iter().map(|arm| &arm.ty).collect(),
        TypeKind::Tuple(tuple) => tuple.elements.iter().collect(),
        TypeKind::Newtype(ty) => vec![ty],
        // An alias is the type it stands for: whoever uses it contains that.
        TypeKind::Alias(_) | TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => Vec::new(),
    };
    let targets = slots.into_iter().enumerate();
    targets.filter_map(|(slot, ty)| target(types, ty).map(|target| (slot, target))).collect()
}

/// The type that a use contains by value, through aliases.
fn target(types: &[TypeDef], ty: &TypeRef) -> Option<TypeId> {
    let mut ty = ty;
    loop {
        match ty {
            TypeRef::Named(id) => match &types[id.index()].kind {
                TypeKind::Alias(inner) => ty = inner,
                TypeKind::Struct(_)
                | TypeKind::StringEnum(_)
                | TypeKind::IntegerEnum(_)
                | TypeKind::Tuple(_)
                | TypeKind::Union(_)
                | TypeKind::Newtype(_) => {
                    return Some(*id);
                }
            },
            TypeRef::Nullable(inner) => ty = inner,
            TypeRef::Array(_)
            | TypeRef::Map(_)
            | TypeRef::Boxed(_)
            | TypeRef::Deep(_)
            | TypeRef::String
            | TypeRef::Boolean
            | TypeRef::Literal(_)
            | TypeRef::Integer(_)
            | TypeRef::Number
            | TypeRef::Secret
            | TypeRef::DateTime
            | TypeRef::Null
            | TypeRef::Any
            | TypeRef::Object => return None,
        }
    }
}

pub(super) fn box_slot(kind: &mut TypeKind, slot: usize) {
    let ty = match kind {
        TypeKind::Struct(struct_) => struct_.fields.get_mut(slot).map(|field| &mut field.ty),
        TypeKind::Union(union) => union.arms.get_mut(slot).map(|arm| &mut arm.ty),
        TypeKind::Tuple(tuple) => tuple.elements.get_mut(slot),
        TypeKind::Newtype(ty) => Some(ty),
        TypeKind::Alias(_) | TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => None,
    };
    if let Some(ty) = ty {
        *ty = boxed(std::mem::replace(ty, TypeRef::Null));
    }
}

/// `Option<Box<T>>` rather than `Box<Option<T>>`: null needs no box.
fn boxed(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Nullable(inner) => TypeRef::Nullable(Box::new(boxed(*inner))),
        other => TypeRef::Boxed(Box::new(other)),
    }
}
