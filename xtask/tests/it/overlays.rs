//! Overlays on the command line.

use std::fs;

use crate::support::{PLAIN, folder_with, root, xtask};

const NAMED: &str = "\
overlay: 1.1.0
info: {title: Names, version: '1'}
actions:
- target: $.paths['/pets'].get
  description: A better name.
  update: {x-rust-name: all}
";

#[test]
fn the_document_after_overlays_is_printed_in_their_order() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    let overlay = |value: &str| NAMED.replace("all", value);
    fs::write(folder.path().join("first.yaml"), overlay("first")).expect("an overlay");
    fs::write(folder.path().join("second.yaml"), overlay("second")).expect("an overlay");
    let arguments = ["effective-spec", "--spec", "pets.yaml", "--overlay", "first.yaml", "--overlay", "second.yaml"];
    let ended = xtask(folder.path(), &arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.contains("x-rust-name: second") && !ended.stdout.contains("first"), "{ended:?}");
    let model = xtask(folder.path(), &["model", "--spec", "pets.yaml", "--overlay", "first.yaml"]);
    assert!(model.stdout.contains("first: ListPets"), "{model:?}");
}

#[test]
fn a_mistake_in_an_overlay_is_shown_at_its_position() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    fs::write(folder.path().join("wrong.yaml"), NAMED.replace("/pets", "/cats")).expect("an overlay");
    let ended = xtask(folder.path(), &["generate", "--spec", "pets.yaml", "--overlay", "wrong.yaml", "--out", "made"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("error[overlay-no-match]") && ended.stderr.contains("wrong.yaml:4:11"), "{ended:?}");
    assert!(!folder.path().join("made").exists());
}

#[test]
fn a_finding_in_a_part_of_an_overlay_is_shown_in_the_overlay() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    fs::write(folder.path().join("wrong.yaml"), NAMED.replace("x-rust-name", "x-rust-nme")).expect("an overlay");
    let ended = xtask(folder.path(), &["model", "--spec", "pets.yaml", "--overlay", "wrong.yaml"]);
    assert!(ended.stderr.contains("[unknown-extension]") && ended.stderr.contains("wrong.yaml:6:24"), "{ended:?}");
    assert!(ended.stderr.contains("about #/paths/~1pets/get/x-rust-nme of the document"), "{ended:?}");
}

#[test]
fn an_item_of_an_overlay_is_explained_at_its_position() {
    let ended = xtask(&root(), &["explain", "UserMessage"]);
    assert!(ended.stdout.contains("== source: spec/overlays/40-events.yaml:"), "{ended:?}");
    let both = xtask(&root(), &["explain", "agents().list"]);
    for source in
        ["== source: spec/anthropic-managed-agents-api-openapi.yml:", "== source: spec/overlays/10-agents.yaml:"]
    {
        assert!(both.stdout.contains(source), "{both:?}");
    }
}
