//! Documents that refer to other files.

use generator::{
    Run,
    diagnostic::{self, Colour},
    load::{Input, Source},
    model::dump,
};

use crate::support;

/// Runs the generator on the first of `texts`, with the others in its folder.
fn run(texts: &[(&str, &str)]) -> (Input, Run) {
    let source = |(path, text): &(&str, &str)| Source { name: (*path).to_owned(), bytes: text.as_bytes().to_vec() };
    let (document, beside) = texts.split_first().expect("there is a document");
    let mut input = Input::from(source(document));
    input.files = beside.iter().map(|file| (file.0.to_owned(), source(file))).collect();
    let run = generator::generate(&input, &support::options());
    (input, run)
}

fn findings(texts: &[(&str, &str)]) -> String {
    let (input, run) = run(texts);
    diagnostic::render(&input, &run.diagnostics, Colour::Never)
}

/// The models of documents without findings.
#[track_caller]
fn understood(texts: &[(&str, &str)]) -> String {
    let (input, run) = run(texts);
    assert_eq!(diagnostic::render(&input, &run.diagnostics, Colour::Never), "");
    dump(&run.api.expect("a document without findings is understood"))
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n";

#[test]
fn every_kind_of_object_may_stand_in_a_file() {
    let api = format!(
        "{HEAD}servers: [{{url: 'https://pets.example'}}]\n\
         paths:\n  /pets/{{id}}: {{$ref: './paths/pet%20by%20id.yaml'}}\n\
         components:\n  schemas:\n    Pet: {{$ref: schemas/Animal.yaml}}\n"
    );
    let texts = [
        ("api.yaml", api.as_str()),
        (
            "paths/pet by id.yaml",
            "parameters: [{$ref: '../shared.json#/parameters/Id'}]\n\
             put:\n  operationId: putPet\n  tags: [pets]\n  requestBody: {$ref: '../shared.json#/bodies/Pet'}\n  \
             responses:\n    '200': {$ref: ../responses/Pet.yaml}\n    '404': {$ref: '../shared.json#/responses/Missing'}\n",
        ),
        (
            "responses/Pet.yaml",
            "description: A pet.\ncontent: {application/json: {schema: {$ref: ../schemas/Animal.yaml}}}\n",
        ),
        (
            "schemas/Animal.yaml",
            "type: object\nrequired: [kind]\nproperties:\n  kind: {$ref: '#/definitions/Kind'}\n  \
             owner: {$ref: Owner.yaml}\n  parent: {$ref: '#'}\ndefinitions: {Kind: {type: string, enum: [cat, dog]}}\n",
        ),
        (
            "schemas/Owner.yaml",
            "type: object\nproperties:\n  pets: {type: array, items: {$ref: ../api.yaml#/components/schemas/Pet}}\n  \
             name: {$ref: '../shared.json#/Name'}\n",
        ),
        (
            "shared.json",
            r##"{"Name": {"type": "string", "maxLength": 9},
                "parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {"$ref": "#/Name"}}},
                "bodies": {"Pet": {"content": {"application/json": {"schema": {"$ref": "schemas/Animal.yaml"}}}}},
                "responses": {"Missing": {"description": "None.", "content": {"application/json": {"schema":
                    {"title": "Problem", "type": "object", "properties": {"detail": {"type": "string"}}}}}}}}"##,
        ),
    ];
    insta::assert_snapshot!(understood(&texts));
}

#[test]
fn a_mapping_may_name_files() {
    let api = format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    Pet:\n      oneOf: [{{$ref: pets/cat.yaml}}, {{$ref: pets/dog.yaml}}]\n      \
         discriminator: {{propertyName: type, mapping: {{c: pets/cat.yaml, d: ./pets/dog.yaml}}}}\n"
    );
    let arm = "type: object\nrequired: [type]\nproperties: {type: {type: string}, name: {type: string}}\n";
    let understood = understood(&[("api.yaml", &api), ("pets/cat.yaml", arm), ("pets/dog.yaml", arm)]);
    insta::assert_snapshot!(understood);
}

#[test]
fn files_of_the_same_name_become_types_of_two_names() {
    let api = format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    All:\n      type: object\n      \
         properties: {{a: {{$ref: a/Pet.yaml}}, b: {{$ref: b/Pet.yaml}}}}\n"
    );
    let understood =
        understood(&[("api.yaml", &api), ("a/Pet.yaml", "type: object\n"), ("b/Pet.yaml", "{type: object}\n")]);
    assert!(understood.contains("pet::Pet "), "{understood}");
    assert!(understood.contains("b_pet::BPet "), "{understood}");
}

#[test]
fn an_entry_of_an_extension_keeps_its_name() {
    let api = format!("{HEAD}paths:\n  /pens/{{id}}: {{$ref: 'pens%20and%20more.yaml'}}\n");
    let pens = "x-types:\n  Owner: {type: object, properties: {pet: {$ref: 'pets.yaml#/x-types/Pet'}}}\n\
                get:\n  operationId: getPen\n  \
                parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n  responses:\n    \
                '200': {description: ok, content: {application/json: {schema: {$ref: '#/x-types/Owner'}}}}\n";
    let pets = "x-types:\n  Pet: {type: object, properties: {keeper: {$ref: '#/x-types/Owner'}}}\n  \
                Owner: {type: object, properties: {since: {type: integer}}}\n";
    let (_, run) = run(&[("api.yaml", &api), ("pens and more.yaml", pens), ("pets.yaml", pets)]);
    let model = run.api.expect("a document without errors");
    let names: Vec<&str> = model.types.iter().map(|definition| definition.rust_name.as_str()).collect();
    assert_eq!(names, ["Owner", "Pet", "PetsXTypesOwner"]);
}

#[test]
fn the_target_of_a_misplaced_reference_is_read_at_its_position() {
    let api = format!(
        "{HEAD}tags: {{$ref: tags.yaml}}\npaths: {{$ref: paths/all.yaml}}\ncomponents: {{schemas: {{$ref: schemas/all.yaml}}}}\n"
    );
    let texts = [
        ("api.yaml", api.as_str()),
        ("tags.yaml", "- {name: pets, description: {$ref: about.yaml}}\n"),
        ("about.yaml", "All about pets.\n"),
        ("paths/all.yaml", "/pets: {$ref: pets.yaml}\n"),
        ("paths/pets.yaml", "get: {$ref: operations/list.yaml}\n"),
        (
            "paths/operations/list.yaml",
            "operationId: listPets\ntags: [pets]\nresponses:\n  '200':\n    description: Pets.\n    content:\n      \
             application/json: {schema: {type: array, items: {$ref: ../../schemas/Pet.yaml}}}\n",
        ),
        ("schemas/all.yaml", "Pet: {$ref: Pet.yaml}\n"),
        ("schemas/Pet.yaml", "{type: object, properties: {name: {type: string}}}\n"),
    ];
    let (_, run) = run(&texts);
    let codes: Vec<&str> = run.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["reference-out-of-place"; 2], "{:?}", run.diagnostics);
    insta::assert_snapshot!(dump(&run.api.expect("the document is understood")));
}

#[test]
fn a_file_and_a_definition_in_it_may_both_be_referred_to() {
    let api = format!(
        "{HEAD}paths:\n  /pet:\n    get:\n      operationId: getPet\n      responses:\n        '200':\n          \
         description: A pet.\n          content: {{application/json: {{schema: {{$ref: Pet.yaml}}}}}}\n        default:\n          \
         description: An error.\n          content: {{application/json: {{schema: {{$ref: 'Pet.yaml#/$defs/Err~1or'}}}}}}\n"
    );
    let pet = "type: object\nproperties: {error: {$ref: '#/$defs/Err~1or'}}\n$defs:\n  \
               Err/or: {type: object, properties: {pet: {$ref: Pet.yaml}}}\n";
    let model = understood(&[("api.yaml", &api), ("Pet.yaml", pet)]);
    assert!(model.contains("error?: Box<ErrOr>"), "{model}");
}

#[test]
fn references_out_of_place_that_never_end_are_refused() {
    let api = format!("{HEAD}paths: {{$ref: a.yaml}}\n");
    let findings = findings(&[("api.yaml", &api), ("a.yaml", "$ref: b.yaml\n"), ("b.yaml", "$ref: a.yaml\n")]);
    assert!(findings.contains("error["), "{findings}");
}

#[test]
fn findings_point_into_the_file() {
    let api = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{Pet: {{$ref: schemas/Pet.yaml}}}}}}\n");
    let pet = "type: object\nproperties:\n  a: {type: 1}\n  b: {$ref: '#/none'}\n  c: {$ref: none.yaml}\n  d: {$ref: '../../x.yaml'}\n  \
               e: {$ref: 'https://example.com/x.yaml'}\n";
    insta::assert_snapshot!(findings(&[("api.yaml", &api), ("schemas/Pet.yaml", pet)]));
}

#[test]
fn a_file_without_a_tree_is_reported_in_it() {
    let api = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{Pet: {{$ref: Pet.yaml}}}}}}\n");
    let findings = findings(&[("api.yaml", &api), ("Pet.yaml", "type: object\ntype: string\n")]);
    assert!(findings.contains("error[duplicate-key]") && findings.contains("Pet.yaml:2:7"), "{findings}");
}

#[test]
fn only_the_mistake_of_a_file_without_a_tree_is_reported() {
    let api = format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    Pet: {{type: object}}\n    \
         Cat: {{$ref: 'a.yaml#/Cat'}}\n    Dog: {{$ref: 'api.yaml#/components/schemas/Pet'}}\n"
    );
    let found = findings(&[("api.yaml", &api), ("a.yaml", "Cat: {type: [}\n")]);
    assert!(found.contains("--> a.yaml:1:14\n"), "{found}");
    assert!(found.ends_with("\napi.yaml: 1 error\n"), "{found}");
}

#[test]
fn mistakes_that_do_not_depend_on_a_file_without_a_tree_are_reported() {
    let api = format!(
        "{HEAD}paths:\n  /a: {{get: {{$ref: 'bad.yaml#/get'}}}}\ncomponents:\n  schemas:\n    Cat: {{$ref: 'bad.yaml#/Cat'}}\n    \
         Anchored: {{$ref: 'bad.yaml#cat'}}\n    Inside: {{$ref: '#/components/schemas/Cat/properties/name'}}\n    \
         Dog: {{$ref: '#/components/schemas/Typo'}}\n    Cow: {{$ref: 'none.yaml#/Cow'}}\n"
    );
    let (_, run) = run(&[("api.yaml", &api), ("bad.yaml", "Cat: {type: [}\n")]);
    let errors = run.diagnostics.iter().filter(|found| found.severity == diagnostic::Severity::Error);
    let errors: Vec<String> = errors.map(|found| format!("{} {}", found.code, found.pointer)).collect();
    assert_eq!(
        errors[1..],
        ["dangling-reference #/components/schemas/Dog/$ref", "external-reference #/components/schemas/Cow/$ref"],
        "{errors:?}"
    );
}

#[test]
fn a_document_may_call_itself_by_its_name_or_its_url() {
    let api = "openapi: 3.1.0\n$self: https://example.com/api.yaml\ninfo: {title: Pets, version: '1'}\npaths: {}\n\
               components:\n  schemas:\n    A: {type: object, properties: {b: {$ref: 'api.yaml#/components/schemas/B'}}}\n    \
               B: {type: array, items: {$ref: 'https://example.com/api.yaml#/components/schemas/A'}}\n";
    let (_, run) = run(&[("folder/api.yaml", api)]);
    assert!(!run.diagnostics.has_errors(), "{:?}", run.diagnostics);
}

#[test]
fn a_file_may_be_called_by_the_url_that_it_gives_itself() {
    let api = "openapi: 3.2.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n\
               components:\n  schemas:\n    A: {$ref: 'shared/b.yaml#/components/schemas/B'}\n    \
               C: {type: array, items: {$ref: 'https://example.com/b#/components/schemas/B'}}\n";
    let shared = "openapi: 3.2.0\n$self: https://example.com/b\ninfo: {title: B, version: '1'}\n\
                  components: {schemas: {B: {type: object, properties: {self: {$ref: 'https://example.com/b#/components/schemas/B'}}}}}\n";
    let (_, run) = run(&[("api.yaml", api), ("shared/b.yaml", shared)]);
    assert!(!run.diagnostics.has_errors(), "{:?}", run.diagnostics);
    let model = dump(&run.api.expect("a document without errors is understood"));
    assert!(model.contains("\"self\": Box<A>") && model.contains("alias c::C = [A]"), "{model}");
    let findings = findings(&[("api.yaml", api), ("shared/b.yaml", &shared.replace("com/b\n", "com/c\n"))]);
    assert!(findings.contains("error[external-reference]"), "{findings}");
}

/// The example "Resolving Relative `$self` and `$id`" of OpenAPI 3.2.
#[test]
fn references_may_lack_extensions_and_urls_may_be_relative() {
    let api = "openapi: 3.2.0\n$self: /api/openapi\ninfo: {title: Pets, version: '1'}\nservers: [{url: 'https://pets.example'}]\n\
               paths:\n  /foo:\n    put:\n      operationId: putFoo\n      tags: [foo]\n      \
               requestBody: {$ref: 'shared/foo#/components/requestBodies/Foo'}\n      responses: {'204': {}}\n";
    let shared = "openapi: 3.2.0\n$self: /api/shared/foo\ninfo: {title: Shared, version: '1'}\ncomponents:\n  requestBodies:\n    \
                  Foo: {content: {application/json: {schema: {$ref: ../schemas/foo}}}}\n  schemas:\n    \
                  Foo: {$id: /api/schemas/foo, type: object, properties: {bar: {$ref: bar}}}\n    \
                  Bar: {$id: /api/schemas/bar, type: string}\n";
    let model = understood(&[("openapi.yaml", api), ("shared/foo.yaml", shared)]);
    assert!(model.contains("body?: json Foo") && model.contains("bar?: Bar"), "{model}");
}

#[test]
fn urls_are_resolved_from_the_url_that_a_document_gives_itself() {
    let api = "openapi: 3.2.0\n$self: https://example.com/v2/main.yaml\ninfo: {title: Pets, version: '1'}\npaths: {}\n\
               components:\n  schemas:\n    A: {$ref: 'https://example.com/v2/shared/b.yaml#/components/schemas/B'}\n    C: {type: string}\n";
    let shared = "openapi: 3.2.0\n$self: https://example.com/v2/shared/b.yaml\ninfo: {title: B, version: '1'}\n\
                  components: {schemas: {B: {type: object, properties: {c: {$ref: 'https://example.com/v2/main.yaml#/components/schemas/C'}}}}}\n";
    let (_, run) = run(&[("api.yaml", api), ("shared/b.yaml", shared)]);
    assert!(!run.diagnostics.has_errors(), "{:?}", run.diagnostics);
    // Without a file, this URL is refused like any other URL.
    let findings = findings(&[("api.yaml", api)]);
    assert!(findings.contains("error[external-reference]"), "{findings}");
}

#[test]
fn files_that_are_nothing_but_each_other_are_refused() {
    let api = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{Pet: {{$ref: a.yaml}}}}}}\n");
    let findings = findings(&[("api.yaml", &api), ("a.yaml", "$ref: b.yaml\n"), ("b.yaml", "$ref: a.yaml\n")]);
    assert!(findings.contains("error[circular-reference]"), "{findings}");
}

#[test]
fn a_long_row_of_files_is_followed_to_its_end() {
    let api = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{Pet: {{$ref: f0.yaml}}}}}}\n");
    let files: Vec<(String, String)> = (0..60)
        .map(|number| {
            (format!("f{number}.yaml"), format!("type: object\nproperties: {{next: {{$ref: f{}.yaml}}}}\n", number + 1))
        })
        .chain([("f60.yaml".to_owned(), "type: integer\n".to_owned())])
        .collect();
    let mut texts = vec![("api.yaml", api.as_str())];
    texts.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let understood = understood(&texts);
    assert!(understood.contains("F59"), "{understood}");
}

#[test]
fn definitions_and_escaped_names_are_found_in_other_files_too() {
    let api = format!(
        "{HEAD}paths:\n  /pets:\n    get:\n      operationId: getPet\n      responses:\n        '200':\n          description: ok\n          \
         content: {{application/json: {{schema: {{$ref: 'pets.yaml#/components/schemas/Pet%7Bx%7D'}}}}}}\n"
    );
    let pets = "components:\n  schemas:\n    Pet{x}:\n      $defs: {Paw: {type: integer}}\n      type: object\n      properties:\n        \
                paw: {$ref: '#/$defs/Paw'}\n        owner: {$ref: '#/definitions/Owner'}\n        \
                odd: {$ref: '#/components/schemas/a%7Eb~1%2525'}\n    Owner: {type: string, enum: [me]}\n    a~b/%25: {type: boolean}\n";
    let (_, run) = run(&[("api.yaml", &api), ("pets.yaml", pets)]);
    let codes: Vec<&str> = run.diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["reference-to-inner-definition", "read-as"]);
    let model = dump(&run.api.expect("there is a model"));
    for field in ["newtype pet_x_paw::PetXPaw = i64", "owner?: String = \"me\"", "alias ab25::AB25 = bool"] {
        assert!(model.contains(field), "{field}: {model}");
    }
}
