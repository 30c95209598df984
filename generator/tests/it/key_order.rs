//! The order of keys in a document has no effect on users of its crate.

use std::{fs, path::Path};

use generator::{Run, changes, load::Source};
use serde_json::{Map, Value};

use crate::support;

#[test]
fn the_order_of_keys_changes_nothing_for_users() {
    for (name, text) in documents() {
        let document: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let before = run(&document);
        let mut other = document;
        reverse(&mut other);
        let report = changes::compare(&before, &run(&other)).unwrap_or_else(|| panic!("{name} has no crate"));
        assert!(report.entries.is_empty(), "{name}: {:#?}", report.entries);
    }
}

/// The fixtures of features, and the base of all changes.
fn documents() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let entries = fs::read_dir(folder.join("features")).expect("the folder of fixtures can be listed");
    let paths = entries.map(|entry| entry.expect("the folder of fixtures can be listed").path());
    let yaml = paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    yaml.chain([folder.join("changes/base.yaml")])
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a fixture can be read")))
        .collect()
}

fn run(document: &Value) -> Run {
    let source = Source { name: "document.json".to_owned(), bytes: document.to_string().into_bytes() };
    generator::generate(&source.into(), &support::options())
}

/// Reverses the keys of all objects.
fn reverse(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let all = std::mem::take(members).into_iter().rev();
            *members = all.collect::<Map<String, Value>>();
            members.values_mut().for_each(reverse);
        }
        Value::Array(elements) => elements.iter_mut().for_each(reverse),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
