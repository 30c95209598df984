//! Swagger 2.0: the positions of findings, files, overlays and left-out parts are those of the original document.

use generator::{
    Errors, Options, Run,
    diagnostic::{self, Colour},
    load::{Input, Source},
    model::dump,
    select::Selection,
};

use crate::support;

fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn found(run: &Run) -> Vec<String> {
    run.diagnostics.iter().map(|found| format!("{} {}", found.code, found.pointer)).collect()
}

const BROKEN: &str = r"swagger: '2.0'
info: {title: Fixture, version: '1'}
host: api.example.com
securityDefinitions:
  code: {type: oauth2, flow: code}
paths:
  /a/{id}:
    post:
      operationId: send
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: first, in: formData, type: string}
        - {name: body, in: body, schema: {$ref: '#/definitions/Missing'}}
        - {name: late, in: queri, type: string}
        - {name: last, in: query, type: string, maxLength: long, titel: x}
      responses:
        '200':
          description: ok
          schema: {type: object, properties: {a: {type: 7}}}
definitions:
  Wrong: {allOf: 3}
";

#[test]
fn findings_of_all_stages_have_positions_in_the_original_document() {
    let input = Input::from(source("api.yaml", BROKEN));
    let run = generator::generate(&input, &support::options());
    let rendered = diagnostic::render(&input, &run.diagnostics, Colour::Never);
    let lines: Vec<&str> = rendered
        .lines()
        .filter(|line| {
            ["error", "warning", "  -->", " -->", "   -->"].iter().any(|start| line.starts_with(start))
                || line.contains("= note")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    error[two-bodies]: the operation already has a body
      --> api.yaml:12:11
       = note: at #/paths/~1a~1{id}/post/parameters/1
    error[unknown-value]: `code` is not an allowed value of `flow`
     --> api.yaml:5:30
      = note: at #/securityDefinitions/code/flow
    error[unknown-value]: `queri` is not an allowed value of `in`
      --> api.yaml:14:28
       = note: at #/paths/~1a~1{id}/post/parameters/3/in
    warning[read-as]: `"long"` is not an allowed value of `maxLength`, which is left out
      --> api.yaml:15:60
       = note: at #/paths/~1a~1{id}/post/parameters/4/maxLength
    error[wrong-form]: `type`: expected the name of a type, or a list of names, found a number
      --> api.yaml:19:57
       = note: at #/paths/~1a~1{id}/post/responses/200/schema/properties/a/type
    error[wrong-form]: `allOf`: expected a list, found a number
      --> api.yaml:21:18
       = note: at #/definitions/Wrong/allOf
    error[dangling-reference]: `#/definitions/Missing` points at nothing
      --> api.yaml:13:49
       = note: at #/paths/~1a~1{id}/post/parameters/2/schema/$ref
    warning[unknown-member]: `titel` is not a member of a Parameter Object, and is ignored
      --> api.yaml:15:73
       = note: at #/paths/~1a~1{id}/post/parameters/4/titel
    "#);
    assert!(run.output.is_none());
}

/// A document and the files that it refers to.
fn several_files() -> Input {
    let document = "swagger: '2.0'\ninfo: {title: Files, version: '1'}\nhost: api.example.com\nproduces: [application/json]\n\
        paths:\n  /pets: {$ref: 'paths/pets.yaml'}\n  /pets/{id}: {get: {$ref: 'paths/pet.yaml#/get'}}\n\
        definitions:\n  Owner: {type: object, properties: {pet: {$ref: 'shared/types.json#/definitions/Pet'}}}\n";
    let pets = "post:\n  operationId: createPet\n  tags: [pets]\n  consumes: [application/json]\n  parameters:\n    \
        - {$ref: '../shared/types.json#/parameters/Body'}\n    - {$ref: '../shared/types.json#/parameters/Limit'}\n  \
        responses: {'200': {$ref: '../shared/types.json#/responses/Pet'}}\n";
    let pet = "get:\n  operationId: getPet\n  tags: [pets]\n  parameters: [{name: id, in: path, required: true, type: string}]\n  \
        responses: {'200': {description: ok, schema: {$ref: '../api.yaml#/definitions/Owner'}}}\n";
    let types = r##"{
  "definitions": {"Pet": {"type": "object", "properties": {"name": {"type": "string", "x-nullable": true}, "age": {"type": "integer", "maximum": "old"}}}},
  "parameters": {
    "Limit": {"name": "limit", "in": "query", "type": "array", "items": {"type": "integer"}},
    "Body": {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Pet"}}
  },
  "responses": {"Pet": {"description": "A pet.", "schema": {"$ref": "#/definitions/Pet"}}}
}
"##;
    let mut input = Input::from(source("api.yaml", document));
    let files = [("paths/pets.yaml", pets), ("paths/pet.yaml", pet), ("shared/types.json", types)];
    input.files = files.iter().map(|(path, text)| ((*path).to_owned(), source(path, text))).collect();
    input
}

#[test]
fn objects_in_other_files_are_read_as_swagger_2_too() {
    let input = several_files();
    let run = generator::generate(&input, &support::options());
    insta::assert_snapshot!(diagnostic::render(&input, &run.diagnostics, Colour::Never), @r#"
    warning[reference-out-of-place]: OpenAPI does not allow a `$ref` here; its target is used
     --> paths/pet.yaml:1:1
      |
    1 | get:
      | ^^^
      |
      = note: at #/get
      = help: refer to a whole Path Item, Response, Parameter or Schema Object: other tools may refuse the document

    warning[read-as]: `"old"` is not an allowed value of `maximum`, which is left out
     --> shared/types.json:2:146
      |
    2 |   "definitions": {"Pet": {"type": "object", "properties": {"name": {"type": "string", "x-nullable": true}, "age": {"type": "integer", "maximum": "old"}}}},
      |                                                                                                                                                  ^^^^^
      |
      = note: at #/definitions/Pet/properties/age/maximum
      = help: write a number

    api.yaml: 2 warnings
    "#);
    insta::assert_snapshot!(dump(&run.api.expect("a document without errors is understood")), @r#"
    api "Files" "1"
      base url "https://api.example.com", environment API_*
      security none
      error body: kind [], message [], request id []

    struct owner::Owner (response) #/components/schemas/Owner
      pet?: Pet
      ..additional_properties: any (undeclared)

    struct pet::Pet (both ways) #/components/schemas/Pet
      name?: String or null (clear_name)
      age?: i64
      ..additional_properties: any (undeclared)

    resource pets: Pets (tag "pets")
      create: CreatePet "createPet" POST /pets #/paths/~1pets/post
        query limit?: [i64] Form { explode: false, allow_reserved: false } (one: add_limit)
        body: json Pet "application/json"
        → json Pet "application/json" — A pet.
      get: GetPet "getPet" GET /pets/{id} #/paths/~1pets~1{id}/get
        path id: String
        → json Owner "application/json" — ok
    "#);
}

#[test]
fn the_result_of_several_files_can_be_read_as_openapi_3() {
    let run = generator::generate(&several_files(), &support::options());
    let text = run.normalized.expect("a document without errors").to_string();
    let again = generator::generate(&source("one.json", &text).into(), &support::options());
    assert_eq!(found(&again), Vec::<String>::new());
    assert_eq!(run.output.expect("files").surface.text(), again.output.expect("files").surface.text());
}

#[test]
fn an_overlay_corrects_the_original_document() {
    let document = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: h\npaths: {}\ndefinitions: {A: {type: object, properties: {a: {type: string}}}}\n";
    let overlay = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n  - target: $.definitions.A.properties.a\n    update: {x-nullable: true, minLength: no}\n";
    let mut input = Input::from(source("api.yaml", document));
    input.overlays = vec![source("fix.yaml", overlay)];
    let run = generator::generate(&input, &support::options());
    let rendered = diagnostic::render(&input, &run.diagnostics, Colour::Never);
    assert!(rendered.contains("fix.yaml:5:43"), "{rendered}");
    assert!(rendered.contains("about #/definitions/A/properties/a/minLength of the document"), "{rendered}");
    assert!(dump(&run.api.expect("a model")).contains("a?: String or null"));
}

#[test]
fn an_action_of_an_overlay_has_a_finding_for_each_place_that_it_changes() {
    let document = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: h\npaths: {}\ndefinitions: {A: {type: object, properties: {a: {type: string}, b: {type: string}}}}\n";
    let overlay = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n  - target: $.definitions.A.properties[*]\n    update: {minLength: no}\n";
    let mut input = Input::from(source("api.yaml", document));
    input.overlays = vec![source("fix.yaml", overlay)];
    let run = generator::generate(&input, &support::options());
    let about: Vec<String> =
        run.diagnostics.iter().filter_map(|finding| Some(finding.about.as_ref()?.to_string())).collect();
    assert_eq!(about, ["#/definitions/A/properties/a/minLength", "#/definitions/A/properties/b/minLength"]);
}

#[test]
fn parts_with_errors_are_left_out_with_the_parts_that_need_them() {
    let text = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: h\npaths:\n  \
        /a: {get: {operationId: a, responses: {'200': {description: ok, schema: {$ref: '#/definitions/Good'}}}}}\n  \
        /b: {get: {operationId: b, responses: {'200': {$ref: '#/responses/Bad'}}}}\n\
        responses: {Bad: {description: bad, schema: {$ref: '#/definitions/Bad'}}}\n\
        definitions: {Good: {type: object}, Bad: {type: 7}}\n";
    let options = Options { errors: Errors::LeaveOut, ..support::options() };
    let run = generator::generate(&source("api.yaml", text).into(), &options);
    let expected = [
        "wrong-form #/definitions/Bad/type",
        "left-out #/definitions/Bad",
        "left-out #/paths/~1b/get",
        "left-out #/responses/Bad",
    ];
    assert_eq!(found(&run), expected);
    assert_eq!(run.api.expect("the rest is understood").operations().count(), 1);
}

#[test]
fn findings_in_unselected_parts_are_dropped() {
    let text = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: h\npaths:\n  \
        /a: {get: {operationId: a, responses: {'200': {description: ok, schema: {$ref: '#/definitions/A'}}}}}\n  \
        /b: {get: {operationId: b, responses: {'200': {description: ok, schema: {$ref: '#/definitions/B'}}}}}\n\
        definitions: {A: {type: object, unknown: 1}, B: {type: object, titel: 2}}\n";
    let selection = Selection { operations: vec!["b".to_owned()], ..Selection::default() };
    let run = generator::generate(&source("api.yaml", text).into(), &Options { selection, ..support::options() });
    assert_eq!(found(&run), ["unknown-member #/definitions/B/titel"]);
}

#[test]
fn other_versions_of_swagger_are_refused() {
    for (text, place) in [("swagger: '1.2'\n", "#/swagger"), ("swaggerVersion: '1.2'\n", "#/swaggerVersion")] {
        let run = generator::generate(&source("api.yaml", text).into(), &support::options());
        assert_eq!(found(&run), [format!("unsupported-openapi-version {place}")]);
    }
}
