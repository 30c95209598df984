//! Telling arms apart by a tag: a property whose possible values differ from arm to arm.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::model::{ArmId, Choice, Field, JsonKind, Presence, Tags, TypeDef, TypeId, TypeKind, TypeRef, Union};

/// By the declared discriminator, or by a property whose possible values differ from arm to arm. One arm may be without.
pub(super) fn by_tag(types: &[TypeDef], union: &Union, candidates: &[ArmId]) -> Option<Choice> {
    if let Some(discriminator) = &union.discriminator {
        return tag(types, union, candidates, &discriminator.wire_name, &discriminator.arms);
    }
    let mut names: Vec<(&str, bool)> = Vec::new();
    let mut entered = BTreeSet::new();
    for arm in candidates {
        collect_names(types, &union.arms[arm.0].ty, &mut entered, &mut names);
    }
    // Required ones first: they cannot be missing.
    names.sort_by_key(|(_, required)| !required);
    names.iter().find_map(|(name, _)| {
        let choice = tag(types, union, candidates, name, &[])?;
        decides(types, union, candidates, &choice).then_some(choice)
    })
}

/// Whether the tag is one. A boolean may well say something else; where all arms require it and say which, it is.
fn decides(types: &[TypeDef], union: &Union, candidates: &[ArmId], choice: &Choice) -> bool {
    let Choice::Tag { wire_name, arms: Tags::Booleans(_), otherwise } = choice else { return true };
    otherwise.is_none() && candidates.iter().all(|arm| requires(types, &union.arms[arm.0].ty, wire_name))
}

fn tag(
    types: &[TypeDef],
    union: &Union,
    candidates: &[ArmId],
    wire_name: &str,
    declared: &[(String, ArmId)],
) -> Option<Choice> {
    let mut arms: IndexMap<TagValue, ArmId> = IndexMap::new();
    let mut untagged = Vec::new();
    for arm in candidates {
        let mut values = tag_values(types, &union.arms[arm.0].ty, wire_name);
        // The names of a `mapping` are text, also those of integers.
        if !values.iter().any(|value| !matches!(value, TagValue::String(_))) {
            let named = declared.iter().filter(|(_, named)| named == arm);
            let kind = plain_kind(types, &union.arms[arm.0].ty, wire_name);
            values.extend(named.filter_map(|(value, _)| of_kind(value, kind)));
        }
        if values.is_empty() {
            untagged.push(*arm);
        }
        // Unions have thousands of arms, and each may bring names that only it knows.
        if untagged.len() > 1 {
            return None;
        }
        for value in values {
            if arms.entry(value).or_insert(*arm) != arm {
                return None;
            }
        }
    }
    let otherwise = match untagged.as_slice() {
        [] => None,
        // What has no tag may be of a tagged arm too, unless that requires it.
        [only]
            if arms.values().all(|arm| !declared.is_empty() || requires(types, &union.arms[arm.0].ty, wire_name)) =>
        {
            Some(*only)
        }
        _ => return None,
    };
    Some(Choice::Tag { wire_name: wire_name.to_owned(), arms: of_one_kind(&arms)?, otherwise })
}

/// The value of a name in a `mapping`.
fn of_kind(name: &str, kind: Option<JsonKind>) -> Option<TagValue> {
    match kind {
        Some(JsonKind::Boolean) => name.parse().ok().map(TagValue::Boolean),
        Some(JsonKind::Integer) => name.parse().ok().map(TagValue::Integer),
        _ => Some(TagValue::String(name.to_owned())),
    }
}

/// The JSON kind of a type's property `wire_name`, if it may be any boolean or integer.
fn plain_kind(types: &[TypeDef], ty: &TypeRef, wire_name: &str) -> Option<JsonKind> {
    let mut entered = BTreeSet::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            TypeRef::Nullable(inner) | TypeRef::Boxed(inner) | TypeRef::Deep(inner) => open.push(inner),
            TypeRef::Boolean if !entered.is_empty() => return Some(JsonKind::Boolean),
            TypeRef::Integer(_) if !entered.is_empty() => return Some(JsonKind::Integer),
            TypeRef::Named(id) if entered.insert(*id) => match &types[id.index()].kind {
                TypeKind::Struct(struct_) => {
                    open.extend(
                        struct_.fields.iter().filter(|field| field.wire_name == wire_name).map(|field| &field.ty),
                    );
                }
                TypeKind::Union(union) => open.extend(union.arms.iter().map(|arm| &arm.ty)),
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => open.push(inner),
                TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => {}
            },
            _ => {}
        }
    }
    None
}

/// The values, if they are all of one kind.
fn of_one_kind(arms: &IndexMap<TagValue, ArmId>) -> Option<Tags> {
    let string = |value: &TagValue| if let TagValue::String(value) = value { Some(value.clone()) } else { None };
    let integer = |value: &TagValue| if let TagValue::Integer(value) = value { Some(*value) } else { None };
    let boolean = |value: &TagValue| if let TagValue::Boolean(value) = value { Some(*value) } else { None };
    let strings = all(arms, string).map(Tags::Strings);
    strings.or_else(|| all(arms, integer).map(Tags::Integers)).or_else(|| all(arms, boolean).map(Tags::Booleans))
}

/// Whether all objects of a type have the property `wire_name`.
fn requires(types: &[TypeDef], ty: &TypeRef, wire_name: &str) -> bool {
    let mut entered = BTreeSet::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            TypeRef::Nullable(inner) | TypeRef::Boxed(inner) | TypeRef::Deep(inner) => open.push(inner),
            TypeRef::Named(id) if entered.insert(*id) => match &types[id.index()].kind {
                TypeKind::Struct(struct_) => {
                    let is_required =
                        |field: &Field| matches!(field.presence, Presence::Required | Presence::RequiredNullable);
                    if !struct_.fields.iter().any(|field| field.wire_name == wire_name && is_required(field)) {
                        return false;
                    }
                }
                TypeKind::Union(union) => open.extend(union.arms.iter().map(|arm| &arm.ty)),
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => open.push(inner),
                TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => {}
            },
            _ => {}
        }
    }
    true
}

/// The values of all arms as those of one kind, if they are.
fn all<T>(arms: &IndexMap<TagValue, ArmId>, of_kind: impl Fn(&TagValue) -> Option<T>) -> Option<Vec<(T, ArmId)>> {
    arms.iter().map(|(value, arm)| Some((of_kind(value)?, *arm))).collect()
}

/// A value of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum TagValue {
    String(String),
    Integer(i64),
    Boolean(bool),
}

/// The values that a type's property `wire_name` may have; none if it is not an enum in each struct that the type may be.
fn tag_values(types: &[TypeDef], ty: &TypeRef, wire_name: &str) -> Vec<TagValue> {
    let mut found = Vec::new();
    let is_tag = add_tag_values(types, ty, wire_name, &mut BTreeSet::new(), &mut found);
    if is_tag { found } else { Vec::new() }
}

/// Adds the values; false if there is a struct without.
fn add_tag_values(
    types: &[TypeDef],
    ty: &TypeRef,
    wire_name: &str,
    entered: &mut BTreeSet<TypeId>,
    found: &mut Vec<TagValue>,
) -> bool {
    match ty {
        TypeRef::Nullable(ty) | TypeRef::Boxed(ty) | TypeRef::Deep(ty) => {
            add_tag_values(types, ty, wire_name, entered, found)
        }
        TypeRef::Named(id) if entered.insert(*id) => match &types[id.index()].kind {
            TypeKind::Struct(struct_) => {
                let field = struct_.fields.iter().find(|field| field.wire_name == wire_name);
                let values = field.map(|field| enum_values(types, &field.ty)).unwrap_or_default();
                let has_values = !values.is_empty();
                found.extend(values);
                has_values
            }
            TypeKind::Union(union) => {
                union.arms.iter().all(|arm| add_tag_values(types, &arm.ty, wire_name, entered, found))
            }
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => add_tag_values(types, ty, wire_name, entered, found),
            TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => false,
        },
        _ => false,
    }
}

fn enum_values(types: &[TypeDef], ty: &TypeRef) -> Vec<TagValue> {
    match ty {
        TypeRef::Literal(value) => vec![TagValue::Boolean(*value)],
        TypeRef::Named(id) => match &types[id.index()].kind {
            TypeKind::StringEnum(string_enum) => {
                string_enum.variants.iter().map(|variant| TagValue::String(variant.wire_name.clone())).collect()
            }
            TypeKind::IntegerEnum(integer_enum) => {
                integer_enum.variants.iter().map(|variant| TagValue::Integer(variant.value)).collect()
            }
            TypeKind::Alias(TypeRef::Named(inner)) if inner != id => enum_values(types, &TypeRef::Named(*inner)),
            TypeKind::Alias(ty @ TypeRef::Literal(_)) | TypeKind::Newtype(ty @ TypeRef::Literal(_)) => {
                enum_values(types, ty)
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Collects the properties of an arm that are enums, and whether the first struct that has one requires it.
fn collect_names<'t>(
    types: &'t [TypeDef],
    ty: &'t TypeRef,
    entered: &mut BTreeSet<TypeId>,
    names: &mut Vec<(&'t str, bool)>,
) {
    match ty {
        TypeRef::Nullable(inner) | TypeRef::Boxed(inner) | TypeRef::Deep(inner) => {
            collect_names(types, inner, entered, names);
        }
        TypeRef::Named(id) if entered.insert(*id) => match &types[id.index()].kind {
            TypeKind::Struct(struct_) => {
                let enums = struct_.fields.iter().filter(|field| !enum_values(types, &field.ty).is_empty());
                for field in enums {
                    if !names.iter().any(|(name, _)| *name == field.wire_name) {
                        names.push((&field.wire_name, field.presence == Presence::Required));
                    }
                }
            }
            TypeKind::Union(union) => union.arms.iter().for_each(|arm| collect_names(types, &arm.ty, entered, names)),
            TypeKind::Alias(inner) | TypeKind::Newtype(inner) => collect_names(types, inner, entered, names),
            TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => {}
        },
        _ => {}
    }
}
