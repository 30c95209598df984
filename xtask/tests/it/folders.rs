//! The folders of new crates, and the output of the command.

use std::{
    fs,
    io::{Read, pipe},
    path::Path,
    process::Command,
};

use serde_json::Value;
use sha2::Digest;

use crate::support::{Ended, PLAIN, folder_with, root, xtask};

fn generate(folder: &Path) -> Ended {
    xtask(folder, &["generate", "--spec", "pets.yaml", "--out", "pets"])
}

#[test]
fn a_crate_is_named_after_its_title_and_can_be_made_again() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    for _ in 0..2 {
        let ended = generate(folder.path());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), "pets\n"), "{ended:?}");
    }
    let manifest = fs::read_to_string(folder.path().join("pets/Cargo.toml")).expect("there is a manifest");
    assert!(manifest.contains("name = \"pet-store\""), "{manifest}");
    assert!(folder.path().join("pets/src/generated/pets.rs").exists());
}

#[test]
fn obsolete_files_are_removed_and_others_stay() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    generate(folder.path());
    let own = folder.path().join("pets/NOTES.md");
    fs::write(&own, "mine").expect("a file can be written");
    fs::write(folder.path().join("pets.yaml"), PLAIN.replace("[Pets]", "[Animals]")).expect("a file can be written");
    assert_eq!(generate(folder.path()).code, Some(0));
    assert!(!folder.path().join("pets/src/generated/pets.rs").exists());
    assert!(folder.path().join("pets/src/generated/animals.rs").exists());
    assert!(own.exists());
}

#[test]
fn a_folder_with_other_things_in_it_is_refused() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    fs::create_dir(folder.path().join("pets")).expect("a folder can be made");
    fs::write(folder.path().join("pets/thesis.txt"), "mine").expect("a file can be written");
    let ended = generate(folder.path());
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("not empty"), "{ended:?}");
    assert_eq!(fs::read_dir(folder.path().join("pets")).expect("it can be listed").count(), 1);
}

#[test]
fn a_folder_with_nothing_but_folders_is_as_good_as_an_empty_one() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    // One of these folders even has the name of a file.
    fs::create_dir_all(folder.path().join("pets/src/generated/mod.rs")).expect("a folder can be made");
    assert_eq!(generate(folder.path()).code, Some(0));
    assert!(folder.path().join("pets/src/generated/mod.rs").is_file());
}

#[test]
fn no_line_break_gets_into_the_heading_or_the_description_of_a_crate() {
    let spec = "pets.yaml\ncompile_error!();";
    let folder = folder_with(spec, PLAIN.replace("Pet Store", "\"Pet\\nStore\"").as_bytes());
    let ended = xtask(folder.path(), &["generate", "--spec", spec, "--out", "pets"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let heading = |file: &str| fs::read_to_string(folder.path().join(file)).expect("the file was written");
    for file in ["pets/Cargo.toml", "pets/src/lib.rs", "pets/src/generated/mod.rs"] {
        let text = heading(file);
        assert!(!text.lines().any(|line| line.starts_with("compile_error")), "{file}: {text}");
    }
    let manifest = heading("pets/Cargo.toml");
    assert!(manifest.contains("description = \"A typed client of the API `Pet Store`.\""), "{manifest}");
}

#[test]
fn a_name_that_cargo_refuses_is_a_matter_of_use() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    let ended = xtask(folder.path(), &["generate", "--spec", "pets.yaml", "--name", "1 crate"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert_eq!(fs::read_dir(folder.path()).expect("it can be listed").count(), 1);
}

#[test]
fn the_model_as_json_has_every_schema_and_operation_of_the_bundled_document() {
    let bundled = "spec/anthropic-managed-agents-api-openapi.yml";
    let ended = xtask(&root(), &["model", "--json", "--spec", bundled]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let model: Value = serde_json::from_str(&ended.stdout).expect("standard output is JSON alone");
    let text = fs::read_to_string(root().join("spec/anthropic-managed-agents-api-openapi.yml")).expect("the document");
    let document: Value = serde_yaml::from_str(&text).expect("the document is YAML");
    let pointers: Vec<&str> = list(&model, "schemas").iter().filter_map(|schema| schema["pointer"].as_str()).collect();
    for name in document["components"]["schemas"].as_object().expect("there are schemas").keys() {
        assert!(pointers.contains(&format!("#/components/schemas/{name}").as_str()), "{name} is missing");
    }
    let operations = list(&model, "operations");
    let paths = document["paths"].as_object().expect("there are paths");
    let count: usize = paths.values().map(|item| item.as_object().expect("a path item").len()).sum();
    assert_eq!(operations.len(), count);
    for operation in operations {
        let method = operation["method"].as_str().expect("a method").to_lowercase();
        let path = operation["path"].as_str().expect("a path");
        assert_eq!(operation["operation_id"], document["paths"][path][method]["operationId"]);
    }
    let create = operations.iter().find(|operation| operation["operation_id"] == "createAgent").expect("createAgent");
    assert_eq!(create["rust_path"], "agents().create");
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().expect("a list")
}

#[test]
fn the_model_of_another_document_has_its_own_environment_variables() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    let ended = xtask(folder.path(), &["model", "--spec", "pets.yaml"]);
    assert!(ended.stdout.contains("environment PET_STORE_*"), "{ended:?}");
    assert!(xtask(&root(), &["model"]).stdout.contains("environment ANTHROPIC_*"));
}

#[test]
fn explain_shows_an_operation_at_each_stage() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    let ended = xtask(folder.path(), &["explain", "listPets", "--spec", "pets.yaml"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn explain_prints_the_meaning_of_a_finding() {
    let ended = xtask(&root(), &["explain", "mutual-tls"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn explain_says_where_names_are_listed() {
    let ended = xtask(&root(), &["explain", "Nobody"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("the command `model`"), "{ended:?}");
}

#[test]
fn a_reader_that_closes_the_pipe_is_not_a_failure() {
    for arguments in [&["model"][..], &["model", "--json"], &["explain", "Agent"]] {
        let (output, input) = pipe().expect("a pipe");
        drop(output);
        let (mut output, messages) = pipe().expect("a pipe");
        // The command has the other ends of the pipes until it is dropped.
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let mut child = command.args(arguments).stdout(input).stderr(messages).spawn().expect("xtask can be run");
        drop(command);
        let mut said = String::new();
        output.read_to_string(&mut said).expect("messages are text");
        assert_eq!(child.wait().expect("xtask ends").code(), Some(0), "{arguments:?}: {said}");
    }
}

#[test]
fn the_bundled_document_is_the_one_that_its_readme_describes() {
    let readme = fs::read_to_string(root().join("spec/README.md")).expect("spec/README.md can be read");
    let bytes =
        fs::read(root().join("spec/anthropic-managed-agents-api-openapi.yml")).expect("the document can be read");
    let sum: String = sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(readme.contains(&sum), "spec/README.md does not name the document's checksum {sum}");
}
