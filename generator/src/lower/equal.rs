//! Inline objects and unions that are equal: those of one property name, or of one title, are one type.
//!
//! Schemas are equal if they have the same effect on the type of their values. Their docs, their restrictions of values, and
//! whether they may be null can differ. The first one that is lowered gives the type its name and its docs: components come
//! first, in the order of the length of their names, and then operations. So a new schema renames nothing, unless it contains an
//! equal one and has a shorter name. Each property keeps the docs that it has.

use std::collections::BTreeMap;

use crate::{
    model::{TypeId, TypeRef},
    read::Schema,
};

use super::{Context, keywords::SchemaRef, place::Place};

/// The inline schemas that were seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Equal {
    /// The contents of schemas, each text once. The schemas around it refer to it by its number.
    said: BTreeMap<String, usize>,
    /// The numbers by schema.
    numbers: BTreeMap<*const Schema, usize>,
    /// The types of objects and unions.
    types: BTreeMap<Key, TypeId>,
}

/// The key of schemas that are one type: a name, and their content.
pub(super) type Key = (Name, usize);

/// A name that equal schemas share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Property(String),
    Title(String),
    /// The name that the type would have.
    Type(String),
}

/// The keys of the schema at `place`; none if nothing has the same name.
pub(super) fn keys(context: &mut Context<'_, '_>, schema: &Schema, place: &Place) -> Vec<Key> {
    let property = Some(&place.wire_name).filter(|name| !name.is_empty()).cloned().map(Name::Property);
    let title = schema.title.as_deref().map(|title| Name::Title(title.to_owned()));
    let names: Vec<Name> = property.into_iter().chain(title).collect();
    if names.is_empty() || place.reserved.is_some() || !may_be_object_or_union(schema) {
        return Vec::new();
    }
    let number = context.equal.number(schema);
    names.into_iter().map(|name| (name, number)).collect()
}

fn may_be_object_or_union(schema: &Schema) -> bool {
    let Schema { properties, prefix, one_of, any_of, all_of, enumeration, .. } = schema;
    let lists = !one_of.is_empty() || !any_of.is_empty() || !all_of.is_empty();
    enumeration.is_empty() && (lists || !properties.is_empty() || prefix.is_some())
}

/// The type of an equal schema that was lowered before.
pub(super) fn known(context: &mut Context<'_, '_>, keys: &[Key]) -> Option<TypeRef> {
    let id = keys.iter().find_map(|key| context.equal.types.get(key)).copied()?;
    note(context, keys, id);
    Some(TypeRef::Named(id))
}

/// Notes the type of a schema.
pub(super) fn note(context: &mut Context<'_, '_>, keys: &[Key], id: TypeId) {
    for key in keys {
        context.equal.types.entry(key.clone()).or_insert(id);
    }
}

impl Equal {
    /// The number of the content of a schema.
    fn number(&mut self, schema: &Schema) -> usize {
        let address = std::ptr::from_ref(schema);
        if let Some(number) = self.numbers.get(&address) {
            return *number;
        }
        let said = self.said_by(schema);
        let next = self.said.len();
        let number = *self.said.entry(said).or_insert(next);
        self.numbers.insert(address, number);
        number
    }

    fn said_by(&mut self, schema: &Schema) -> String {
        let Schema {
            // These belong to the place, not to the type.
            nullable: _,
            read_only: _,
            write_only: _,
            // These are for people.
            title: _,
            description: _,
            default: _,
            example: _,
            // Only the unions around it depend on this.
            is_closed: _,
            // Types depend only on the bounds of integers.
            ranges: _,
            deprecated,
            schema_type,
            format,
            enumeration,
            properties,
            required,
            additional,
            items,
            prefix,
            one_of,
            any_of,
            all_of,
            discriminator,
            content,
            extensions,
            text_of_number,
            tags,
            // Only components have it.
            base_of: _,
        } = schema;
        let mut required: Vec<&String> = required.iter().collect();
        required.sort_unstable();
        required.dedup();
        let properties: Vec<_> = properties.iter().map(|(name, schema)| (name, self.member(schema.into()))).collect();
        let [additional, items] =
            [additional, items].map(|schema| schema.as_deref().map(|schema| self.member(schema.into())));
        let [one_of, any_of, all_of] = [one_of, any_of, all_of].map(|list| {
            let of_list = list.iter().map(|schema| (self.member(schema.into()), title(schema.into())));
            of_list.collect::<Vec<_>>()
        });
        let scalar = (schema_type, format, enumeration, schema.integer_bounds(), prefix, discriminator);
        let rest = (required, properties, additional, items, (one_of, any_of, all_of));
        let others = (deprecated, content, extensions, text_of_number, tags);
        format!("{scalar:?} {rest:?} {others:?}")
    }

    /// The reference to a schema in the one around it.
    fn member(&mut self, schema: SchemaRef<'_>) -> String {
        match schema {
            SchemaRef::Reference(reference) => reference.to_owned(),
            SchemaRef::Item(item) => {
                let Schema { nullable, read_only, write_only, .. } = item;
                format!("{} {nullable} {read_only} {write_only}", self.number(item))
            }
        }
    }
}

/// The title of an alternative: its arm may have this name.
fn title(schema: SchemaRef<'_>) -> Option<&str> {
    match schema {
        SchemaRef::Reference(_) => None,
        SchemaRef::Item(item) => item.title.as_deref(),
    }
}
