//! Limits and defaults of values, as the normalized document has them. A crate does not check them, so the model does not have
//! them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::limit_values::{PartLimits, limits_of};
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
    fn get(&self, place: &Pointer) -> Option<&'a Value> {
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

    /// The limits of the value at `place`, without the limits of types inside it. The aliases
    /// of `except` are not followed.
    pub(super) fn limits(&self, place: &Pointer, except: &UsedAliases) -> ValueLimits {
        let place = self.moved.trace(place);
        let mut found = ValueLimits::default();
        let walk = LimitWalk { schemas: self, except, of_type: self.types.contains(&place) };
        walk.add(&mut found, &place, "", &mut Vec::new());
        found
    }

    /// The default of the value at `place`, or of the alias that it refers to. The aliases of `except` are not followed.
    pub(super) fn default(&self, place: &Pointer, except: &UsedAliases) -> Option<&'a Value> {
        let mut place = self.moved.trace(place);
        let mut seen = BTreeSet::new();
        while seen.insert(place.clone()) {
            let schema = self.at(&place)?;
            if let Some(default) = schema.get("default") {
                return Some(default).filter(|value| !value.is_null());
            }
            let target = reference(schema)?;
            let name = self.aliases.get(&target)?;
            if except.contains(&(String::new(), (*name).to_owned())) {
                return None;
            }
            place = target;
        }
        None
    }
}

/// The place that an object refers to.
fn reference(object: &Value) -> Option<Pointer> {
    Some(Pointer::from_text(object.get("$ref")?.as_str()?))
}

/// The limits of a value.
#[derive(Debug, Default)]
pub(super) struct ValueLimits {
    /// The limits of each part that has a schema: ``` of the items of `labels` ```, or nothing for the whole value.
    pub(super) parts: BTreeMap<String, PartLimits>,
    /// The aliases that were followed.
    pub(super) aliases: UsedAliases,
}

/// A walk through the schema of a value.
struct LimitWalk<'w, 'a> {
    schemas: &'w NormalizedSchemas<'a>,
    except: &'w UsedAliases,
    /// Whether it begins at a type. The properties of a type are compared as its fields.
    of_type: bool,
}

impl LimitWalk<'_, '_> {
    fn add(&self, found: &mut ValueLimits, place: &Pointer, part: &str, inside: &mut Vec<Pointer>) {
        let Some(Value::Object(schema)) = self.schemas.at(place) else { return };
        let limits = found.parts.entry(part.to_owned()).or_default();
        for (keyword, limit) in limits_of(schema) {
            limits.entry(keyword).or_default().insert(limit);
        }
        let members = |keyword: &str| schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        for keyword in ["allOf", "oneOf", "anyOf"] {
            for index in 0..members(keyword) {
                self.inside(found, &place.child(keyword).child(index), part, inside);
            }
        }
        self.inside(found, &place.child("items"), &format!(" of the items{part}"), inside);
        let rest = place.child("additionalProperties");
        self.inside(found, &rest, &format!(" of the additional properties{part}"), inside);
        if !self.of_type || !part.is_empty() {
            let properties = schema.get("properties").and_then(Value::as_object);
            for name in properties.into_iter().flat_map(Map::keys) {
                let part = format!(" of {}{part}", quoted(name));
                self.inside(found, &place.child("properties").child(name), &part, inside);
            }
        }
        self.follow(found, schema, part, inside);
    }

    /// Adds the limits inside, unless they belong to a type.
    fn inside(&self, found: &mut ValueLimits, place: &Pointer, part: &str, inside: &mut Vec<Pointer>) {
        if !self.schemas.types.contains(place) {
            self.add(found, place, part, inside);
        }
    }

    /// Adds the limits of an alias.
    fn follow(&self, found: &mut ValueLimits, schema: &Map<String, Value>, part: &str, inside: &mut Vec<Pointer>) {
        let Some(target) = schema.get("$ref").and_then(Value::as_str).map(Pointer::from_text) else { return };
        let Some(name) = self.schemas.aliases.get(&target) else { return };
        let used = (part.to_owned(), (*name).to_owned());
        if self.except.contains(&used) || inside.contains(&target) {
            return;
        }
        found.aliases.insert(used);
        inside.push(target.clone());
        self.add(found, &target, part, inside);
        inside.pop();
    }
}
