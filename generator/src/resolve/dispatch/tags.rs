//! Distinguishes arms by a tag: a property whose possible values differ from arm to arm.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::{
    model::{
        ArmId, Choice, Field, JsonKind, Presence, Struct, Tags, TypeDef, TypeKind, TypeRef, UndeclaredRule, Union,
        alternatives, resolved, structure,
    },
    names,
};

use super::{kinds, required_keys};

/// By the declared discriminator, or by a property whose possible values differ from arm to arm. One arm may lack it.
pub(super) fn by_tag(types: &[TypeDef], union: &Union, candidates: &[ArmId]) -> Option<Choice> {
    if let Some(discriminator) = &union.discriminator {
        return tag(types, union, candidates, &discriminator.wire_name, &discriminator.arms);
    }
    let mut found: Vec<Candidate<'_>> = Vec::new();
    for arm in candidates {
        collect(types, &union.arms[arm.0].ty, &mut found);
    }
    // Required ones first: they cannot be missing. Then codes: a server may change the text of a sentence.
    found.sort_by_key(|candidate| (!candidate.is_required, !candidate.has_codes));
    let mut choices = found.iter().filter_map(|candidate| {
        let choice = tag(types, union, candidates, candidate.wire_name, &[])?;
        decides(types, union, candidates, &choice, candidate.has_codes).then_some((candidate, choice))
    });
    let (_, first) = choices.next()?;
    if has_all(&first, candidates) {
        return Some(first);
    }
    // A constant code that all arms require is the tag that the server means.
    let requires = |arm: &ArmId, name| requires(types, &union.arms[arm.0].ty, name);
    let of_all = choices.find(|(candidate, choice)| {
        candidate.has_codes
            && has_constants(choice)
            && has_all(choice, candidates)
            && candidates.iter().all(|arm| requires(arm, candidate.wire_name))
    });
    Some(of_all.map_or(first, |(_, choice)| choice))
}

/// Whether no arm has several values of the tag. An enum of several values may have further ones later.
fn has_constants(choice: &Choice) -> bool {
    let Choice::Tag { arms, .. } = choice else { return false };
    let mut seen = BTreeSet::new();
    arms.arms().all(|arm| seen.insert(arm))
}

/// Whether each arm has a value of the tag.
fn has_all(choice: &Choice, candidates: &[ArmId]) -> bool {
    let Choice::Tag { arms, .. } = choice else { return false };
    let with_values: BTreeSet<ArmId> = arms.arms().collect();
    candidates.iter().all(|arm| with_values.contains(arm))
}

/// Whether the property is used as a tag. A boolean may have another meaning, so all arms must require it and have a value for
/// it. A text that is not a constant code may have another meaning in an arm without values for it. So required keys have precedence
/// if they distinguish the arms, and an object of that arm may lack properties of the arm of its tag.
fn decides(types: &[TypeDef], union: &Union, candidates: &[ArmId], choice: &Choice, has_codes: bool) -> bool {
    let Choice::Tag { wire_name, arms, otherwise, .. } = choice else { return true };
    if arms.kind() == JsonKind::Boolean {
        return otherwise.is_none() && candidates.iter().all(|arm| requires(types, &union.arms[arm.0].ty, wire_name));
    }
    let Some(other) = otherwise.map(|arm| &union.arms[arm.0].ty) else { return true };
    has_codes && has_constants(choice)
        || !declares(types, other, wire_name, arms.kind())
        || arms.arms().all(|arm| !requires_more(types, &union.arms[arm.0].ty, other))
        || required_keys::by_keys(types, union, candidates).is_none()
}

/// The arm for an object that lacks a required property of the arm of its tag: the base. Without a declared discriminator, it is
/// the arm that accepts any value of the tag, since the value may have another meaning there.
pub(super) fn incomplete(types: &[TypeDef], union: &Union, choice: &Choice) -> Option<ArmId> {
    let Choice::Tag { wire_name, arms, otherwise, .. } = choice else { return None };
    let declares_tag = |arm: &ArmId| declares(types, &union.arms[arm.0].ty, wire_name, arms.kind());
    let other = match &union.discriminator {
        Some(discriminator) => discriminator.base,
        None => otherwise.filter(declares_tag),
    }?;
    let requires_more = |arm: ArmId| requires_more(types, &union.arms[arm.0].ty, &union.arms[other.0].ty);
    arms.arms().any(requires_more).then_some(other)
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
        // If several arms may have a value, the document decides.
        values.retain(|value| declared.iter().all(|(name, named)| named == arm || !value.is_named(name)));
        // The names in a `mapping` are text, also for integers.
        if !values.iter().any(|value| !matches!(value, TagValue::String(_))) {
            let named = declared.iter().filter(|(_, named)| named == arm);
            let kind = plain_kind(types, &union.arms[arm.0].ty, wire_name);
            values.extend(named.filter_map(|(value, _)| of_kind(value, kind)));
        }
        if values.is_empty() {
            untagged.push(*arm);
        }
        // Unions can have thousands of arms, each with different names.
        if untagged.len() > 1 {
            return None;
        }
        for value in values {
            if arms.entry(value).or_insert(*arm) != arm {
                return None;
            }
        }
    }
    let tags = of_one_kind(&arms)?;
    let otherwise = match untagged.as_slice() {
        [] => union.discriminator.as_ref().and_then(|declared| declared.otherwise),
        // An object without a tag may also belong to an arm with a tag, unless the arm requires the tag.
        [only]
            if arms.values().all(|arm| !declared.is_empty() || requires(types, &union.arms[arm.0].ty, wire_name)) =>
        {
            // Another value is probably a new kind of object, unless the arm can have it, or the arm has its own property.
            Some(*only).filter(|arm| {
                let ty = &union.arms[arm.0].ty;
                may_have(types, ty, wire_name, tags.kind())
                    || !is_closed(types, ty) && required_keys::has_own_key(types, union, candidates, *arm)
            })
        }
        _ => return None,
    };
    Some(Choice::Tag { wire_name: wire_name.to_owned(), arms: tags, otherwise, absent: None, incomplete: None })
}

/// Whether a type declares the property `wire_name` with values of `kind`.
fn declares(types: &[TypeDef], ty: &TypeRef, wire_name: &str, kind: JsonKind) -> bool {
    let mut fields = structs(types, ty).into_iter().flatten().filter_map(|object| object.field(wire_name));
    fields.any(|field| kinds(types, &field.ty).contains(&kind))
}

/// Whether objects of a type may have the property `wire_name`: it is declared, also with values of another kind, or its
/// values of `kind` belong to declared `additionalProperties`. `additionalProperties: true` declares nothing.
fn may_have(types: &[TypeDef], ty: &TypeRef, wire_name: &str, kind: JsonKind) -> bool {
    let takes = |value: &TypeRef| kinds(types, value).contains(&kind);
    alternatives(types, ty).types.into_iter().any(|ty| match ty {
        TypeRef::Any | TypeRef::Object => true,
        TypeRef::Map(value) => takes(value),
        _ => structure(types, ty).is_some_and(|object| {
            let others = &object.additional_properties;
            object.field(wire_name).is_some() || others.rule == UndeclaredRule::Typed && takes(&others.value)
        }),
    })
}

/// Whether the document forbids undeclared properties in objects of a type.
fn is_closed(types: &[TypeDef], ty: &TypeRef) -> bool {
    let is_closed = |object: &Struct| object.additional_properties.rule == UndeclaredRule::Closed;
    structs(types, ty).into_iter().all(|object| object.is_some_and(is_closed))
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
    let fields = structs(types, ty).into_iter().flatten().filter_map(|object| object.field(wire_name));
    fields.flat_map(|field| alternatives(types, &field.ty).types).find_map(|ty| match ty {
        TypeRef::Boolean => Some(JsonKind::Boolean),
        TypeRef::Integer(_) => Some(JsonKind::Integer),
        _ => None,
    })
}

/// The types that a value of `ty` may have after aliases and unions: structs, and `None` for each other type.
fn structs<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> Vec<Option<&'t Struct>> {
    alternatives(types, ty).types.into_iter().map(|ty| structure(types, ty)).collect()
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
pub(super) fn requires(types: &[TypeDef], ty: &TypeRef, wire_name: &str) -> bool {
    let is_always_there = |field: &Field| field.is_required() && !field.is_lenient;
    structs(types, ty).into_iter().flatten().all(|object| object.field(wire_name).is_some_and(is_always_there))
}

/// Whether objects of a type have a property that objects of `base` may lack.
fn requires_more(types: &[TypeDef], ty: &TypeRef, base: &TypeRef) -> bool {
    let fields = structs(types, ty).into_iter().flatten().flat_map(|object| &object.fields);
    let mut required = fields.filter(|field| field.is_required() && !field.is_lenient);
    required.any(|field| !requires(types, base, &field.wire_name))
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

impl TagValue {
    /// Whether it is the value with this `name` in a `mapping`.
    fn is_named(&self, name: &str) -> bool {
        match self {
            Self::String(value) => value == name,
            Self::Integer(value) => name.parse() == Ok(*value),
            Self::Boolean(value) => name.parse() == Ok(*value),
        }
    }
}

/// The values that a type's property `wire_name` may have; none if it is not an enum in each of the type's structs.
fn tag_values(types: &[TypeDef], ty: &TypeRef, wire_name: &str) -> Vec<TagValue> {
    let of_struct = |object: Option<&Struct>| {
        let values = object?.field(wire_name).map(|field| enum_values(types, &field.ty))?;
        (!values.is_empty()).then_some(values)
    };
    let values: Option<Vec<Vec<TagValue>>> = structs(types, ty).into_iter().map(of_struct).collect();
    values.unwrap_or_default().concat()
}

fn enum_values(types: &[TypeDef], ty: &TypeRef) -> Vec<TagValue> {
    match resolved(types, ty) {
        TypeRef::Literal(value) => vec![TagValue::Boolean(*value)],
        TypeRef::Named(id) => match &types[id.index()].kind {
            TypeKind::StringEnum(string_enum) => {
                string_enum.variants.iter().map(|variant| TagValue::String(variant.wire_name.clone())).collect()
            }
            TypeKind::IntegerEnum(integer_enum) => {
                integer_enum.variants.iter().map(|variant| TagValue::Integer(variant.value)).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A property that may be the tag.
struct Candidate<'t> {
    wire_name: &'t str,
    /// Whether the first struct that has it requires it.
    is_required: bool,
    /// Whether its values are codes in all arms, and not sentences or empty.
    has_codes: bool,
}

/// Collects the properties of an arm that are enums.
fn collect<'t>(types: &'t [TypeDef], ty: &'t TypeRef, found: &mut Vec<Candidate<'t>>) {
    for field in structs(types, ty).into_iter().flatten().flat_map(|object| &object.fields) {
        let values = enum_values(types, &field.ty);
        if values.is_empty() {
            continue;
        }
        let is_code = |text: &str| !text.is_empty() && names::is_code(text);
        let has_codes = !values.iter().any(|value| matches!(value, TagValue::String(text) if !is_code(text)));
        match found.iter_mut().find(|candidate| candidate.wire_name == field.wire_name) {
            Some(known) => known.has_codes &= has_codes,
            None => found.push(Candidate {
                wire_name: &field.wire_name,
                is_required: field.presence == Presence::Required,
                has_codes,
            }),
        }
    }
}
