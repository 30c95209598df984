//! Limits and defaults of values, as the normalized document has them. A crate does not check them, so the model does not have
//! them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{model::Api, normalize::Origins, pointer::Pointer};

/// The keywords that limit values, and the change of each that excludes values.
pub(super) const LIMITS: &[(&str, Narrower)] = &[
    ("minLength", Narrower::Higher),
    ("maxLength", Narrower::Lower),
    ("pattern", Narrower::Other),
    ("format", Narrower::Other),
    ("contentEncoding", Narrower::Other),
    ("contentMediaType", Narrower::Other),
    ("minimum", Narrower::Higher),
    ("exclusiveMinimum", Narrower::Higher),
    ("maximum", Narrower::Lower),
    ("exclusiveMaximum", Narrower::Lower),
    ("multipleOf", Narrower::Other),
    ("minItems", Narrower::Higher),
    ("maxItems", Narrower::Lower),
    ("uniqueItems", Narrower::Other),
    ("minProperties", Narrower::Higher),
    ("maxProperties", Narrower::Lower),
];

/// The change of a limit that excludes values.
#[derive(Clone, Copy, Debug)]
pub(super) enum Narrower {
    Higher,
    Lower,
    Other,
}

/// The values of each keyword, by the part of the value. Alternatives can have several values.
pub(super) type Limits = BTreeMap<(&'static str, LimitedPart), BTreeSet<String>>;

/// The part of a value that a limit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LimitedPart {
    Whole,
    Items,
    OtherProperties,
}

/// The schemas of a version, as normalized.
#[derive(Debug)]
pub(super) struct NormalizedSchemas<'a> {
    document: &'a Value,
    moved: &'a Origins,
    /// The places of types. The limits at such a place belong to the type.
    types: BTreeSet<&'a str>,
}

impl<'a> NormalizedSchemas<'a> {
    /// The schemas of a document; `moved` are the places of the model that the document has elsewhere.
    pub(super) fn of(document: &'a Value, moved: &'a Origins, api: &'a Api) -> Self {
        Self { document, moved, types: api.types.iter().map(|def| def.pointer.as_str()).collect() }
    }

    fn get(&self, place: &Pointer) -> Option<&'a Value> {
        self.document.pointer(self.moved.trace(place).as_str().strip_prefix('#')?)
    }

    /// Whether there is something at `place`.
    pub(super) fn has(&self, place: &Pointer) -> bool {
        self.get(place).is_some()
    }

    /// Whether a type has the schema at `place`.
    pub(super) fn is_type(&self, place: &Pointer) -> bool {
        self.types.contains(place.as_str())
    }

    /// The place of the schema of a parameter, or of a body in a media type.
    pub(super) fn schema_of(&self, place: &Pointer, media_type: Option<&str>) -> Option<Pointer> {
        let place = self.resolved(place);
        let object = self.get(&place)?;
        let content = object.get("content").and_then(Value::as_object);
        let media_type = media_type.or_else(|| Some(content?.keys().next()?.as_str()));
        let place = media_type.map_or_else(|| place.clone(), |name| place.child("content").child(name));
        Some(place.child("schema"))
    }

    /// The component that the object at `place` refers to, or `place`.
    pub(super) fn resolved(&self, place: &Pointer) -> Pointer {
        let target = self.get(place).and_then(|object| object.get("$ref")?.as_str());
        target.map_or_else(|| place.clone(), Pointer::from_text)
    }

    /// The limits of the value at `place`, without the limits of types inside it.
    pub(super) fn limits(&self, place: &Pointer) -> Limits {
        let mut limits = Limits::new();
        self.add_limits(&mut limits, place, LimitedPart::Whole);
        limits
    }

    fn add_limits(&self, limits: &mut Limits, place: &Pointer, part: LimitedPart) {
        let Some(Value::Object(schema)) = self.get(place) else { return };
        for (keyword, _) in LIMITS {
            if let Some((keyword, limit)) = limit(schema, keyword) {
                limits.entry((keyword, part)).or_default().insert(limit);
            }
        }
        let mut inside = |place: Pointer, part: LimitedPart| {
            if !self.is_type(&place) {
                self.add_limits(limits, &place, part);
            }
        };
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let count = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            (0..count).for_each(|index| inside(place.child(keyword).child(index), part));
        }
        inside(place.child("items"), LimitedPart::Items);
        inside(place.child("additionalProperties"), LimitedPart::OtherProperties);
    }

    /// The default of the value at `place`.
    pub(super) fn default(&self, place: &Pointer) -> Option<&'a Value> {
        self.get(place)?.get("default")
    }
}

/// A limit of a schema; `None` if it accepts all values. The exclusive bounds of OpenAPI 3.0 are written as those of 3.1.
fn limit(schema: &Map<String, Value>, keyword: &'static str) -> Option<(&'static str, String)> {
    let is_exclusive = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
    let keyword_now = match keyword {
        "minimum" if is_exclusive("exclusiveMinimum") => "exclusiveMinimum",
        "maximum" if is_exclusive("exclusiveMaximum") => "exclusiveMaximum",
        other => other,
    };
    match schema.get(keyword)? {
        Value::Bool(true) if keyword == "uniqueItems" => Some((keyword, "true".to_owned())),
        Value::Number(number) if number.as_f64() != Some(0.0) || keyword.ends_with("imum") => {
            Some((keyword_now, number.to_string()))
        }
        Value::String(text) => Some((keyword, text.clone())),
        _ => None,
    }
}
