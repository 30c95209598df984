//! `itemSchema` of OpenAPI 3.2: what one item of a stream is. For event streams and lines of JSON it takes the place of
//! `schema`, which then says what the JSON of one item is; elsewhere it is carried by a later pass.
//!
//! An item of an event stream is the event with its fields, so the JSON is what `data` holds (`contentSchema`). An item
//! without `data` is taken as the JSON itself: many documents mean that.

use serde_json::{Map, Value};

use super::super::{Context, context::Findings, objects::Kind, walk::walk_kind};
use crate::{media_type, pointer::Pointer};

pub(super) fn run(context: &mut Context<'_>) {
    let findings = &mut context.findings;
    walk_kind(&mut context.document, Kind::MediaType, |media_type, path| {
        let place = path.pointer();
        let name = place.tokens().last().unwrap_or_default();
        let essence = media_type::essence(&name);
        let is_event_stream = essence == "text/event-stream";
        if !is_event_stream && !media_type::JSON_LINES.contains(&essence.as_str()) {
            return;
        }
        let Some(item) = media_type.shift_remove("itemSchema") else { return };
        let (from, to) = (place.child("itemSchema"), place.child("schema"));
        let schema = if is_event_stream {
            data(item, &from, &to, findings)
        } else {
            findings.record_move(&from, &to);
            item
        };
        media_type.insert("schema".to_owned(), schema);
    });
}

/// The schema of the JSON in an event's data.
fn data(item: Value, from: &Pointer, to: &Pointer, findings: &mut Findings<'_>) -> Value {
    let Value::Object(mut event) = item else {
        findings.record_move(from, to);
        return item;
    };
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Value::Array(arms)) = event.get(keyword)
            && arms.iter().all(has_data)
        {
            let (from, to) = (from.child(keyword), to.child(keyword));
            let arms = arms.clone().into_iter().enumerate();
            let arms = arms.map(|(index, arm)| data(arm, &from.child(index), &to.child(index), findings)).collect();
            return Value::Object(Map::from_iter([(keyword.to_owned(), Value::Array(arms))]));
        }
    }
    let content = event.get_mut("properties").and_then(|properties| properties.get_mut("data"));
    let from = from.clone();
    match content {
        Some(Value::Object(content)) => match content.shift_remove("contentSchema") {
            Some(schema) => {
                findings.record_move(&from.child("properties").child("data").child("contentSchema"), to);
                schema
            }
            None => {
                findings.record_move(&from.child("properties").child("data"), to);
                Value::Object(content.clone())
            }
        },
        Some(_) | None => {
            findings.record_move(&from, to);
            Value::Object(event)
        }
    }
}

fn has_data(item: &Value) -> bool {
    item.pointer("/properties/data").is_some()
}
