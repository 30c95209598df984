//! What tells the arms of each union apart: the JSON kind, then a tag, then keys, else trying.

use std::collections::{BTreeMap, BTreeSet};

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
            if by_kind.values().any(|choice| matches!(choice, Choice::Try(_))) {
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
        JsonKind::Null | JsonKind::Boolean | JsonKind::String => Choice::Arm(first),
        JsonKind::Integer | JsonKind::Number => {
            Choice::Arm(narrowest_number(types, union, &candidates).unwrap_or(first))
        }
        JsonKind::Array => Choice::Try(candidates),
        JsonKind::Object => by_tag(types, union, &candidates)
            .or_else(|| by_keys(types, union, &candidates))
            .unwrap_or_else(|| Choice::Try(most_demanding_first(types, union, candidates))),
    })
}

fn narrowest_number(types: &[TypeDef], union: &Union, candidates: &[ArmId]) -> Option<ArmId> {
    candidates.iter().copied().find(|arm| !kinds(types, &union.arms[arm.0].ty).contains(&JsonKind::Number))
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
        TypeRef::String | TypeRef::DateTime => {
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

/// By a required property that no other arm knows. One arm may have none: it comes last.
fn by_keys(types: &[TypeDef], union: &Union, candidates: &[ArmId]) -> Option<Choice> {
    let mut keys = Vec::new();
    let mut rest = Vec::new();
    for arm in candidates {
        match own_key(types, union, candidates, *arm) {
            Some(key) => keys.push((vec![key], *arm)),
            None => rest.push((Vec::new(), *arm)),
        }
    }
    if rest.len() > 1 {
        return None;
    }
    keys.extend(rest);
    Some(Choice::Keys(keys))
}

fn own_key(types: &[TypeDef], union: &Union, candidates: &[ArmId], arm: ArmId) -> Option<String> {
    let others: Vec<ArmId> = candidates.iter().copied().filter(|other| *other != arm).collect();
    let taken: BTreeSet<&str> = others
        .iter()
        .flat_map(|other| fields(types, &union.arms[other.0].ty))
        .map(|field| field.wire_name.as_str())
        .collect();
    let mut own = fields(types, &union.arms[arm.0].ty).iter().filter(|field| is_required(field));
    own.find(|field| !taken.contains(field.wire_name.as_str())).map(|field| field.wire_name.clone())
}

fn most_demanding_first(types: &[TypeDef], union: &Union, mut candidates: Vec<ArmId>) -> Vec<ArmId> {
    candidates.sort_by_key(|arm| {
        let required = fields(types, &union.arms[arm.0].ty).iter().filter(|field| is_required(field)).count();
        std::cmp::Reverse(required)
    });
    candidates
}

fn is_required(field: &Field) -> bool {
    matches!(field.presence, Presence::Required | Presence::RequiredNullable)
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
