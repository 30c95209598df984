//! Initial values for reading: each type needs a value that can be made without input.
//!
//! A type that requires a value of itself has none, and no JSON is valid under it. So a required property that leads back is
//! treated as optional, and the type then accepts the values that servers send. The same applies to a property that requires
//! deeper nesting than the runtime can read.

use crate::model::{Api, ArmId, Base, Presence, TypeId, TypeKind, TypeRef};

/// The maximum depth of objects that require each other. The runtime reads no JSON that is nested more than 128 levels
/// deep.
const DEEPEST: usize = 128;

/// Chooses the initial variant of each union, and makes properties optional that would lead back without end.
pub(super) fn empty(api: &mut Api) {
    let mut levels = vec![None; api.types.len()];
    loop {
        while spread(api, &mut levels) {}
        if !close(api, &levels) {
            return;
        }
    }
}

/// Finds the level of each type whose required types all have levels: the depth of nested objects in its value. Returns
/// whether it found any.
fn spread(api: &mut Api, levels: &mut [Option<usize>]) -> bool {
    let mut is_changed = false;
    for index in 0..api.types.len() {
        if levels[index].is_none() {
            let kind = &mut api.types[index].kind;
            levels[index] = level_of(kind, levels);
            if levels[index] == Some(DEEPEST) {
                weaken(kind, |ty| level(ty, levels) == Some(DEEPEST - 1));
                levels[index] = level_of(kind, levels);
            }
            is_changed |= levels[index].is_some();
        }
    }
    is_changed
}

fn level_of(kind: &mut TypeKind, levels: &[Option<usize>]) -> Option<usize> {
    match kind {
        TypeKind::Struct(object) => {
            let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
            above(required.map(|field| level(&field.ty, levels)))
        }
        TypeKind::Tuple(tuple) => {
            above(tuple.elements.iter().take(tuple.required).map(|element| level(element, levels)))
        }
        TypeKind::Union(union) if union.unknown_name.is_some() => {
            union.base = Base::Unknown;
            Some(0)
        }
        TypeKind::Union(union) => {
            let mut arms = union.arms.iter().map(|arm| level(&arm.ty, levels)).enumerate();
            let (arm, level) = arms.find_map(|(arm, level)| Some((arm, level?)))?;
            union.base = Base::Arm(ArmId(arm));
            Some(level)
        }
        TypeKind::Alias(target) | TypeKind::Newtype(target) => level(target, levels),
        TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => Some(0),
    }
}

/// One more than the highest level; `None` if one of them is unknown.
fn above(mut levels: impl Iterator<Item = Option<usize>>) -> Option<usize> {
    levels.try_fold(0, |highest, level| Some(highest.max(level? + 1)))
}

fn level(ty: &TypeRef, levels: &[Option<usize>]) -> Option<usize> {
    match ty.unboxed() {
        TypeRef::Named(id) => levels[id.index()],
        _ => Some(0),
    }
}

/// Makes the properties of one type optional that have no value. Returns whether there were any.
fn close(api: &mut Api, levels: &[Option<usize>]) -> bool {
    let without = (0..api.types.len()).filter(|index| levels[*index].is_none());
    let mut types = without.map(TypeId::new).collect::<Vec<_>>().into_iter();
    types.any(|id| weaken(&mut api.types[id.index()].kind, |ty| level(ty, levels).is_none()))
}

/// Makes the required properties of such types optional. Returns whether there were any.
fn weaken(kind: &mut TypeKind, is_meant: impl Fn(&TypeRef) -> bool) -> bool {
    match kind {
        TypeKind::Struct(object) => {
            let required = object.fields.iter_mut().filter(|field| field.presence == Presence::Required);
            let meant = required.filter(|field| is_meant(&field.ty));
            meant.map(|field| field.presence = Presence::Optional).count() > 0
        }
        TypeKind::Tuple(tuple) => {
            let end = tuple.elements.iter().take(tuple.required).position(is_meant);
            end.map(|end| tuple.required = end).is_some()
        }
        TypeKind::StringEnum(_)
        | TypeKind::IntegerEnum(_)
        | TypeKind::Union(_)
        | TypeKind::Alias(_)
        | TypeKind::Newtype(_) => false,
    }
}
