//! Reads schemas of events: the fields of the media type `text/event-stream`, through references and `allOf`.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::{media_type, pointer::Pointer};

/// The fields of an event.
const FIELDS: &[&str] = &["event", "data", "id", "retry"];
/// Formats of texts that are numbers. The text may be any number, since the format does not restrict strings.
const NUMBERS: &[&str] =
    &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "decimal", "number"];
/// How many references and members of `allOf` are followed.
const MAX_PARTS: usize = 100;
/// How deep the schema of a field is read.
const MAX_DEPTH: usize = 8;

/// A schema of an event, divided into its fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Event {
    /// The keywords of each property, and the place of the last schema that has it.
    pub(super) fields: IndexMap<String, (Map<String, Value>, Pointer)>,
    /// `title` and `description`.
    pub(super) texts: Map<String, Value>,
    /// The schemas in `oneOf` or `anyOf`, and their places.
    pub(super) alternatives: Option<Vec<(Value, Pointer)>>,
    /// How many schemas it is made of.
    parts: usize,
}

/// Whether a schema describes the fields of an event, not the JSON in its data.
pub(super) fn is_event(event: &Event) -> bool {
    let data = event.fields.get("data");
    let has_content =
        data.is_some_and(|(data, _)| ["contentSchema", "contentMediaType"].iter().any(|it| data.contains_key(*it)));
    let has_fields_only = event.fields.keys().all(|name| FIELDS.contains(&name.as_str()));
    has_content || has_fields_only && (data.is_some() || event.fields.contains_key("event"))
}

/// The component schemas.
#[derive(Clone, Copy)]
pub(super) struct EventSchemas<'a>(Option<&'a Map<String, Value>>);

impl<'a> EventSchemas<'a> {
    pub(super) fn new(schemas: Option<&'a Map<String, Value>>) -> Self {
        Self(schemas)
    }

    /// The schema of the items of the array at `place`, or of the array that it refers to, and its place. The array
    /// describes the whole stream, as springdoc and Huma write it.
    pub(super) fn listed(self, schema: &Value, place: &Pointer) -> Option<(Value, Pointer)> {
        let (mut schema, mut place) = (schema, place.clone());
        for _ in 0..MAX_PARTS {
            let Some((target, at)) = schema.as_object().and_then(|schema| self.referenced(schema)) else { break };
            (schema, place) = (target, at);
        }
        let is_array = match schema.get("type")? {
            Value::Array(names) => names.iter().any(|name| name == "array"),
            name => name == "array",
        };
        schema.get("items").filter(|_| is_array).map(|items| (items.clone(), place.child("items")))
    }

    /// Adds the keywords of the schema at `place` to `event`.
    pub(super) fn collect(self, schema: &Value, place: &Pointer, event: &mut Event) {
        self.collect_below(schema, place, event, 0);
    }

    fn collect_below(self, schema: &Value, place: &Pointer, event: &mut Event, depth: usize) {
        let Some(keywords) = schema.as_object().filter(|_| event.parts < MAX_PARTS) else { return };
        event.parts += 1;
        if let Some((schema, place)) = self.referenced(keywords) {
            let known = event.texts.clone();
            self.collect_below(schema, &place, event, depth + 1);
            event.texts.extend(known);
            if let Some(name) = place.tokens().last().filter(|_| depth == 0) {
                event.texts.entry("title").or_insert_with(|| json!(name));
            }
        }
        for (index, part) in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
            self.collect_below(part, &place.child("allOf").child(index), event, depth + 1);
        }
        for (name, property) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let place = place.child("properties").child(name);
            let (known, at) = event.fields.entry(name.clone()).or_insert_with(|| (Map::new(), place.clone()));
            known.extend(property.as_object().cloned().unwrap_or_default());
            *at = place;
        }
        for keyword in ["title", "description"] {
            if let Some(text) = keywords.get(keyword) {
                event.texts.insert(keyword.to_owned(), text.clone());
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Value::Array(arms)) = keywords.get(keyword) {
                let place = place.child(keyword);
                let arms = arms.iter().enumerate().map(|(index, arm)| (arm.clone(), place.child(index)));
                event.alternatives = Some(arms.collect());
            }
        }
    }

    /// The possible names of the event, if the schema restricts them.
    pub(super) fn names(self, event: &Event) -> Vec<String> {
        let Some((name, _)) = event.fields.get("event") else { return Vec::new() };
        let name = self.described(name, 0);
        let values = match (name.get("const"), name.get("enum")) {
            (Some(value), _) => vec![value.clone()],
            (None, Some(Value::Array(values))) => values.clone(),
            (None, _) => Vec::new(),
        };
        values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The schema of the JSON in the event's data, and its place; `None` if the data is text.
    pub(super) fn data(self, event: &Event) -> Option<(Value, Option<Pointer>)> {
        let (data, place) = event.fields.get("data")?;
        if let Some(schema) = data.get("contentSchema") {
            return Some((schema.clone(), Some(place.child("contentSchema"))));
        }
        let media_type = data.get("contentMediaType").and_then(Value::as_str).map(media_type::essence);
        if media_type.is_some_and(|it| it == "application/json" || it.ends_with("+json")) {
            return Some((json!({}), None));
        }
        let described = &self.described(data, 0);
        let values =
            described.get("enum").and_then(Value::as_array).into_iter().flatten().chain(described.get("const"));
        let is_text = match described.get("type") {
            Some(Value::String(name)) => name == "string",
            Some(Value::Array(names)) => names.iter().all(|name| name == "string" || name == "null"),
            _ => {
                let mut keywords = described.keys().filter(|keyword| !ANNOTATIONS.contains(&keyword.as_str()));
                keywords.next().is_none() || values.clone().next().is_some() && values.clone().all(Value::is_string)
            }
        };
        match described.get("format").and_then(Value::as_str).filter(|_| is_text) {
            Some("float" | "double") => Some((json!({ "type": "number", "format": "double" }), None)),
            Some(format) if NUMBERS.contains(&format) => Some((json!({ "type": "number" }), None)),
            Some(_) => None,
            None => (!is_text).then(|| (Value::Object(data.clone()), Some(place.clone()))),
        }
    }

    /// The keywords of a schema, of the component that it refers to, and of the schemas in its `allOf`. The last one counts.
    fn described(self, schema: &Map<String, Value>, depth: usize) -> Map<String, Value> {
        let mut keywords = schema.clone();
        if depth == MAX_DEPTH {
            return keywords;
        }
        let referenced = self.referenced(schema).map(|(schema, _)| schema);
        if referenced.is_some() {
            keywords.shift_remove("$ref");
        }
        let all_of = match keywords.shift_remove("allOf") {
            Some(Value::Array(all_of)) => all_of,
            _ => Vec::new(),
        };
        for part in referenced.into_iter().chain(&all_of).filter_map(Value::as_object) {
            keywords.extend(self.described(part, depth + 1));
        }
        keywords
    }

    /// The component that a schema refers to, and its place.
    fn referenced(self, schema: &Map<String, Value>) -> Option<(&'a Value, Pointer)> {
        let name = schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")?;
        let place = Pointer::root().child("components").child("schemas").child(unescaped(name));
        self.0?.get(&unescaped(name)).map(|schema| (schema, place))
    }
}

/// Keywords that do not restrict values.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "title",
    "description",
    "example",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "format",
    "minLength",
    "maxLength",
    "pattern",
];

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
