//! Families: a base with a `discriminator`, and the schemas that extend it by `allOf`.
//!
//! Input: the component schemas as they are written. Output: the members of each family, and the tags that distinguish them.
//! [`super::inheritance`] changes the schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    component_name,
    schema::{DiscriminatorObject, Schema, SchemaOrRef, SchemaType, in_place},
};

pub(super) type Components = BTreeMap<String, SchemaOrRef>;

/// The components, and which of them extend others.
pub(super) struct Families<'c> {
    components: &'c Components,
    /// The names of the components that describe values.
    values: &'c BTreeSet<String>,
    /// The components that directly extend each component.
    children: BTreeMap<&'c str, Vec<&'c str>>,
    /// The values that mappings give to a schema, by the property.
    mapped: BTreeMap<(&'c str, &'c str), BTreeSet<&'c str>>,
}

/// A base, and the components that extend it.
pub(super) struct Family<'c> {
    pub(super) base: &'c str,
    pub(super) discriminator: &'c DiscriminatorObject,
    /// Whether the base itself lists alternatives.
    pub(super) is_listed: bool,
    /// The schemas that a value of the base can have, without the base itself.
    pub(super) arms: Vec<&'c str>,
    /// The tags of all members, the base among them.
    pub(super) tags: BTreeMap<&'c str, DiscriminatorValues>,
}

/// The values of a discriminator that mean one schema.
#[derive(Clone)]
pub(super) struct DiscriminatorValues {
    pub(super) values: Vec<Value>,
    /// Whether the schema itself states the values.
    pub(super) are_written: bool,
}

impl<'c> Families<'c> {
    /// The families of components, of which `values` describe values.
    pub(super) fn of(components: &'c Components, values: &'c BTreeSet<String>) -> Self {
        let mut families = Self { components, values, children: BTreeMap::new(), mapped: BTreeMap::new() };
        for (child, schema) in components {
            let parents = in_place(schema).into_iter().flat_map(references);
            let parents = parents.filter_map(|reference| named(components, reference));
            for parent in parents.collect::<BTreeSet<&str>>() {
                families.children.entry(parent).or_default().push(child);
            }
        }
        for base in components.keys() {
            let Some(discriminator) = families.discriminator(base).filter(|it| !it.mapping.is_empty()) else {
                continue;
            };
            let members = families.members(base);
            for (value, target) in &discriminator.mapping {
                if let Some(target) = named(components, target).filter(|target| members.contains(target)) {
                    let key = (discriminator.property_name.as_str(), target);
                    families.mapped.entry(key).or_default().insert(value);
                }
            }
        }
        families
    }

    /// The families of all bases that others extend.
    pub(super) fn all(&self) -> impl Iterator<Item = Family<'c>> {
        self.components.keys().filter_map(|base| self.family(base))
    }

    fn family(&self, base: &'c str) -> Option<Family<'c>> {
        let discriminator = self.discriminator(base)?;
        let property = discriminator.property_name.as_str();
        let values = self.mapped(base, property);
        let mut tags = BTreeMap::from([(base, DiscriminatorValues { values, are_written: false })]);
        let mut arms = Vec::new();
        let mut open: Vec<(&str, Option<DiscriminatorValues>)> =
            self.children(base).map(|child| (child, None)).collect();
        while let Some((member, of_arm)) = open.pop() {
            if tags.contains_key(member) || of_arm.is_none() && self.is_alias(member, discriminator) {
                continue;
            }
            let is_arm = of_arm.is_none();
            let found = of_arm.unwrap_or_else(|| self.tags(member, property));
            if found.values.is_empty() {
                continue;
            }
            // Children of an arm with another discriminator are distinguished inside this arm.
            let is_told_apart_otherwise = self.discriminator(member).is_some_and(|own| own.property_name != property);
            let inside = (!is_arm || is_told_apart_otherwise)
                .then(|| DiscriminatorValues { are_written: false, ..found.clone() });
            open.extend(self.children(member).map(|child| (child, inside.clone())));
            arms.extend(Some(member).filter(|_| is_arm));
            tags.insert(member, found);
        }
        arms.sort_unstable();
        let is_listed = self.is_listed(base);
        (!arms.is_empty()).then_some(Family { base, discriminator, is_listed, arms, tags })
    }

    /// A component and the inline schemas in its `allOf`.
    fn parts(&self, name: &str) -> impl Iterator<Item = &'c Schema> + use<'c> {
        self.components.get(name).and_then(in_place).into_iter().flat_map(parts)
    }

    fn children(&self, base: &str) -> impl Iterator<Item = &'c str> + use<'c, '_> {
        self.children.get(base).into_iter().flatten().copied()
    }

    /// A schema, and all schemas that extend it.
    fn members(&self, base: &'c str) -> BTreeSet<&'c str> {
        let mut found = BTreeSet::new();
        let mut open = vec![base];
        while let Some(member) = open.pop() {
            if found.insert(member) {
                open.extend(self.children(member));
            }
        }
        found
    }

    /// The discriminator of a schema, if its property can be a tag. A schema that describes values, and that others extend, has
    /// the discriminator of its base.
    fn discriminator(&self, name: &'c str) -> Option<&'c DiscriminatorObject> {
        if let Some(own) = self.written(name) {
            return Some(own).filter(|own| self.structure(name, &own.property_name).is_none());
        }
        self.children(name).next().filter(|_| self.values.contains(name))?;
        self.ancestors(name).into_iter().skip(1).find_map(|base| {
            let discriminator = self.written(base).filter(|_| !self.is_listed(base))?;
            self.structure(base, &discriminator.property_name).is_none().then_some(discriminator)
        })
    }

    /// Whether a schema lists alternatives.
    fn is_listed(&self, name: &str) -> bool {
        self.parts(name).any(|part| !part.one_of.is_empty() || !part.any_of.is_empty())
    }

    fn written(&self, name: &str) -> Option<&'c DiscriminatorObject> {
        self.parts(name).find_map(|part| part.discriminator.as_deref())
    }

    /// The type of a property that is an array or an object.
    fn structure(&self, name: &str, property: &str) -> Option<SchemaType> {
        let declared = self.parts(name).find_map(|part| self.property(part, property))?;
        declared.schema_type.filter(|ty| matches!(ty, SchemaType::Array | SchemaType::Object))
    }

    /// The schemas with a discriminator whose property is an array or an object, with that property.
    pub(super) fn without_tags(&self) -> impl Iterator<Item = (&'c str, &'c str)> {
        self.components.keys().filter_map(|name| {
            let property = self.written(name)?.property_name.as_str();
            self.structure(name, property).map(|_| (name.as_str(), property))
        })
    }

    /// Whether a schema is another name for its base, and not a child: it adds only null, or the mapping names others.
    fn is_alias(&self, name: &'c str, discriminator: &DiscriminatorObject) -> bool {
        let is_null = self.parts(name).any(|part| part.nullable);
        let is_alone = in_place(&self.components[name]).is_some_and(is_alone);
        let is_mapped = !self.mapped(name, &discriminator.property_name).is_empty();
        is_alone && !is_mapped && (is_null || !discriminator.mapping.is_empty())
    }

    /// The tags of a schema that extends a base: its own values, the values of the mapping, or else its name.
    fn tags(&self, name: &'c str, property: &str) -> DiscriminatorValues {
        let own = self.parts(name).find_map(|part| self.listed(part, property)).unwrap_or_default();
        let mapped = self.mapped(name, property);
        if own.len() == 1 || !own.is_empty() && mapped.is_empty() {
            return DiscriminatorValues { values: own, are_written: true };
        }
        let values = if mapped.is_empty() { self.implied(name, property).into_iter().collect() } else { mapped };
        DiscriminatorValues { values, are_written: false }
    }

    /// The values that mappings have for a schema.
    fn mapped(&self, name: &'c str, property: &str) -> Vec<Value> {
        let texts = self.mapped.get(&(property, name)).into_iter().flatten();
        let ty = self.type_of(name, property);
        texts.filter_map(|text| of_type(text, ty)).collect()
    }

    /// The name of a schema as a tag. If the property lists its values, the tag is the value that is equal to the name,
    /// except for case and punctuation.
    fn implied(&self, name: &'c str, property: &str) -> Option<Value> {
        let listed = self.lineage(name).find_map(|part| self.listed(part, property));
        let Some(listed) = listed else { return of_type(name, self.type_of(name, property)) };
        if let Some(exact) = listed.iter().find(|value| value.as_str() == Some(name)) {
            return Some(exact.clone());
        }
        let mut alike = listed.iter().filter(|value| value.as_str().is_some_and(|text| letters(text) == letters(name)));
        alike.next().filter(|_| alike.next().is_none()).cloned()
    }

    /// The parts of a schema, and then those of the schemas that it extends.
    fn lineage(&self, name: &'c str) -> impl Iterator<Item = &'c Schema> {
        self.ancestors(name).into_iter().flat_map(|name| self.parts(name))
    }

    /// A schema, and then the schemas that it extends, the nearest first.
    fn ancestors(&self, name: &'c str) -> Vec<&'c str> {
        let mut found = vec![name];
        let mut next = 0;
        while let Some(name) = found.get(next).copied() {
            next += 1;
            for parent in in_place(&self.components[name])
                .into_iter()
                .flat_map(references)
                .filter_map(|it| named(self.components, it))
            {
                if !found.contains(&parent) {
                    found.push(parent);
                }
            }
        }
        found
    }

    /// The `type` of a property.
    fn type_of(&self, name: &'c str, property: &str) -> Option<SchemaType> {
        self.lineage(name).find_map(|part| self.property(part, property)?.schema_type)
    }

    /// The values that a part of a schema lists for a property.
    fn listed(&self, part: &'c Schema, property: &str) -> Option<Vec<Value>> {
        self.property(part, property).map(|schema| schema.enumeration.to_vec()).filter(|values| !values.is_empty())
    }

    fn property(&self, part: &'c Schema, wanted: &str) -> Option<&'c Schema> {
        let (_, schema) = part.properties.iter().find(|(name, _)| name == wanted)?;
        match schema {
            SchemaOrRef::Item(schema) => Some(schema),
            SchemaOrRef::Reference { reference } => in_place(&self.components[named(self.components, reference)?]),
        }
    }
}

/// The component at the end of a reference, or of a value in a mapping.
pub(super) fn named<'c>(components: &'c Components, reference: &str) -> Option<&'c str> {
    let mut name = component_name(reference).unwrap_or(reference.into());
    // `normalize` has removed circles. The limit ends one in any case.
    for _ in 0..=components.len() {
        let (known, schema) = components.get_key_value(name.as_ref())?;
        match schema {
            SchemaOrRef::Item(_) => return Some(known),
            SchemaOrRef::Reference { reference } => name = component_name(reference)?,
        }
    }
    None
}

/// A schema and the inline schemas in its `allOf`.
pub(super) fn parts(schema: &Schema) -> impl Iterator<Item = &Schema> {
    let mut found = vec![schema];
    let mut next = 0;
    while let Some(part) = found.get(next).copied() {
        next += 1;
        found.extend(part.all_of.iter().filter_map(in_place));
    }
    found.into_iter()
}

/// The references in the `allOf` of a schema.
fn references(schema: &Schema) -> impl Iterator<Item = &str> {
    parts(schema).flat_map(|part| &part.all_of).filter_map(|member| match member {
        SchemaOrRef::Reference { reference } => Some(reference.as_str()),
        SchemaOrRef::Item(_) => None,
    })
}

/// Whether a schema is only one reference in `allOf`, without other keywords about its type.
pub(super) fn is_alone(schema: &Schema) -> bool {
    let says_nothing = |part: &Schema| {
        let Schema { format, enumeration, properties, required, additional, items, one_of, any_of, .. } = part;
        format.is_none()
            && (enumeration.is_empty() && properties.is_empty() && required.is_empty())
            && (additional.is_none() && items.is_none() && one_of.is_empty() && any_of.is_empty())
    };
    references(schema).count() == 1 && parts(schema).all(says_nothing)
}

/// A value of a mapping, which is text, converted to the type of a property.
pub(super) fn of_type(text: &str, ty: Option<SchemaType>) -> Option<Value> {
    match ty {
        Some(SchemaType::Integer | SchemaType::Number) => text.parse::<i64>().ok().map(Value::from),
        Some(SchemaType::Boolean) => text.parse::<bool>().ok().map(Value::from),
        _ => Some(Value::from(text)),
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
