//! What tells the arms of each union apart: the JSON kind, then a tag, then keys, else trying.

use std::collections::{BTreeMap, BTreeSet};

use super::shapes;
use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    model::{Arm, ArmId, Choice, Field, JsonKind, Presence, TypeDef, TypeId, TypeKind, TypeRef, Union},
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
            let keeps = |choice: &Choice| matches!(choice, Choice::Tag { otherwise: None, .. });
            union.unknown_name = by_kind.values().any(keeps).then(|| unknown_name(&union.arms));
            union.by_kind = by_kind;
        }
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
        JsonKind::Object => by_tag(types, union, &candidates)
            .or_else(|| shapes::by_keys(types, union, &candidates))
            .unwrap_or_else(|| {
                let demanding = shapes::most_demanding_first(types, union, candidates);
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
            typed.len() > 1 && by_tag(types, union, &typed).is_none() && shapes::by_keys(types, union, &typed).is_none()
        }
        JsonKind::Array => typed.len() > 1,
        // The wide arm takes what the narrow one cannot hold.
        JsonKind::Null | JsonKind::Boolean | JsonKind::Integer | JsonKind::Number | JsonKind::String => false,
    }
}

/// Whether a type takes all values of a kind and says nothing about them.
fn takes_all(types: &[TypeDef], ty: &TypeRef, kind: JsonKind) -> bool {
    let mut ty = ty;
    // An alias that leads back to itself is no such type; the bound ends it.
    for _ in 0..types.len() + 2 {
        match ty {
            TypeRef::Any => return true,
            TypeRef::Object => return kind == JsonKind::Object,
            TypeRef::Array(item) if kind == JsonKind::Array => return **item == TypeRef::Any,
            TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => ty = inner,
            TypeRef::Named(id) => match &types[id.index()].kind {
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => ty = inner,
                TypeKind::Struct(_) | TypeKind::StringEnum(_) | TypeKind::Union(_) => return false,
            },
            _ => return false,
        }
    }
    false
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
    let mut ty = ty;
    // An alias that leads back to itself is no array; the bound ends it.
    for _ in 0..types.len() + 2 {
        match ty {
            TypeRef::Array(item) => return Some(item),
            TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => ty = inner,
            TypeRef::Named(id) => match &types[id.index()].kind {
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => ty = inner,
                TypeKind::Struct(_) | TypeKind::StringEnum(_) | TypeKind::Union(_) => return None,
            },
            _ => return None,
        }
    }
    None
}

/// The kinds of JSON values that a type takes.
fn kinds(types: &[TypeDef], ty: &TypeRef) -> BTreeSet<JsonKind> {
    let mut found = BTreeSet::new();
    collect_kinds(types, ty, &mut BTreeSet::new(), &mut found);
    found
}

fn collect_kinds(types: &[TypeDef], ty: &TypeRef, entered: &mut BTreeSet<TypeId>, found: &mut BTreeSet<JsonKind>) {
    match ty {
        TypeRef::Named(id) => {
            if !entered.insert(*id) {
                return;
            }
            match &types[id.index()].kind {
                TypeKind::Struct(_) => {
                    found.insert(JsonKind::Object);
                }
                TypeKind::StringEnum(_) => {
                    found.insert(JsonKind::String);
                }
                TypeKind::Union(union) => {
                    union.arms.iter().for_each(|arm| collect_kinds(types, &arm.ty, entered, found));
                }
                TypeKind::Alias(ty) | TypeKind::Newtype(ty) => collect_kinds(types, ty, entered, found),
            }
        }
        TypeRef::String | TypeRef::Secret | TypeRef::DateTime => {
            found.insert(JsonKind::String);
        }
        TypeRef::Boolean => {
            found.insert(JsonKind::Boolean);
        }
        TypeRef::Integer(_) => {
            found.insert(JsonKind::Integer);
        }
        TypeRef::Number => found.extend([JsonKind::Integer, JsonKind::Number]),
        TypeRef::Null => {
            found.insert(JsonKind::Null);
        }
        TypeRef::Any => found.extend(KINDS),
        TypeRef::Object | TypeRef::Map(_) => {
            found.insert(JsonKind::Object);
        }
        TypeRef::Array(_) => {
            found.insert(JsonKind::Array);
        }
        TypeRef::Nullable(ty) => {
            found.insert(JsonKind::Null);
            collect_kinds(types, ty, entered, found);
        }
        TypeRef::Boxed(ty) => collect_kinds(types, ty, entered, found),
    }
}

/// By the declared discriminator, or by a property whose possible values differ from arm to arm. One arm may be without.
fn by_tag(types: &[TypeDef], union: &Union, candidates: &[ArmId]) -> Option<Choice> {
    if let Some(discriminator) = &union.discriminator {
        return tag(types, union, candidates, &discriminator.wire_name, &discriminator.arms);
    }
    let mut names: Vec<(&str, bool)> = Vec::new();
    for arm in candidates {
        for field in fields(types, &union.arms[arm.0].ty) {
            if !names.iter().any(|(name, _)| *name == field.wire_name) {
                names.push((&field.wire_name, field.presence == Presence::Required));
            }
        }
    }
    // Required ones first: they cannot be missing.
    names.sort_by_key(|(_, required)| !required);
    names.iter().find_map(|(name, _)| tag(types, union, candidates, name, &[]))
}

fn tag(
    types: &[TypeDef],
    union: &Union,
    candidates: &[ArmId],
    wire_name: &str,
    declared: &[(String, ArmId)],
) -> Option<Choice> {
    let mut arms: Vec<(String, ArmId)> = Vec::new();
    let mut untagged = Vec::new();
    for arm in candidates {
        let mut values = tag_values(types, &union.arms[arm.0].ty, wire_name, &mut BTreeSet::new());
        let named = declared.iter().filter(|(_, named)| named == arm).map(|(value, _)| value.clone());
        values.extend(named);
        if values.is_empty() {
            untagged.push(*arm);
        }
        for value in values {
            match arms.iter().find(|(known, _)| *known == value) {
                Some((_, other)) if other != arm => return None,
                Some(_) => {}
                None => arms.push((value, *arm)),
            }
        }
    }
    let otherwise = match untagged.as_slice() {
        [] => None,
        [only] if arms.iter().any(|(_, arm)| arm != only) => Some(*only),
        _ => return None,
    };
    Some(Choice::Tag { wire_name: wire_name.to_owned(), arms, otherwise })
}

/// The values that a type's property `wire_name` may have, where it is an enum.
fn tag_values(types: &[TypeDef], ty: &TypeRef, wire_name: &str, entered: &mut BTreeSet<TypeId>) -> Vec<String> {
    match ty {
        TypeRef::Nullable(ty) | TypeRef::Boxed(ty) => tag_values(types, ty, wire_name, entered),
        TypeRef::Named(id) if entered.insert(*id) => match &types[id.index()].kind {
            TypeKind::Struct(struct_) => {
                let field = struct_.fields.iter().find(|field| field.wire_name == wire_name);
                field.map(|field| enum_values(types, &field.ty)).unwrap_or_default()
            }
            TypeKind::Union(union) => {
                let each = union.arms.iter().map(|arm| tag_values(types, &arm.ty, wire_name, entered));
                let each: Vec<Vec<String>> = each.collect();
                if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() }
            }
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => tag_values(types, ty, wire_name, entered),
            TypeKind::StringEnum(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn enum_values(types: &[TypeDef], ty: &TypeRef) -> Vec<String> {
    match ty {
        TypeRef::Named(id) => match &types[id.index()].kind {
            TypeKind::StringEnum(string_enum) => {
                string_enum.variants.iter().map(|variant| variant.wire_name.clone()).collect()
            }
            TypeKind::Alias(TypeRef::Named(inner)) if inner != id => enum_values(types, &TypeRef::Named(*inner)),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The declared properties of a type; none where it is no struct.
fn fields<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> &'t [Field] {
    let mut ty = ty;
    // An alias that leads back to itself is no struct; the bound ends it.
    for _ in 0..types.len() + 2 {
        match ty {
            TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => ty = inner,
            TypeRef::Named(id) => match &types[id.index()].kind {
                TypeKind::Struct(struct_) => return &struct_.fields,
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => ty = inner,
                TypeKind::StringEnum(_) | TypeKind::Union(_) => return &[],
            },
            _ => return &[],
        }
    }
    &[]
}
