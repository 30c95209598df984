//! Names of the arms of a union.
//!
//! An arm is named after the value of the property that distinguishes it, or else after its title, its component, its kind
//! of JSON, or a property that no other arm has.

use std::collections::{BTreeMap, BTreeSet};

use crate::names;

use super::{
    alternative::Alternative,
    components::component_name,
    enumeration,
    keywords::{SchemaRef, SchemaType},
};

/// Wire names or kinds for all alternatives, as parts of type names. They may be equal; a scope makes them different.
pub(super) fn arm_names(alternatives: &[Alternative<'_>]) -> Vec<String> {
    let tags = tag_values(alternatives);
    let all = All::of(alternatives);
    alternatives
        .iter()
        .enumerate()
        .map(|(index, alternative)| {
            let wire_name = tags
                .as_ref()
                .and_then(|tags| tags.get(index).cloned())
                .or_else(|| alternative.conjunction.docs.summary.clone())
                .or_else(|| base(alternative))
                .or_else(|| referenced(alternative));
            wire_name.map_or_else(|| kind_name(alternative, &all), |wire_name| names::variant_name(&wire_name))
        })
        .collect()
}

fn referenced(alternative: &Alternative<'_>) -> Option<String> {
    alternative.conjunction.sole_reference.and_then(component_name).map(std::borrow::Cow::into_owned)
}

/// The component with the own members of the base of the alternatives, or of another base that extends it.
fn base(alternative: &Alternative<'_>) -> Option<String> {
    match alternative.schema {
        SchemaRef::Item(item) => item.base_of.as_ref().map(|_| "Base".to_owned()),
        SchemaRef::Reference(_) => alternative
            .conjunction
            .parts
            .first()
            .and_then(|part| part.keywords.schema.base_of.as_deref())
            .map(str::to_owned),
    }
}

/// For each alternative its own value of a property that has one value in each of them. A property with codes has
/// precedence over one with sentences.
fn tag_values(alternatives: &[Alternative<'_>]) -> Option<Vec<String>> {
    let first = alternatives.first()?;
    let candidates = first.conjunction.parts.iter().flat_map(|part| part.keywords.properties()).map(|(name, _)| name);
    let mut distinct = candidates.filter_map(|wire_name| all_distinct(alternatives, wire_name));
    let first = distinct.next()?;
    let are_codes = |values: &Vec<String>| values.iter().all(|value| names::is_code(value));
    if are_codes(&first) { Some(first) } else { distinct.find(are_codes).or(Some(first)) }
}

fn all_distinct(alternatives: &[Alternative<'_>], wire_name: &str) -> Option<Vec<String>> {
    let values: Vec<String> =
        alternatives.iter().map(|alternative| single_value(alternative, wire_name)).collect::<Option<_>>()?;
    let distinct: BTreeSet<&String> = values.iter().collect();
    (distinct.len() == values.len()).then_some(values)
}

/// The only value that a property may have.
fn single_value(alternative: &Alternative<'_>, wire_name: &str) -> Option<String> {
    let mut properties = alternative.conjunction.parts.iter().flat_map(|part| part.keywords.properties());
    let (_, schema) = properties.find(|(name, _)| *name == wire_name)?;
    let SchemaRef::Item(item) = schema else { return None };
    match item.enumeration.as_slice() {
        [value] => value.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The facts about the other arms that an arm's name depends on. Unions can have thousands of arms, so they are
/// collected once.
struct All<'p> {
    /// Whether a string is an alternative to an object with an `id`. Then the string is the id, and the object is a
    /// reference with more data.
    id_or_reference: bool,
    objects: usize,
    arrays: usize,
    /// How many of the objects have each property.
    properties: BTreeMap<&'p str, usize>,
}

impl<'p> All<'p> {
    fn of(alternatives: &'p [Alternative<'_>]) -> Self {
        let count = |wanted| alternatives.iter().filter(|other| kind(other) == Some(wanted)).count();
        let objects = || alternatives.iter().filter(|other| kind(other) == Some(SchemaType::Object));
        let mut properties = BTreeMap::new();
        for name in objects().flat_map(|object| property_names(object).collect::<BTreeSet<_>>()) {
            *properties.entry(name).or_default() += 1;
        }
        Self {
            id_or_reference: count(SchemaType::String) > 0 && objects().any(has_string_id),
            objects: objects().count(),
            arrays: count(SchemaType::Array),
            properties,
        }
    }
}

fn kind_name(alternative: &Alternative<'_>, all: &All<'_>) -> String {
    match kind(alternative) {
        Some(SchemaType::String) if all.id_or_reference => "Id".to_owned(),
        Some(SchemaType::String) => "String".to_owned(),
        Some(SchemaType::Object) if all.id_or_reference && all.objects == 1 => "Reference".to_owned(),
        Some(SchemaType::Object) => {
            own_property(alternative, all).map_or("Object".to_owned(), |name| names::variant_name(&name))
        }
        Some(SchemaType::Array) => {
            let item = item_name(alternative).filter(|_| all.arrays > 1).unwrap_or_default();
            format!("{item}Array")
        }
        Some(SchemaType::Integer) => "Integer".to_owned(),
        Some(SchemaType::Number) => "Number".to_owned(),
        Some(SchemaType::Boolean) => "Boolean".to_owned(),
        None => enumeration_name(alternative),
    }
}

/// The name of the elements of an array: their component, or their kind.
fn item_name(alternative: &Alternative<'_>) -> Option<String> {
    let items = alternative.conjunction.parts.iter().find_map(|part| part.keywords.items())?;
    match items {
        SchemaRef::Reference(reference) => component_name(reference).map(|name| names::variant_name(&name)),
        SchemaRef::Item(item) => {
            let name = match item.schema_type? {
                SchemaType::String => "String",
                SchemaType::Number => "Number",
                SchemaType::Integer => "Integer",
                SchemaType::Boolean => "Boolean",
                SchemaType::Array => "Array",
                SchemaType::Object => "Object",
            };
            Some(name.to_owned())
        }
    }
}

fn kind(alternative: &Alternative<'_>) -> Option<SchemaType> {
    let parts = &alternative.conjunction.parts;
    parts
        .iter()
        .find_map(|part| part.keywords.schema_type)
        .or_else(|| parts.iter().any(|part| !part.keywords.properties.is_empty()).then_some(SchemaType::Object))
}

fn enumeration_name(alternative: &Alternative<'_>) -> String {
    match enumeration::values(&alternative.conjunction.parts) {
        Some(_) => "Value".to_owned(),
        None => "Any".to_owned(),
    }
}

fn has_string_id(alternative: &Alternative<'_>) -> bool {
    let mut properties = alternative.conjunction.parts.iter().flat_map(|part| part.keywords.properties());
    properties.any(|(name, schema)| match schema {
        SchemaRef::Item(item) => name == "id" && item.schema_type == Some(SchemaType::String),
        SchemaRef::Reference(_) => false,
    })
}

/// The first property that no other object among the alternatives has; none if there is no other object.
fn own_property(alternative: &Alternative<'_>, all: &All<'_>) -> Option<String> {
    let is_own = |name: &&str| all.objects > 1 && all.properties.get(name) == Some(&1);
    property_names(alternative).find(is_own).map(str::to_owned)
}

fn property_names<'p>(alternative: &'p Alternative<'_>) -> impl Iterator<Item = &'p str> {
    alternative.conjunction.parts.iter().flat_map(|part| part.keywords.properties()).map(|(name, _)| name)
}
