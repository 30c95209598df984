//! The possible folders of an emitted crate: Cargo reads the crate and the existing packages in each.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::support::{PLAIN, folder_with, ran, xtask};

/// The packages that Cargo sees from a folder as members, by name.
fn members(folder: &Path) -> Vec<String> {
    let metadata = ["metadata", "--offline", "--no-deps", "--format-version", "1"];
    let ended = ran(Command::new(env!("CARGO")).args(metadata).current_dir(folder));
    assert_eq!(ended.code, Some(0), "{}: {}", folder.display(), ended.stderr);
    let metadata: Value = serde_json::from_str(&ended.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("there are packages").iter();
    let mut names: Vec<String> = packages.map(|package| package["name"].as_str().expect("a name").to_owned()).collect();
    names.sort();
    names
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

/// A folder with a document, the manifest of a workspace, and a package `app` in it.
fn workspace(members: &str) -> tempfile::TempDir {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    write(folder.path(), "Cargo.toml", &format!("[workspace]\nresolver = '3'\nmembers = [{members}]\n"));
    write(folder.path(), "app/Cargo.toml", "[package]\nname = 'app'\nedition = '2024'\n");
    write(folder.path(), "app/src/lib.rs", "");
    folder
}

fn generate(folder: &Path, out: &str) {
    let ended = xtask(folder, &["generate", "--spec", "pets.yaml", "--out", out]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), "Wrote N files: 1 operation, 1 type.\n"));
}

fn is_workspace(folder: &Path) -> bool {
    fs::read_to_string(folder.join("Cargo.toml")).expect("there is a manifest").contains("\n[workspace]\n")
}

#[test]
fn a_crate_by_itself_can_be_put_into_a_workspace() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    generate(folder.path(), "pets");
    let pets = folder.path().join("pets");
    assert!(!is_workspace(&pets));
    assert_eq!(members(&pets), ["pet-store"]);
    write(folder.path(), "Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['pets']\n");
    assert_eq!(members(folder.path()), ["pet-store"]);
    generate(folder.path(), "pets");
    assert_eq!(members(folder.path()), ["pet-store"]);
}

#[test]
fn a_member_of_a_workspace_is_one_after_the_first_and_each_later_run() {
    for (listed, out) in [("'app', 'pets'", "pets"), ("'app', 'crates/*'", "crates/pets")] {
        let folder = workspace(listed);
        for _ in 0..2 {
            generate(folder.path(), out);
            assert_eq!(members(folder.path()), ["app", "pet-store"], "{listed}");
            assert_eq!(members(&folder.path().join(out)), ["app", "pet-store"], "{listed}");
        }
    }
}

#[test]
fn a_crate_in_a_workspace_that_does_not_know_it_is_by_itself_until_it_is_a_member() {
    let dependent = "[package]\nname = 'app'\nedition = '2024'\n\n[dependencies]\npet-store.path = '../pets'\n";
    let listing = "[workspace]\nresolver = '3'\nmembers = ['app', 'pets']\n";
    for (path, text) in [("app/Cargo.toml", dependent), ("Cargo.toml", listing)] {
        let folder = workspace("'app'");
        generate(folder.path(), "pets");
        assert_eq!(members(folder.path()), ["app"]);
        assert_eq!(members(&folder.path().join("pets")), ["pet-store"]);
        write(folder.path(), path, text);
        generate(folder.path(), "pets");
        assert_eq!(members(folder.path()), ["app", "pet-store"]);
        assert_eq!(members(&folder.path().join("pets")), ["app", "pet-store"]);
    }
}

#[test]
fn a_crate_that_a_member_depends_on_already_is_a_member() {
    let folder = workspace("'app'");
    let dependent = "[package]\nname = 'app'\nedition = '2024'\n\n[dependencies]\npet-store.path = '../pets'\n";
    write(folder.path(), "app/Cargo.toml", dependent);
    generate(folder.path(), "pets");
    assert_eq!(members(folder.path()), ["app", "pet-store"]);
    assert_eq!(members(&folder.path().join("pets")), ["app", "pet-store"]);
}

#[test]
fn a_crate_that_a_workspace_excludes_or_that_is_in_the_folder_of_a_package_is_by_itself() {
    let folder = workspace("'app'");
    write(folder.path(), "Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app']\nexclude = ['pets']\n");
    generate(folder.path(), "pets");
    assert!(!is_workspace(&folder.path().join("pets")));
    assert_eq!(members(&folder.path().join("pets")), ["pet-store"]);
    assert_eq!(members(folder.path()), ["app"]);

    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    write(folder.path(), "Cargo.toml", "[package]\nname = 'app'\nedition = '2024'\n");
    write(folder.path(), "src/lib.rs", "");
    generate(folder.path(), "pets");
    assert_eq!(members(&folder.path().join("pets")), ["pet-store"]);
    assert_eq!(members(folder.path()), ["app"]);
}

#[test]
fn a_crate_in_the_folder_of_this_project_is_by_itself() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary folder");
    write(folder.path(), "pets.yaml", PLAIN);
    generate(folder.path(), "pets");
    assert_eq!(members(&folder.path().join("pets")), ["pet-store"]);
}
