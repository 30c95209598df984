//! Small documents, before and after.

mod arbitrary;
mod documents;
mod keywords;
mod references;

use serde_json::{Value, json};

use super::{Normalized, normalize};
use crate::{diagnostic::Diagnostics, read::read};

fn run(document: Value) -> (Normalized, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let normalized = normalize(document, &mut diagnostics);
    if !diagnostics.has_errors() {
        assert!(read(&normalized, &mut diagnostics).is_some(), "{diagnostics:?}");
    }
    (normalized, diagnostics)
}

fn document(version: &str, schemas: &Value) -> Value {
    json!({
        "openapi": version, "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas},
    })
}

fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics.iter().map(|found| found.code).collect()
}

/// Checks the corrections in a schema of a document of 3.1. A second run changes nothing.
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn check(before: Value, after: Value) {
    let (normalized, diagnostics) = run(document("3.1.0", &json!({"A": before, "B": {"type": "string"}})));
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    assert_eq!(normalized.document["components"]["schemas"]["A"], after);
    let (twice, diagnostics) = run(document("3.1.0", &normalized.document["components"]["schemas"]));
    assert_eq!(twice.document["components"]["schemas"]["A"], after);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

/// Checks that a document has exactly these findings, at these places.
fn check_findings(document: Value, expected: &[(&str, &str)]) {
    let (_, diagnostics) = run(document);
    let found: Vec<(&str, &str)> = diagnostics.iter().map(|found| (found.code, found.pointer.as_str())).collect();
    assert_eq!(found, expected, "{diagnostics:?}");
    assert!(diagnostics.iter().all(|found| found.help.is_some()));
}

/// A document with these paths.
fn with_paths(paths: &Value) -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})
}
