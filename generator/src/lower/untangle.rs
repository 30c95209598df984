//! Types that are themselves at the same place of the JSON: `A` is `anyOf: [B, string]`, and `B` is `anyOf: [A, integer]`.
//!
//! A value is decided by what it is in the end, so an arm that leads back is replaced by what it leads to; without that,
//! reading would go in circles. An alias that leads to nothing but itself says nothing.

use std::collections::BTreeSet;

use crate::{
    model::{Arm, Docs, TypeDef, TypeId, TypeKind, TypeRef, Union},
    names::Scope,
};

/// Takes the circles out of all types.
pub(super) fn untangle(types: &mut [TypeDef]) {
    for index in 0..types.len() {
        let id = TypeId::new(index);
        match &types[index].kind {
            TypeKind::Alias(_) if is_alias_of_itself(types, id) => {
                types[index].kind = TypeKind::Alias(TypeRef::Any);
            }
            TypeKind::Union(union) if union.arms.iter().any(|arm| leads_to(types, &arm.ty, id)) => {
                let arms = without_circles(types, union, id);
                types[index].kind = if arms.is_empty() {
                    TypeKind::Alias(TypeRef::Any)
                } else {
                    // The arms have other places now than those that the discriminator names.
                    TypeKind::Union(Union { arms, discriminator: None, ..union.clone() })
                };
            }
            TypeKind::Alias(_)
            | TypeKind::Newtype(_)
            | TypeKind::Struct(_)
            | TypeKind::StringEnum(_)
            | TypeKind::IntegerEnum(_)
            | TypeKind::Tuple(_)
            | TypeKind::Union(_) => {}
        }
    }
}

/// The type that stands at the same place of the JSON.
fn target(ty: &TypeRef) -> Option<TypeId> {
    match ty {
        TypeRef::Named(id) => Some(*id),
        TypeRef::Nullable(inner) | TypeRef::Boxed(inner) | TypeRef::Deep(inner) => target(inner),
        _ => None,
    }
}

fn is_alias_of_itself(types: &[TypeDef], id: TypeId) -> bool {
    let mut at = id;
    let mut entered = BTreeSet::new();
    while let TypeKind::Alias(ty) = &types[at.index()].kind {
        match target(ty) {
            Some(next) if next == id => return true,
            Some(next) if entered.insert(next) => at = next,
            Some(_) | None => return false,
        }
    }
    false
}

/// Whether values of `ty` may be read as `wanted`, at the same place.
fn leads_to(types: &[TypeDef], ty: &TypeRef, wanted: TypeId) -> bool {
    let mut entered = BTreeSet::new();
    let mut open: Vec<TypeId> = target(ty).into_iter().collect();
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if entered.insert(id) {
            match &types[id.index()].kind {
                TypeKind::Alias(ty) | TypeKind::Newtype(ty) => open.extend(target(ty)),
                TypeKind::Union(union) => open.extend(union.arms.iter().filter_map(|arm| target(&arm.ty))),
                TypeKind::Struct(_) | TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => {}
            }
        }
    }
    false
}

/// The arms of a union, with those that lead back to it replaced by what they lead to.
fn without_circles(types: &[TypeDef], union: &Union, id: TypeId) -> Vec<Arm> {
    let mut arms: Vec<Arm> = Vec::new();
    let mut scope = Scope::default();
    let mut entered = BTreeSet::from([id]);
    let mut open: Vec<&Arm> = union.arms.iter().rev().collect();
    let mut takes_null = false;
    while let Some(arm) = open.pop() {
        if !leads_to(types, &arm.ty, id) {
            if arms.iter().all(|known| known.ty != arm.ty) {
                arms.push(Arm { rust_name: scope.claim(&arm.rust_name), ..arm.clone() });
            }
            continue;
        }
        let mut ty = &arm.ty;
        loop {
            takes_null |= matches!(ty, TypeRef::Nullable(_));
            let Some(inner) = target(ty).filter(|inner| entered.insert(*inner)) else { break };
            match &types[inner.index()].kind {
                TypeKind::Alias(next) | TypeKind::Newtype(next) => ty = next,
                TypeKind::Union(union) => {
                    open.extend(union.arms.iter().rev());
                    break;
                }
                TypeKind::Struct(_) | TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => break,
            }
        }
    }
    if takes_null && arms.iter().all(|arm| !matches!(arm.ty, TypeRef::Null | TypeRef::Nullable(_))) {
        let pointer = types[id.index()].pointer.clone();
        arms.push(Arm { pointer, rust_name: scope.claim("Null"), docs: Docs::default(), ty: TypeRef::Null });
    }
    arms
}
