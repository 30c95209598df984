//! Documents with errors: one run finds all errors, and none that only follows from another one.

use std::{
    collections::BTreeMap,
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use generator::{Errors, Options, Run, diagnostic::Severity, load::Source};
use serde_json::{Value, json};

use crate::support;

#[test]
fn errors_of_all_stages_are_reported_at_once_and_none_follows_from_another() {
    let run = support::run(
        "fixture.yaml",
        r#"
openapi: 3.1.0
info: {title: Fixture, version: "1"}
paths:
  /a/{id:
    get: {responses: {'200': {description: ok}}}
  /b/{id}:
    get:
      parameters: {name: id, in: path}
      responses: {'99': {description: bad}}
  /c:
    get:
      parameters:
        - {name: "X\nY", in: header, required: true, schema: {type: string}}
        - {$ref: '#/components/parameters/Missing'}
      responses: {'200': {$ref: '#/components/responses/Fine'}}
components:
  responses: [Fine]
  schemas:
    Misspelt: {type: 7}
    Own: {$ref: '#/components/schemas/Own'}
    Listed: {properties: {a: {$ref: '#/components/schemas/Misspelt'}}, required: [a]}
"#,
    );
    assert_eq!(
        found(&run),
        [
            "wrong-form #/paths/~1b~1{id}/get/parameters",
            "bad-status-code #/paths/~1b~1{id}/get/responses/99",
            "wrong-form #/components/responses",
            "wrong-form #/components/schemas/Misspelt/type",
            "dangling-reference #/paths/~1c/get/parameters/1/$ref",
            "circular-reference #/components/schemas/Own/$ref",
            "unbalanced-path-template #/paths/~1a~1{id",
            "header-name #/paths/~1c/get/parameters/0/name",
        ]
    );
    assert!(run.output.is_none());
}

/// A document in which nearly every part is broken, or needs a broken part.
const MOSTLY_BROKEN: &str = r#"
openapi: 3.1.0
info: {title: Fixture, version: "1"}
paths:
  /good:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Good'}}}}}}
    post: {requestBody: {$ref: '#/components/requestBodies/Bad'}, responses: {'200': {description: ok}}}
  /a/{id:
    get: {responses: {'200': {description: ok}}}
components:
  requestBodies:
    Bad: {content: {application/json: {schema: {$ref: '#/components/schemas/Holder'}}}}
  schemas:
    Good: {properties: {a: {type: string}}}
    Holder: {properties: {a: {type: array, items: {$ref: '#misspelt'}}}}
    Misspelt: {$anchor: misspelt, type: 7}
"#;

#[test]
fn parts_with_errors_can_be_left_out_with_all_parts_that_need_them() {
    let run = leaving_out(MOSTLY_BROKEN);
    assert_eq!(
        found(&run),
        [
            "wrong-form #/components/schemas/Misspelt/type",
            "unbalanced-path-template #/paths/~1a~1{id",
            "left-out #/components/schemas/Misspelt",
            "left-out #/paths/~1a~1{id",
            // The last finding, because the reference is an anchor.
            "left-out #/components/requestBodies/Bad",
            "left-out #/components/schemas/Holder",
            "left-out #/paths/~1good/post",
        ]
    );
    assert!(run.output.is_some());
    let api = run.api.expect("the rest has a model");
    assert_eq!(api.types.iter().map(|ty| ty.rust_name.as_str()).collect::<Vec<_>>(), ["Good"]);
    assert_eq!(api.operations().map(|(_, operation)| operation.path.as_str()).collect::<Vec<_>>(), ["/good"]);
}

#[test]
fn errors_outside_of_operations_and_components_cannot_be_left_out() {
    let run = leaving_out(&MOSTLY_BROKEN.replace("info: {title: Fixture, version: \"1\"}", "info: 7"));
    assert!(run.output.is_none());
    assert!(!found(&run).iter().any(|finding| finding.starts_with("left-out")), "{:?}", found(&run));
}

#[test]
fn where_nothing_would_be_left_nothing_is_left_out() {
    let run = leaving_out(
        "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {'/a{': {get: {responses: {'200': {description: a}}}}}",
    );
    assert!(run.output.is_none());
    assert_eq!(found(&run), ["unbalanced-path-template #/paths/~1a{"]);
}

#[test]
fn parts_with_a_clear_meaning_or_without_effect_are_not_errors() {
    let run = support::run(
        "fixture.yaml",
        r"
openapi: 3.1.0
info: {description: {$ref: about.md}, license: MIT, contact: []}
tags: []
paths:
  /a:
    get:
      parameters: [{name: limit, in: query, schema: {type: Int, minimum: many}}]
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: [str, 'null'], maxLength: -1}, examples: {a: {$ref: '#/nowhere'}}}}
          links: {next: {$ref: '#/components/links/Missing'}, other: 7}
components:
  examples: {Own: {$ref: '#/components/examples/Own'}}
",
    );
    assert_eq!(found(&run), [""; 0]);
    let warnings: Vec<String> = run.diagnostics.iter().map(|it| format!("{} {}", it.code, it.pointer)).collect();
    assert_eq!(
        warnings,
        [
            "read-as #/info/description",
            "without-effect #/info/license",
            "read-as #/paths/~1a/get/parameters/0/schema/type",
            "read-as #/paths/~1a/get/parameters/0/schema/minimum",
            "read-as #/paths/~1a/get/responses/200/content/application~1json/schema/type/0",
            "read-as #/paths/~1a/get/responses/200/content/application~1json/schema/maxLength",
            "without-effect #/paths/~1a/get/responses/200/links/other",
            "filled-in #/info",
            "filled-in #/info",
            "without-effect #/paths/~1a/get/responses/200/content/application~1json/examples/a/$ref",
            "without-effect #/paths/~1a/get/responses/200/links/next/$ref",
            "without-effect #/components/examples/Own/$ref",
        ]
    );
}

#[test]
fn a_finding_in_the_only_alternative_has_the_place_of_the_alternative() {
    let alternative = json!({"type": "object", "required": ["name"], "properties": {"size": {"enum": [1.5, 2.5]}}});
    let run = support::run(
        "fixture.json",
        &json!({
            "openapi": "3.1.0", "info": {"title": "Fixture", "version": "1"}, "paths": {},
            "components": {"schemas": {
                "A": {"anyOf": [alternative]},
                "B": {"properties": {"b": {"oneOf": [{"type": "null"}, alternative]}}},
            }},
        })
        .to_string(),
    );
    let places: Vec<String> = run.diagnostics.iter().map(|it| format!("{} {}", it.code, it.pointer)).collect();
    assert_eq!(
        places,
        [
            "required-not-declared #/components/schemas/A/anyOf/0/required/0",
            "enum-not-named #/components/schemas/A/anyOf/0/properties/size",
            "required-not-declared #/components/schemas/B/properties/b/oneOf/1/required/0",
            "enum-not-named #/components/schemas/B/properties/b/oneOf/1/properties/size",
        ]
    );
}

/// Runs the generator so that it leaves out parts with errors.
fn leaving_out(text: &str) -> Run {
    let source = Source { name: "fixture.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
    generator::generate(&source.into(), &Options { errors: Errors::LeaveOut, ..support::options() })
}

#[test]
fn the_finding_of_a_reference_to_nothing_names_the_schema_with_this_name() {
    let run = support::run(
        "fixture.yaml",
        r##"
openapi: 3.0.3
info: {title: Fixture, version: "1"}
paths: {}
components:
  schemas:
    Pet: {type: object}
    Pets: {type: array, items: {$ref: "#/schemas/Pet"}}
    Zoo: {type: array, items: {$ref: "#/definitions/Animal"}}
"##,
    );
    let helps: Vec<_> = run.diagnostics.iter().map(|finding| finding.help.as_deref().unwrap_or_default()).collect();
    assert_eq!(helps, ["did you mean `#/components/schemas/Pet`?", "define it, or correct the reference"]);
}

/// If one value of a document has a fault, its replacement can be read. Each kind of position gets each fault, in different fixtures if possible.
#[test]
fn later_stages_can_read_documents_with_a_wrong_value_anywhere() {
    let fixtures = fixtures();
    let mut kinds: BTreeMap<Vec<String>, Vec<(usize, Position)>> = BTreeMap::new();
    for (index, (_, document)) in fixtures.iter().enumerate() {
        for position in positions(document) {
            kinds.entry(position.kind()).or_default().push((index, position));
        }
    }
    let faults = [json!(null), json!(7), json!("x"), json!(["x"]), json!({"x": "x"})];
    let mut all = Vec::new();
    for positions in kinds.values() {
        all.extend(faults.iter().zip(positions.iter().cycle()));
    }
    // One thread takes more than half of the time of all tests.
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while let Some((fault, (index, position))) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (path, document) = &fixtures[*index];
                    no_value_is_a_riddle(path, document, &position.pointer, fault);
                }
            });
        }
    });
}

/// The fixtures with their paths, in the order of their names.
fn fixtures() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
    let entries = fs::read_dir(folder).expect("the folder of fixtures can be listed");
    let paths = entries.map(|entry| entry.expect("the folder of fixtures can be listed").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect();
    paths.sort();
    let read = |path: &Path| {
        let text = fs::read_to_string(path).expect("a fixture can be read");
        serde_yaml::from_str(&text).expect("a fixture is YAML")
    };
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

fn no_value_is_a_riddle(fixture: &Path, document: &Value, pointer: &str, wrong: &Value) {
    let mut broken = document.clone();
    *broken.pointer_mut(pointer).expect("the position exists") = wrong.clone();
    let what = format!("{} with {wrong} at {pointer}", fixture.display());
    let bytes = broken.to_string().into_bytes();
    let input = Source { name: "fixture.json".to_owned(), bytes }.into();
    let run = generator::generate(&input, &support::options());
    let riddles: Vec<String> = found(&run).into_iter().filter(|finding| finding.starts_with("not-read")).collect();
    assert!(riddles.is_empty(), "{what}: {riddles:?}");
    let is_refused = run.diagnostics.has_errors();
    assert_eq!(run.output.is_none(), is_refused, "{what}");
    if is_refused {
        let leaving_out = Options { errors: Errors::LeaveOut, ..support::options() };
        let rest = generator::generate(&input, &leaving_out);
        let is_left_out = rest.diagnostics.iter().any(|finding| finding.code == "left-out");
        assert_eq!(rest.output.is_some(), is_left_out, "{what}");
    }
    assert!(run.api.is_some() || run.normalized.is_none(), "{what}");
}

/// Codes and places of the errors.
fn found(run: &Run) -> Vec<String> {
    let errors = run.diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{} {}", finding.code, finding.pointer)).collect()
}

/// The members of these objects have names that the author of a document chooses.
const CHOSEN: [&str; 20] = [
    "$defs",
    "callbacks",
    "content",
    "dependentRequired",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "mapping",
    "parameters",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "webhooks",
];

/// A value in a document.
struct Position {
    pointer: String,
    /// The names that lead to it, with `*` for an index or a chosen name.
    names: Vec<String>,
}

impl Position {
    /// The last three names.
    fn kind(&self) -> Vec<String> {
        self.names[self.names.len().saturating_sub(3)..].to_vec()
    }

    fn child(&self, key: &str, name: &str) -> Self {
        let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
        Self { pointer, names: [self.names.as_slice(), &[name.to_owned()]].concat() }
    }
}

/// The positions of all values.
fn positions(document: &Value) -> Vec<Position> {
    let mut found = Vec::new();
    let mut open = vec![(Position { pointer: String::new(), names: Vec::new() }, document)];
    while let Some((position, value)) = open.pop() {
        let has_chosen_names = position.names.last().is_some_and(|name| CHOSEN.contains(&name.as_str()));
        match value {
            Value::Object(members) => open.extend(
                members
                    .iter()
                    .map(|(key, member)| (position.child(key, if has_chosen_names { "*" } else { key }), member)),
            ),
            Value::Array(elements) => open.extend(
                elements.iter().enumerate().map(|(index, element)| (position.child(&index.to_string(), "*"), element)),
            ),
            _ => {}
        }
        found.push(position);
    }
    found
}
