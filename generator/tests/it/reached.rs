//! The schemas that operations, webhooks and callbacks reach, and the schemas that they do not reach.

use std::collections::BTreeMap;

use generator::{
    Options, Parts, Run,
    load::Source,
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
      parameters: [{$ref: '#/components/parameters/Page'}]
      callbacks: {sold: {'{$request.query.url}': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sold'}}}}, responses: {'204': {description: ok}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
webhooks:
  born: {$ref: '#/components/pathItems/Born'}
components:
  pathItems:
    Born: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Born'}}}}, responses: {'204': {description: ok}}}}
  parameters:
    Page: {name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}
  schemas:
    Pet: {allOf: [{$ref: '#/components/schemas/Named'}, {type: object, properties: {shelter: {type: object, properties: {state: {type: string, enum: ['on', 'off']}}}}}]}
    Named: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Named'}, {type: object, properties: {lives: {$ref: '#/components/schemas/Lives'}}}]}
    Lives: {type: integer, enum: [7, 9]}
    Page: {type: object, properties: {size: {type: integer}}}
    Sold: {type: object, properties: {price: {type: integer}}}
    Born: {type: object, properties: {weight: {type: integer}}}
    Hut: {type: object, properties: {door: {$ref: '#/components/schemas/Door'}, shelter: {type: object, properties: {state: {type: string, enum: ['on', 'off']}}}}}
    Door: {type: object, properties: {state: {type: string, enum: ['on', 'off']}}}
    pet: {type: ['null', object], properties: {a: {type: string}}}
    PetShelter: {type: object, properties: {a: {type: string}}}
"#;

fn run(document: &str, schemas: Schemas) -> Run {
    let source = Source { name: "fixture.yaml".to_owned(), bytes: document.as_bytes().to_vec() };
    let selection = Selection { schemas, ..Selection::default() };
    generator::generate(&source.into(), &Options { selection, ..support::options() })
}

fn named(names: &[&str]) -> Schemas {
    Schemas::Named(names.iter().map(|name| (*name).to_owned()).collect())
}

/// The component schemas that have become types.
fn schemas(run: &Run) -> Vec<&str> {
    let api = run.api.as_ref().expect("there is a model");
    let types = api.types_in_order.iter().map(|id| api.type_def(*id).pointer.as_str());
    types.filter_map(|pointer| pointer.strip_prefix("#/components/schemas/").filter(|it| !it.contains('/'))).collect()
}

/// The names of all types by their places.
fn rust_names(run: &Run) -> BTreeMap<&str, &str> {
    let api = run.api.as_ref().expect("there is a model");
    api.types.iter().map(|it| (it.pointer.as_str(), it.rust_name.as_str())).collect()
}

fn left_out(run: &Run) -> Vec<&str> {
    run.left_out.iter().map(String::as_str).collect()
}

#[test]
fn unreachable_schemas_are_left_out() {
    let run = run(DOCUMENT, Schemas::default());
    // A schema reaches the base that it extends, and a base with a discriminator reaches its children.
    assert_eq!(schemas(&run), ["Pet", "Named", "Cat", "Lives", "Page", "Sold", "Born"]);
    assert_eq!(left_out(&run), ["Door", "Hut", "PetShelter", "pet"]);
    let output = run.output.expect("there is output");
    assert!(output.files.contains_key("types/pet.rs") && !output.files.contains_key("types/hut.rs"));
    assert!(!output.files.values().any(|text| text.contains("Hut") || text.contains("Door")));
}

#[test]
fn all_schemas_or_some_can_be_kept() {
    let hut = run(DOCUMENT, named(&["Hut"]));
    assert_eq!(schemas(&hut), ["Pet", "Named", "Cat", "Lives", "Page", "Sold", "Born", "Hut", "Door"]);
    assert_eq!(left_out(&hut), ["PetShelter", "pet"]);
    let all = run(DOCUMENT, Schemas::All);
    assert_eq!(schemas(&all).len(), 11);
    assert!(all.left_out.is_empty());
}

#[test]
fn a_schema_that_is_kept_renames_no_type_that_is_reached() {
    let alone = run(DOCUMENT, Schemas::default());
    let all = run(DOCUMENT, Schemas::All);
    let some = run(DOCUMENT, named(&["Hut", "pet"]));
    for (pointer, name) in rust_names(&alone) {
        assert_eq!(rust_names(&all).get(pointer), Some(&name), "{pointer}");
        assert_eq!(rust_names(&some).get(pointer), Some(&name), "{pointer}");
    }
}

#[test]
fn a_document_without_operations_keeps_all_of_its_schemas() {
    let (head, components) = DOCUMENT.split_once("paths:").expect("there are paths");
    let (_, components) = components.split_once("components:").expect("there are components");
    for paths in ["", "paths: {}\n", "paths: {/pets: {}}\n"] {
        let run = run(&format!("{head}{paths}components:{components}"), Schemas::default());
        assert_eq!(schemas(&run).len(), 11, "{paths}");
        assert!(run.left_out.is_empty());
    }
}

#[test]
fn a_schema_that_is_not_there_is_an_error_with_the_nearest_name() {
    let run = run(DOCUMENT, named(&["Pets", "Bird", "Door"]));
    assert!(run.output.is_none());
    let said: Vec<(&str, &str)> =
        run.diagnostics.iter().map(|found| (found.message.as_str(), found.help.as_deref().unwrap_or(""))).collect();
    let keys = "the names are the keys of `components.schemas`, written as in the document";
    let both = ["there is no schema with the name `Pets`", "there is no schema with the name `Bird`"];
    let said: Vec<_> = said.into_iter().filter(|(message, _)| message.starts_with("there is no schema")).collect();
    assert_eq!(said, [(both[0], "did you mean `Pet`?"), (both[1], keys)]);
}

#[test]
fn selected_schemas_are_kept_in_addition_to_selected_operations() {
    let two = DOCUMENT.replace(
        "webhooks:",
        "  /huts: {get: {operationId: listHuts, tags: [Huts], responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Hut'}}}}}}}\nwebhooks:",
    );
    let of = |schemas| {
        let source = Source { name: "fixture.yaml".to_owned(), bytes: two.as_bytes().to_vec() };
        let selection = Selection { tags: vec!["Huts".to_owned()], schemas, ..Selection::default() };
        generator::generate(&source.into(), &Options { selection, ..support::options() })
    };
    assert_eq!(schemas(&of(Schemas::default())), ["Hut", "Door"]);
    assert_eq!(schemas(&of(named(&["Lives", "pet"]))), ["Lives", "Hut", "Door", "pet"]);
    assert_eq!(schemas(&of(Schemas::All)).len(), 11);
}

#[test]
fn faults_of_unreachable_schemas_are_errors_too() {
    let broken = run(&DOCUMENT.replace("Door: {type: object", "Door: {type: 7"), Schemas::default());
    let found: Vec<&str> = broken.diagnostics.iter().map(|found| found.code).collect();
    assert!(broken.output.is_none() && found.contains(&"wrong-form"), "{found:?}");
}

#[test]
fn a_file_has_the_features_of_all_tags_that_need_it_and_no_other() {
    let two = DOCUMENT.replace(
        "webhooks:",
        "  /cats: {get: {operationId: listCats, tags: [Cats], responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}}}\nwebhooks:",
    );
    let of = |schemas| {
        let source = Source { name: "fixture.yaml".to_owned(), bytes: two.as_bytes().to_vec() };
        let selection = Selection { schemas, ..Selection::default() };
        let options = Options { selection, parts: Parts::ByFeature, ..support::options() };
        let run = generator::generate(&source.into(), &options);
        let features = run.api.expect("there is a model").settings.features;
        let modules = features.modules.into_iter().map(|(module, any)| (module, Vec::from_iter(any).join(" ")));
        (features.schemas, modules.collect::<BTreeMap<_, _>>())
    };
    let (others, reached) = of(Schemas::default());
    assert_eq!(others.as_deref(), Some("other-schemas"));
    let feature = |module: &str| reached.get(module).map(String::as_str);
    // No operation refers to the base. Its values are pets and cats.
    assert_eq!(
        [feature("pet"), feature("lives"), feature("sold"), feature("page")],
        [Some("other-schemas pets"), Some("cats other-schemas"), Some("other-schemas"), Some("pets")]
    );
    assert_eq!(feature("hut"), None);
    let (_, all) = of(Schemas::All);
    // A hut and a pet have the same enum, in the file of the pet.
    assert_eq!([&all["pet"], &all["hut"], &all["page"]], ["other-schemas pets", "other-schemas", "pets"]);
}

#[test]
fn an_unused_schema_does_not_change_the_types_of_nested_parts() {
    let code = |unused: &str| {
        let document = format!(
            r#"
openapi: 3.2.0
info: {{title: Fixture, version: "1"}}
paths:
  /scan:
    get:
      operationId: getScan
      tags: [Scans]
      responses:
        '200':
          description: A list of parts in a list of parts.
          content:
            multipart/mixed:
              schema: {{type: array, minItems: 2, prefixItems: [{{type: string}}, {{$ref: '#/components/schemas/Scan'}}]}}
              prefixEncoding: [{{}}, {{contentType: multipart/mixed, prefixEncoding: [{{}}, {{contentType: image/png}}]}}]
components:
  schemas:
    {unused}
    Scan: {{type: array, minItems: 2, prefixItems: [{{$ref: '#/components/schemas/Page'}}, {{}}]}}
    Page: {{type: object, properties: {{size: {{type: integer}}}}}}
"#
        );
        generator::model::dump(run(&document, named(&[])).api.as_ref().expect("there is a model"))
    };
    assert_eq!(code("Unused: {type: object, properties: {a: {type: string}}}"), code(""));
}
