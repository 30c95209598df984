//! Documents of OpenAPI 3 with places and names of Swagger 2.0 and JSON Schema: they are read, with a warning.

use crate::lenient::{OK, read};

#[test]
fn references_to_the_places_of_other_formats_are_read_as_those_to_components() {
    let parts = |[schemas, parameters, responses]: [&str; 3]| {
        format!(
            "paths:
  /pets:
    get:
      operationId: getPets
      parameters: [{{$ref: '#/{parameters}/Limit'}}]
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/{schemas}/Pet'}}}}}}}}
        '404': {{$ref: '#/{responses}/NotFound'}}
components:
  parameters: {{Limit: {{name: limit, in: query, schema: {{type: integer}}}}}}
  responses: {{NotFound: {{description: none, content: {{application/json: {{schema: {{$ref: '#/{schemas}/Cat/properties/a~1b'}}}}}}}}}}
  schemas:
    Pet:
      oneOf: [{{$ref: '#/{schemas}/Cat'}}, {{$ref: '#/{schemas}/Dog'}}]
      discriminator: {{propertyName: kind, mapping: {{c: '#/{schemas}/Cat', d: '#/{schemas}/Dog'}}}}
    Cat: {{type: object, required: [kind], properties: {{kind: {{type: string}}, a/b: {{type: object, properties: {{x: {{type: string}}}}}}}}}}
    Dog: {{type: object, required: [kind], properties: {{kind: {{type: string}}, note: {{example: {{$ref: '#/definitions/Cat'}}}}}}}}
"
        )
    };
    let (warnings, right) = read(&parts(["components/schemas", "components/parameters", "components/responses"]));
    assert_eq!(warnings, [""; 0]);
    let first = ["read-as #/paths/~1pets/get/parameters/0/$ref"];
    assert_eq!(
        read(&parts(["definitions", "parameters", "responses"])),
        (first.map(str::to_owned).to_vec(), right.clone())
    );
    let (warnings, of_defs) = read(&parts(["$defs", "components/parameters", "components/responses"]));
    assert_eq!(warnings, ["read-as #/paths/~1pets/get/responses/200/content/application~1json/schema/$ref"]);
    assert_eq!(of_defs, right);
}

#[test]
fn members_of_a_missing_object_are_read_as_its_members() {
    let right = "paths:
  /pets/{id}:
    put:
      operationId: putPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, format: uint64}}
        - {name: tags, in: query, description: Tags., schema: {type: array, items: {type: string, enum: [a, b]}}}
      requestBody: {content: {application/json: {schema: {type: array, items: {type: boolean}}}}}
      responses:
        '200':
          description: ok
          headers: {X-Rate: {description: Calls., schema: {type: integer}}}
          content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
        '400': {description: bad, content: {application/json: {schema: {type: array, items: {type: number}}}}}
";
    let wrong = "paths:
  /pets/{id}:
    put:
      operationId: putPet
      parameters:
        - {name: id, in: path, required: true, type: integer, format: uint64}
        - {name: tags, in: query, description: Tags., type: array, items: {type: string, enum: [a, b]}}
      requestBody: {application/json: {schema: {type: array, items: {type: boolean}}}}
      responses:
        '200':
          description: ok
          headers: {X-Rate: {description: Calls., type: integer}}
          content: {application/json: {type: object, required: [name], properties: {name: string}}}
        '400': {description: bad, schema: {type: array, items: number}}
";
    let (warnings, of_wrong) = read(wrong);
    let at = |place: &str| format!("read-as #/paths/~1pets~1{{id}}/put/{place}");
    assert_eq!(
        warnings,
        [
            at("parameters/0/type"),
            at("parameters/1/type"),
            at("requestBody/application~1json"),
            at("responses/200/headers/X-Rate/type"),
            at("responses/200/content/application~1json/type"),
            at("responses/200/content/application~1json/properties/name"),
            at("responses/400/schema"),
            at("responses/400/schema/items"),
        ]
    );
    let (warnings, of_right) = read(right);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(of_wrong, of_right);
}

#[test]
fn names_in_another_case_and_types_of_swagger_2_are_read_as_those_of_the_standard() {
    let parts = |[method, query, form, key, basic]: [&str; 5]| {
        format!(
            "paths:
  /pets:
    {method}:
      operationId: listPets
      security: [{{key: []}}, {{basic: []}}]
      parameters: [{{name: tags, in: {query}, style: {form}, schema: {{type: array, items: {{type: string}}}}}}]
      {OK}
components:
  securitySchemes:
    key: {{type: {key}, in: header, name: X-Key}}
    basic: {basic}
"
        )
    };
    let (warnings, right) = read(&parts(["get", "query", "form", "apiKey", "{type: http, scheme: basic}"]));
    assert_eq!(warnings, [""; 0]);
    let (warnings, of_wrong) = read(&parts(["GET", "Query", "Form", "apikey", "{type: basic}"]));
    assert_eq!(
        warnings,
        [
            "read-as #/paths/~1pets/GET",
            "read-as #/paths/~1pets/GET/parameters/0/in",
            "read-as #/paths/~1pets/GET/parameters/0/style",
            "read-as #/components/securitySchemes/key/type",
            "read-as #/components/securitySchemes/basic/type",
        ]
    );
    assert_eq!(of_wrong, right);
}
