//! A part of a document: the selected operations, and the schemas that they need.

use generator::{
    Options, Run,
    load::{Input, Source},
    model::Api,
    select::{Schemas, Selection},
};

use crate::support;

const DOCUMENT: &str = r#"
openapi: 3.1.0
info: {title: Fixture, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pets]
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}
    post: {operationId: createPet, tags: [Pets, Writes], requestBody: {$ref: '#/components/requestBodies/New'}, responses: {'204': {description: ok}}}
  /pets/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get: {operationId: getPet, tags: [Pets], responses: {'200': {description: ok, headers: {X-Kind: {schema: {$ref: '#/components/schemas/Kind'}}}}}}
  /orders:
    get:
      tags: [Orders]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
  requestBodies:
    New: {content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
  schemas:
    Order: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}, next: {$ref: '#/components/schemas/Order'}}}
    Unused: {type: object, properties: {a: {type: string}}}
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, oneOf: [{$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {$ref: '#/components/schemas/Lives'}}}]}
    Lives: {type: object, properties: {left: {type: integer}}}
    NewPet: {type: object, properties: {a: {type: string}}}
    Id: {type: string, enum: [a, b]}
    Kind: {type: string, enum: [cat]}
"#;

fn run(document: &str, selected: [&[&str]; 3]) -> Run {
    run_with_files(document, &[], selected)
}

fn run_with_files(document: &str, files: &[(&str, &str)], [tags, paths, operations]: [&[&str]; 3]) -> Run {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let selection = Selection {
        tags: owned(tags),
        paths: owned(paths),
        operations: owned(operations),
        schemas: Schemas::default(),
    };
    let source = |name: &str, text: &str| Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let mut input = Input::from(source("fixture.yaml", document));
    input.files = files.iter().map(|(path, text)| ((*path).to_owned(), source(path, text))).collect();
    generator::generate(&input, &Options { selection, ..support::options() })
}

/// The ids of the operations, and the names of the types.
fn left(run: &Run) -> (Vec<&str>, Vec<&str>) {
    let api: &Api = run.api.as_ref().expect("there is a model");
    let ids = api.operations().map(|(_, operation)| operation.operation_id.as_str()).collect();
    (ids, api.types_in_order.iter().map(|id| api.types[id.index()].rust_name.as_str()).collect())
}

fn findings(run: &Run) -> Vec<String> {
    run.diagnostics.iter().map(|finding| format!("{} {}", finding.code, finding.pointer.as_str())).collect()
}

#[test]
fn a_tag_takes_its_operations_and_all_that_they_reach() {
    let run = run(DOCUMENT, [&["Pets"], &[], &[]]);
    let (ids, types) = left(&run);
    assert_eq!(ids, ["listPets", "createPet", "getPet"]);
    // A value of the base is read as one of its children.
    assert_eq!(types, ["Pet", "Cat", "Lives", "NewPet", "Id", "Kind"]);
    assert!(!run.output.expect("there is output").files.contains_key("orders.rs"));
}

#[test]
fn any_tag_path_or_id_takes_an_operation() {
    let of = |wanted| left(&run(DOCUMENT, wanted)).0.join(" ");
    assert_eq!(of([&["Writes"], &[], &[]]), "createPet");
    assert_eq!(of([&[], &["/pets"], &[]]), "listPets createPet");
    assert_eq!(of([&[], &["/pets*"], &[]]), "listPets createPet getPet");
    assert_eq!(of([&[], &["/pets/{id}"], &["get_orders"]]), "getPet get_orders");
    assert_eq!(of([&[], &[], &[]]), "listPets createPet getPet get_orders");
}

#[test]
fn a_part_of_a_document_gives_the_same_code_as_the_whole() {
    let whole = run(DOCUMENT, [&[], &[], &[]]).output.expect("there is output");
    let part = run(DOCUMENT, [&["Orders"], &[], &["getPet"]]).output.expect("there is output");
    for file in ["orders.rs", "types/order.rs", "types/cat.rs", "types/id.rs", "types/kind.rs"] {
        assert_eq!(part.files[file], whole.files[file], "{file}");
    }
    assert!(part.files["pets.rs"].len() < whole.files["pets.rs"].len());
    assert!(part.surface.items.is_subset(&whole.surface.items));
}

#[test]
fn errors_in_left_out_parts_do_not_count() {
    let broken = DOCUMENT
        .replace("Unused: {type: object", "Unused: {type: objct")
        .replace("NewPet: {type: object", "NewPet: {type: objct")
        .replace("Lives: {type: object", "Lives: {type: objct");
    let lives = "unknown-type #/components/schemas/Lives/type";
    let new = "unknown-type #/components/schemas/NewPet/type";
    let of_pet = run(&broken, [&[], &[], &["getPet"]]);
    assert!(of_pet.output.is_some() && findings(&of_pet).is_empty(), "{:?}", of_pet.diagnostics);
    assert_eq!(findings(&run(&broken, [&[], &[], &["createPet"]])), [new]);
    assert_eq!(findings(&run(&broken, [&["Orders"], &[], &[]])), [lives]);
    assert_eq!(findings(&run(&broken, [&["Pets"], &[], &[]])), [lives, new]);
}

#[test]
fn errors_of_shared_parts_count_for_each_form_of_reference() {
    let text = r#"
openapi: 3.1.0
info: {title: Fixture, version: "1"}
paths:
  /a: {get: {operationId: a, tags: [A], responses: {'200': {description: ok}, '404': {$ref: '#/responses/Gone'}}}}
  /b: {get: {operationId: b, tags: [B], responses: {'200': {description: ok}, '404': {$ref: '#/components/responses/Los%74'}}}}
components:
  responses:
    Gone: {description: Gone., content: {application/json: {schema: {$ref: '#/%24defs/Thing'}}}}
    Lost: {description: Lost., content: {application/json: {schema: {type: strng}}}}
  schemas:
    Thing: {type: objct}
"#;
    let of = |tag: &str| findings(&run(text, [&[tag], &[], &[]]));
    let thing = "unknown-type #/components/schemas/Thing/type";
    assert!(of("A").iter().any(|finding| finding == thing), "{:?}", of("A"));
    let lost = "unknown-type #/components/responses/Lost/content/application~1json/schema/type";
    assert_eq!(of("B"), [lost]);
}

#[test]
fn errors_of_shared_parts_count_if_references_name_the_document() {
    let text = r#"
openapi: 3.1.0
$self: https://example.com/fixture
info: {title: Fixture, version: "1"}
paths:
  /a: {get: {operationId: a, tags: [A], responses: {'200': {description: ok}, '404': {$ref: 'fixture.yaml#/components/responses/Lost'}}}}
  /b: {get: {operationId: b, tags: [B], responses: {'200': {description: ok}, '404': {$ref: './fixture.yaml#/responses/Lost'}}}}
  /c: {get: {operationId: c, tags: [C], responses: {'200': {description: ok}, '404': {$ref: 'https://example.com/fixture#/components/responses/Lost'}}}}
  /d: {get: {operationId: d, tags: [D], responses: {'200': {description: ok}}}}
components:
  responses:
    Lost: {description: Lost., content: {application/json: {schema: {type: strng}}}}
"#;
    let lost = "unknown-type #/components/responses/Lost/content/application~1json/schema/type".to_owned();
    for tag in ["A", "B", "C"] {
        let found = findings(&run(text, [&[tag], &[], &[]]));
        assert!(found.contains(&lost), "{tag}: {found:?}");
    }
    assert!(!findings(&run(text, [&["D"], &[], &[]])).contains(&lost));
}

#[test]
fn a_missing_name_is_an_error_with_the_nearest_name() {
    let run = run(DOCUMENT, [&["Pet", "Pets"], &["/orders/"], &["listBirds"]]);
    assert!(run.output.is_none());
    let said: Vec<(&str, &str)> =
        run.diagnostics.iter().map(|found| (found.message.as_str(), found.help.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        said,
        [
            ("there is no operation with the tag `Pet`", "did you mean `Pets`?"),
            ("there is no operation with the path `/orders/`", "did you mean `/orders`?"),
            ("there is no operation with the id `listBirds`", "write tags, paths and ids as in the document"),
        ]
    );
}

#[test]
fn errors_of_shared_parts_count_if_references_go_through_other_files() {
    let document = r#"
openapi: 3.1.0
info: {title: Fixture, version: "1"}
paths:
  /a: {get: {operationId: a, tags: [A], responses: {'200': {description: ok}, '404': {$ref: 'shared/parts.yaml#/Lost'}}}}
  /b: {get: {operationId: b, tags: [B], responses: {'200': {description: ok}, '404': {$ref: 'shared/whole.yaml'}}}}
  /c: {$ref: 'shared/parts.yaml#/paths/~1c'}
  /d: {get: {operationId: d, tags: [D], responses: {'200': {description: ok}, '404': {$ref: 'shared/parts.yaml#/Found'}}}}
components:
  responses:
    Lost: {description: Lost., content: {application/json: {schema: {type: strng}}}}
"#;
    let parts = r"
Lost: {$ref: '#/components/responses/Gone'}
Found: {description: Found.}
components: {responses: {Gone: {$ref: '../fixture.yaml#/components/responses/Lost'}}}
paths:
  /c: {get: {operationId: c, tags: [C], responses: {'200': {description: ok}, '404': {$ref: '#/Lost'}}}}
";
    let whole = "{description: Lost., content: {application/json: {schema: {items: {$ref: '#/$defs/Item'}}}}, \
                 $defs: {Item: {$ref: '../fixture.yaml#/components/responses/Lost/content/application~1json/schema'}}}";
    let lost = "unknown-type #/components/responses/Lost/content/application~1json/schema/type".to_owned();
    for (tag, expected) in [("A", true), ("B", true), ("C", true), ("D", false)] {
        let files = [("shared/parts.yaml", parts), ("shared/whole.yaml", whole)];
        let found = findings(&run_with_files(document, &files, [&[tag], &[], &[]]));
        assert_eq!(found.contains(&lost), expected, "{tag}: {found:?}");
    }
}

#[test]
fn equal_warnings_are_counted_in_selected_operations_only() {
    let operation = |path: &str, tag: &str| {
        format!(
            "  {path}: {{get: {{tags: [{tag}], parameters: [{{name: Accept, in: header, schema: {{type: string}}}}], \
             responses: {{'204': {{description: ok}}}}}}}}\n"
        )
    };
    let paths: String = [("/a", "A"), ("/b", "B"), ("/c", "B")].map(|(path, tag)| operation(path, tag)).concat();
    let text = format!("openapi: 3.1.0\ninfo: {{title: Fixture, version: '1'}}\npaths:\n{paths}");
    let of = |tag: &str| {
        let run = run(&text, [&[tag], &[], &[]]);
        run.diagnostics.iter().map(|found| format!("{} {}", found.pointer, found.message)).collect::<Vec<_>>()
    };
    let message = "the header `Accept` cannot be a parameter: the client sets it itself";
    assert_eq!(of("A"), [format!("#/paths/~1a/get/parameters/0 {message}")]);
    assert_eq!(of("B"), [format!("#/paths/~1b/get/parameters/0 {message} (2 places, the first is shown)")]);
}
