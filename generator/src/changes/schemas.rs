//! Limits and defaults of values, as the normalized document has them. A crate does not check them, so the model does not have
//! them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::limit_values::{KeywordValues, ONE_REQUIRED, PartLimits, REQUIRED, both, condition, limits_of};
use crate::{
    diagnostic::catalog::quoted,
    model::{Api, TypeDef},
    normalize::Origins,
    pointer::Pointer,
};

/// The aliases that a value refers to, each with the part of the value.
pub(super) type UsedAliases = BTreeSet<(String, String)>;

/// The schemas of a version, as normalized.
#[derive(Debug)]
pub(super) struct NormalizedSchemas<'a> {
    document: &'a Value,
    moved: &'a Origins,
    /// The places of types in the document. The limits at such a place belong to the type.
    types: BTreeSet<Pointer>,
    /// The names of the components that only name another type, by their places.
    aliases: BTreeMap<Pointer, &'a str>,
}

impl<'a> NormalizedSchemas<'a> {
    /// The schemas of a document; `moved` are the places of the model that the document has elsewhere.
    pub(super) fn of(document: &'a Value, moved: &'a Origins, api: &'a Api) -> Self {
        let place = |def: &TypeDef| moved.trace_text(&def.pointer);
        let aliases = api.types.iter().filter(|def| def.kind.alias().is_some());
        Self {
            document,
            moved,
            types: api.types.iter().map(place).collect(),
            aliases: aliases.map(|def| (place(def), def.rust_name.as_str())).collect(),
        }
    }

    /// The value at a place of the model.
    pub(super) fn get(&self, place: &Pointer) -> Option<&'a Value> {
        self.at(&self.moved.trace(place))
    }

    /// The value at a place of the document.
    fn at(&self, place: &Pointer) -> Option<&'a Value> {
        self.document.pointer(place.as_str().strip_prefix('#')?)
    }

    /// Whether there is something at `place`.
    pub(super) fn has(&self, place: &Pointer) -> bool {
        self.get(place).is_some()
    }

    /// Whether a type has the schema at `place`.
    pub(super) fn is_type(&self, place: &Pointer) -> bool {
        self.types.contains(&self.moved.trace(place))
    }

    /// The place of the schema of a parameter, or of a body that is sent in a media type.
    pub(super) fn schema_of(&self, place: &Pointer, sent: Option<&str>) -> Option<Pointer> {
        let place = self.resolved(place);
        let object = self.get(&place)?;
        let Some(content) = object.get("content").and_then(Value::as_object) else {
            return Some(place.child("schema"));
        };
        let is_sent = |name: &&String| sent.is_none_or(|sent| name.as_str() == sent);
        let covers = |name: &&String| {
            name.split_once('*').is_some_and(|(start, _)| sent.is_some_and(|sent| sent.starts_with(start)))
        };
        let name = content.keys().find(is_sent).or_else(|| content.keys().find(covers))?;
        Some(place.child("content").child(name).child("schema"))
    }

    /// The component that the object at `place` refers to, or `place`.
    pub(super) fn resolved(&self, place: &Pointer) -> Pointer {
        let mut seen = BTreeSet::new();
        let mut place = place.clone();
        while let Some(target) = self.get(&place).and_then(reference)
            && seen.insert(place.clone())
        {
            place = target;
        }
        place
    }

    /// The places of a property: `own`, and those in the schemas that the type at `place` extends.
    pub(super) fn places_of_property(&self, place: &str, own: &str, name: &str) -> Vec<Pointer> {
        let mut found = vec![self.moved.trace_text(own)];
        let (mut seen, mut open) = (BTreeSet::new(), vec![self.moved.trace_text(place)]);
        while let Some(place) = open.pop() {
            let Some(schema) = self.at(&place).filter(|_| seen.insert(place.clone())) else { continue };
            let property = place.child("properties").child(name);
            if self.at(&property).is_some() && !found.contains(&property) {
                found.push(property);
            }
            open.extend(reference(schema));
            let members = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
            open.extend((0..members).map(|index| place.child("allOf").child(index)));
        }
        found
    }

    /// The limits and defaults of the value that has the schemas at all of these places. Types inside it have their own. The
    /// aliases of `except` are not followed.
    pub(super) fn limits(&self, places: &[Pointer], except: &UsedAliases) -> ValueLimits<'a> {
        let mut found = ValueLimits::default();
        for place in places {
            let place = self.moved.trace(place);
            let walk = LimitWalk { schemas: self, except, of_type: self.types.contains(&place) };
            found.and(walk.limits(&place, "", &mut Vec::new()));
        }
        found
    }
}

/// The place that an object refers to.
fn reference(object: &Value) -> Option<Pointer> {
    Some(Pointer::from_text(object.get("$ref")?.as_str()?))
}

/// The limits and defaults of a value.
#[derive(Debug, Default)]
pub(super) struct ValueLimits<'a> {
    /// The limits of each part that has a schema: ``` of the items of `labels` ```, or nothing for the whole value.
    pub(super) parts: BTreeMap<String, PartLimits>,
    /// The defaults of parts.
    pub(super) defaults: BTreeMap<String, &'a Value>,
    /// The aliases that were followed.
    pub(super) aliases: UsedAliases,
}

impl<'a> ValueLimits<'a> {
    /// Adds limits that apply too.
    fn and(&mut self, other: ValueLimits<'a>) {
        let ValueLimits { parts, defaults, aliases } = other;
        for (part, limits) in parts {
            let known = self.parts.entry(part).or_default();
            for (keyword, values) in limits {
                match known.get_mut(keyword) {
                    Some(known) => *known = both(keyword, known, &values),
                    None => drop(known.insert(keyword, values)),
                }
            }
        }
        for (part, default) in defaults {
            self.defaults.entry(part).or_insert(default);
        }
        self.aliases.extend(aliases);
    }

    /// Adds the limits of another alternative. A default of an alternative is not a default of the value.
    fn or(&mut self, other: ValueLimits<'a>, part: &str) {
        let ValueLimits { parts, mut defaults, aliases } = other;
        for (part, limits) in parts {
            let known = self.parts.entry(part).or_default();
            for (keyword, values) in limits {
                known.entry(keyword).or_default().extend(values);
            }
        }
        defaults.remove(part);
        defaults.append(&mut self.defaults);
        self.defaults = defaults;
        self.aliases.extend(aliases);
    }
}

/// A walk through the schema of a value.
struct LimitWalk<'w, 'a> {
    schemas: &'w NormalizedSchemas<'a>,
    except: &'w UsedAliases,
    /// Whether it begins at a type. The properties of a type are compared as its fields.
    of_type: bool,
}

impl<'a> LimitWalk<'_, 'a> {
    fn limits(&self, place: &Pointer, part: &str, inside: &mut Vec<Pointer>) -> ValueLimits<'a> {
        let mut found = ValueLimits::default();
        let Some(Value::Object(schema)) = self.schemas.at(place) else { return found };
        let own = limits_of(schema).into_iter().map(|(keyword, limit)| (keyword, KeywordValues::from([limit])));
        found.parts.insert(part.to_owned(), own.collect());
        found.defaults.extend(schema.get("default").map(|default| (part.to_owned(), default)));
        let members = |keyword: &str| schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..members("allOf") {
            found.and(self.inside(&place.child("allOf").child(index), part, inside));
        }
        for (keyword, limit) in [("oneOf", ONE_REQUIRED), ("anyOf", REQUIRED)] {
            let places: Vec<_> = (0..members(keyword)).map(|index| place.child(keyword).child(index)).collect();
            let mut alternatives = ValueLimits::default();
            for place in &places {
                alternatives.or(self.inside(place, part, inside), part);
            }
            // An alternative that requires nothing accepts all values.
            let required: Option<KeywordValues> = places.iter().map(|place| self.required(place)).collect();
            if let Some(required) = required.filter(|required| !required.is_empty()) {
                let limits = alternatives.parts.entry(part.to_owned()).or_default();
                limits.entry(limit).or_default().extend(required);
            }
            found.and(alternatives);
        }
        for index in 0..members("prefixItems") {
            let place = place.child("prefixItems").child(index);
            found.and(self.inside(&place, &format!(" of item {}{part}", index + 1), inside));
        }
        let rest = [
            ("items", " of the items"),
            ("unevaluatedItems", " of the unevaluated items"),
            ("additionalProperties", " of the additional properties"),
            ("unevaluatedProperties", " of the unevaluated properties"),
        ];
        for (keyword, of_rest) in rest {
            found.and(self.inside(&place.child(keyword), &format!("{of_rest}{part}"), inside));
        }
        for pattern in schema.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            let of_pattern = format!(" of the properties {}{part}", quoted(pattern));
            found.and(self.inside(&place.child("patternProperties").child(pattern), &of_pattern, inside));
        }
        if !self.of_type || !part.is_empty() {
            let properties = schema.get("properties").and_then(Value::as_object);
            for name in properties.into_iter().flat_map(Map::keys) {
                let part = format!(" of {}{part}", quoted(name));
                found.and(self.inside(&place.child("properties").child(name), &part, inside));
            }
        }
        found.and(self.of_alias(schema, part, inside));
        found
    }

    /// The properties that an alternative requires, if it requires some and declares none.
    fn required(&self, place: &Pointer) -> Option<String> {
        let schema = self.schemas.at(place)?.as_object()?;
        let declares = ["properties", "$ref"].iter().any(|keyword| schema.contains_key(*keyword));
        let requires = |names: &&Value| names.as_array().is_some_and(|names| !names.is_empty());
        schema.get("required").filter(requires).filter(|_| !declares).map(condition)
    }

    /// The limits inside, unless they belong to a type.
    fn inside(&self, place: &Pointer, part: &str, inside: &mut Vec<Pointer>) -> ValueLimits<'a> {
        if self.schemas.types.contains(place) { ValueLimits::default() } else { self.limits(place, part, inside) }
    }

    /// The limits of an alias.
    fn of_alias(&self, schema: &Map<String, Value>, part: &str, inside: &mut Vec<Pointer>) -> ValueLimits<'a> {
        let none = ValueLimits::default();
        let Some(target) = schema.get("$ref").and_then(Value::as_str).map(Pointer::from_text) else { return none };
        let Some(name) = self.schemas.aliases.get(&target) else { return none };
        let used = (part.to_owned(), (*name).to_owned());
        if self.except.contains(&used) || inside.contains(&target) {
            return none;
        }
        inside.push(target.clone());
        let mut found = self.limits(&target, part, inside);
        inside.pop();
        found.aliases.insert(used);
        found
    }
}
