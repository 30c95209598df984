//! The server for tests: its tables have an example of each response, from the schemas and their examples.

use generator::{
    Options, Run,
    changes::{self, Entry},
    load::{Input, Source},
};

use crate::support;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Tree, version: '1'}
paths:
  /nodes/{id}:
    get:
      operationId: getNode
      tags: [Nodes]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: id, in: query, schema: {type: string}}
      responses:
        '203': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}}
        default: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}, example: {code: 5}}}}
components:
  schemas:
    Node:
      type: object
      required: [kind, id, children, parent, shape, level]
      properties:
        kind: {const: node}
        id: {type: string, format: uuid}
        children: {type: array, items: {$ref: '#/components/schemas/Node'}}
        parent: {oneOf: [{$ref: '#/components/schemas/Node'}, {type: 'null'}]}
        shape: {$ref: '#/components/schemas/Shape'}
        level: {type: integer, enum: [3, 4], examples: [4]}
        note: {type: string}
        title: {type: string, examples: [Root]}
    Shape:
      oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}]
      discriminator: {propertyName: form}
      examples: [{form: Square, side: 2}]
    Circle: {type: object, required: [form, radius], properties: {form: {type: string}, radius: {type: number}}}
    Square: {type: object, required: [form, side], properties: {form: {type: string}, side: {type: number}}}
    Problem: {type: object, required: [code], properties: {code: {type: integer}}}
";

const TABLE: &str = r##"runtime::fake::fake_operation! {
    super::super::nodes::GetNode {
        parameters: GetNodeParameters {
            id: path_parameter("id"),
            id_: query_parameter("id"),
        }
        body: () {
            no_body()
        }
        success: runtime::Json<types::Node>;
        responses: {
            203 "application/json" => r#"{"kind":"node","id":"5e4b1ae8-5f0c-4d0c-9d52-2f3c7c1a9f3e","children":[],"parent":null,"shape":{"form":"Square","side":2},"level":4,"title":"Root"}"#,
            400 to 599 "application/json" => r#"{"code":5}"#,
        }
    }
}
"##;

#[test]
fn each_response_has_an_example_from_the_schemas_and_their_examples() {
    let input = Source { name: "tree.yaml".to_owned(), bytes: DOCUMENT.into() };
    let input = Input::from(input);
    let options = Options { fake: true, ..support::options() };
    let output = generator::generate(&input, &options).output.expect("the document has no errors");
    let table = &output.files["fake/nodes.rs"];
    assert!(table.ends_with(TABLE), "{table}");
    assert!(
        output.files["mod.rs"].contains("#[cfg(feature = \"fake\")]\npub mod fake;\n"),
        "{}",
        output.files["mod.rs"]
    );
    let without = generator::generate(&input, &support::options()).output.expect("the document has no errors");
    assert!(without.files.keys().all(|path| !path.starts_with("fake")));
}

/// The old document of the fixtures in `changes/`.
const THINGS: &str = include_str!("changes/base.yaml");

fn fake(text: &str) -> Run {
    let input = Source { name: "things.yaml".to_owned(), bytes: text.into() };
    generator::generate(&input.into(), &Options { fake: true, ..support::options() })
}

/// The codes of the differences, and the lines of the surface that they show.
fn differences(before: &Run, now: &Run) -> Vec<(&'static str, Vec<String>)> {
    let report = changes::compare(before, now).expect("the documents have no errors");
    let shown = |entry: &Entry| [&entry.lines.removed[..], &entry.lines.added].concat();
    report.entries.iter().map(|entry| (entry.rule.code, shown(entry))).collect()
}

#[test]
fn the_surface_has_the_types_of_requests_and_no_examples() {
    let run = fake(THINGS);
    let surface = run.output.as_ref().expect("the document has no errors").surface.text();
    assert!(!surface.contains("fake_operation"), "{surface}");
    let body = "pub type <things::CreateThing as runtime::fake::FakeOperation>::RequestBody = types::NewThing\n";
    assert!(surface.contains(body), "{surface}");
    let other = fake(&THINGS.replace("spokes: {type: integer}", "spokes: {type: integer, example: 7}"));
    assert_eq!(differences(&run, &other), []);
}

#[test]
fn a_parameter_of_the_server_for_tests_has_the_entry_of_the_parameter() {
    let limit = "        - {name: limit, in: query, description: At most., schema: {type: integer}}\n";
    let [with, without] = [THINGS, &THINGS.replace(limit, "")].map(fake);
    for (before, now, code) in [(&without, &with, "parameter-added"), (&with, &without, "parameter-removed")] {
        let found = differences(before, now);
        let [(only, lines)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(*only, code);
        assert!(lines.iter().any(|line| line == "pub fake::ListThingsParameters::limit: Option<i64>"), "{lines:?}");
    }
}

#[test]
fn a_second_media_type_of_a_body_changes_the_type_of_requests() {
    let json = "content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}";
    let text = format!("{json}, text/plain: {{schema: {{type: string}}}}");
    let [one, two] = [THINGS, &THINGS.replace(json, &text)].map(fake);
    let codes: Vec<&str> = differences(&one, &two).iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["item-changed", "other-body-added"]);
}
