//! `oneOf` and `anyOf`: the arms. What tells them apart is decided in `decide`, when all types are known.

use std::collections::BTreeMap;

use openapiv3::{ReferenceOr, Schema};

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Arm, ArmId, Discriminator, Docs, TypeKind, TypeRef, Union},
    names::Scope,
    pointer::Pointer,
};

use super::{
    Context, arm_names,
    components::component_name,
    conjunction::{self, Conjunction, Part},
    enumeration,
    keywords::{Keywords, SchemaRef, SchemaType},
    place::Place,
    schema, settled,
};

/// What became of schemas that may have alternatives.
pub(super) enum Outcome<'a> {
    /// The type of the alternatives.
    Union(TypeRef),
    /// There are none that bear on the type: the schemas less `oneOf` and `anyOf`.
    NoUnion(Vec<Part<'a>>),
}

/// One alternative.
#[derive(Clone, Debug)]
pub(super) struct Alternative<'a> {
    pub(super) schema: SchemaRef<'a>,
    pub(super) pointer: Pointer,
    /// The schema taken apart.
    pub(super) conjunction: Conjunction<'a>,
}

/// Lowers `oneOf` or `anyOf`, if `parts` have any.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    mut parts: Vec<Part<'a>>,
    docs: &Docs,
    place: &Place,
) -> Outcome<'a> {
    let mut lists = Vec::new();
    settled::remove(context, &mut parts);
    for part in &mut parts {
        for (keyword, list) in [("oneOf", &mut part.keywords.one_of), ("anyOf", &mut part.keywords.any_of)] {
            let alternatives = alternatives(context, std::mem::take(list), &part.pointer.child(keyword));
            if alternatives.iter().any(|alternative| !only_restricts(alternative)) {
                lists.push(alternatives);
            }
        }
    }
    let mut lists = lists.into_iter();
    let Some(alternatives) = lists.next() else { return Outcome::NoUnion(parts) };
    if lists.next().is_some() {
        context.diagnostics.push(findings::several_unions(&place.pointer));
        return Outcome::NoUnion(parts);
    }
    Outcome::Union(union(context, &parts, alternatives, docs, place))
}

/// The alternatives of a list; those of an inline union inside it stand in its place.
fn alternatives<'a>(
    context: &mut Context<'a, '_>,
    list: &'a [ReferenceOr<Schema>],
    pointer: &Pointer,
) -> Vec<Alternative<'a>> {
    let mut found = Vec::new();
    for (index, schema) in list.iter().enumerate() {
        let schema = SchemaRef::from(schema);
        let at = pointer.child(index);
        if let Some((keyword, inner)) = inner_list(schema) {
            found.extend(alternatives(context, inner, &at.child(keyword)));
        } else {
            let conjunction = conjunction::conjunction(context, schema, &at);
            found.push(Alternative { schema, pointer: at, conjunction });
        }
    }
    found
}

/// The list of a schema that is a union and nothing else.
fn inner_list(schema: SchemaRef<'_>) -> Option<(&'static str, &[ReferenceOr<Schema>])> {
    let SchemaRef::Item(item) = schema else { return None };
    let mut keywords = Keywords::of(item);
    if keywords.data.discriminator.is_some() || keywords.data.nullable {
        return None;
    }
    let found = match (keywords.one_of, keywords.any_of) {
        (list, []) if !list.is_empty() => ("oneOf", list),
        ([], list) if !list.is_empty() => ("anyOf", list),
        _ => return None,
    };
    (keywords.one_of, keywords.any_of) = (&[], &[]);
    keywords.is_annotation().then_some(found)
}

/// Whether an alternative only says which properties must be there: `anyOf: [{required: [a]}, {required: [b]}]`.
fn only_restricts(alternative: &Alternative<'_>) -> bool {
    alternative.conjunction.sole_reference.is_none()
        && alternative.conjunction.parts.iter().all(|part| {
            let keywords = Keywords { required: &[], ..part.keywords.clone() };
            !part.keywords.required.is_empty() && keywords.is_annotation()
        })
}

fn union<'a>(
    context: &mut Context<'a, '_>,
    parts: &[Part<'a>],
    alternatives: Vec<Alternative<'a>>,
    docs: &Docs,
    place: &Place,
) -> TypeRef {
    if let Some(ty) = strings(context, &alternatives, docs, place) {
        return ty;
    }
    let base = if base_matters(parts, &alternatives) { parts } else { &[] };
    if let [only] = alternatives.as_slice() {
        return arm_type(context, base, only.clone(), place);
    }
    let place = context.reserve(docs, place);
    let names = arm_names::arm_names(&alternatives);
    let mut arms: Vec<Arm> = Vec::new();
    let mut references = Vec::new();
    let mut scope = Scope::default();
    for (alternative, wanted) in alternatives.into_iter().zip(names) {
        let reference = alternative.conjunction.sole_reference;
        let docs = alternative.conjunction.docs.clone();
        let pointer = alternative.pointer.to_string();
        let arm_place = Place { wire_name: String::new(), ..place.child(alternative.pointer.clone(), &wanted) };
        let ty = arm_type(context, base, alternative, &arm_place);
        let known = arms.iter().position(|arm| arm.ty == ty);
        references.push((reference, ArmId(known.unwrap_or(arms.len()))));
        if known.is_none() {
            arms.push(Arm { pointer, rust_name: scope.claim(&wanted), docs, ty });
        }
    }
    if let [only] = arms.as_slice() {
        return context.define(TypeKind::Alias(only.ty.clone()), docs, &place);
    }
    let discriminator = discriminator(parts, &references);
    let union = Union { arms, discriminator, by_kind: BTreeMap::new(), unknown_name: None };
    context.define(TypeKind::Union(union), docs, &place)
}

fn arm_type<'a>(
    context: &mut Context<'a, '_>,
    base: &[Part<'a>],
    alternative: Alternative<'a>,
    place: &Place,
) -> TypeRef {
    if base.is_empty() {
        return schema::lower(context, alternative.schema, place).with_null();
    }
    let nullable = alternative.conjunction.nullable;
    let base = Conjunction { parts: base.to_vec(), ..Conjunction::default() };
    let whole = Conjunction { nullable, ..base.and(alternative.conjunction) };
    schema::lower_conjunction(context, whole, place).with_null()
}

/// The type of alternatives that are all strings: an open enum of all their values takes any string.
fn strings<'a>(
    context: &mut Context<'a, '_>,
    alternatives: &[Alternative<'a>],
    docs: &Docs,
    place: &Place,
) -> Option<TypeRef> {
    let enumerations: Option<Vec<Vec<String>>> = alternatives.iter().map(string_values).collect();
    let named: Vec<_> = alternatives.iter().zip(enumerations?).filter(|(_, values)| !values.is_empty()).collect();
    match named.as_slice() {
        [] => Some(TypeRef::String),
        [(only, _)] if only.conjunction.sole_reference.is_some() => {
            only.conjunction.sole_reference.and_then(|reference| context.reference(reference)).map(|(ty, _)| ty)
        }
        several => {
            let values: Vec<&str> = several.iter().flat_map(|(_, values)| values).map(String::as_str).collect();
            Some(enumeration::string_enum(context, &values, docs, place))
        }
    }
}

/// The values of an alternative that is a string; none where it may be any.
fn string_values(alternative: &Alternative<'_>) -> Option<Vec<String>> {
    let parts = &alternative.conjunction.parts;
    let is_string = |part: &Part<'_>| {
        let keywords = &part.keywords;
        matches!(keywords.schema_type, None | Some(SchemaType::String))
            && keywords.one_of.is_empty()
            && keywords.any_of.is_empty()
            && keywords.format.as_deref() != Some("date-time")
    };
    let stated = parts.iter().any(|part| part.keywords.schema_type == Some(SchemaType::String));
    let values = enumeration::values(parts);
    if !parts.iter().all(is_string) || !(stated || values.is_some()) || alternative.conjunction.nullable {
        return None;
    }
    values.unwrap_or_default().iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

/// Whether what stands beside the alternatives adds to them: a property that some alternative lacks, say.
fn base_matters(base: &[Part<'_>], alternatives: &[Alternative<'_>]) -> bool {
    base.iter().any(|part| {
        let keywords = &part.keywords;
        let rest = Keywords { properties: Vec::new(), required: &[], ..keywords.clone() };
        !rest.is_bare()
            || keywords
                .properties
                .iter()
                .any(|(wire_name, _)| !alternatives.iter().all(|alternative| has_property(alternative, wire_name)))
    })
}

fn has_property(alternative: &Alternative<'_>, wire_name: &str) -> bool {
    let mut properties = alternative.conjunction.parts.iter().flat_map(|part| &part.keywords.properties);
    properties.any(|(other, _)| *other == wire_name)
}

/// The declared discriminator: values of `mapping`, then for each arm without one the name of its schema.
fn discriminator(parts: &[Part<'_>], references: &[(Option<&str>, ArmId)]) -> Option<Discriminator> {
    let declared = parts.iter().find_map(|part| part.keywords.data.discriminator.as_ref())?;
    let arm_of = |target: &str| {
        let found = references.iter().find(|(reference, _)| {
            reference.is_some_and(|reference| {
                reference == target || component_name(reference).is_some_and(|name| name == target)
            })
        });
        found.map(|(_, arm)| *arm)
    };
    let mut arms: Vec<(String, ArmId)> =
        declared.mapping.iter().filter_map(|(value, target)| arm_of(target).map(|arm| (value.clone(), arm))).collect();
    for (reference, arm) in references {
        let name = reference.and_then(component_name);
        if let Some(name) = name.filter(|_| !arms.iter().any(|(_, mapped)| mapped == arm)) {
            arms.push((name.into_owned(), *arm));
        }
    }
    Some(Discriminator { wire_name: declared.property_name.clone(), arms })
}
