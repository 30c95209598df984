//! `itemSchema` of OpenAPI 3.2: the schema of one item of a stream. For event streams and sequences of JSON, it replaces
//! `schema`, which is then the schema of the JSON of one item. For multipart bodies, `schema` becomes a list of such items.
//! The schema of an event stream may also be an array: its items describe the events.

mod events;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::{PassContext, context::Findings, objects::Kind, walk::walk_kind};
use crate::{media_type, pointer::Pointer};
use events::{Event, EventSchemas, is_event};

pub(super) fn put_as_schema(context: &mut PassContext<'_>) {
    let (findings, named_events) = (&mut context.findings, &mut context.named_events);
    // Component schemas are not changed, and any may be referred to.
    let schemas = context.document.pointer_mut("/components/schemas").map(Value::take);
    let known = schemas.as_ref().and_then(Value::as_object);
    walk_kind(&mut context.document, Kind::MediaType, |media_type, path| {
        let place = path.pointer();
        let name = place.tokens().last().unwrap_or_default();
        let essence = media_type::essence(&name);
        let is_event_stream = essence == "text/event-stream";
        let is_multipart = media_type::is_multipart(&essence);
        if !is_event_stream && !is_multipart && !media_type::is_sequence(&essence) {
            return;
        }
        let (from, to) = (place.child("itemSchema"), place.child("schema"));
        let (item, from) = match media_type.shift_remove("itemSchema") {
            Some(item) => (item, from),
            None if is_event_stream => {
                match media_type.get("schema").and_then(|schema| EventSchemas::new(known).listed(schema, &to)) {
                    Some(listed) => listed,
                    None => return,
                }
            }
            None => return,
        };
        if is_multipart {
            findings.record_move(&from, &to.child("items"));
            media_type.insert("schema".to_owned(), json!({ "type": "array", "items": item }));
            return;
        }
        let mut items = StreamItems { schemas: EventSchemas::new(known), findings };
        if !is_event_stream {
            items.findings.record_move(&from, &to);
            media_type.insert("schema".to_owned(), item);
            return;
        }
        let (schema, names) = items.of_stream(item, &from, &to);
        media_type.insert("schema".to_owned(), schema);
        if !names.is_empty() {
            named_events.insert(place.to_string(), names);
        }
    });
    if let (Some(schemas), Some(place)) = (schemas, context.document.pointer_mut("/components/schemas")) {
        *place = schemas;
    }
}

struct StreamItems<'a, 'f> {
    schemas: EventSchemas<'a>,
    findings: &'a mut Findings<'f>,
}

impl StreamItems<'_, '_> {
    /// The schema of the items, and for events that are distinguished by their names, how their data is read.
    ///
    /// An item of an event stream is the event with its fields. If events are distinguished by their names, it stays an event,
    /// with the schema of the data in place of the text. Otherwise, an item is only the data. An item schema without the fields
    /// of events describes the JSON in the data, as in many documents.
    fn of_stream(&mut self, item: Value, from: &Pointer, to: &Pointer) -> (Value, BTreeMap<String, bool>) {
        let mut event = Event::default();
        self.schemas.collect(&item, from, &mut event);
        let Some(alternatives) = event.alternatives.take() else {
            if !is_event(&event) {
                self.findings.record_move(from, to);
                return (item, BTreeMap::new());
            }
            return (self.data(&event, to), BTreeMap::new());
        };
        let arms: Vec<Event> = alternatives
            .iter()
            .map(|(schema, place)| {
                let mut arm = event.clone();
                arm.texts.clear();
                self.schemas.collect(schema, place, &mut arm);
                arm
            })
            .collect();
        if !arms.iter().all(|arm| is_event(arm) && arm.alternatives.is_none()) {
            self.findings.record_move(from, to);
            return (item, BTreeMap::new());
        }
        let to = to.child("oneOf");
        let are_named = arms.len() > 1 && arms.iter().any(|arm| !self.schemas.names(arm).is_empty());
        if !are_named {
            let arms: Vec<Value> =
                arms.iter().enumerate().map(|(index, arm)| self.data(arm, &to.child(index))).collect();
            return (json!({ "oneOf": arms }), BTreeMap::new());
        }
        let mut names = BTreeMap::new();
        let mut schemas = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            schemas.push(self.object(arm, &to.child(index), &mut names));
        }
        (json!({ "oneOf": schemas }), names)
    }

    /// The schema of an event's data, which goes to `to`.
    fn data(&mut self, event: &Event, to: &Pointer) -> Value {
        let (schema, place) = self.schemas.data(event).unwrap_or_else(|| (json!({ "type": "string" }), None));
        if let Some(place) = place {
            self.findings.record_move(&place, to);
        }
        schema
    }

    /// The schema of an event as an object of its fields, which goes to `to`.
    fn object(&mut self, event: &Event, to: &Pointer, known: &mut BTreeMap<String, bool>) -> Value {
        let names = self.schemas.names(event);
        let is_json = self.schemas.data(event).is_some();
        let listed = if names.is_empty() { vec!["*".to_owned()] } else { names.clone() };
        for name in listed {
            known.entry(name).or_insert(is_json);
        }
        let to = to.child("properties");
        let mut properties = Map::new();
        let mut required = vec!["data"];
        for (name, (schema, place)) in &event.fields {
            let schema = match name.as_str() {
                "event" if !names.is_empty() => {
                    // The name is always present: without one, it is `message`.
                    required.push("event");
                    json!({ "type": "string", "enum": names })
                }
                "data" if is_json => self.data(event, &to.child("data")),
                _ => {
                    self.findings.record_move(place, &to.child(name));
                    Value::Object(schema.clone())
                }
            };
            properties.insert(name.clone(), schema);
        }
        properties.entry("data").or_insert_with(|| json!({ "type": "string" }));
        let mut object = json!({ "type": "object", "required": required, "properties": properties });
        for keyword in ["title", "description"] {
            if let (Some(text), Some(object)) = (event.texts.get(keyword), object.as_object_mut()) {
                object.insert(keyword.to_owned(), text.clone());
            }
        }
        object
    }
}
