//! What tells the arms of each union apart: the JSON kind, then a tag, then keys, else trying.

mod required_keys;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    model::{Arm, ArmId, Choice, JsonKind, TypeDef, TypeKind, TypeRef, Union, alternatives, resolved_in_place},
    names::Scope,
    pointer::Pointer,
};

const KINDS: [JsonKind; 7] = [
    JsonKind::Null,
    JsonKind::Boolean,
    JsonKind::Integer,
    JsonKind::Number,
    JsonKind::String,
    JsonKind::Array,
    JsonKind::Object,
];

/// Decides for every union of the model.
pub(super) fn decide(types: &mut [TypeDef], diagnostics: &mut Diagnostics) {
    let mut decided = Vec::new();
    for (index, definition) in types.iter().enumerate() {
        if let TypeKind::Union(union) = &definition.kind {
            let by_kind = by_kind(types, union);
            if by_kind.iter().any(|(kind, choice)| is_guess(types, union, *kind, choice)) {
                diagnostics.push(findings::union_tried(&Pointer::from_text(definition.pointer.clone())));
            }
            decided.push((index, by_kind));
        }
    }
    for (index, by_kind) in decided {
        if let TypeKind::Union(union) = &mut types[index].kind {
            union.unknown_name = by_kind.values().any(keeps_unknown).then(|| unknown_name(&union.arms));
            union.by_kind = by_kind;
        }
    }
}

/// Whether there are objects that belong to no arm.
fn keeps_unknown(choice: &Choice) -> bool {
    match choice {
        Choice::Tag { otherwise, .. } => otherwise.is_none(),
        Choice::Keys(keys) => keys.iter().all(|(names, _)| !names.is_empty()),
        Choice::Arm(_) | Choice::FirstElement { .. } | Choice::Try(_) => false,
    }
}

fn unknown_name(arms: &[Arm]) -> String {
    let taken: Vec<&str> = arms.iter().map(|arm| arm.rust_name.as_str()).collect();
    Scope::new(&taken).claim("Unknown")
}

fn by_kind(types: &[TypeDef], union: &Union) -> BTreeMap<JsonKind, Choice> {
    let takes: Vec<BTreeSet<JsonKind>> = union.arms.iter().map(|arm| kinds(types, &arm.ty)).collect();
    KINDS
        .into_iter()
        .filter_map(|kind| {
            let candidates: Vec<ArmId> = takes
                .iter()
                .enumerate()
                .filter(|(_, kinds)| kinds.contains(&kind))
                .map(|(index, _)| ArmId(index))
                .collect();
            choice(types, union, kind, candidates).map(|choice| (kind, choice))
        })
        .collect()
}

fn choice(types: &[TypeDef], union: &Union, kind: JsonKind, candidates: Vec<ArmId>) -> Option<Choice> {
    let first = *candidates.first()?;
    if candidates.len() == 1 {
        return Some(Choice::Arm(first));
    }
    Some(match kind {
        // Whichever takes it keeps it whole.
        JsonKind::Null | JsonKind::Boolean | JsonKind::String => {
            let says_something = |arm: &&ArmId| !takes_all(types, &union.arms[arm.0].ty, kind);
            Choice::Arm(candidates.iter().find(says_something).copied().unwrap_or(first))
        }
        JsonKind::Integer | JsonKind::Number => numbers(types, union, kind, candidates),
        JsonKind::Array => first_element(types, union, &candidates)
            .unwrap_or_else(|| Choice::Try(free_form_last(types, union, kind, candidates))),
        JsonKind::Object => tags::by_tag(types, union, &candidates)
            .or_else(|| required_keys::by_keys(types, union, &candidates))
            .unwrap_or_else(|| {
                let demanding = required_keys::most_demanding_first(types, union, candidates);
                Choice::Try(free_form_last(types, union, kind, demanding))
            }),
    })
}

/// Whether a choice may take a value for another arm's. Not where the arms that say something could be told apart: what takes
/// anything comes after them.
fn is_guess(types: &[TypeDef], union: &Union, kind: JsonKind, choice: &Choice) -> bool {
    let Choice::Try(arms) = choice else { return false };
    let mut typed = arms.clone();
    typed.retain(|arm| !takes_all(types, &union.arms[arm.0].ty, kind));
    match kind {
        JsonKind::Object => {
            typed.len() > 1
                && tags::by_tag(types, union, &typed).is_none()
                && required_keys::by_keys(types, union, &typed).is_none()
        }
        JsonKind::Array => typed.len() > 1,
        // The wide arm takes what the narrow one cannot hold.
        JsonKind::Null | JsonKind::Boolean | JsonKind::Integer | JsonKind::Number | JsonKind::String => false,
    }
}

/// Whether a type takes all values of a kind and says nothing about them.
fn takes_all(types: &[TypeDef], ty: &TypeRef, kind: JsonKind) -> bool {
    match resolved_in_place(types, ty) {
        TypeRef::Any => true,
        TypeRef::Object => kind == JsonKind::Object,
        TypeRef::Array(item) => kind == JsonKind::Array && **item == TypeRef::Any,
        _ => false,
    }
}

fn free_form_last(types: &[TypeDef], union: &Union, kind: JsonKind, mut arms: Vec<ArmId>) -> Vec<ArmId> {
    arms.sort_by_key(|arm| takes_all(types, &union.arms[arm.0].ty, kind));
    arms
}

/// The narrowest arm, and after it the one that takes the numbers which it cannot hold.
fn numbers(types: &[TypeDef], union: &Union, kind: JsonKind, mut arms: Vec<ArmId>) -> Choice {
    let is_wide = |arm: &ArmId| kinds(types, &union.arms[arm.0].ty).contains(&JsonKind::Number);
    arms.sort_by_key(|arm| (takes_all(types, &union.arms[arm.0].ty, kind), is_wide(arm)));
    // The first arm that takes all numbers ends the list.
    let last = arms.iter().position(is_wide).map_or(arms.len(), |wide| wide + 1);
    arms.truncate(last);
    // Integers of one range are one and the same.
    arms.dedup_by_key(|arm| union.arms[arm.0].ty.clone());
    match arms.as_slice() {
        [only] => Choice::Arm(*only),
        _ => Choice::Try(arms),
    }
}

/// By the kind of the first element, where the arms' elements have no kind in common.
fn first_element(types: &[TypeDef], union: &Union, candidates: &[ArmId]) -> Option<Choice> {
    let mut by_kind: Vec<(JsonKind, ArmId)> = Vec::new();
    for arm in candidates {
        for kind in kinds(types, element(types, &union.arms[arm.0].ty)?) {
            if by_kind.iter().any(|(other, _)| *other == kind) {
                return None;
            }
            by_kind.push((kind, *arm));
        }
    }
    Some(Choice::FirstElement { by_kind, empty: *candidates.first()? })
}

/// The type of an array's elements.
fn element<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> Option<&'t TypeRef> {
    match resolved_in_place(types, ty) {
        TypeRef::Array(item) => Some(item),
        _ => None,
    }
}

/// The kinds of JSON values that a type takes.
fn kinds(types: &[TypeDef], ty: &TypeRef) -> BTreeSet<JsonKind> {
    let found = alternatives(types, ty);
    let null = found.takes_null.then_some(JsonKind::Null);
    found.types.into_iter().flat_map(|ty| kinds_of_one(types, ty)).copied().chain(null).collect()
}

fn kinds_of_one(types: &[TypeDef], ty: &TypeRef) -> &'static [JsonKind] {
    match ty {
        TypeRef::Named(id) => match &types[id.index()].kind {
            TypeKind::Struct(_) => &[JsonKind::Object],
            TypeKind::StringEnum(_) => &[JsonKind::String],
            TypeKind::IntegerEnum(_) => &[JsonKind::Integer],
            TypeKind::Tuple(_) => &[JsonKind::Array],
            TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Newtype(_) => &[],
        },
        TypeRef::String | TypeRef::Secret | TypeRef::DateTime => &[JsonKind::String],
        TypeRef::Boolean | TypeRef::Literal(_) => &[JsonKind::Boolean],
        TypeRef::Integer(_) => &[JsonKind::Integer],
        TypeRef::Number => &[JsonKind::Integer, JsonKind::Number],
        TypeRef::Null => &[JsonKind::Null],
        TypeRef::Any => &KINDS,
        TypeRef::Object | TypeRef::Map(_) => &[JsonKind::Object],
        TypeRef::Array(_) => &[JsonKind::Array],
        TypeRef::Nullable(_) | TypeRef::Boxed(_) | TypeRef::Deep(_) => &[],
    }
}
