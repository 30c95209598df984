//! Files of the user of an emitted crate, and files of the command.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::support::{Ended, PLAIN, folder_with, ran, root, texts, xtask};

fn generate(folder: &Path, more: &[&str]) -> Ended {
    xtask(folder, &[&["generate", "--spec", "pets.yaml", "--out", "pets"], more].concat())
}

/// A folder with a document and its crate.
fn with_crate() -> tempfile::TempDir {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    let ended = generate(folder.path(), &[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    folder
}

fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).unwrap_or_default();
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(path, before + text).expect("a file can be written");
}

fn change_document(folder: &Path) {
    fs::write(folder.join("pets.yaml"), PLAIN.replace("[Pets]", "[Animals]")).expect("a file can be written");
}

#[test]
fn files_of_the_user_are_the_same_after_another_run() {
    let folder = with_crate();
    let pets = folder.path().join("pets");
    let manifest = fs::read_to_string(pets.join("Cargo.toml")).expect("there is a manifest");
    let edited = manifest
        .replace("version = \"0.1.0\"", "version = \"2.0.0\" # released")
        .replace("readme =", "license = \"MIT\"\nreadme =")
        .replace("[dependencies]", "[dependencies]\nanyhow = \"1\"");
    fs::write(pets.join("Cargo.toml"), &edited).expect("a manifest can be written");
    for own in ["src/lib.rs", "src/extra.rs", "README.md", "tests/mine.rs", ".github/workflow.yml"] {
        append(&pets.join(own), "// mine\n");
    }
    let before = texts(&pets);
    change_document(folder.path());
    let ended = generate(folder.path(), &[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), "Wrote N files: 1 operation, 1 type.\n"));
    let after = texts(&pets);
    for path in ["Cargo.toml", "src/lib.rs", "src/extra.rs", "README.md", "tests/mine.rs", ".github/workflow.yml"] {
        assert_eq!(after[path], before[path], "{path}");
    }
    assert!(after.contains_key("src/generated/animals.rs") && !after.contains_key("src/generated/pets.rs"));
}

#[test]
fn a_library_that_its_user_removed_does_not_come_back() {
    let folder = with_crate();
    let library = folder.path().join("pets/src/lib.rs");
    fs::rename(&library, folder.path().join("pets/src/main.rs")).expect("a file can be moved");
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
    assert!(!library.exists());
}

#[test]
fn a_file_in_our_folders_that_is_not_ours_is_named_and_nothing_changes() {
    for own in ["src/generated/mine.rs", "src/generated/deep/mine.rs", "src/runtime/mine.rs"] {
        for more in [&[][..], &["--overwrite"]] {
            let folder = with_crate();
            append(&folder.path().join("pets").join(own), "// mine\n");
            change_document(folder.path());
            let before = texts(folder.path());
            let ended = generate(folder.path(), more);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
            assert!(ended.stderr.contains(&format!("{own} was not written by this command")), "{ended:?}");
            assert_eq!(texts(folder.path()), before, "{own}");
        }
    }
}

#[test]
fn a_file_of_ours_that_was_changed_is_named_and_replaced_only_if_that_is_asked_for() {
    for edited in ["src/generated/mod.rs", "src/runtime/mod.rs", "API.txt"] {
        let folder = with_crate();
        append(&folder.path().join("pets").join(edited), "// mine\n");
        change_document(folder.path());
        let before = texts(folder.path());
        let ended = generate(folder.path(), &[]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains(&format!("{edited} was edited")), "{ended:?}");
        assert_eq!(texts(folder.path()), before, "{edited}");
        assert_eq!(generate(folder.path(), &["--overwrite"]).code, Some(0));
        assert!(!texts(folder.path())[&format!("pets/{edited}")].contains("// mine"));
    }
}

#[test]
fn a_file_of_ours_that_is_gone_comes_back() {
    let folder = with_crate();
    let before = texts(folder.path());
    fs::remove_dir_all(folder.path().join("pets/src/generated")).expect("a folder can be removed");
    fs::remove_file(folder.path().join("pets/API.txt")).expect("a file can be removed");
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
    assert_eq!(texts(folder.path()), before);
}

#[test]
fn other_ends_of_lines_are_not_a_change() {
    let folder = with_crate();
    for (path, text) in texts(folder.path()).iter().filter(|(path, _)| path.contains("/src/")) {
        fs::write(folder.path().join(path), text.replace('\n', "\r\n")).expect("a file can be written");
    }
    let before = texts(folder.path());
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
    assert_eq!(texts(folder.path()), before);
}

#[test]
fn a_crate_can_be_formatted_and_made_again() {
    let folder = with_crate();
    let pets = folder.path().join("pets");
    let formatted = ran(Command::new(env!("CARGO")).arg("fmt").current_dir(&pets));
    assert_eq!(formatted.code, Some(0), "{formatted:?}");
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
}

#[test]
fn a_record_that_cannot_be_read_is_refused_and_one_that_is_lost_is_made_again() {
    let folder = with_crate();
    let record = folder.path().join("pets/generated.lock");
    let before = texts(folder.path());
    append(&record, "<<<<<<< ours\n");
    let ended = generate(folder.path(), &[]);
    assert!(ended.code == Some(2) && ended.stderr.contains("generated.lock cannot be read"), "{ended:?}");
    fs::remove_file(&record).expect("a file can be removed");
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
    assert_eq!(texts(folder.path()), before);
}

#[test]
fn a_manifest_that_cannot_be_read_is_refused() {
    let folder = with_crate();
    append(&folder.path().join("pets/Cargo.toml"), "<<<<<<< ours\n");
    change_document(folder.path());
    let before = texts(folder.path());
    let ended = generate(folder.path(), &[]);
    assert!(ended.code == Some(2) && ended.stderr.contains("Cargo.toml cannot be read"), "{ended:?}");
    assert_eq!(texts(folder.path()), before);
}

#[test]
fn the_name_that_a_user_gave_the_crate_stays_and_is_the_one_in_the_docs() {
    let folder = with_crate();
    let manifest = folder.path().join("pets/Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("there is a manifest");
    fs::write(&manifest, text.replace("\"pet-store\"", "\"acme-pets\"")).expect("a manifest can be written");
    let ended = generate(folder.path(), &["--name", "other"]);
    assert!(ended.code == Some(0) && ended.stderr.contains("`acme_pets`"), "{ended:?}");
    let runtime: String = texts(&folder.path().join("pets/src/runtime")).into_values().collect();
    assert!(runtime.contains("use acme_pets::") && !runtime.contains("pet_store::"));
}

#[test]
fn a_new_repository_is_as_good_as_an_empty_folder() {
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    append(&folder.path().join("pets/.git/HEAD"), "ref: refs/heads/main\n");
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
    assert!(folder.path().join("pets/.git/HEAD").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_behind_a_link() {
    let document = |folder: &Path| {
        let elsewhere = folder.join("elsewhere");
        append(&elsewhere.join("thesis.txt"), "mine");
        append(&elsewhere.join("generated/thesis.txt"), "mine");
        elsewhere
    };
    for path in ["src", "src/generated", "src/runtime", "Cargo.toml", "API.txt", "generated.lock"] {
        let folder = with_crate();
        let link = folder.path().join("pets").join(path);
        let elsewhere = document(folder.path());
        let target = if link.is_dir() { elsewhere.clone() } else { elsewhere.join("file") };
        fs::rename(&link, folder.path().join("kept")).expect("it can be moved");
        if link.extension().is_some() {
            fs::copy(folder.path().join("kept"), &target).expect("a file can be copied");
        }
        std::os::unix::fs::symlink(&target, &link).expect("a link can be made");
        let before = texts(&elsewhere);
        change_document(folder.path());
        let ended = generate(folder.path(), &["--overwrite"]);
        assert!(ended.code == Some(2) && ended.stderr.contains("is a link"), "{path}: {ended:?}");
        assert_eq!(texts(&elsewhere), before, "{path}");
        assert!(link.is_symlink());
    }
}

#[test]
fn four_runs_at_once_make_one_whole_crate() {
    let alone = with_crate();
    let folder = folder_with("pets.yaml", PLAIN.as_bytes());
    for _ in 0..3 {
        let arguments = ["generate", "--spec", "pets.yaml", "--out", "pets"];
        let run = |_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
            command.args(arguments).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().expect("xtask can be run")
        };
        let running: Vec<_> = (0..4).map(run).collect();
        for child in running {
            let output = child.wait_with_output().expect("xtask ends");
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(texts(folder.path()), texts(alone.path()));
    }
}

#[test]
fn a_lock_of_a_process_that_is_gone_does_not_count() {
    let folder = with_crate();
    let before = texts(folder.path());
    append(&folder.path().join("pets/.openapi-crate-unfinished/lock"), "");
    append(&folder.path().join("pets/.openapi-crate-unfinished/staged/0/half"), "// ha");
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
    assert_eq!(texts(folder.path()), before);
}

#[test]
fn the_error_for_a_crate_without_a_record_has_advice() {
    let folder = with_crate();
    let manifest = folder.path().join("pets/Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("there is a manifest");
    let old = text.replace("# Made by `cargo xtask generate`", "# @generated by `cargo xtask generate`");
    fs::write(&manifest, &old).expect("a manifest can be written");
    fs::remove_file(folder.path().join("pets/generated.lock")).expect("a file can be removed");
    change_document(folder.path());
    let ended = generate(folder.path(), &[]);
    assert!(ended.code == Some(2) && ended.stderr.contains("API.txt was not written by this command"), "{ended:?}");
    for part in ["src/generated", "src/runtime"] {
        fs::remove_dir_all(folder.path().join("pets").join(part)).expect("a folder can be removed");
    }
    fs::remove_file(folder.path().join("pets/API.txt")).expect("a file can be removed");
    assert_eq!(generate(folder.path(), &[]).code, Some(0));
    assert_eq!(fs::read_to_string(&manifest).expect("there is a manifest"), old);
}

#[test]
fn the_checked_in_clients_have_records_of_their_files() {
    for client in ["generated-client", "generated-client/document-client"] {
        let text = fs::read_to_string(root().join(client).join("generated.lock")).expect("there is a record");
        let record: toml_edit::DocumentMut = text.parse().expect("a record is TOML");
        let recorded: Vec<&str> = record["files"].as_table().expect("files").iter().map(|(path, _)| path).collect();
        let there = texts(&root().join(client).join("src/generated")).into_keys();
        let mut there: Vec<String> = there.map(|path| format!("src/generated/{path}")).collect();
        if client == "generated-client" {
            there.push("API.txt".to_owned());
        }
        there.sort();
        assert_eq!(recorded, there, "{client}");
    }
}
