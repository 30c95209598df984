//! The comparison of two documents: the report, its formats, and the exit code.

use std::fs;

use serde_json::Value;

use crate::support::{Ended, PLAIN, folder_with, xtask};

/// Compares the plain document with one in which the name of a pet is optional.
fn diff(more: &[&str]) -> Ended {
    let folder = folder_with("old.yaml", PLAIN.as_bytes());
    let new = PLAIN.replace("required: [name], ", "");
    fs::write(folder.path().join("new.yaml"), new).expect("a document can be written");
    let overlay = "\
overlay: 1.0.0
info: {title: Names, version: '1'}
actions:
  - target: $.components.schemas.Pet
    description: Pets have names.
    update: {required: [name]}
";
    fs::write(folder.path().join("names.yaml"), overlay).expect("an overlay can be written");
    xtask(folder.path(), &[&["diff", "old.yaml", "new.yaml"], more].concat())
}

#[test]
fn a_report_without_deny_is_a_success() {
    let ended = diff(&[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.stdout.contains("### schema `Pet`, `name`: field-now-optional"), "{ended:?}");
    assert!(ended.stdout.contains("**major**"), "{ended:?}");
}

#[test]
fn only_denied_changes_fail() {
    let ended = diff(&["--deny", "breaking,added"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), "denied changes: 1 breaking\n"), "{ended:?}");
    assert_eq!(diff(&["--deny", "added", "--deny", "docs-only"]).code, Some(0));
    assert_eq!(diff(&["--deny", "everything"]).code, Some(2));
}

#[test]
fn tools_read_the_report_as_json() {
    let report: Value = serde_json::from_str(&diff(&["--json"]).stdout).expect("the report is JSON");
    assert_eq!((&report["verdict"], &report["counts"]["breaking"]), (&"major".into(), &1.into()));
    assert_eq!(report["entries"][0]["pointer"], "#/components/schemas/Pet/properties/name");
}

#[test]
fn overlays_correct_both_documents_or_one() {
    assert!(diff(&["--new-overlay", "names.yaml"]).stdout.contains("**none**: nothing differs"));
    assert!(diff(&["--overlay", "names.yaml"]).stdout.contains("**none**: nothing differs"));
    assert!(diff(&["--old-overlay", "names.yaml"]).stdout.contains("field-now-optional"));
}

#[test]
fn a_document_with_errors_cannot_be_compared() {
    let folder = folder_with("old.yaml", PLAIN.as_bytes());
    fs::write(folder.path().join("new.yaml"), PLAIN.replace("schemas/Pet'", "schemas/Pat'")).expect("a file");
    let ended = xtask(folder.path(), &["diff", "old.yaml", "new.yaml"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{ended:?}");
    assert!(ended.stderr.contains("error[dangling-reference]"), "{ended:?}");
}
