//! Standard output and error never have characters from a document or a file name that control a terminal.

use std::fs;

use generator::escape;
use serde_json::{Value, json};

use crate::support::{Ended, folder_with, xtask};

/// Clears the screen, colours, moves the cursor, shows text in another order, and begins lines that look like others.
const BAD: &str =
    "z\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}1m\u{202e}\u{2066}\u{2069}\u{200f}\r\u{8}\nerror: `forged` <b>\u{7f}\u{85}\u{2028}";

/// A document with these characters in every name, text and value.
fn document(property: &str) -> Value {
    let operation = json!({
        "operationId": BAD, "tags": [BAD], "summary": BAD, "description": BAD,
        "parameters": [{"name": BAD, "in": "query", "description": BAD, "schema": {"type": "string", "default": BAD}}],
        "responses": {"200": {"description": BAD, "content": {BAD: {}, "application/json": {"schema": {"$ref": "#/components/schemas/Holder"}}}}},
    });
    json!({
        "openapi": "3.1.0",
        "info": {"title": BAD, "version": BAD, "description": BAD},
        "servers": [{"url": "https://a.example", "description": BAD}],
        "paths": {format!("/{BAD}"): {"get": operation, "x-rust-bad": BAD}, "/b": {"get": {"operationId": BAD, "responses": {"204": {"description": "d"}}}}},
        "components": {
            "schemas": {
                "Holder": {"type": "object", "title": BAD, "required": [property], "properties": {property: {"$ref": "#/components/schemas/Values"}, BAD: {"type": "string", "description": BAD, BAD: 1}}},
                "Values": {"enum": [BAD, property, 1, {BAD: BAD}]},
                BAD: {"type": "object", "properties": {BAD: {"const": BAD}}},
            },
            "securitySchemes": {BAD: {"type": "apiKey", "in": "header", "name": "K", "description": BAD}},
        },
    })
}

#[track_caller]
fn check(ended: &Ended) {
    for text in [&ended.stdout, &ended.stderr] {
        let harmful = text.char_indices().find(|(_, it)| escape::is_harmful(*it) && !matches!(it, '\n' | '\t'));
        assert_eq!(harmful, None, "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("error: `forged`")), "{text}");
    }
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
}

#[test]
fn every_command_escapes_characters_that_control_a_terminal() {
    let folder = folder_with("a.json", document("old").to_string().as_bytes());
    let write = |name: &str, value: &Value| fs::write(folder.path().join(name), value.to_string()).expect("a file");
    write("b.json", &document("new"));
    let mut broken = document("broken");
    broken["components"]["schemas"][BAD]["type"] = json!(BAD);
    broken["paths"][format!("/{BAD}")]["get"]["responses"]["200"] =
        json!({"$ref": format!("#/components/responses/{BAD}")});
    broken["paths"][BAD] = json!({"get": 1});
    write("broken.json", &broken);
    let overlay = |target: &str| {
        json!({"overlay": "1.1.0", "extends": BAD, "info": {"title": BAD, "version": BAD}, BAD: 1,
        "actions": [{"target": target, "update": {BAD: BAD}}, {"target": format!("$['{BAD}']"), "remove": true}]})
    };
    write("overlay.json", &overlay("$.info"));
    let strange = "strange\u{1b}[2J\u{202e}.json";
    write(strange, &broken);
    let runs: &[&[&str]] = &[
        &["model", "--spec", "a.json"],
        &["model", "--json", "--spec", "a.json"],
        &["model", "--spec", "a.json", "--message-format", "json"],
        &["model", "--spec", "broken.json"],
        &["model", "--spec", "broken.json", "--keep-going"],
        &["model", "--spec", "broken.json", "--message-format", "json"],
        &["model", "--spec", strange],
        &["model", "--spec", "missing\u{1b}[2J\u{202e}.json"],
        &["model", "--spec", "a.json", "--overlay", "overlay.json"],
        &["model", "--spec", "a.json", "--tag", "\u{1b}[2J"],
        &["explain", "Holder", "--spec", "a.json"],
        &["explain", "\u{1b}[2J", "--spec", "a.json"],
        &["effective-spec", "--spec", "a.json"],
        &["diff", "a.json", "b.json"],
        &["diff", "--json", "a.json", "b.json"],
        &["diff", "a.json", "broken.json"],
        &["generate", "--spec", "broken.json", "--out", "o\u{1b}[2J"],
    ];
    for arguments in runs {
        let ended = xtask(folder.path(), arguments);
        assert!(ended.stdout.len() + ended.stderr.len() > 20, "{arguments:?} says nothing");
        check(&ended);
    }
}

#[test]
fn a_report_in_markdown_keeps_text_of_the_documents_in_its_place() {
    let title = "T\n# Forged `a` <img src=x> [l](https://b.example)";
    let of = |property: &str| {
        let mut document = document(property);
        document["info"]["title"] = json!(title);
        document
    };
    let folder = folder_with("a.json", of("``` old | \n## Forged").to_string().as_bytes());
    fs::write(folder.path().join("b.json"), of("<script>new</script>").to_string()).expect("a file");
    let report = xtask(folder.path(), &["diff", "a.json", "b.json"]).stdout;
    assert!(!report.lines().any(|line| line.contains("Forged") && line.starts_with("## ")), "{report}");
    assert!(!report.lines().skip(1).any(|line| line.starts_with("# ")), "{report}");
    for line in report.lines().filter(|line| !line.starts_with(['+', '-', ' '])) {
        let outside: String =
            line.split('`').step_by(2).collect::<Vec<_>>().join("`").replace("\\<", "").replace("\\[", "");
        assert!(!outside.contains(['<', '[']), "{line}");
    }
}

#[test]
fn the_document_after_overlays_is_the_same_document() {
    let folder = folder_with("a.json", document("old").to_string().as_bytes());
    let printed = xtask(folder.path(), &["effective-spec", "--spec", "a.json"]).stdout;
    let read: Value = serde_yaml::from_str(&printed).expect("it is YAML");
    assert_eq!(read, document("old"));
}
