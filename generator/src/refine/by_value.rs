//! The types that a type contains by value: its size is the sum of theirs.

use crate::model::{TypeDef, TypeId, TypeKind, TypeRef, resolved};

/// The type in each slot (field, arm, element) of a type, or `None` if the content of the slot is behind a pointer or
/// has no definition. The items of arrays and maps are behind a pointer.
pub(super) fn by_value(types: &[TypeDef], kind: &TypeKind) -> Vec<Option<TypeId>> {
    let slots = match kind {
        TypeKind::Struct(object) => object.fields.len(),
        TypeKind::Union(union) => union.arms.len(),
        TypeKind::Tuple(tuple) => tuple.elements.len(),
        TypeKind::Newtype(_) => 1,
        // An alias is only a name: its users contain its target.
        TypeKind::Alias(_) | TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => 0,
    };
    kind.children().into_iter().take(slots).map(|ty| target(types, ty)).collect()
}

/// The type that a use contains by value, through aliases.
fn target(types: &[TypeDef], ty: &TypeRef) -> Option<TypeId> {
    match resolved(types, ty) {
        TypeRef::Named(id) => Some(*id),
        TypeRef::Nullable(inner) => target(types, inner),
        _ => None,
    }
}

/// Boxes the content of a slot.
pub(super) fn box_slot(kind: &mut TypeKind, slot: usize) {
    if let Some(ty) = kind.children_mut().into_iter().nth(slot) {
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
