//! What the arms of a union are called.
//!
//! An arm is called by the value of the property that tells it apart, else by its title, its component, its kind of JSON, or
//! a property that no other arm has.

use std::collections::BTreeSet;

use crate::names;

use super::{
    components::component_name,
    enumeration,
    keywords::{Keywords, SchemaRef, SchemaType},
    union::Alternative,
};

/// Wire names or kinds for all alternatives, as parts of type names. They may be equal; a scope tells them apart.
pub(super) fn arm_names(alternatives: &[Alternative<'_>]) -> Vec<String> {
    let tags = tag_values(alternatives);
    alternatives
        .iter()
        .enumerate()
        .map(|(index, alternative)| {
            let wire_name = tags
                .as_ref()
                .and_then(|tags| tags.get(index).cloned())
                .or_else(|| alternative.conjunction.docs.summary.clone())
                .or_else(|| referenced(alternative));
            wire_name.map_or_else(|| kind_name(alternative, alternatives), |wire_name| names::variant_name(&wire_name))
        })
        .collect()
}

fn referenced(alternative: &Alternative<'_>) -> Option<String> {
    alternative.conjunction.sole_reference.and_then(component_name).map(std::borrow::Cow::into_owned)
}

/// For each alternative its own value of a property that has one value in each of them.
fn tag_values(alternatives: &[Alternative<'_>]) -> Option<Vec<String>> {
    let first = alternatives.first()?;
    let mut candidates =
        first.conjunction.parts.iter().flat_map(|part| &part.keywords.properties).map(|(name, _)| *name);
    candidates.find_map(|wire_name| all_distinct(alternatives, wire_name))
}

fn all_distinct(alternatives: &[Alternative<'_>], wire_name: &str) -> Option<Vec<String>> {
    let values: Vec<String> =
        alternatives.iter().map(|alternative| single_value(alternative, wire_name)).collect::<Option<_>>()?;
    let distinct: BTreeSet<&String> = values.iter().collect();
    (distinct.len() == values.len()).then_some(values)
}

/// The only value that a property may have.
fn single_value(alternative: &Alternative<'_>, wire_name: &str) -> Option<String> {
    let mut properties = alternative.conjunction.parts.iter().flat_map(|part| &part.keywords.properties);
    let (_, schema) = properties.find(|(name, _)| *name == wire_name)?;
    let SchemaRef::Item(item) = schema else { return None };
    match Keywords::of(item).enumeration.as_slice() {
        [value] => value.as_str().map(str::to_owned),
        _ => None,
    }
}

/// Beside a string, an object with an `id` is a reference with more to say, and the string is the id alone.
fn kind_name(alternative: &Alternative<'_>, all: &[Alternative<'_>]) -> String {
    let has_id = |other: &Alternative<'_>| kind(other) == Some(SchemaType::Object) && has_string_id(other);
    let id_or_reference = all.iter().any(has_id) && all.iter().any(|other| kind(other) == Some(SchemaType::String));
    let objects = all.iter().filter(|other| kind(other) == Some(SchemaType::Object)).count();
    match kind(alternative) {
        Some(SchemaType::String) if id_or_reference => "Id".to_owned(),
        Some(SchemaType::String) => "String".to_owned(),
        Some(SchemaType::Object) if id_or_reference && objects == 1 => "Reference".to_owned(),
        Some(SchemaType::Object) => {
            own_property(alternative, all).map_or("Object".to_owned(), |name| names::variant_name(&name))
        }
        Some(SchemaType::Array) => {
            let arrays = all.iter().filter(|other| kind(other) == Some(SchemaType::Array)).count();
            let item = item_name(alternative).filter(|_| arrays > 1).unwrap_or_default();
            format!("{item}Array")
        }
        Some(SchemaType::Integer) => "Integer".to_owned(),
        Some(SchemaType::Number) => "Number".to_owned(),
        Some(SchemaType::Boolean) => "Boolean".to_owned(),
        None => enumeration_name(alternative),
    }
}

/// What the elements of an array are called: their component, or their kind.
fn item_name(alternative: &Alternative<'_>) -> Option<String> {
    let items = alternative.conjunction.parts.iter().find_map(|part| part.keywords.items)?;
    match items {
        SchemaRef::Reference(reference) => component_name(reference).map(|name| names::variant_name(&name)),
        SchemaRef::Item(item) => {
            let name = match Keywords::of(item).schema_type? {
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
    let mut properties = alternative.conjunction.parts.iter().flat_map(|part| &part.keywords.properties);
    properties.any(|(name, schema)| match schema {
        SchemaRef::Item(item) => *name == "id" && Keywords::of(item).schema_type == Some(SchemaType::String),
        SchemaRef::Reference(_) => false,
    })
}

/// The first property that no other object among the alternatives has; none where there is no other object.
fn own_property(alternative: &Alternative<'_>, all: &[Alternative<'_>]) -> Option<String> {
    let others: Vec<_> = all
        .iter()
        .filter(|other| other.pointer != alternative.pointer && kind(other) == Some(SchemaType::Object))
        .collect();
    if others.is_empty() {
        return None;
    }
    let taken: BTreeSet<&str> = others.iter().flat_map(|other| property_names(other)).collect();
    property_names(alternative).find(|name| !taken.contains(name)).map(str::to_owned)
}

fn property_names<'p>(alternative: &'p Alternative<'_>) -> impl Iterator<Item = &'p str> {
    alternative.conjunction.parts.iter().flat_map(|part| &part.keywords.properties).map(|(name, _)| *name)
}
