//! The rule that distinguishes the arms of each union: by JSON kind, then by tag, then by keys, or else by trying.

mod received;
mod required_keys;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    model::{
        Arm, ArmId, Base, Choice, Field, JsonKind, Receiver, TypeDef, TypeKind, TypeRef, Union, alternatives,
        resolved_in_place,
    },
    names::Scope,
    pointer::Pointer,
};

pub(super) use received::decide as decide_received;

const KINDS: [JsonKind; 7] = [
    JsonKind::Null,
    JsonKind::Boolean,
    JsonKind::Integer,
    JsonKind::Number,
    JsonKind::String,
    JsonKind::Array,
    JsonKind::Object,
];

/// Decides for every union of the model, except for the payloads of receivers.
pub(super) fn decide(types: &mut [TypeDef], receivers: &[Receiver], diagnostics: &mut Diagnostics) {
    let mut decided = Vec::new();
    let is_received = |index| receivers.iter().any(|receiver| receiver.names.is_some() && receiver.ty.index() == index);
    for (index, definition) in types.iter().enumerate().filter(|(index, _)| !is_received(*index)) {
        if let TypeKind::Union(union) = &definition.kind {
            let by_kind = by_kind(types, union);
            if by_kind.iter().any(|(kind, choice)| is_guess(types, union, *kind, choice)) {
                diagnostics.push(findings::union_tried(&Pointer::from_text(definition.pointer.clone())));
            }
            let keeps_unknown = by_kind.iter().any(|(kind, choice)| keeps_unknown(types, union, *kind, choice));
            decided.push((index, by_kind, keeps_unknown));
        }
    }
    for (index, by_kind, keeps_unknown) in decided {
        if let TypeKind::Union(union) = &mut types[index].kind {
            union.unknown_name = keeps_unknown.then(|| unknown_name(&union.arms));
            union.by_kind = by_kind;
        }
    }
}

/// Whether there are objects that belong to no arm.
fn keeps_unknown(types: &[TypeDef], union: &Union, kind: JsonKind, choice: &Choice) -> bool {
    match choice {
        Choice::Tag { otherwise, absent, .. } => {
            otherwise.is_none_or(|arm| may_refuse_tags(types, union, kind, arm))
                || absent.as_deref().is_some_and(|absent| keeps_unknown(types, union, kind, absent))
        }
        Choice::Keys(keys) => keys.iter().all(|(names, _)| !names.is_empty()),
        Choice::Arm(_) | Choice::FirstElement { .. } | Choice::Try(_) | Choice::Best(..) => false,
    }
}

/// Whether an arm that takes objects with unknown tags refuses some of them. The document says that the base and the default of a
/// discriminator describe all of them.
fn may_refuse_tags(types: &[TypeDef], union: &Union, kind: JsonKind, arm: ArmId) -> bool {
    let declared = union.discriminator.as_ref();
    let is_declared = declared.is_some_and(|declared| [declared.base, declared.otherwise].contains(&Some(arm)));
    !is_declared && !takes_all(types, &union.arms[arm.0].ty, kind)
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
        // Any arm that accepts the value keeps all of it.
        JsonKind::Null | JsonKind::Boolean | JsonKind::String => {
            let says_something = |arm: &&ArmId| !takes_all(types, &union.arms[arm.0].ty, kind);
            Choice::Arm(candidates.iter().find(says_something).copied().unwrap_or(first))
        }
        JsonKind::Integer | JsonKind::Number => numbers(types, union, kind, candidates),
        JsonKind::Array => first_element(types, union, &candidates)
            .unwrap_or_else(|| best(types, union, kind, free_form_last(types, union, kind, candidates))),
        JsonKind::Object => match tags::by_tag(types, union, &candidates) {
            Some(by_tag) => with_incomplete(types, union, with_absent(types, union, &candidates, by_tag)),
            None => by_shape(types, union, candidates),
        },
    })
}

/// By required keys, or else by trying.
fn by_shape(types: &[TypeDef], union: &Union, candidates: Vec<ArmId>) -> Choice {
    required_keys::by_keys(types, union, &candidates).unwrap_or_else(|| {
        let demanding = required_keys::most_demanding_first(types, union, candidates);
        best(types, union, JsonKind::Object, free_form_last(types, union, JsonKind::Object, demanding))
    })
}

/// By trying. Among arms with declared properties, the one that knows most of a value is used. The other arms accept
/// any properties.
fn best(types: &[TypeDef], union: &Union, kind: JsonKind, arms: Vec<ArmId>) -> Choice {
    let knows = |arm: &ArmId| {
        let ty = &union.arms[arm.0].ty;
        let ty = if kind == JsonKind::Array { element(types, ty).unwrap_or(ty) } else { ty };
        required_keys::has_shapes(types, ty)
    };
    let (best, others): (Vec<ArmId>, Vec<ArmId>) = arms.iter().partition(|arm| knows(arm));
    if best.len() < 2 { Choice::Try(arms) } else { Choice::Best(best, others) }
}

/// Adds the rule for an object without the tag: `defaultMapping`, the `default`, or else the properties of the arms that do
/// not require the tag.
fn with_absent(types: &[TypeDef], union: &Union, candidates: &[ArmId], mut by_tag: Choice) -> Choice {
    let Choice::Tag { wire_name, otherwise, absent, .. } = &mut by_tag else { return by_tag };
    if union.discriminator.as_ref().is_some_and(|discriminator| discriminator.otherwise.is_some()) {
        return by_tag;
    }
    let by_default = union.discriminator.as_ref().and_then(|discriminator| discriminator.absent);
    let is_lacking = |arm: &&ArmId| !tags::requires(types, &union.arms[arm.0].ty, wire_name);
    let lacking: Vec<ArmId> = candidates.iter().filter(is_lacking).copied().collect();
    let rule = match (by_default, lacking.as_slice()) {
        (Some(arm), _) => Some(Choice::Arm(arm)),
        (None, []) => None,
        (None, [only]) if *otherwise == Some(*only) => None,
        (None, [only]) => Some(Choice::Arm(*only)),
        (None, _) => Some(required_keys::by_keys(types, union, &lacking).unwrap_or_else(|| {
            // A value that fits several arms belongs to the one with the fewest requirements: the base, not its
            // children.
            best(types, union, JsonKind::Object, required_keys::least_first(types, union, lacking))
        })),
    };
    *absent = rule.map(Box::new);
    by_tag
}

/// Adds the arm for an object that lacks a required property of the arm of its tag.
fn with_incomplete(types: &[TypeDef], union: &Union, mut by_tag: Choice) -> Choice {
    let found = tags::incomplete(types, union, &by_tag);
    if let Choice::Tag { incomplete, .. } = &mut by_tag {
        *incomplete = found;
    }
    by_tag
}

/// Whether a choice may choose the wrong arm. It is false if the arms with declared properties can be distinguished: arms
/// that accept anything come after them.
fn is_guess(types: &[TypeDef], union: &Union, kind: JsonKind, choice: &Choice) -> bool {
    let mut typed = match choice {
        Choice::Try(arms) => arms.clone(),
        Choice::Best(best, others) => [best.as_slice(), others].concat(),
        _ => return false,
    };
    typed.retain(|arm| !takes_all(types, &union.arms[arm.0].ty, kind));
    match kind {
        JsonKind::Object => {
            typed.len() > 1
                && tags::by_tag(types, union, &typed).is_none()
                && required_keys::by_keys(types, union, &typed).is_none()
                && !by_kind_of_member(types, union, &typed)
        }
        JsonKind::Array => typed.len() > 1 && elements_are_guesses(types, union, &typed),
        // The wide arm takes the values that the narrow one cannot contain.
        JsonKind::Null | JsonKind::Boolean | JsonKind::Integer | JsonKind::Number | JsonKind::String => false,
    }
}

/// Whether any two arms differ in the kind of a property that both require. Then only one of them fits.
fn by_kind_of_member(types: &[TypeDef], union: &Union, arms: &[ArmId]) -> bool {
    let required: Option<Vec<_>> =
        arms.iter().map(|arm| required_keys::required_fields(types, &union.arms[arm.0].ty)).collect();
    let Some(required) = required else { return false };
    let differ = |left: &[&Field], right: &[&Field]| {
        left.iter().any(|field| {
            let other = right.iter().find(|other| other.wire_name == field.wire_name);
            other.is_some_and(|other| kinds(types, &field.ty).is_disjoint(&kinds(types, &other.ty)))
        })
    };
    (1..required.len()).all(|later| required[..later].iter().all(|earlier| differ(earlier, &required[later])))
}

/// Whether the elements of arrays could not be distinguished if they were the arms.
fn elements_are_guesses(types: &[TypeDef], union: &Union, arms: &[ArmId]) -> bool {
    let elements = arms.iter().map(|arm| {
        let arm = &union.arms[arm.0];
        element(types, &arm.ty).map(|ty| Arm { ty: ty.clone(), ..arm.clone() })
    });
    let Some(arms) = elements.collect::<Option<Vec<Arm>>>() else { return true };
    let elements =
        Union { arms, discriminator: None, by_kind: BTreeMap::new(), unknown_name: None, base: Base::Unknown };
    let is_scalar = |kind| !matches!(kind, JsonKind::Object | JsonKind::Array);
    by_kind(types, &elements).iter().any(|(kind, choice)| {
        // Strings of an enum may be any strings, so they do not distinguish lists.
        let shared = elements.arms.iter().filter(|arm| kinds(types, &arm.ty).contains(kind)).count() > 1;
        shared && is_scalar(*kind) || is_guess(types, &elements, *kind, choice)
    })
}

/// Whether a type accepts all values of a kind, without declared properties.
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

/// The narrowest arm, and after it the one for the numbers that it cannot contain.
fn numbers(types: &[TypeDef], union: &Union, kind: JsonKind, mut arms: Vec<ArmId>) -> Choice {
    let is_wide = |arm: &ArmId| kinds(types, &union.arms[arm.0].ty).contains(&JsonKind::Number);
    arms.sort_by_key(|arm| (takes_all(types, &union.arms[arm.0].ty, kind), is_wide(arm)));
    // The first arm that accepts all numbers ends the list.
    let last = arms.iter().position(is_wide).map_or(arms.len(), |wide| wide + 1);
    arms.truncate(last);
    // Integers of the same range are equal.
    arms.dedup_by_key(|arm| union.arms[arm.0].ty.clone());
    match arms.as_slice() {
        [only] => Choice::Arm(*only),
        _ => Choice::Try(arms),
    }
}

/// By the kind of the first element, if the arms' elements have no kind in common.
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

/// The kinds of JSON values that a type accepts.
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
        TypeRef::String | TypeRef::Secret | TypeRef::Text(_) | TypeRef::File => &[JsonKind::String],
        TypeRef::Boolean | TypeRef::Literal(_) => &[JsonKind::Boolean],
        TypeRef::Integer(_) => &[JsonKind::Integer],
        TypeRef::Number | TypeRef::NumberLiteral(_) | TypeRef::Float => &[JsonKind::Integer, JsonKind::Number],
        TypeRef::Null => &[JsonKind::Null],
        TypeRef::Any => &KINDS,
        TypeRef::Object | TypeRef::Map(_) => &[JsonKind::Object],
        TypeRef::Array(_) => &[JsonKind::Array],
        TypeRef::Nullable(_) | TypeRef::Boxed(_) | TypeRef::Deep(_) => &[],
    }
}
