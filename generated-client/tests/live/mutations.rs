//! Payloads changed at every position: unknown parts are kept, and a part that cannot be read is refused with its path.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    payloads::compare,
    shapes::{Shape, shapes},
};

/// The properties that every response has: each `id` and `type` that the document requires.
const REQUIRED: &[&str] = &[
    "agent id",
    "agent mcp_servers[0].type",
    "agent model.effort.type",
    "agent model.id",
    "agent multiagent.agents[0].id",
    "agent tools[0].configs[0].url_sources.client_tool_results.tools[0].type",
    "agent tools[0].default_config.permission_policy.type",
    "agent tools[2].input_schema.type",
    "agent type",
    "environment id",
    "environment type",
    "session agent.id",
    "session agent.model.id",
    "session agent.multiagent.subagents.inline_agents.type",
    "session agent.multiagent.subagents.predefined_agents[0].id",
    "session agent.multiagent.subagents.predefined_agents[0].type",
    "session agent.type",
    "session budget.type",
    "session id",
    "session outcome_evaluations[0].type",
    "session resources[0].id",
    "session resources[1].id",
    "session type",
    "events data[0].id",
    "events data[1].content[0].content[0].type",
    "events data[1].id",
    "events data[2].id",
    "events data[3].id",
    "events data[4].id",
    "events data[5].error.retry_status.type",
    "events data[5].id",
    "events data[6].id",
    "events data[7].id",
    "events data[7].stop_details.type",
    "events data[8].id",
    "events data[9].agent.id",
    "events data[9].agent.type",
    "events data[9].id",
    "events data[10].id",
    "events data[11].id",
    "events data[12].id",
    "events data[12].phases[0].id",
    "events data[13].id",
    "events data[13].result.error.type",
    "events data[14].event.id",
    "events data[15].delta.content.type",
    "events data[15].delta.type",
];

impl Shape {
    #[track_caller]
    fn assert_kept(&self, place: &str, changed: &Value) {
        let kept = (self.round_trip)(changed).unwrap_or_else(|error| panic!("{place}: {error}"));
        let mut lost = Vec::new();
        compare("$", changed, &kept, &mut lost);
        assert!(lost.is_empty(), "{place}: {lost:#?}");
    }
}

/// Every position inside a value: its JSON pointer, and its path in errors.
fn places(value: &Value) -> Vec<(String, String)> {
    fn walk(value: &Value, pointer: &str, path: &str, found: &mut Vec<(String, String)>) {
        let members: Vec<(String, String, &Value)> = match value {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (format!("/{name}"), format!(".{name}"), value)).collect()
            }
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, value)| (format!("/{index}"), format!("[{index}]"), value))
                .collect(),
            _ => Vec::new(),
        };
        for (step, shown, value) in members {
            let (pointer, path) = (format!("{pointer}{step}"), format!("{path}{shown}"));
            walk(value, &pointer, &path, found);
            found.push((pointer, path));
        }
    }
    let mut found = Vec::new();
    walk(value, "", "$", &mut found);
    found
}

fn with(payload: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = payload.clone();
    *changed.pointer_mut(pointer).expect("a place of the payload") = value;
    changed
}

/// Whether the last step of a pointer is the name of a property.
fn member(pointer: &str) -> Option<(&str, &str)> {
    pointer.rsplit_once('/').filter(|(_, name)| name.parse::<usize>().is_err())
}

#[test]
fn a_payload_is_written_as_the_bytes_that_were_read() {
    for shape in shapes() {
        for written in (shape.written)(&shape.text) {
            assert_eq!(written, shape.text, "{}", shape.name);
        }
    }
}

#[test]
fn a_member_that_nobody_knows_is_kept_in_every_object() {
    for shape in shapes() {
        for (pointer, path) in places(&shape.payload) {
            let mut changed = shape.payload.clone();
            let place = changed.pointer_mut(&pointer).expect("a place of the payload");
            // In `metadata`, all values are text.
            if let Some(object) = place.as_object_mut().filter(|_| !path.ends_with(".metadata")) {
                object.insert("from_next_year".to_owned(), json!({"a": [null, 1.5]}));
                shape.assert_kept(&path, &changed);
            }
        }
    }
}

#[test]
fn a_word_that_nobody_knows_is_kept_in_the_place_of_every_text() {
    for shape in shapes() {
        for (pointer, path) in places(&shape.payload) {
            if shape.payload.pointer(&pointer).is_some_and(Value::is_string) {
                shape.assert_kept(&path, &with(&shape.payload, &pointer, json!("from_next_year")));
            }
        }
    }
}

#[test]
fn another_kind_of_value_is_refused_with_its_path() {
    for shape in shapes() {
        for (pointer, path) in places(&shape.payload) {
            let was = shape.payload.pointer(&pointer).expect("a place of the payload");
            // A list never replaces text, numbers or objects, and a number never replaces a list.
            let changed = with(&shape.payload, &pointer, if was.is_array() { json!(5) } else { json!([]) });
            match (shape.round_trip)(&changed) {
                Err(error) => assert!(error.starts_with(&format!("{path}: ")), "{path}: {error}"),
                Ok(_) => assert!(path.contains(".input.") || was.is_null(), "{path}"),
            }
        }
    }
}

#[test]
fn only_required_properties_cannot_be_missing_or_null() {
    let mut required = BTreeSet::new();
    for shape in shapes() {
        for (pointer, path) in places(&shape.payload) {
            let Some((parent, name)) = member(&pointer) else { continue };
            let null = with(&shape.payload, &pointer, Value::Null);
            let mut missing = shape.payload.clone();
            let object = missing.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
            object.remove(name);
            if let Err(error) = (shape.round_trip)(&missing) {
                let message = format!("missing property `{name}`");
                let expected = match path.trim_end_matches(name).trim_end_matches('.') {
                    "$" => message,
                    place => format!("{place}: {message}"),
                };
                assert_eq!(error.split(" at line").next(), Some(&*expected));
                let error = (shape.round_trip)(&null).expect_err(&path);
                assert!(error.starts_with(&format!("{path}: ")), "{path}: {error}");
                required.insert(format!("{} {}", shape.name, path.trim_start_matches("$.")));
            } else {
                shape.assert_kept(&path, &missing);
                if !path.contains(".metadata.") {
                    shape.assert_kept(&path, &null);
                }
            }
        }
    }
    // The order of properties depends on a feature that other packages may turn on.
    assert_eq!(required, REQUIRED.iter().map(|place| (*place).to_owned()).collect());
}
