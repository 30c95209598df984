//! Inheritance: a base becomes a union of its children.
//!
//! In OpenAPI, each child has the base in `allOf`, and the base has a `discriminator`. A reference to the base then means any
//! of its children. Input: component schemas as they are written. Output: such a base is a list of alternatives: its children
//! and [its own members](base_schema), which become a separate component. The children extend that component, and each has its
//! possible tags.

use std::collections::BTreeMap;

use serde_json::Value;
use thin_vec::{ThinVec, thin_vec};

use super::{
    Inline,
    families::{Components, Families, Family, is_alone, named, parts},
    schema::{DiscriminatorObject, Schema, SchemaOrRef, Tag, in_place},
    used,
};
use crate::{
    diagnostic::{Diagnostics, catalog},
    extensions::TYPE_NAMES,
    normalize::Origins,
    pointer::Pointer,
};

/// Converts bases to lists of alternatives.
pub(super) fn unfold(
    document: &Value,
    components: &mut Components,
    inline: &mut BTreeMap<String, Inline<'_>>,
    origins: &mut Origins,
    diagnostics: &mut Diagnostics,
) {
    let has_discriminator = |schema: &SchemaOrRef| {
        in_place(schema).is_some_and(|schema| parts(schema).any(|part| part.discriminator.is_some()))
    };
    if !components.values().any(has_discriminator) {
        return;
    }
    let values = used::as_values(document);
    let families = Families::of(components, &values);
    for (name, property) in families.without_tags() {
        let place = place(name).child("discriminator").child("propertyName");
        diagnostics.push(catalog::reference::no_tag(&place, property));
    }
    let families: Vec<Family<'_>> = families.all().collect();
    if families.is_empty() {
        return;
    }
    let open: Vec<&Family<'_>> = families.iter().filter(|family| !family.is_listed).collect();
    let own: BTreeMap<String, String> =
        open.iter().map(|family| (family.base.to_owned(), own_name(components, family.base))).collect();
    let unions: Vec<(String, Schema)> =
        open.iter().map(|family| (family.base.to_owned(), union(components, family, &families, &own))).collect();
    let tags = tags(&families);

    let aliases = aliases(components, &own);
    for (name, schema) in components.iter_mut() {
        if let SchemaOrRef::Item(schema) = schema {
            build_on_own_members(schema, tags.contains_key(name), &aliases);
        }
    }
    for Inline { schema, .. } in inline.values_mut() {
        build_on_own_members(schema, false, &aliases);
    }
    for (name, tags) in tags {
        if let Some(SchemaOrRef::Item(schema)) = components.get_mut(&name) {
            schema.tags = tags;
        }
    }
    for (name, union) in unions {
        let own = &own[&name];
        record(origins, &name, &union);
        if let Some(base) = components.insert(name.clone(), SchemaOrRef::Item(Box::new(union))) {
            components.insert(own.clone(), base_schema(base, &name));
        }
    }
}

/// A name for the own members of a base that no other component has.
fn own_name(components: &Components, base: &str) -> String {
    let mut name = format!("{base}.base");
    while components.contains_key(&name) {
        name.push_str(".base");
    }
    name
}

fn reference(name: &str) -> String {
    place(name).to_string()
}

fn place(name: &str) -> Pointer {
    Pointer::from_tokens(["components", "schemas", name])
}

/// The tags of schemas that do not state them, by schema.
fn tags(families: &[Family<'_>]) -> BTreeMap<String, ThinVec<Tag>> {
    let mut found: BTreeMap<String, ThinVec<Tag>> = BTreeMap::new();
    for family in families {
        let property = &family.discriminator.property_name;
        for (name, tags) in &family.tags {
            let known = found.entry((*name).to_owned()).or_default();
            if !tags.are_written && !tags.values.is_empty() && known.iter().all(|tag| tag.property != *property) {
                known.push(Tag { property: property.clone(), values: tags.values.clone() });
            }
        }
    }
    found
}

/// The alternatives of a base: its children and its own members.
fn union(
    components: &Components,
    family: &Family<'_>,
    families: &[Family<'_>],
    own: &BTreeMap<String, String>,
) -> Schema {
    let Family { base, discriminator, arms, tags, .. } = family;
    let own_members = reference(&own[*base]);
    // If a child has children that the same property distinguishes, the alternative is its own members.
    let has_the_same = |name: &str| {
        let mut of_name = families.iter().filter(|family| family.base == name);
        of_name.any(|family| family.discriminator.property_name == discriminator.property_name)
    };
    let arm = |name: &str| match own.get(name).filter(|_| has_the_same(name)) {
        Some(own) => reference(own),
        None => reference(name),
    };
    let mut one_of: ThinVec<SchemaOrRef> =
        arms.iter().map(|name| SchemaOrRef::Reference { reference: arm(name) }).collect();
    one_of.push(SchemaOrRef::Item(Box::new(Schema {
        description: Some("An object of no kind of its own.".into()),
        base_of: Some((*base).into()),
        all_of: thin_vec![SchemaOrRef::Reference { reference: own_members.clone() }],
        ..Schema::default()
    })));
    let mut mapping: Vec<(String, String)> = Vec::new();
    for name in arms {
        let texts =
            tags[name].values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        mapping.extend(texts.map(|text| (text, arm(name))));
    }
    for (value, target) in &discriminator.mapping {
        let target = named(components, target);
        if let Some(target) = target.filter(|target| {
            mapping.iter().all(|(other, _)| other != value) && (target == base || arms.contains(target))
        }) {
            mapping.push((value.clone(), if target == *base { own_members.clone() } else { arm(target) }));
        }
    }
    if mapping.iter().all(|(value, _)| value != base) {
        mapping.push(((*base).to_owned(), own_members.clone()));
    }
    mapping.sort();
    let default = discriminator.default.as_ref().and_then(|target| named(components, target));
    // A base with the discriminator of another base does not have all variants of that one.
    let default = default.filter(|target| target == base || arms.contains(target));
    let default = default.map(|target| if target == *base { own_members } else { arm(target) });
    let property_name = discriminator.property_name.clone();
    let written = components.get(*base).and_then(in_place).cloned().unwrap_or_default();
    let Schema { title, description, deprecated, nullable, read_only, write_only, extensions, .. } = written;
    Schema {
        title,
        description,
        deprecated,
        nullable,
        read_only,
        write_only,
        extensions,
        one_of,
        discriminator: Some(Box::new(DiscriminatorObject { property_name, mapping, default })),
        ..Schema::default()
    }
}

/// The own members of a base, as a schema.
fn base_schema(written: SchemaOrRef, name: &str) -> SchemaOrRef {
    let SchemaOrRef::Item(mut schema) = written else { return written };
    schema.base_of = Some(name.into());
    schema.nullable = false;
    schema.description = Some(format!("The properties that every `{name}` has.").into());
    schema.title = None;
    for extension in TYPE_NAMES {
        if let Some(given) = schema.extensions.as_mut().and_then(|extensions| extensions.get_mut(*extension))
            && let Some(text) = given.as_str()
        {
            *given = format!("{text} base").into();
        }
    }
    let mut open = vec![&mut *schema];
    while let Some(part) = open.pop() {
        part.discriminator = None;
        open.extend(part.all_of.iter_mut().filter_map(|member| match member {
            SchemaOrRef::Item(part) => Some(&mut **part),
            SchemaOrRef::Reference { .. } => None,
        }));
    }
    SchemaOrRef::Item(schema)
}

/// Records the origin of the alternatives, which are not in the document.
fn record(origins: &mut Origins, name: &str, union: &Schema) {
    let base = place(name);
    for (index, arm) in union.one_of.iter().enumerate() {
        let from = match arm {
            SchemaOrRef::Reference { reference } => Pointer::from_text(reference.as_str()),
            SchemaOrRef::Item(_) => base.clone(),
        };
        origins.record_copy(&from, &base.child("oneOf").child(index));
    }
}

/// The components with the own members of bases, by all references to the bases.
fn aliases(components: &Components, own: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let leading = components.keys().filter_map(|name| Some((name, own.get(named(components, name)?)?)));
    leading.map(|(name, own)| (reference(name), reference(own))).collect()
}

/// Replaces the base in `allOf` by its own members. A schema with no other content is another name for the base, unless it
/// `is_child`.
fn build_on_own_members(schema: &mut Schema, is_child: bool, aliases: &BTreeMap<String, String>) {
    let is_built = is_child || !is_alone(schema);
    let mut open = vec![schema];
    while let Some(part) = open.pop() {
        for inner in inside(part) {
            build_on_own_members(inner, false, aliases);
        }
        for member in &mut part.all_of {
            match member {
                SchemaOrRef::Item(member) => open.push(member),
                SchemaOrRef::Reference { reference } if is_built => {
                    if let Some(own) = aliases.get(reference) {
                        reference.clone_from(own);
                    }
                }
                SchemaOrRef::Reference { .. } => {}
            }
        }
    }
}

/// The inline schemas inside a schema, except those of its `allOf`.
fn inside(schema: &mut Schema) -> impl Iterator<Item = &mut Schema> {
    let Schema { properties, additional, items, one_of, any_of, .. } = schema;
    let properties = properties.iter_mut().map(|(_, schema)| schema);
    let others = [additional, items].into_iter().flatten().map(|schema| &mut **schema);
    let all = properties.chain(others).chain(one_of).chain(any_of);
    all.filter_map(|schema| match schema {
        SchemaOrRef::Item(schema) => Some(&mut **schema),
        SchemaOrRef::Reference { .. } => None,
    })
}
