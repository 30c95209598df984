//! Documents that describe nothing by mistake: empty parts, and path items that only refer to each other.

use std::fmt::Write as _;

use generator::{
    diagnostic::{Colour, render},
    load::{Input, Source},
};

use crate::support;

/// The findings of a document with other files in its folder.
fn findings(texts: &[(&str, &str)]) -> String {
    let source = |(path, text): &(&str, &str)| Source { name: (*path).to_owned(), bytes: text.as_bytes().to_vec() };
    let (document, beside) = texts.split_first().expect("there is a document");
    let mut input = Input::from(source(document));
    input.files = beside.iter().map(|file| (file.0.to_owned(), source(file))).collect();
    let run = generator::generate(&input, &support::options());
    assert_eq!(run.output.is_some(), !run.diagnostics.has_errors());
    render(&input, &run.diagnostics, Colour::Never)
}

#[track_caller]
fn check(texts: &[(&str, &str)], parts: &[&str]) {
    let found = findings(texts);
    for part in parts.iter().chain(&["= help: "]) {
        assert!(found.contains(part), "{part} is missing in\n{found}");
    }
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

#[test]
fn a_document_without_any_large_part_is_an_error() {
    for version in ["3.0.3", "3.1.0", "3.2.0"] {
        let text = format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\n");
        check(
            &[("a.yaml", &text)],
            &["error[missing-member]", "none of `paths`, `components` and `webhooks`", "a.yaml:1:1"],
        );
    }
}

#[test]
fn lists_where_all_of_the_api_would_stand_are_errors() {
    for part in ["paths", "components"] {
        let text = format!("{HEAD}{part}: []\n");
        check(
            &[("a.yaml", &text)],
            &["error[wrong-form]", &format!("`{part}`: expected a "), "found a list", "a.yaml:3:"],
        );
    }
    let both = findings(&[("a.yaml", &format!("{HEAD}paths: []\ncomponents: []\n"))]);
    assert!(both.contains("a.yaml: 2 errors"), "{both}");
}

#[test]
fn empty_objects_say_that_there_is_nothing() {
    assert_eq!(findings(&[("a.yaml", &format!("{HEAD}paths: {{}}\n"))]), "");
}

#[test]
fn path_items_that_refer_to_each_other_in_a_circle_are_an_error() {
    let two = format!("{HEAD}paths:\n  /a: {{$ref: '#/paths/~1b'}}\n  /b: {{$ref: '#/paths/~1a'}}\n");
    check(&[("a.yaml", &two)], &["error[circular-reference]", "`/a` → `/b` → `/a`", "at #/paths/~1b/$ref"]);
    let own = format!("{HEAD}paths:\n  /a: {{$ref: '#/paths/~1a'}}\n");
    check(&[("a.yaml", &own)], &["error[circular-reference]", "`/a` → `/a`", "a.yaml:4:"]);
    let mixed = format!(
        "{HEAD}paths:\n  /a: {{$ref: '#/components/pathItems/B'}}\ncomponents:\n  pathItems:\n    B: {{$ref: '#/paths/~1a'}}\n"
    );
    check(&[("a.yaml", &mixed)], &["error[circular-reference]", "a.yaml:"]);
    let beside =
        format!("{HEAD}paths:\n  /a: {{$ref: '#/paths/~1a', get: {{responses: {{'204': {{description: d}}}}}}}}\n");
    check(&[("a.yaml", &beside)], &["error[circular-reference]"]);
}

#[test]
fn path_items_of_files_that_refer_to_each_other_in_a_circle_are_an_error() {
    let api = format!("{HEAD}paths:\n  /a: {{$ref: 'b.yaml'}}\n");
    check(&[("a.yaml", &api), ("b.yaml", "$ref: c.yaml"), ("c.yaml", "$ref: b.yaml")], &["error[", ".yaml:"]);
    let api = format!("{HEAD}paths:\n  /a: {{$ref: 'b.yaml#/x'}}\n");
    check(&[("a.yaml", &api), ("b.yaml", "x: {$ref: 'a.yaml#/paths/~1a'}")], &["error[", ".yaml:"]);
}

#[test]
fn a_long_chain_of_path_items_loses_nothing() {
    let mut text = format!("{HEAD}paths:\n");
    for index in 0..300 {
        let _ = writeln!(text, "  /p{index}: {{$ref: '#/paths/~1p{}'}}", index + 1);
    }
    text.push_str("  /p300: {get: {operationId: last, responses: {'204': {description: d}}}}\n");
    let run = support::run("a.yaml", &text);
    let api = run.api.expect("a chain has an end");
    assert_eq!(api.operations().count(), 301);
}
