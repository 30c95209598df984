//! `oneOf` and `anyOf`: the arms. `resolve::dispatch` decides how they are distinguished, when all types are known.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Arm, ArmId, Base, Discriminator, Docs, TypeKind, TypeRef, Union},
    names::Scope,
    pointer::Pointer,
    read::{self, SchemaOrRef},
};

use super::{
    Context,
    alternative::Alternative,
    arm_names,
    components::component_name,
    conjunction::{self, Conjunction, Subschema},
    covered, enumeration,
    keywords::{Keywords, SchemaRef, SchemaType},
    place::Place,
    placeholder,
    schema::{self, LoweredSchema},
    settled,
};

/// The types of schemas that may have alternatives.
pub(super) enum Outcome<'a> {
    /// The type of the alternatives.
    Union(TypeRef),
    /// No alternatives affect the type: the schemas without `oneOf` and `anyOf`.
    NoUnion(Vec<Subschema<'a>>),
}

/// A list of alternatives.
struct AlternativeList<'a> {
    alternatives: Vec<Alternative<'a>>,
    /// The declared discriminator.
    discriminator: Option<&'a read::DiscriminatorObject>,
    /// Whether `null` is a value of the whole schema, so that no alternative needs it.
    is_nullable: bool,
}

/// The most combinations of alternatives that are typed, if several lists of them apply together.
const MOST_COMBINATIONS: usize = 64;

/// Lowers `oneOf` or `anyOf`, if `parts` have any. If several lists apply together, each alternative of the first list is a
/// union of the alternatives of the next one.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    mut parts: Vec<Subschema<'a>>,
    docs: &Docs,
    place: &Place,
) -> Outcome<'a> {
    let mut first = None;
    let mut combinations = 1_usize;
    let is_nullable = conjunction::all_nullable(context, &parts);
    settled::remove(context, &mut parts);
    for index in 0..parts.len() {
        for keyword in [Keyword::OneOf, Keyword::AnyOf] {
            let list = std::mem::take(parts[index].list(keyword));
            if list.is_empty() {
                continue;
            }
            let alternatives = alternatives(context, list, &parts[index].pointer.child(keyword.name()));
            let alternatives = possible(context, &mut parts, index, alternatives, place);
            let is_object = parts.iter().any(is_object);
            if alternatives.iter().all(|alternative| only_restricts(alternative, is_object)) {
                continue;
            }
            combinations = combinations.saturating_mul(alternatives.len());
            if first.is_none() {
                first = Some((index, alternatives));
            } else if combinations <= MOST_COMBINATIONS {
                *parts[index].list(keyword) = list;
            } else {
                context.diagnostics.push(findings::several_unions(&place.pointer));
            }
        }
    }
    let Some((index, alternatives)) = first else { return Outcome::NoUnion(parts) };
    let discriminator = take_discriminator(&mut parts, index);
    Outcome::Union(union(context, &parts, AlternativeList { alternatives, discriminator, is_nullable }, docs, place))
}

/// The discriminator next to the list, or in a schema without a list. It does not belong to another list.
fn take_discriminator<'a>(parts: &mut [Subschema<'a>], listing: usize) -> Option<&'a read::DiscriminatorObject> {
    if let Some(discriminator) = parts[listing].keywords.discriminator.take() {
        return Some(discriminator);
    }
    let lists_none = |part: &&mut Subschema<'_>| part.keywords.one_of.is_empty() && part.keywords.any_of.is_empty();
    parts.iter_mut().filter(lists_none).find_map(|part| part.keywords.discriminator.take())
}

/// The keywords that list alternatives.
#[derive(Clone, Copy, Debug)]
enum Keyword {
    OneOf,
    AnyOf,
}

impl Keyword {
    fn name(self) -> &'static str {
        match self {
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
        }
    }
}

impl<'a> Subschema<'a> {
    fn list(&mut self, keyword: Keyword) -> &mut &'a [SchemaOrRef] {
        match keyword {
            Keyword::OneOf => &mut self.keywords.one_of,
            Keyword::AnyOf => &mut self.keywords.any_of,
        }
    }
}

/// The possible alternatives: those with a type that the rest of the schema allows. If the schema that lists an
/// alternative does not allow its type, this is a mistake, and the alternative is kept. So are all alternatives if none is possible
/// because of a `type` alone.
fn possible<'a>(
    context: &mut Context<'a, '_>,
    parts: &mut [Subschema<'a>],
    listing: usize,
    mut alternatives: Vec<Alternative<'a>>,
    place: &Place,
) -> Vec<Alternative<'a>> {
    let is_impossible = |alternative: &Alternative<'_>| {
        let excluding = parts.iter().position(|part| excludes(part, alternative));
        excluding.is_some_and(|part| part != listing)
    };
    let is_combined = parts.iter().any(|part| part.is_alternative);
    if !alternatives.is_empty() && !is_combined && alternatives.iter().all(is_impossible) {
        let excludes_any = |part: &Subschema<'_>| alternatives.iter().any(|alternative| excludes(part, alternative));
        if !placeholder::ignore_excluding(context, parts, excludes_any) {
            let what = "one of them allows none of the alternatives of another one";
            context.diagnostics.push(findings::all_of_impossible(&place.pointer, what));
        }
    }
    alternatives.retain(|alternative| {
        let excluding = parts.iter().position(|part| excludes(part, alternative));
        if excluding == Some(listing) {
            context.diagnostics.push(findings::alternative_of_other_type(&alternative.pointer));
        }
        excluding.is_none_or(|part| part == listing)
    });
    alternatives
}

/// Whether no value of the alternative has the type of `part`.
fn excludes(part: &Subschema<'_>, alternative: &Alternative<'_>) -> bool {
    let mut types = alternative.conjunction.parts.iter().filter_map(|part| part.keywords.schema_type);
    part.keywords.schema_type.is_some_and(|allowed| types.any(|ty| !ty.overlaps(allowed)))
}

/// The alternatives of a list; those of an inline union replace the union.
fn alternatives<'a>(context: &mut Context<'a, '_>, list: &'a [SchemaOrRef], pointer: &Pointer) -> Vec<Alternative<'a>> {
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

/// The list of a schema that is only a union.
fn inner_list(schema: SchemaRef<'_>) -> Option<(&'static str, &[SchemaOrRef])> {
    let SchemaRef::Item(item) = schema else { return None };
    let mut keywords = Keywords::of(item);
    if keywords.discriminator.is_some() || keywords.schema.nullable {
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

/// Whether a schema declares properties of an object.
fn is_object(part: &Subschema<'_>) -> bool {
    part.keywords.schema_type == Some(SchemaType::Object) || !part.keywords.properties.is_empty()
}

/// Whether an alternative only requires properties: `anyOf: [{required: [a]}, {required: [b]}]`. If all values are objects,
/// the `type` of an alternative has no effect, and an alternative without properties only excludes values:
/// `not: {required: [a]}`.
fn only_restricts(alternative: &Alternative<'_>, is_object: bool) -> bool {
    alternative.conjunction.sole_reference.is_none()
        && alternative.conjunction.parts.iter().all(|part| {
            let keywords = Keywords { required: &[], ..part.keywords };
            let says_nothing = keywords.is_annotation()
                || is_object && keywords.is_bare() && keywords.schema_type == Some(SchemaType::Object);
            says_nothing && (is_object || !part.keywords.required.is_empty())
        })
}

fn union<'a>(
    context: &mut Context<'a, '_>,
    parts: &[Subschema<'a>],
    AlternativeList { mut alternatives, discriminator, is_nullable }: AlternativeList<'a>,
    docs: &Docs,
    place: &Place,
) -> TypeRef {
    if is_nullable {
        for alternative in &mut alternatives {
            alternative.conjunction.nullable = false;
        }
    }
    let all_values = |lowered: LoweredSchema| if is_nullable { lowered.ty } else { lowered.with_null() };
    let has_given_types = give_types(parts, &mut alternatives);
    if let Some(ty) = covered::one_scalar(context, parts, &alternatives, docs, place) {
        return ty;
    }
    let base = if has_given_types || base_matters(parts, &alternatives) { parts } else { &[] };
    let covered = covered::take(&mut alternatives);
    let (values, alternatives) = inline_values(context, alternatives);
    if alternatives.is_empty() {
        return enumeration::lower(context, &values.values, &values.parts, docs, place);
    }
    if let [only] = alternatives.as_slice()
        && values.values.is_empty()
    {
        return all_values(lower_arm(context, base, only.clone(), place));
    }
    let place = context.reserve(docs, place);
    let names = arm_names::arm_names(&alternatives);
    let mut scope = Scope::default();
    let pointer = values.parts.first().map_or_else(|| place.pointer.clone(), |part| part.pointer.clone());
    let inside = Place { pointer, ..place.clone() };
    let mut arms = enumeration::arms(context, &values.values, &values.parts, &inside, &mut scope);
    let mut references = Vec::new();
    let mut own_members = None;
    let default = discriminator.and_then(|declared| default_value(&alternatives, &declared.property_name));
    for (alternative, wanted) in alternatives.into_iter().zip(names) {
        let reference = alternative.conjunction.sole_reference;
        let is_own_members = matches!(alternative.schema, SchemaRef::Item(item) if item.base_of.is_some());
        let docs = covered::docs(&covered, &alternative);
        let pointer = alternative.pointer.to_string();
        let arm_place = Place { wire_name: String::new(), ..place.child(alternative.pointer.clone(), &wanted) };
        let ty = covered::type_of(context, base, &covered, &alternative, &arm_place)
            .unwrap_or_else(|| all_values(lower_arm(context, base, alternative, &arm_place)).widened());
        let known = arms.iter().position(|arm| arm.ty == ty);
        let arm = ArmId(known.unwrap_or(arms.len()));
        references.push((reference, arm));
        own_members = own_members.or(is_own_members.then_some(arm));
        if known.is_none() {
            arms.push(Arm { pointer, rust_name: scope.claim(&wanted), docs, ty });
        }
    }
    if let [only] = arms.as_slice() {
        return context.define(TypeKind::Alias(only.ty.clone()), docs, &place);
    }
    let discriminator = discriminator.map(|declared| Discriminator {
        base: own_members,
        ..arms_by_value(declared, &references, default.as_deref())
    });
    let union = Union { arms, discriminator, by_kind: BTreeMap::new(), unknown_name: None, base: Base::Unknown };
    context.define(TypeKind::Union(union), docs, &place)
}

/// Gives alternatives without a type the scalar type next to them: `{type: string, oneOf: [{format: ipv4}, {format: ipv6}]}`.
/// Says whether there were any.
fn give_types<'a>(base: &[Subschema<'a>], alternatives: &mut [Alternative<'a>]) -> bool {
    let is_scalar = |part: &&Subschema<'_>| {
        part.keywords.schema_type.is_some_and(|ty| !matches!(ty, SchemaType::Object | SchemaType::Array))
    };
    let Some(typed) = base.iter().find(is_scalar) else { return false };
    let mut has_given = false;
    for Alternative { conjunction, .. } in alternatives {
        let states_type =
            |part: &Subschema<'_>| part.keywords.schema_type.is_some() || !part.keywords.enumeration.is_empty();
        if !conjunction.parts.iter().any(states_type) {
            conjunction.parts.push(typed.clone());
            has_given = true;
        }
    }
    has_given
}

/// Values that are listed among alternatives.
#[derive(Default)]
struct InlineValues<'a> {
    values: Vec<Value>,
    parts: Vec<Subschema<'a>>,
}

/// Merges alternatives that consist only of values, such as `anyOf: [{const: a}, {const: 1}, …]`, into an enum, which is better
/// than an arm for each. A single one is not changed.
fn inline_values<'a>(
    context: &mut Context<'a, '_>,
    alternatives: Vec<Alternative<'a>>,
) -> (InlineValues<'a>, Vec<Alternative<'a>>) {
    let is_value = |Alternative { conjunction, .. }: &Alternative<'_>| {
        let is_plain =
            |part: &Subschema<'_>| Keywords { schema_type: None, enumeration: &[], ..part.keywords }.is_annotation();
        conjunction.sole_reference.is_none()
            && !conjunction.nullable
            && conjunction.parts.iter().all(is_plain)
            && enumeration::values(&conjunction.parts).is_some()
    };
    let (values, others): (Vec<_>, Vec<_>) = alternatives.iter().cloned().partition(is_value);
    if values.len() < 2 {
        return (InlineValues::default(), alternatives);
    }
    let mut found = InlineValues::default();
    for Alternative { conjunction, pointer, .. } in values {
        enumeration::report(context, &conjunction.parts, &pointer);
        found.values.extend(enumeration::values(&conjunction.parts).unwrap_or_default());
        found.parts.extend(conjunction.parts);
    }
    (found, others)
}

fn lower_arm<'a>(
    context: &mut Context<'a, '_>,
    base: &[Subschema<'a>],
    alternative: Alternative<'a>,
    place: &Place,
) -> LoweredSchema {
    if base.is_empty() || base.iter().any(|part| excludes(part, &alternative)) {
        return match alternative.schema {
            SchemaRef::Item(item) => schema::lower_divided(context, item, alternative.conjunction, place),
            reference @ SchemaRef::Reference(_) => schema::lower(context, reference, place),
        };
    }
    let mut alternative = alternative.conjunction;
    for part in &mut alternative.parts {
        part.is_alternative = true;
    }
    let nullable = alternative.nullable;
    let base = Conjunction { parts: base.to_vec(), ..Conjunction::default() };
    let whole = Conjunction { nullable, ..base.and(alternative) };
    schema::lower_conjunction(context, whole, place)
}

/// Whether the keywords next to the alternatives add to them, for example a property that an alternative lacks.
fn base_matters(base: &[Subschema<'_>], alternatives: &[Alternative<'_>]) -> bool {
    base.iter().any(|part| {
        let keywords = &part.keywords;
        let rest = Keywords { properties: &[], required: &[], ..*keywords };
        !rest.is_bare()
            || keywords
                .properties
                .iter()
                .any(|(wire_name, _)| !alternatives.iter().all(|alternative| has_property(alternative, wire_name)))
            || keywords.required.iter().any(|name| requires_more(name, alternatives))
    })
}

/// Whether inline alternatives declare a property, and not all of them require it. Components keep their own types.
fn requires_more(wire_name: &str, alternatives: &[Alternative<'_>]) -> bool {
    let is_required = |alternative: &Alternative<'_>| {
        alternative.conjunction.parts.iter().any(|part| part.keywords.required.iter().any(|name| name == wire_name))
    };
    alternatives.iter().all(|alternative| alternative.conjunction.sole_reference.is_none())
        && alternatives.iter().all(|alternative| has_property(alternative, wire_name))
        && !alternatives.iter().all(is_required)
}

fn has_property(alternative: &Alternative<'_>, wire_name: &str) -> bool {
    let mut properties = alternative.conjunction.parts.iter().flat_map(|part| part.keywords.properties());
    properties.any(|(other, _)| other == wire_name)
}

/// The values of a discriminator: those of `mapping`, then for each arm without one the name of its schema.
fn arms_by_value(
    declared: &read::DiscriminatorObject,
    references: &[(Option<&str>, ArmId)],
    default: Option<&str>,
) -> Discriminator {
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
    let absent = default.and_then(|default| arms.iter().find(|(value, _)| value == default)).map(|(_, arm)| *arm);
    let otherwise = declared.default.as_deref().and_then(arm_of);
    Discriminator { wire_name: declared.property_name.clone(), arms, absent, otherwise, base: None }
}

/// The value that all alternatives have for an absent property, as text.
fn default_value(alternatives: &[Alternative<'_>], wire_name: &str) -> Option<String> {
    let mut defaults = alternatives.iter().map(|alternative| {
        let properties = alternative.conjunction.parts.iter().flat_map(|part| part.keywords.properties());
        let mut of_property = properties.filter(|(name, _)| *name == wire_name);
        of_property.find_map(|(_, schema)| match schema {
            SchemaRef::Item(item) => item.default.as_deref(),
            SchemaRef::Reference(_) => None,
        })
    });
    let first = defaults.next()??;
    defaults.all(|other| other == Some(first)).then(|| match first {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}
