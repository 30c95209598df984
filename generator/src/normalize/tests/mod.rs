//! Small documents, before and after.

mod arbitrary;
mod documents;
mod references;
mod schemas;

use serde_json::{Value, json};

use super::{Normalized, normalize};
use crate::{diagnostic::Diagnostics, parse::parse};

fn run(document: Value) -> (Normalized, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let normalized = normalize(document, &mut diagnostics);
    if !diagnostics.has_errors() {
        let openapi = parse(&normalized, &mut diagnostics);
        assert!(openapi.is_some(), "{diagnostics:?}");
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

/// Checks what a schema of a document of 3.1 becomes.
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn check(before: Value, after: Value) {
    let (normalized, diagnostics) = run(document("3.1.0", &json!({"A": before, "B": {"type": "string"}})));
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    assert_eq!(normalized.document["components"]["schemas"]["A"], after);
    // A normalized document is one of 3.0, and changes no more.
    let again = document("3.0.3", &normalized.document["components"]["schemas"]);
    let carried = |schema: &Value| schema.to_string().contains("x-oas3");
    if !carried(&after) {
        let (twice, diagnostics) = run(again);
        assert_eq!(twice.document["components"]["schemas"]["A"], after);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }
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
