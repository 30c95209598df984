//! A crate with a feature for each tag compiles with all features, with one, and with none, and has the right items.

use std::{fs, path::Path, process::Command};

use crate::support::{folder_with, generate_again, root, write};

/// Both tags need `Pet` and `Toy`, one tag needs `Owner`, and none needs `Loose`.
const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Pet Store, version: '1'}
servers: [{url: https://example.com}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pets]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
    post:
      operationId: createPet
      tags: [Pets]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
      responses: {'204': {description: ''}}
  /owners:
    get:
      operationId: listOwners
      tags: [gzip]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}}}
components:
  schemas:
    Pet: {type: object, properties: {toy: {$ref: '#/components/schemas/Toy'}}}
    NewPet: {type: object, properties: {name: {type: string}, kind: {$ref: '#/components/schemas/Kind'}}}
    Kind: {type: string, enum: [cat, dog]}
    Owner: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}
    Toy: {type: object, properties: {name: {type: string}}}
    Loose: {type: object, properties: {toy: {$ref: '#/components/schemas/Toy'}}}
";

#[test]
fn each_tag_can_be_left_out() {
    let source = folder_with("api.yaml", DOCUMENT.as_bytes());
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("features-per-tag");
    let spec = source.path().join("api.yaml");
    let spec = spec.to_str().expect("a path in UTF-8");
    let ended = generate_again(&out, false, &["--spec", spec, "--features-per-tag", "--schema", "Loose"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock")).expect("the lock file can be copied");

    let all = ["pets::Pets", "gzip::Gzip", "types::NewPet", "types::Kind", "types::Owner", "types::Loose"];
    check(&out, &[], &all, &[]);
    let pets = ["pets::Pets", "types::NewPet", "types::Kind", "types::Pet", "types::Toy"];
    check(&out, &only("pets"), &pets, &["gzip::Gzip", "types::Owner", "types::Loose"]);
    // The feature of the tag has another name, since `gzip` is a feature of the client.
    let owners = ["gzip::Gzip", "types::Owner", "types::Pet", "types::Toy"];
    check(&out, &only("api-gzip"), &owners, &["pets::Pets", "types::NewPet", "types::Kind", "types::Loose"]);
    check(&out, &only("other-schemas"), &["types::Loose", "types::Toy"], &["types::Pet", "types::Owner"]);
    check(&out, &only("rustls"), &[], &["pets::Pets", "gzip::Gzip", "types::Owner", "types::Pet", "types::Toy"]);
}

/// The arguments for one feature alone.
fn only(feature: &str) -> [&str; 3] {
    ["--no-default-features", "--features", feature]
}

/// Compiles the crate with some features, and programs that use existing and missing items.
fn check(folder: &Path, features: &[&str], there: &[&str], missing: &[&str]) {
    let said = check_uses(folder, features, there);
    assert!(said.contains("Finished") && !said.contains("warning"), "{features:?}: {said}");
    let said = check_uses(folder, features, missing);
    assert_eq!(said.matches("E0432").count(), missing.len(), "{features:?}: {said}");
}

/// The messages of cargo for the crate and a program that uses these items.
fn check_uses(folder: &Path, features: &[&str], items: &[&str]) -> String {
    let examples = folder.join("examples");
    let uses: String = items.iter().map(|item| format!("pub use pet_store::{item};\n")).collect();
    write(&examples.join("uses.rs"), format!("{uses}fn main() {{}}\n"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder of targets");
    let checked = Command::new(env!("CARGO"))
        .args(["check", "--lib", "--examples", "--offline", "--message-format", "short"])
        .args(features)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo can be run");
    String::from_utf8_lossy(&checked.stderr).into_owned()
}
