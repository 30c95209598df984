//! The bundled document and its overlays.

use std::{fs, path::Path, thread};

use generator::{
    Options,
    diagnostic::{self, Colour, Diagnostics},
    load::{self, Input, Source, SourceId},
    lower, normalize, overlay, read, resolve,
};
use serde_json::{Value, json};

use crate::support;

const DOCUMENT: &str = "anthropic-managed-agents-api-openapi.yml";

fn source(path: &Path) -> Source {
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    Source { name, bytes: fs::read(path).expect("a file of the project") }
}

pub(crate) fn bundled() -> Input {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let entries = fs::read_dir(folder.join("overlays")).expect("a folder of the project");
    let mut overlays: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    overlays.sort_unstable();
    let overlays = overlays.iter().map(|path| source(path)).collect();
    Input { overlays, ..Input::from(source(&folder.join(DOCUMENT))) }
}

fn findings(input: &Input) -> String {
    let run = generator::generate(input, &support::options());
    assert!(run.output.is_some());
    diagnostic::render(input, &run.diagnostics, Colour::Never)
}

#[test]
fn the_document_alone_has_these_findings() {
    insta::assert_snapshot!(findings(&bundled().document.into()));
}

#[test]
fn the_document_with_its_overlays_has_these_findings() {
    insta::assert_snapshot!(findings(&bundled()));
}

/// The model of a document with overlays, or its findings if it has none.
fn understood(document: &Value, overlays: &[Source], options: &Options) -> String {
    let mut diagnostics = Diagnostics::new();
    let overlaid = overlay::overlay(document.clone(), DOCUMENT, overlays, &mut diagnostics);
    let normalized = normalize::normalize(overlaid.document, &mut diagnostics);
    let document = read::read(&normalized, &mut diagnostics);
    let lowered = document.map(|document| lower::lower(&document, options, &mut diagnostics));
    let api = lowered.map(|lowered| resolve::resolve(lowered, &mut diagnostics));
    let found: Vec<String> = diagnostics.iter().map(|found| format!("{} {}", found.code, found.pointer)).collect();
    format!("{api:?}\n{found:?}")
}

#[test]
fn every_action_has_a_reason_and_changes_the_model() {
    let Input { document, overlays, .. } = bundled();
    let mut diagnostics = Diagnostics::new();
    let document = load::load(&document, &mut diagnostics).expect("the bundled document is read");
    // As JSON, since they are read many times.
    let overlays: Vec<Source> = overlays
        .into_iter()
        .map(|overlay| {
            let tree = load::read(&overlay, SourceId::Overlay(0), &mut diagnostics).expect("an overlay is read");
            Source { bytes: tree.to_string().into_bytes(), ..overlay }
        })
        .collect();
    let (document, overlays) = (&document, &overlays);
    let all = &understood(document, overlays, &support::options());
    let idle: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..overlays.len())
            .map(|index| scope.spawn(move || idle_actions(document, overlays, index, all)))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it checks its overlay")).collect()
    });
    assert!(idle.is_empty(), "these change nothing: {idle:#?}");
}

/// The actions of one overlay that have no effect on the model. All actions have reasons.
fn idle_actions(document: &Value, overlays: &[Source], index: usize, all: &str) -> Vec<String> {
    let overlay = &overlays[index];
    let tree: Value = serde_json::from_slice(&overlay.bytes).expect("JSON");
    let actions = tree["actions"].as_array().expect("actions");
    let mut idle = Vec::new();
    for (number, action) in actions.iter().enumerate() {
        let place = format!("{}, action {number} ({})", overlay.name, action["target"]);
        assert!(action["description"].as_str().is_some_and(|reason| reason.len() > 5), "{place} has no reason");
        let mut fewer = tree.clone();
        let others = fewer["actions"].as_array_mut().expect("actions");
        others.remove(number);
        if others.is_empty() {
            // An overlay has at least one action.
            others.push(json!({"target": "$.info", "update": {"x-nothing": true}}));
        }
        let mut overlays = overlays.to_vec();
        overlays[index].bytes = fewer.to_string().into_bytes();
        if understood(document, &overlays, &support::options()) == all {
            idle.push(place);
        }
    }
    idle
}

/// An overlay of descriptions only adds text to existing parts. Otherwise, a description of a part that the
/// document has lost would bring the part back, without a type.
#[test]
fn overlays_of_descriptions_describe_existing_parts() {
    let Input { document, overlays, .. } = bundled();
    let mut diagnostics = Diagnostics::new();
    let document = load::load(&document, &mut diagnostics).expect("the bundled document is read");
    let (texts, others): (Vec<_>, Vec<_>) = overlays.into_iter().partition(|overlay| overlay.name.contains("-docs-"));
    assert!(texts.len() > 5, "the overlays of descriptions have `-docs-` in their names");
    let before = overlay::overlay(document, DOCUMENT, &others, &mut diagnostics).document;
    let after = overlay::overlay(before.clone(), DOCUMENT, &texts, &mut diagnostics).document;
    let (mut bare_before, mut bare_after) = (before, after.clone());
    remove_texts(&mut bare_before);
    remove_texts(&mut bare_after);
    assert_eq!(different(&bare_before, &bare_after, "#"), Vec::<String>::new());
    assert_eq!(described_values_that_are_not_there(&after), Vec::<String>::new());
}

fn remove_texts(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let is_text = |name: &str| matches!(name, "description" | "summary");
            members.retain(|name, value| !(is_text(name) && value.is_string() || name == "x-enumDescriptions"));
            members.values_mut().for_each(remove_texts);
        }
        Value::Array(elements) => elements.iter_mut().for_each(remove_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The positions of the differences of two values, as deep as both have the same members.
fn different(before: &Value, after: &Value, at: &str) -> Vec<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            let null = &Value::Null;
            let of = |members: &serde_json::Map<String, Value>, name: &str| members.get(name).unwrap_or(null).clone();
            let differences = names
                .into_iter()
                .flat_map(|name| different(&of(before, name), &of(after, name), &format!("{at}/{name}")));
            differences.collect()
        }
        _ if before == after => Vec::new(),
        _ => vec![at.to_owned()],
    }
}

fn described_values_that_are_not_there(document: &Value) -> Vec<String> {
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let mut gone = Vec::new();
    for (name, schema) in schemas {
        let values = schema["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
        let described = schema["x-enumDescriptions"].as_object().into_iter().flatten();
        gone.extend(
            described.filter(|(value, _)| !values.contains(&json!(value))).map(|(value, _)| format!("{name}.{value}")),
        );
    }
    gone
}

/// The document with its overlays.
pub(crate) fn corrected() -> Value {
    let Input { document, overlays, .. } = bundled();
    let mut diagnostics = Diagnostics::new();
    let alone = load::load(&document, &mut diagnostics).expect("the bundled document is read");
    let corrected = overlay::overlay(alone, DOCUMENT, &overlays, &mut diagnostics).document;
    assert!(diagnostics.is_empty());
    corrected
}

#[test]
fn items_of_the_document_stay_reachable_under_their_names() {
    let mut diagnostics = Diagnostics::new();
    let alone = load::load(&bundled().document, &mut diagnostics).expect("the bundled document is read");
    let corrected = corrected();
    let mut lost = Vec::new();
    for (path, item) in alone["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let other = &corrected["paths"][path][method];
            if operation["operationId"] != other["operationId"] || operation["tags"] != other["tags"] {
                lost.push(format!("{method} {path}"));
            }
            for parameter in operation["parameters"].as_array().expect("parameters") {
                let name = |parameter: &Value| (parameter["$ref"].clone(), parameter["name"].clone());
                let others = other["parameters"].as_array().expect("parameters");
                if !others.iter().any(|other| name(other) == name(parameter)) {
                    lost.push(format!("{method} {path}: {parameter}"));
                }
            }
        }
    }
    for (name, schema) in alone["components"]["schemas"].as_object().expect("schemas") {
        for property in schema["properties"].as_object().into_iter().flatten().map(|(property, _)| property) {
            if corrected["components"]["schemas"][name]["properties"][property].is_null() {
                lost.push(format!("{name}.{property}"));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}
