//! The properties that schemas declare, through references and lists of schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// The component schemas.
#[derive(Clone, Copy)]
pub(super) struct DeclaredProperties<'c>(Option<&'c Map<String, Value>>);

/// A schema that is part of another one.
struct Applied<'s> {
    schema: &'s Map<String, Value>,
    place: Pointer,
    /// Whether it applies to all values.
    always: bool,
}

impl<'c> DeclaredProperties<'c> {
    pub(super) fn new(components: Option<&'c Map<String, Value>>) -> Self {
        Self(components)
    }

    /// The names of the properties that a schema declares without conditions, and whether its values are objects.
    pub(super) fn declared<'s>(self, schema: &'s Map<String, Value>) -> (BTreeSet<&'s str>, bool)
    where
        'c: 's,
    {
        let (mut names, mut is_object) = (BTreeSet::new(), false);
        for Applied { schema, always, .. } in self.inside(vec![part(schema, Pointer::root())], false) {
            let before = names.len();
            names.extend(properties(schema).map(|(name, _)| name));
            let says_object = match schema.get("type") {
                Some(Value::Array(types)) => types.iter().any(|name| name == "object"),
                Some(name) => name == "object",
                None => names.len() > before,
            };
            is_object |= always && says_object;
        }
        (names, is_object)
    }

    /// The properties that a schema at `place` declares under conditions, with the places of their schemas.
    pub(super) fn conditional<'s>(
        self,
        schema: &'s Map<String, Value>,
        place: &Pointer,
    ) -> Vec<(&'s str, &'s Value, Pointer)>
    where
        'c: 's,
    {
        let parts = self.inside(conditions(schema, place), true);
        let of_part = |Applied { schema, place, .. }: &Applied<'s>| {
            let at = place.child("properties");
            properties(schema).map(|(name, property)| (name, property, at.child(name))).collect::<Vec<_>>()
        };
        parts.iter().flat_map(of_part).collect()
    }

    /// The names of the properties that the condition of a schema tests.
    pub(super) fn tested<'s>(self, schema: &'s Map<String, Value>) -> BTreeSet<&'s str>
    where
        'c: 's,
    {
        let condition = schema.get("if").and_then(Value::as_object).map(|it| part(it, Pointer::root()));
        let parts = self.inside(condition.into_iter().collect(), false);
        parts.iter().flat_map(|part| properties(part.schema)).map(|(name, _)| name).collect()
    }

    /// Schemas, and the schemas that they refer to or list, each component once. On request, also the schemas under
    /// conditions.
    fn inside<'s>(self, mut open: Vec<Applied<'s>>, with_conditions: bool) -> Vec<Applied<'s>>
    where
        'c: 's,
    {
        let (mut found, mut entered) = (Vec::new(), BTreeSet::new());
        open.reverse();
        while let Some(part) = open.pop() {
            let Applied { schema, place, always } = &part;
            let mut next = Vec::new();
            if let Some(Value::String(reference)) = schema.get("$ref")
                && entered.insert((reference.as_str(), *always))
            {
                next.extend(self.component(reference).map(|component| Applied { always: *always, ..component }));
            }
            for (keyword, always) in [("allOf", *always), ("oneOf", false), ("anyOf", false)] {
                let at = place.child(keyword);
                for (index, member) in schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
                    next.extend(member.as_object().map(|schema| Applied { schema, place: at.child(index), always }));
                }
            }
            if with_conditions {
                next.extend(conditions(schema, place));
            }
            open.extend(next.into_iter().rev());
            found.push(part);
        }
        found
    }

    fn component(self, reference: &str) -> Option<Applied<'c>> {
        let target = Pointer::from_text(reference.to_owned());
        let tokens: Vec<String> = target.tokens().collect();
        let [_, _, name] = tokens.as_slice() else { return None };
        Some(part(self.0?.get(name)?.as_object()?, target))
    }
}

fn part(schema: &Map<String, Value>, place: Pointer) -> Applied<'_> {
    Applied { schema, place, always: true }
}

fn properties(schema: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties.map(|(name, property)| (name.as_str(), property))
}

/// The schemas that apply under the conditions of a schema at `place`.
fn conditions<'s>(schema: &'s Map<String, Value>, place: &Pointer) -> Vec<Applied<'s>> {
    let branch = |name: &str| Some((schema.get(name)?.as_object()?, place.child(name)));
    let dependent = schema.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten();
    let dependent: BTreeMap<&String, &Map<String, Value>> =
        dependent.filter_map(|(name, schema)| Some((name, schema.as_object()?))).collect();
    let at = place.child("dependentSchemas");
    let dependent = dependent.into_iter().map(|(name, schema)| (schema, at.child(name)));
    let all = [branch("then"), branch("else")].into_iter().flatten().chain(dependent);
    all.map(|(schema, place)| Applied { schema, place, always: false }).collect()
}
