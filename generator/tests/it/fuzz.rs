//! The generator on documents with random changes: it ends, does not panic, and emits Rust.
//!
//! Each number of [`CASES`] is one document, the same in every run. To try others, set `FUZZ_FROM` and `FUZZ_CASES`.

use std::{fs, ops::Range, path::Path, sync::mpsc, thread, time::Duration};

use generator::{
    Errors, Options,
    diagnostic::{Colour, Diagnostics, render},
    escape,
    load::{self, Input, Source},
    model::dump,
};
use serde_json::{Value, json};

use crate::{random::Random, support};

/// The documents of an ordinary run.
const CASES: Range<u64> = 0..1_200;
/// The maximum time for one document: a hundred times the time of the slowest.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn documents_that_were_changed_at_random_end_in_findings_or_in_rust() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let from = number("FUZZ_FROM").unwrap_or(CASES.start);
    let cases = from..from + number("FUZZ_CASES").unwrap_or(CASES.end - CASES.start);
    let fixtures = fixtures();
    let (report, reports) = mpsc::channel();
    let worker = thread::spawn(move || {
        for seed in cases {
            // Printed before the work, to show which document did not end.
            if report.send(seed).is_err() {
                return;
            }
            try_one(seed, &fixtures);
        }
    });
    let mut last = None;
    loop {
        match reports.recv_timeout(PATIENCE) {
            Ok(seed) => last = Some(seed),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("the document {last:?} does not end"),
        }
    }
    assert!(worker.join().is_ok(), "the document {last:?} ended in a panic, which is shown above");
}

fn try_one(seed: u64, fixtures: &[(String, Value)]) {
    let mut random = Random::new(seed);
    let (name, fixture) = random.one_of(fixtures);
    let mut document = fixture.clone();
    for _ in 0..=random.below(4) {
        let donor = &random.one_of(fixtures).1;
        change(&mut document, donor, &mut random);
    }
    let mut bytes = document.to_string().into_bytes();
    if random.below(8) == 0 {
        damage(&mut bytes, &mut random);
    }
    let errors = if random.below(2) == 0 { Errors::Refuse } else { Errors::LeaveOut };
    let options = Options { errors, ..support::options() };
    let input = Input::from(Source { name: name.clone(), bytes });
    let run = generator::generate(&input, &options);
    if errors == Errors::Refuse {
        assert_eq!(run.output.is_some(), !run.diagnostics.has_errors(), "{seed}: neither output nor an error, or both");
    }
    let shown = render(&input, &run.diagnostics, Colour::Never);
    assert_harmless(seed, &shown);
    assert_harmless(seed, &run.api.as_ref().map(dump).unwrap_or_default());
    for (path, text) in run.output.iter().flat_map(|output| &output.files) {
        assert!(syn::parse_file(text).is_ok(), "{seed}: {path} is not Rust:\n{text}");
    }
}

fn assert_harmless(seed: u64, text: &str) {
    let harmful = text.chars().find(|character| escape::is_harmful(*character) && *character != '\n');
    assert_eq!(harmful, None, "{seed}: {text}");
}

/// All documents of the features, as trees.
fn fixtures() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
    let entries = fs::read_dir(folder).expect("the folder of fixtures can be listed");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let tree = |path: &Path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let source = Source { name: name.clone(), bytes: fs::read(path).expect("a fixture can be read") };
        (name, load::load(&source, &mut Diagnostics::new()).expect("a fixture is a document"))
    };
    paths.iter().map(|path| tree(path)).collect()
}

/// Changes one node.
fn change(document: &mut Value, donor: &Value, random: &mut Random) {
    let mut places = Vec::new();
    places_in(document, &mut String::new(), &mut places);
    let place = random.one_of(&places).clone();
    let another = document.pointer(random.one_of(&places).as_str()).cloned().unwrap_or_default();
    let mut of_donor = Vec::new();
    places_in(donor, &mut String::new(), &mut of_donor);
    let foreign = donor.pointer(random.one_of(&of_donor).as_str()).cloned().unwrap_or_default();
    let Some(node) = document.pointer_mut(&place) else { return };
    match random.below(8) {
        0 | 1 => *node = value(random),
        2 => *node = another,
        3 => *node = foreign,
        4 => remove(node, random),
        5 | 6 => rename(node, random),
        _ => insert(node, another, random),
    }
}

/// The pointers of all nodes.
fn places_in(value: &Value, path: &mut String, places: &mut Vec<String>) {
    places.push(path.clone());
    let mut below = |token: &str, value: &Value| {
        let length = path.len();
        path.push('/');
        path.push_str(&token.replace('~', "~0").replace('/', "~1"));
        places_in(value, path, places);
        path.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| below(name, member)),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, element)| below(&index.to_string(), element));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A value for any position.
fn value(random: &mut Random) -> Value {
    match random.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(random.below(3)),
        3 => json!(-1),
        4 => json!(1e300),
        5 => json!([]),
        6 => json!({}),
        7 => json!([random.text(), random.text()]),
        8 => json!({random.text(): random.text()}),
        9 => json!({"$ref": "#/components/schemas/A"}),
        10 => json!({"$ref": format!("#/{}", random.text())}),
        11 => {
            json!({"type": random.one_of(&["string", "object", "array", "integer", "null"]), "enum": [random.text(), 1]})
        }
        12 => {
            json!({"oneOf": [{"$ref": "#/components/schemas/B"}, {"type": "string"}], "discriminator": {"propertyName": random.text()}})
        }
        _ => json!(random.text()),
    }
}

fn remove(node: &mut Value, random: &mut Random) {
    match node {
        Value::Object(members) if !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            members.shift_remove(random.one_of(&names));
        }
        Value::Array(elements) if !elements.is_empty() => {
            elements.remove(random.below(elements.len()));
        }
        _ => *node = Value::Null,
    }
}

fn rename(node: &mut Value, random: &mut Random) {
    if let Value::Object(members) = node {
        let names: Vec<String> = members.keys().cloned().collect();
        if !names.is_empty()
            && let Some(member) = members.shift_remove(random.one_of(&names))
        {
            members.insert(random.text(), member);
        }
    } else {
        *node = json!(random.text());
    }
}

fn insert(node: &mut Value, value: Value, random: &mut Random) {
    match node {
        Value::Object(members) => {
            members.insert(random.text(), value);
        }
        Value::Array(elements) => elements.push(value),
        _ => *node = value,
    }
}

/// Changes the text itself: it is cut, or a part of it is repeated or replaced.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len());
    let end = (at + 1 + random.below(40)).min(bytes.len());
    match random.below(4) {
        0 => bytes.truncate(at),
        1 => {
            let part: Vec<u8> = bytes.get(at..end).unwrap_or_default().to_vec();
            bytes.splice(at..at, part);
        }
        2 => {
            bytes.drain(at..end);
        }
        _ => {
            bytes.splice(at..at, random.text().into_bytes());
        }
    }
}
