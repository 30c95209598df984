//! Values that reading begins with: each type needs one that can be made of nothing.
//!
//! A type that requires a value of itself has none, and no JSON is valid under it. A required property that leads back is
//! therefore taken as optional: the type then takes at least what servers send.

use crate::model::{Api, ArmId, Base, Presence, TypeId, TypeKind, TypeRef};

/// Chooses the variant that each union begins with, and makes optional what would lead back without end.
pub(super) fn empty(api: &mut Api) {
    let mut has_value = vec![false; api.types.len()];
    loop {
        while spread(api, &mut has_value) {}
        if !weaken(api, &has_value) {
            return;
        }
    }
}

/// Marks the types that have a value because those they need have one. Says whether there were any.
fn spread(api: &mut Api, has_value: &mut [bool]) -> bool {
    let mut is_changed = false;
    for index in 0..api.types.len() {
        if has_value[index] {
            continue;
        }
        let found = match &mut api.types[index].kind {
            TypeKind::Struct(object) => {
                object.fields.iter().all(|field| field.presence != Presence::Required || is_made(&field.ty, has_value))
            }
            TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => true,
            TypeKind::Tuple(tuple) => {
                tuple.elements.iter().take(tuple.required).all(|element| is_made(element, has_value))
            }
            TypeKind::Union(union) => {
                let arm = union.arms.iter().position(|arm| is_made(&arm.ty, has_value));
                let base = match (&union.unknown_name, arm) {
                    (Some(_), _) => Some(Base::Unknown),
                    (None, arm) => arm.map(|arm| Base::Arm(ArmId(arm))),
                };
                base.is_some_and(|base| {
                    union.base = base;
                    true
                })
            }
            TypeKind::Alias(target) | TypeKind::Newtype(target) => is_made(target, has_value),
        };
        has_value[index] = found;
        is_changed |= found;
    }
    is_changed
}

fn is_made(ty: &TypeRef, has_value: &[bool]) -> bool {
    match ty {
        TypeRef::Named(id) => has_value[id.index()],
        TypeRef::Boxed(inner) => is_made(inner, has_value),
        TypeRef::Array(_)
        | TypeRef::Map(_)
        | TypeRef::Nullable(_)
        | TypeRef::String
        | TypeRef::Secret
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::DateTime
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object => true,
    }
}

/// Makes optional, in one type, what has no value. Says whether there was any.
fn weaken(api: &mut Api, has_value: &[bool]) -> bool {
    let without = (0..api.types.len()).filter(|index| !has_value[*index]).map(TypeId::new).collect::<Vec<_>>();
    without.into_iter().any(|id| match &mut api.types[id.index()].kind {
        TypeKind::Struct(object) => {
            let mut fields = object.fields.iter_mut();
            let field = fields.find(|field| field.presence == Presence::Required && !is_made(&field.ty, has_value));
            field.map(|field| field.presence = Presence::Optional).is_some()
        }
        TypeKind::Tuple(tuple) => {
            let end = tuple.elements.iter().position(|element| !is_made(element, has_value));
            end.map(|end| tuple.required = end).is_some()
        }
        TypeKind::StringEnum(_)
        | TypeKind::IntegerEnum(_)
        | TypeKind::Union(_)
        | TypeKind::Alias(_)
        | TypeKind::Newtype(_) => false,
    })
}
