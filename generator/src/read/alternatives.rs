//! Tags of alternatives: the values of components in the mappings of `oneOf` and `anyOf`.
//!
//! Input: all schemas as they are written. Output: each component that a mapping names, and that declares the property of the
//! discriminator, has its value as a tag, unless the component states and requires its tag itself, or has several values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Inline,
    families::{Components, named, of_type, parts},
    schema::{Schema, SchemaOrRef, SchemaType, Tag, in_place},
};

/// The values of a component under a property.
#[derive(Default)]
struct Values<'c> {
    all: BTreeSet<&'c str>,
    /// Whether a mapping states one of them. Otherwise, the only value is the name of the component.
    are_mapped: bool,
    /// Whether a value without the property may be this component.
    has_default: bool,
}

/// Gives components the tags that lists of alternatives have for them.
pub(super) fn tag(components: &mut Components, inline: &BTreeMap<String, Inline<'_>>) {
    let mut found: BTreeMap<(&str, &str), Values<'_>> = BTreeMap::new();
    let in_components = components.values().filter_map(in_place);
    let mut open: Vec<&Schema> = in_components.chain(inline.values().map(|inline| &*inline.schema)).collect();
    while let Some(schema) = open.pop() {
        open.extend(inside(schema));
        note(components, schema, &mut found);
    }
    let tags: Vec<(String, Tag)> = found
        .into_iter()
        .filter_map(|((name, property), values)| {
            let mut all = values.all.into_iter();
            let only = all.next().filter(|_| values.are_mapped && all.next().is_none())?;
            let value = value(components, name, property, only)?;
            if values.has_default && !is_required(components, name, property) {
                return None;
            }
            Some((name.to_owned(), Tag { property: property.to_owned(), values: vec![value] }))
        })
        .collect();
    for (name, tag) in tags {
        if let Some(SchemaOrRef::Item(schema)) = components.get_mut(&name) {
            schema.tags.push(tag);
        }
    }
}

/// Notes the values that a schema has for its alternatives.
fn note<'c>(components: &'c Components, schema: &'c Schema, found: &mut BTreeMap<(&'c str, &'c str), Values<'c>>) {
    let Some(discriminator) = &schema.discriminator else { return };
    for alternative in schema.one_of.iter().chain(&schema.any_of) {
        let SchemaOrRef::Reference { reference } = alternative else { continue };
        let Some(name) = named(components, reference) else { continue };
        let is_meant = |target: &str| named(components, target) == Some(name);
        let mut mapped = discriminator.mapping.iter().filter(|(_, target)| is_meant(target)).peekable();
        let values = found.entry((name, &discriminator.property_name)).or_default();
        values.has_default |= discriminator.default.is_some();
        match mapped.peek() {
            Some(_) => values.are_mapped = true,
            None => drop(values.all.insert(name)),
        }
        values.all.extend(mapped.map(|(value, _)| value.as_str()));
    }
}

/// The value, converted to the type of the component's property. `None` if the component states and requires its only value
/// itself, or cannot have this one.
fn value(components: &Components, name: &str, property: &str, text: &str) -> Option<Value> {
    let schema = components.get(name).and_then(in_place)?;
    let declared = parts(schema).flat_map(|part| &part.properties).find(|(name, _)| name == property);
    let declared = match &declared?.1 {
        SchemaOrRef::Item(declared) => declared,
        SchemaOrRef::Reference { reference } => in_place(&components[named(components, reference)?])?,
    };
    if matches!(declared.schema_type, Some(SchemaType::Array | SchemaType::Object)) {
        return None;
    }
    let value = of_type(text, declared.schema_type)?;
    let is_stated = declared.enumeration.len() == 1 && is_required(components, name, property);
    let is_possible = declared.enumeration.is_empty() || declared.enumeration.contains(&value);
    (is_possible && !is_stated).then_some(value)
}

fn is_required(components: &Components, name: &str, property: &str) -> bool {
    let schema = components.get(name).and_then(in_place);
    schema.into_iter().flat_map(parts).any(|part| part.required.iter().any(|required| required == property))
}

/// The inline schemas inside a schema.
fn inside(schema: &Schema) -> impl Iterator<Item = &Schema> {
    let Schema { properties, additional, items, one_of, any_of, all_of, .. } = schema;
    let others = [additional, items].into_iter().flatten().map(|schema| &**schema);
    let all = properties.iter().map(|(_, schema)| schema).chain(others).chain(one_of).chain(any_of).chain(all_of);
    all.filter_map(in_place)
}
