//! Whether the values of a schema have names for the fields of a form, or for the parts of a multipart body.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::read::{Schema, SchemaOrRef};

use super::{
    Context,
    keywords::{SchemaRef, SchemaType},
};

/// The maximum depth of references and alternatives. Deeper schemas count as objects.
const DEEPEST: usize = 200;

/// The values of a schema, by whether they have fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HasFields {
    /// Whether some are objects.
    pub(super) objects: bool,
    /// Whether some are lists or scalars.
    pub(super) others: bool,
}

impl HasFields {
    /// Objects alone.
    pub(super) const OBJECTS: Self = Self { objects: true, others: false };
    const OTHERS: Self = Self { objects: false, others: true };

    fn and(self, other: Self) -> Self {
        Self { objects: self.objects && other.objects, others: self.others && other.others }
    }

    fn or(self, other: Self) -> Self {
        Self { objects: self.objects || other.objects, others: self.others || other.others }
    }
}

/// The values of a schema. If it does not restrict them, they are objects.
pub(super) fn values<'a>(context: &Context<'a, '_>, schema: SchemaRef<'a>) -> HasFields {
    Judgement { context, known: BTreeMap::new() }.of(schema, 0).unwrap_or(HasFields::OBJECTS)
}

struct Judgement<'c, 'a, 'd> {
    context: &'c Context<'a, 'd>,
    /// The values of components; `None` while they are being computed.
    known: BTreeMap<&'a str, Option<HasFields>>,
}

impl<'a> Judgement<'_, 'a, '_> {
    /// `None` if the schema does not restrict its values.
    fn of(&mut self, schema: SchemaRef<'a>, depth: usize) -> Option<HasFields> {
        match schema {
            _ if depth == DEEPEST => None,
            SchemaRef::Item(item) => self.of_item(item, depth),
            SchemaRef::Reference(reference) => {
                if let Some(known) = self.known.get(reference) {
                    return *known;
                }
                self.known.insert(reference, None);
                let (component, _) = self.context.referenced(reference)?;
                let found = self.of(component, depth + 1);
                self.known.insert(reference, found);
                found
            }
        }
    }

    fn of_item(&mut self, item: &'a Schema, depth: usize) -> Option<HasFields> {
        let mut said = vec![item.schema_type.map(of_type)];
        said.push(item.enumeration.iter().map(of_value).reduce(HasFields::or));
        said.push(self.of_any(&item.one_of, depth));
        said.push(self.of_any(&item.any_of, depth));
        said.extend(item.all_of.iter().map(|member| self.of(member.into(), depth + 1)));
        let said = said.into_iter().flatten().reduce(HasFields::and);
        said.or_else(|| implied(item))
    }

    /// The values of alternatives. An alternative without restrictions allows all.
    fn of_any(&mut self, alternatives: &'a [SchemaOrRef], depth: usize) -> Option<HasFields> {
        let all: Option<Vec<HasFields>> = alternatives.iter().map(|one| self.of(one.into(), depth + 1)).collect();
        all?.into_iter().reduce(HasFields::or)
    }
}

fn of_type(ty: SchemaType) -> HasFields {
    if ty == SchemaType::Object { HasFields::OBJECTS } else { HasFields::OTHERS }
}

fn of_value(value: &Value) -> HasFields {
    if value.is_object() { HasFields::OBJECTS } else { HasFields::OTHERS }
}

/// The values that the keywords of a schema without `type` imply.
fn implied(item: &Schema) -> Option<HasFields> {
    if !item.properties.is_empty() || !item.required.is_empty() || item.additional.is_some() {
        Some(HasFields::OBJECTS)
    } else {
        item.items.as_ref().map(|_| HasFields::OTHERS)
    }
}
