//! Documents that break the standard in ways that other tools accept: they are read, with a warning that says how.

use generator::{Errors, Options, Run, diagnostic::Severity, load::Source, model::dump};

use crate::support;

/// Runs the generator on a document of this version with these parts. It must have an output.
fn read_as(version: &str, parts: &str) -> (Vec<String>, String) {
    let text = format!("openapi: {version}\ninfo: {{title: T, version: '1'}}\n{parts}");
    let run = support::run("fixture.yaml", &text);
    assert!(run.output.is_some(), "{:?}", run.diagnostics);
    let warnings = run.diagnostics.iter().filter(|found| found.severity == Severity::Warning);
    let warnings = warnings.map(|found| format!("{} {}", found.code, found.pointer)).collect();
    (warnings, dump(&run.api.expect("it has a model")))
}

pub(crate) fn read(parts: &str) -> (Vec<String>, String) {
    read_as("3.0.3", parts)
}

pub(crate) const OK: &str = "responses: {'204': {description: ok}}";

#[test]
fn a_placeholder_and_a_parameter_of_different_spelling_are_one() {
    let (warnings, dump) = read(&format!(
        "paths:
  /a/{{zoneId}}/{{rule}}:
    parameters:
      - {{name: zone_id, in: path, required: true, schema: {{type: integer}}}}
      - {{$ref: '#/components/parameters/Phase'}}
    get: {{operationId: getA, {OK}}}
    put: {{operationId: putA, parameters: [{{name: phase, in: path, schema: {{type: boolean}}}}], {OK}}}
components:
  parameters:
    Phase: {{name: phase, in: path, required: true, schema: {{type: number}}}}
"
    ));
    assert_eq!(
        warnings,
        [
            "parameter-spelt-differently #/paths/~1a~1{zoneId}~1{rule}/parameters/0",
            "parameter-spelt-differently #/paths/~1a~1{zoneId}~1{rule}/parameters/1",
            "parameter-spelt-differently #/paths/~1a~1{zoneId}~1{rule}/put/parameters/0",
        ]
    );
    insta::assert_snapshot!(dump);
}

#[test]
fn references_lead_to_paths_and_methods_with_other_names() {
    let dump = read(
        "paths:
  pets:
    GET: {operationId: getPets, responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}}
  cats: {$ref: '#/paths/pets'}
  /b: {get: {operationId: b, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/paths/pets/GET/responses/200/content/application~1json/schema'}}}}}}}
",
    )
    .1;
    insta::assert_snapshot!(dump);
}

#[test]
fn a_path_parameter_without_a_placeholder_is_left_out() {
    let (warnings, dump) = read(
        &format!(
            "paths:
  /a/{{id}}:
    parameters: [{{name: shared, in: path, required: true, schema: {{type: string}}}}]
    get:
      operationId: getA
      parameters:
        - {{name: surplus, in: path, required: true, schema: {{type: string}}}}
        - {{name: id, in: path, required: true, schema: {{type: integer}}}}
        - {{name: q, in: query, schema: {{type: 7}}, description: x}}
      {OK}
"
        )
        .replace("type: 7", "type: string"),
    );
    assert_eq!(
        warnings,
        [
            "parameter-not-in-path #/paths/~1a~1{id}/get/parameters/0",
            "parameter-not-in-path #/paths/~1a~1{id}/parameters/0",
        ]
    );
    insta::assert_snapshot!(dump);
}

#[test]
fn a_parameter_in_the_query_of_a_path_is_a_query_parameter() {
    let (warnings, dump) = read(&format!(
        "paths:
  /alerts: {{get: {{operationId: all, {OK}}}}}
  /alerts?lat={{lat}}&unit=m&lon={{longitude}}:
    get:
      operationId: near
      parameters:
        - {{name: lat, in: path, required: true, schema: {{type: number}}}}
        - {{name: lon, in: query, schema: {{type: number}}}}
      {OK}
  /alerts?city={{city}}: {{get: {{operationId: inCity, {OK}}}}}
  /pets/{{id}}{{?page,size}}:
    get: {{operationId: pets, parameters: [{{name: page, in: query, schema: {{type: integer}}}}], {OK}}}
"
    ));
    assert_eq!(
        warnings,
        [
            "path-parameter-in-query #/paths/~1alerts?lat={lat}&unit=m&lon={longitude}",
            "path-with-query #/paths/~1alerts?lat={lat}&unit=m&lon={longitude}",
            "path-parameter-in-query #/paths/~1alerts?city={city}",
            "path-parameter-in-query #/paths/~1pets~1{id}{?page,size}",
            "parameter-not-declared #/paths/~1pets~1{id}{?page,size}/get",
        ]
    );
    insta::assert_snapshot!(dump);
}

#[test]
fn a_question_mark_in_a_fragment_begins_no_query() {
    let (warnings, dump) = read(&format!(
        "paths:
  /a#b?c=1: {{get: {{operationId: a, parameters: [{{name: c, in: query, schema: {{type: string}}}}], {OK}}}}}
"
    ));
    assert_eq!(warnings, ["path-with-query #/paths/~1a#b?c=1"]);
    assert!(dump.contains("query c?: String"), "{dump}");
}

#[test]
fn of_two_equal_parameters_the_one_that_is_not_deprecated_or_the_last_one_is_used() {
    let (warnings, dump) = read(&format!(
        "paths:
  /a/{{id}}:
    get:
      operationId: getA
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
        - {{name: sort, in: query, schema: {{type: string}}}}
        - {{name: sort, in: query, deprecated: true, schema: {{type: integer}}}}
        - {{name: limit, in: query, deprecated: true, schema: {{type: string}}}}
        - {{name: limit, in: query, schema: {{type: integer}}}}
        - {{name: X-Trace, in: header, schema: {{type: string}}}}
        - {{name: x-trace, in: header, schema: {{type: integer}}}}
        - {{$ref: '#/components/parameters/Page'}}
        - {{name: page, in: query, schema: {{type: string}}}}
        - {{name: page, in: query, schema: {{type: boolean}}}}
        - {{name: id, in: path, required: true, schema: {{type: integer}}}}
      {OK}
  /b/{{id}}:
    parameters:
      - {{name: id, in: path, required: true, schema: {{type: string}}}}
      - {{name: limit, in: query, schema: {{type: string}}}}
      - {{$ref: '#/components/parameters/Page'}}
      - {{$ref: '#/components/parameters/Page'}}
    get: {{operationId: getB, parameters: [{{name: limit, in: query, schema: {{type: integer}}}}], {OK}}}
components:
  parameters:
    Page: {{name: page, in: query, schema: {{type: integer}}}}
"
    ));
    let a = |index: u8| format!("duplicate-parameter #/paths/~1a~1{{id}}/get/parameters/{index}");
    let b = "duplicate-parameter #/paths/~1b~1{id}/parameters/2".to_owned();
    assert_eq!(warnings, [a(2), a(3), a(5), a(7), a(8), a(0), b]);
    insta::assert_snapshot!(dump);
}

#[test]
fn definitions_of_the_schema_around_a_reference_are_found() {
    let parts = |definitions: &str| {
        format!(
            "paths:
  /zoo:
    get:
      operationId: getZoo
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                title: Zoo
                type: object
                required: [animals]
                properties:
                  animals: {{type: array, items: {{$ref: '#/{definitions}/Animal'}}}}
                  keeper: {{$ref: '#/{definitions}/Keeper'}}
                {definitions}:
                  Animal:
                    oneOf: [{{$ref: '#/{definitions}/Cat'}}, {{$ref: '#/{definitions}/Dog'}}]
                    discriminator: {{propertyName: kind, mapping: {{cat: '#/{definitions}/Cat', dog: '#/{definitions}/Dog'}}}}
                  Cat: {{type: object, required: [kind], properties: {{kind: {{type: string}}, keeper: {{$ref: '#/{definitions}/Keeper'}}}}}}
                  Dog: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}
                  Keeper: {{type: object, properties: {{name: {{type: string}}, first: {{$ref: '#/{definitions}/Animal'}}}}}}
  /house:
    get:
      operationId: getHouse
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                title: House
                type: object
                properties:
                  keeper: {{$ref: '#/{definitions}/Keeper'}}
                  default: {{$ref: '#/{definitions}/Door'}}
                  inner:
                    type: object
                    properties: {{keeper: {{$ref: '#/{definitions}/Keeper'}}, none: {{$ref: '#/{definitions}/Door'}}}}
                    {definitions}: {{Keeper: {{type: string}}}}
                {definitions}: {{Keeper: {{type: integer}}, Door: {{type: boolean}}}}
"
        )
    };
    let (warnings, dump) = read_as("3.1.0", &parts("$defs"));
    assert_eq!(
        warnings,
        [
            "reference-to-inner-definition #/paths/~1zoo/get/responses/200/content/application~1json/schema/properties/animals/items/$ref"
        ]
    );
    insta::assert_snapshot!(dump);
    let (warnings, of_3_0) = read_as("3.0.3", &parts("definitions"));
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(of_3_0.replace("definitions", "$defs"), dump);
}

#[test]
fn the_finding_of_a_path_names_its_query_and_its_fragment() {
    let text = format!(
        "openapi: 3.1.0
info: {{title: Fixture, version: '1'}}
paths:
  /a?b=1: {{get: {{operationId: a, {OK}}}}}
  /c#d: {{get: {{operationId: c, {OK}}}}}
  /e?f=1#g: {{get: {{operationId: e, {OK}}}}}
"
    );
    let run = support::run("fixture.yaml", &text);
    let messages: Vec<&str> = run.diagnostics.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the path `/a?b=1` contains a query, which is sent with every request",
            "the path `/c#d` contains a fragment, which is never sent",
            "the path `/e?f=1#g` contains a query, which is sent with every request, and a fragment, which is never sent",
        ]
    );
}

#[test]
fn references_to_other_kinds_are_read_as_the_expected_kind() {
    let (warnings, dump) = read(
        "paths:
  /a:
    put:
      operationId: putA
      requestBody: {$ref: '#/components/schemas/Word'}
      responses:
        '200': {$ref: '#/components/requestBodies/Body'}
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/responses/Status'}}}}
        '400': {$ref: '#/components/schemas/Word'}
  /b:
    put:
      operationId: putB
      requestBody: {$ref: '#/components/responses/Status'}
      responses: {'204': {description: ok, headers: {X-Word: {$ref: '#/components/schemas/Word'}}}}
components:
  requestBodies:
    Body: {content: {application/json: {schema: {type: object, properties: {id: {$ref: '#/components/parameters/Id'}}}}}}
  responses:
    Status: {description: A status., content: {application/json: {schema: {type: object, properties: {at: {type: string}}}}}}
  parameters:
    Id: {name: id, in: query, schema: {type: integer}}
  schemas:
    Word: {type: string, enum: [a, b]}
",
    );
    assert_eq!(
        warnings,
        [
            "reference-to-other-kind #/paths/~1a/put/requestBody/$ref",
            "reference-to-other-kind #/paths/~1a/put/responses/200/$ref",
            "reference-to-other-kind #/paths/~1a/put/responses/201/content/application~1json/schema/$ref",
            "reference-to-other-kind #/paths/~1a/put/responses/400/$ref",
            "reference-to-other-kind #/paths/~1b/put/requestBody/$ref",
            "reference-to-other-kind #/paths/~1b/put/responses/204/headers/X-Word/$ref",
            "reference-to-other-kind #/components/requestBodies/Body/content/application~1json/schema/properties/id/$ref",
        ]
    );
    insta::assert_snapshot!(dump);
}

#[test]
fn a_schema_that_refers_to_a_response_without_one_is_any_value() {
    let (warnings, dump) = read(
        "paths:
  /a:
    get:
      operationId: getA
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/responses/Bare'}}}}}
components:
  responses: {Bare: {description: Nothing more.}}
",
    );
    assert_eq!(
        warnings,
        ["reference-to-other-kind #/paths/~1a/get/responses/200/content/application~1json/schema/$ref"]
    );
    assert!(dump.contains("→ json any"), "{dump}");
}

#[test]
fn a_pointer_goes_through_a_reference_without_siblings() {
    let (_, dump) = read(
        "paths: {}
components:
  schemas:
    A: {$ref: '#/components/schemas/B', allOf: {'1': {}}}
    B: {allOf: [{type: object}, {properties: {id: {type: integer}}}]}
    C: {$ref: '#/components/schemas/A/allOf/1/properties/id'}
",
    );
    assert!(dump.contains("C = i64") || dump.contains("alias c::C"), "{dump}");
}

#[test]
fn references_of_content_and_of_media_types_are_followed() {
    let parts = "paths:
  /a:
    get:
      operationId: getA
      responses:
        '200': {description: ok, content: {$ref: '#/components/mediaTypes/map'}}
        '201': {description: ok, content: {application/json: {$ref: '#/components/mediaTypes/One'}}}
        '202': {description: ok, content: {application/json: {$ref: '#/components/schemas/A'}}}
        '203': {description: ok, content: {$ref: '#/components/responses/R/content'}}
components:
  mediaTypes:
    map: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
    One: {schema: {type: array, items: {$ref: '#/components/schemas/A'}}}
  responses:
    R: {description: r, content: {application/json: {schema: {type: integer}}}}
  schemas:
    A: {type: object, properties: {id: {type: string}}}
";
    let (warnings, dump) = read_as("3.2.0", parts);
    assert_eq!(warnings, ["reference-out-of-place #/paths/~1a/get/responses/200/content"]);
    insta::assert_snapshot!(dump);
}

#[test]
fn references_out_of_place_that_lead_nowhere_or_to_themselves_are_errors() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {$ref: '#/paths/~1a/get'}\n    put: {$ref: \
                '#/paths/~1b/put'}\n";
    let run = support::run("fixture.yaml", text);
    let found: Vec<String> = run.diagnostics.iter().map(|found| format!("{} {}", found.code, found.pointer)).collect();
    assert_eq!(
        found.get(..2),
        Some(
            &[
                "circular-reference #/paths/~1a/get/$ref".to_owned(),
                "dangling-reference #/paths/~1a/put/$ref".to_owned()
            ][..]
        )
    );
    assert!(run.output.is_none());
}

#[test]
fn parts_with_a_wrong_position_or_form_are_read_by_their_only_meaning() {
    let (warnings, dump) = read(&format!(
        "security: {{key: []}}
servers: {{url: 'https://example.com'}}
paths:
  /a:
    get:
      operationId: getA
      tags: things
      parameters: [{{name: a, in: header, schema: {{type: application/json}}}}]
      {OK}
components:
  securitySchemes: {{key: {{type: apiKey, in: header, name: x-key}}}}
  schemas:
    A: {{type: object, properties: {{id: {{type: string}}, other: {{type: [nil, strng]}}, required: [id]}}}}
    T: {{type: {{description: A kind., type: string, enum: [a, b]}}}}
    B: {{allOf: {{$ref: '#/components/schemas/A'}}}}
    C: {{type: string, enum: only}}
    D: {{allOf: [{{$ref: '#/components/schemas/D'}}, {{properties: {{id: {{type: string}}}}}}]}}
"
    ));
    assert_eq!(
        warnings,
        [
            "read-as #/security",
            "read-as #/servers",
            "read-as #/paths/~1a/get/tags",
            "unknown-type #/paths/~1a/get/parameters/0/schema/type",
            "read-as #/components/schemas/A/properties/required",
            "unknown-type #/components/schemas/A/properties/other/type/0",
            "unknown-type #/components/schemas/A/properties/other/type/1",
            "read-as #/components/schemas/T/type",
            "read-as #/components/schemas/B/allOf",
            "read-as #/components/schemas/C/enum",
            "all-of-itself #/components/schemas/D/allOf/0/$ref",
        ]
    );
    insta::assert_snapshot!(dump);
}

fn leaving_out_operations(parts: &str) -> Run {
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{parts}");
    let source = Source { name: "fixture.yaml".to_owned(), bytes: text.into_bytes() };
    generator::generate(&source.into(), &Options { errors: Errors::LeaveOutOperations, ..support::options() })
}

fn errors(run: &Run) -> Vec<String> {
    let errors = run.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| format!("{} {}", found.code, found.pointer)).collect()
}

#[test]
fn an_operation_in_error_alone_can_be_left_out() {
    let run = leaving_out_operations(&format!(
        "paths:
  /a: {{get: {{operationId: a, {OK}}}, put: {{operationId: b, requestBody: {{$ref: '#/components/requestBodies/None'}}, {OK}}}}}
  /x/../y: {{get: {{operationId: c, {OK}}}}}
"
    ));
    assert_eq!(
        errors(&run),
        [
            "dangling-reference #/paths/~1a/put/requestBody/$ref",
            "path-with-dots #/paths/~1x~1..~1y",
            "left-out #/paths/~1a/put",
            "left-out #/paths/~1x~1..~1y",
        ]
    );
    let api = run.api.as_ref().expect("the rest has a model");
    assert_eq!(api.operations().map(|(_, operation)| operation.operation_id.as_str()).collect::<Vec<_>>(), ["a"]);
    assert!(run.output.is_some());
}

#[test]
fn nothing_is_left_out_because_of_a_component() {
    let run = leaving_out_operations(&format!(
        "paths:
  /a: {{get: {{operationId: a, {OK}}}}}
components: {{schemas: {{A: {{properties: {{b: {{$ref: '#/components/schemas/None'}}}}}}}}}}
"
    ));
    assert_eq!(errors(&run), ["dangling-reference #/components/schemas/A/properties/b/$ref"]);
    assert!(run.output.is_none());
}

#[test]
fn paths_of_an_extension_are_paths_and_their_queries_are_sent_once() {
    let paths = "  /c/{id}:
    get: {operationId: getC, parameters: [{name: id, in: path, required: true, TYPE}], OK}
x-ms-paths:
  /c/{id}?restype=container&comp=list:
    parameters: [{name: restype, in: query, required: true, TYPE, enum: [container]}]
    get:
      operationId: listC
      parameters:
        - {name: comp, in: query, required: true, TYPE, enum: [list]}
        - {name: id, in: path, required: true, TYPE}
        - {name: odd, in: query, TYPE, titel: x}
      OK
";
    let ok = OK;
    let older = format!("swagger: '2.0'\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}")
        .replace("TYPE", "type: string")
        .replace("OK", ok);
    let newer = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}")
        .replace("TYPE, enum: [container]", "schema: {type: string, enum: [container]}")
        .replace("TYPE, enum: [list]", "schema: {type: string, enum: [list]}")
        .replace("TYPE", "schema: {type: string}")
        .replace("OK", ok);
    for text in [older, newer] {
        let run = support::run("fixture.yaml", &text);
        let place = "#/x-ms-paths/~1c~1{id}?restype=container&comp=list";
        let mut warnings: Vec<String> =
            run.diagnostics.iter().map(|found| format!("{} {}", found.code, found.pointer)).collect();
        warnings.sort();
        assert_eq!(
            warnings,
            [format!("path-with-query {place}"), format!("unknown-member {place}/get/parameters/2/titel")]
        );
        let api = run.api.expect("it has a model");
        let (_, list) = api.operations().find(|(_, it)| it.operation_id == "listC").expect("the operation is there");
        let names: Vec<&str> = list.parameters.iter().map(|parameter| parameter.wire_name.as_str()).collect();
        assert_eq!((list.path.as_str(), names), ("/c/{id}?restype=container&comp=list", vec!["id", "odd"]));
    }
}
