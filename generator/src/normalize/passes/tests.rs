use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    super::{EventNames, Origins, context::Findings, context::OpenApiVersion},
    PASS_NAMES, PASSES, PassContext,
};
use crate::diagnostic::Diagnostics;

/// The documents, by the name of the pass.
fn fixtures() -> Map<String, Value> {
    serde_yaml::from_str(include_str!("tests.yaml")).expect("the fixtures are YAML")
}

/// An empty document with some members.
fn document(members: &Value) -> Value {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}});
    for (name, member) in members.as_object().into_iter().flatten() {
        document[name] = member.clone();
    }
    document
}

#[test]
fn each_pass_changes_its_document_as_the_fixture_shows() {
    let fixtures = fixtures();
    for pass in PASSES {
        let fixture = fixtures.get(pass.name).unwrap_or_else(|| panic!("no fixture for the pass `{}`", pass.name));
        let mut diagnostics = Diagnostics::new();
        let version = if fixture["version"] == "3.0.3" { OpenApiVersion::V3_0 } else { OpenApiVersion::V3_1 };
        let findings = Findings {
            version,
            origins: Origins::default(),
            diagnostics: &mut diagnostics,
            aside: Vec::new(),
            reported: BTreeSet::new(),
        };
        let mut context = PassContext {
            document: document(&fixture["before"]),
            received: BTreeSet::new(),
            named_events: EventNames::new(),
            findings,
        };
        (pass.run)(&mut context);
        assert_eq!(context.document, document(&fixture["after"]), "{}", pass.name);
        let codes: Vec<&str> = diagnostics.iter().map(|found| found.code).collect();
        let expected = fixture.get("findings").cloned().unwrap_or_else(|| json!([]));
        assert_eq!(json!(codes), expected, "{}: {diagnostics:?}", pass.name);
        assert!(fixture["before"] != fixture["after"] || !codes.is_empty(), "{}: nothing is shown", pass.name);
    }
}

#[test]
fn each_fixture_belongs_to_a_pass() {
    let names: BTreeSet<String> = PASS_NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(fixtures().keys().cloned().collect::<BTreeSet<_>>(), names);
}
