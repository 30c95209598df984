//! The smallest correction of a schema that makes a value valid.

use std::collections::BTreeSet;

use generator::pointer::Pointer;
use serde_json::{Map, Value, json};

use super::{
    place::{self, at, parts, resolved},
    record::Record,
};

/// An action of the overlay.
#[derive(Debug)]
pub(super) struct Action {
    target: String,
    /// The value to merge; `None` if the target is removed.
    update: Option<Value>,
}

impl Action {
    fn update(target: String, update: &Value) -> Self {
        Self { target, update: Some(update.clone()) }
    }

    fn remove(target: String) -> Self {
        Self { target, update: None }
    }

    /// As the overlay has it.
    pub(super) fn written(&self, description: &str) -> Value {
        match &self.update {
            Some(update) => json!({"target": self.target, "description": description, "update": update}),
            None => json!({"target": self.target, "description": description, "remove": true}),
        }
    }
}

/// The subject of records that lead to one correction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// The values have other types than the schema at this place.
    Type(Pointer),
    /// The objects of the schema at this place lack this property.
    Absence(Pointer, String),
    /// The responses have another media type than the one at this place.
    MediaType(Pointer),
}

impl Subject {
    /// The subject of a record; `None` if the document does not have the place, or if no correction is known.
    pub(super) fn of(document: &Value, record: &Record) -> Option<Self> {
        // A page in place of JSON is from a proxy: the document may be right.
        if let Some(media_type) = record.other_media_type() {
            return place::json(document, record).filter(|_| media_type != "text/html").map(Self::MediaType);
        }
        let place = place::of(document, record)?;
        match record.missing() {
            Some(name) => Some(Self::Absence(place, name.to_owned())),
            None => kind(&record.found).map(|_| Self::Type(place)),
        }
    }
}

/// The actions that correct the document according to the records; `None` if no correction is known.
pub(super) fn correct(document: &Value, subject: &Subject, records: &[&Record]) -> Option<Vec<Action>> {
    match subject {
        Subject::Absence(schema, name) => not_required(document, schema, name),
        Subject::Type(schema) => {
            let kinds: BTreeSet<&str> = records.iter().filter_map(|record| kind(&record.found)).collect();
            more_types(document, schema, kinds)
        }
        Subject::MediaType(json) => {
            let found: BTreeSet<&str> = records.iter().filter_map(|record| record.other_media_type()).collect();
            other_media_types(json, &found)
        }
    }
}

/// The actions that add these types to the schema.
fn more_types(document: &Value, place: &Pointer, mut kinds: BTreeSet<&str>) -> Option<Vec<Action>> {
    let schema = at(document, place)?;
    let target = path(place);
    let as_schemas = |kinds: &BTreeSet<&str>| kinds.iter().map(|kind| json!({"type": kind})).collect::<Vec<_>>();
    let mut actions = Vec::new();
    let takes_null = kinds.contains("null");
    let is_3_0 = document.get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0"));
    if is_3_0 && kinds.remove("null") {
        actions.push(Action::update(target.clone(), &json!({"nullable": true})));
    }
    if let Some(reference) = schema.get("$ref") {
        let alternatives = [vec![json!({"$ref": reference})], as_schemas(&kinds)].concat();
        let keyword = if kinds.is_empty() { "allOf" } else { "anyOf" };
        actions.push(Action::update(target.clone(), &json!({keyword: alternatives})));
        actions.push(Action::remove(format!("{target}['$ref']")));
        return Some(actions);
    }
    if !kinds.is_empty() {
        match schema.get("type") {
            Some(Value::String(ty)) => {
                let types: Vec<&str> = std::iter::once(ty.as_str()).chain(kinds).collect();
                actions.push(Action::remove(format!("{target}.type")));
                actions.push(Action::update(target.clone(), &json!({"type": types})));
            }
            // The update of a list appends elements.
            Some(Value::Array(_)) => actions.push(Action::update(target.clone(), &json!({"type": kinds}))),
            _ => {
                let is_there = |keyword: &&str| schema.get(keyword).is_some_and(Value::is_array);
                let keyword = ["anyOf", "oneOf"].into_iter().find(is_there)?;
                actions.push(Action::update(target.clone(), &json!({keyword: as_schemas(&kinds)})));
            }
        }
    }
    if takes_null && schema.get("enum").is_some_and(Value::is_array) {
        actions.push(Action::update(target, &json!({"enum": [null]})));
    }
    Some(actions)
}

/// The actions that put text or bytes of other media types in place of JSON.
fn other_media_types(json: &Pointer, found: &BTreeSet<&str>) -> Option<Vec<Action>> {
    let schema = |media_type: &str| {
        if media_type.starts_with("text/") {
            json!({"type": "string"})
        } else {
            json!({"type": "string", "format": "binary"})
        }
    };
    let content: Map<String, Value> =
        found.iter().map(|media_type| ((*media_type).to_owned(), json!({"schema": schema(media_type)}))).collect();
    Some(vec![Action::remove(path(json)), Action::update(path(&json.parent()?), &Value::Object(content))])
}

/// The actions that remove the property from each `required` list that names it.
fn not_required(document: &Value, schema: &Pointer, name: &str) -> Option<Vec<Action>> {
    let schema = resolved(document, schema)?;
    let required = at(document, &schema)?.get("required").and_then(Value::as_array);
    if required.is_some_and(|names| names.iter().any(|other| other == name)) {
        let target = format!("{}[?@ == {}]", path(&schema.child("required")), quoted(name));
        return Some(vec![Action::remove(target)]);
    }
    parts(document, &schema).find_map(|part| not_required(document, &part, name))
}

/// The name of the type that a record speaks of.
fn kind(found: &str) -> Option<&'static str> {
    Some(match found {
        // A client reads an absent body as null.
        "null" | "no body" => "null",
        "a boolean" => "boolean",
        "an integer" => "integer",
        "a number" | "a number with a fraction" => "number",
        "a string" => "string",
        "an array" => "array",
        "an object" => "object",
        _ => return None,
    })
}

/// A pointer as JSONPath.
fn path(pointer: &Pointer) -> String {
    let mut text = "$".to_owned();
    for token in pointer.tokens() {
        let is_name = token.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
            && !token.starts_with(|first: char| first.is_ascii_digit());
        let step = match token.parse::<usize>() {
            Ok(index) if token == index.to_string() && is_index(pointer, &token) => format!("[{index}]"),
            _ if is_name && !token.is_empty() => format!(".{token}"),
            _ => format!("[{}]", quoted(&token)),
        };
        text.push_str(&step);
    }
    text
}

/// Whether a number is an index, not a status or a name. On the path to a schema, only `allOf` is a list.
fn is_index(pointer: &Pointer, token: &str) -> bool {
    let tokens: Vec<String> = pointer.tokens().collect();
    tokens.windows(2).any(|pair| matches!(pair, [list, index] if list == "allOf" && index == token))
}

/// A name in single quotes.
fn quoted(name: &str) -> String {
    let escaped = name.replace('\\', "\\\\").replace('\'', "\\'");
    format!("'{escaped}'")
}
