//! Same input, same bytes.

use std::{fs, path::Path};

use crate::support;

#[test]
fn every_fixture_gives_the_same_bytes_twice() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
    for entry in fs::read_dir(folder).expect("the folder of fixtures can be listed") {
        let path = entry.expect("the folder of fixtures can be listed").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).expect("a fixture can be read");
            let [first, second] = [(), ()].map(|()| support::run("fixture.yaml", &text).output);
            assert!(first.is_some(), "{} generates nothing", path.display());
            assert_eq!(first, second, "{}", path.display());
        }
    }
}

#[test]
fn formatting_and_comments_of_the_document_change_nothing() {
    let plain = include_str!("features/presence.yaml");
    let value: serde_json::Value = serde_yaml::from_str(plain).expect("the fixture is YAML");
    let json = serde_json::to_string_pretty(&value).expect("it can be written as JSON");
    let spaced = plain.replace('\n', "\n\n# a comment\n");
    let output = support::run("fixture.yaml", plain).output;
    assert!(output.is_some());
    assert_eq!(output, support::run("fixture.yaml", &json).output);
    assert_eq!(output, support::run("fixture.yaml", &spaced).output);
}
