//! `docs/diagnostics.md` agrees with the catalog, and its examples have the findings that it shows.

use std::{collections::BTreeMap, fs, path::Path};

use generator::{
    Errors, Options,
    diagnostic::{Code, Diagnostic, catalog, json},
    load::{Input, Source},
};

use crate::support;

/// The line above the examples that are marked as YAML.
const HEAD: &str = "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\n";

/// Codes without an example, because it would not be text, would be too long, or would depend on options. Earlier stages make the
/// last two impossible.
const WITHOUT_EXAMPLE: &[&str] = &[
    "not-utf8",
    "binary-file",
    "too-many-nodes",
    "nested-too-deep",
    "all-of-too-deep",
    "too-much-copied",
    "copied-too-often",
    "enum-too-large",
    "path-too-long",
    "all-of-cycle",
    "nothing-selected",
    "not-read",
    "reference-out-of-place",
];

#[test]
fn every_code_has_its_section_and_every_example_its_finding() {
    let page = page();
    assert!(page.contains(&format!("```head\n{HEAD}```")), "the page shows the lines above its examples");
    let sections: BTreeMap<&str, &str> =
        page.split("\n### `").skip(1).filter_map(|it| it.split_once("`\n\n")).collect();
    let codes: Vec<&Code> = catalog::codes().collect();
    for code in &codes {
        let section =
            sections.get(code.name).unwrap_or_else(|| panic!("{} has no section in docs/diagnostics.md", code.name));
        let section = section.split("\n## ").next().unwrap_or_default().trim();
        assert_eq!(section, expected(code, section), "the section of {}", code.name);
    }
    assert_eq!(sections.len(), codes.len(), "sections of removed codes");
}

#[test]
fn the_page_describes_the_members_of_findings_as_json() {
    let page = page();
    let input = Input::from(Source { name: "a.yaml".to_owned(), bytes: Vec::new() });
    let run = generator::generate(&input, &support::options());
    let found = json::to_json(&input, &run.diagnostics);
    let members = found[0].as_object().expect("an empty document is a finding").keys();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    for member in members {
        assert!(rows.iter().any(|row| row.contains(&format!("`{member}`"))), "{member} has no row");
    }
}

/// The expected section, with the examples of the existing one.
fn expected(code: &Code, section: &str) -> String {
    let title = format!("**{}**: {}", code.severity.as_str(), code.explanation);
    if WITHOUT_EXAMPLE.contains(&code.name) {
        return title;
    }
    let yaml = fenced(section, "yaml");
    let example = yaml.or_else(|| fenced(section, "text")).unwrap_or_else(|| panic!("{} has no example", code.name));
    let overlay = fenced(section, "overlay");
    let head = if yaml.is_some() { HEAD } else { "" };
    let found = finding(code, &format!("{head}{example}"), overlay);
    let language = if yaml.is_some() { "yaml" } else { "text" };
    let overlay = overlay.map(|overlay| format!("\n\n```overlay\n{overlay}```")).unwrap_or_default();
    let help = found.help.map(|help| format!("\n>\n> help: {help}")).unwrap_or_default();
    format!("{title}\n\n```{language}\n{example}```{overlay}\n\n> {}{help}", found.message)
}

fn fenced<'a>(section: &'a str, language: &str) -> Option<&'a str> {
    let (_, rest) = section.split_once(&format!("```{language}\n"))?;
    rest.split_once("```").map(|(text, _)| text)
}

fn finding(code: &Code, document: &str, overlay: Option<&str>) -> Diagnostic {
    let source = |text: &str| Source { name: "example.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
    let input = Input { overlays: overlay.map(source).into_iter().collect(), ..Input::from(source(document)) };
    let run = generator::generate(&input, &Options { errors: Errors::LeaveOut, ..support::options() });
    let found = run.diagnostics.into_iter().find(|finding| finding.code == code.name);
    found.unwrap_or_else(|| panic!("the example of {} gives no such finding", code.name))
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    fs::read_to_string(path).expect("the page can be read")
}
