//! The server for tests: its tables have an example of each response, from the schemas and their examples.

use generator::{
    Options,
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
