//! The CI workflow of an emitted crate: it is written on request, and belongs to the user after an edit.

use std::fs;

use super::{done, folder, read, write};

const PATH: &str = "client/.github/workflows/ci.yml";
const GENERATE: [&str; 4] = ["generate", "pets.yaml", "--out", "client"];

#[test]
fn a_workflow_is_written_on_request_and_kept_up_to_date() {
    let folder = folder();
    let workflow = folder.path().join(PATH);
    done(folder.path(), &GENERATE);
    assert!(!workflow.exists());

    let client = folder.path().join("client");
    done(&client, &["generate", "--ci", "github"]);
    let text = read(&workflow);
    assert!(text.contains("cargo test\n") && text.contains("cargo +1.85 check\n"), "{text}");
    assert!(read(&client.join("openapi-crate.toml")).contains("\nci = \"github\"\n"));
    done(&client, &["generate", "--check"]);

    // An older version of the generator has written another text.
    let lock = client.join("generated.lock");
    let old = "name: older\n";
    let sum = openapi_crate::owned::checksum(old.as_bytes());
    write(&workflow, old);
    write(&lock, &read(&lock).replace(&openapi_crate::owned::checksum(text.as_bytes()), &sum));
    done(&client, &["generate"]);
    assert_eq!(read(&workflow), text);
}

#[test]
fn an_edited_or_removed_workflow_is_the_users() {
    let folder = folder();
    let workflow = folder.path().join(PATH);
    done(folder.path(), &[&GENERATE[..], &["--ci", "github"]].concat());
    let client = folder.path().join("client");
    let edited = read(&workflow).replace("ubuntu-latest", "windows-latest");
    write(&workflow, &edited);
    done(&client, &["generate"]);
    done(&client, &["generate", "--overwrite"]);
    assert_eq!(read(&workflow), edited);
    fs::remove_file(&workflow).expect("a file can be removed");
    done(&client, &["generate"]);
    assert!(!workflow.exists());
}

#[test]
fn a_workflow_that_was_there_before_stays() {
    let folder = folder();
    let workflow = folder.path().join(PATH);
    done(folder.path(), &GENERATE);
    fs::create_dir_all(workflow.parent().expect("a file is in a folder")).expect("a folder can be made");
    write(&workflow, "name: mine\n");
    let (_, stderr) = done(folder.path(), &[&GENERATE[..], &["--ci", "github"]].concat());
    assert!(stderr.contains(".github/workflows/ci.yml is yours, and was not changed.\n"), "{stderr}");
    assert_eq!(read(&workflow), "name: mine\n");
}

#[test]
fn a_crate_below_the_root_of_a_repository_gets_a_note_about_the_place_of_workflows() {
    let folder = folder();
    fs::create_dir(folder.path().join(".git")).expect("a folder can be made");
    let (_, stderr) = done(folder.path(), &[&GENERATE[..], &["--ci", "github"]].concat());
    assert!(stderr.contains("move .github/workflows/ci.yml there"), "{stderr}");
    assert!(stderr.contains("\ndefaults: {run: {working-directory: \"client\"}}\n"), "{stderr}");

    // This crate is beside the repository.
    let repository = folder.path().join("repository");
    fs::create_dir_all(repository.join(".git")).expect("a folder can be made");
    fs::remove_dir(folder.path().join(".git")).expect("a folder can be removed");
    let (_, stderr) = done(&repository, &["generate", "../pets.yaml", "--out", "../beside", "--ci", "github"]);
    assert!(!stderr.contains("working-directory: \".."), "{stderr}");
    fs::create_dir(folder.path().join(".git")).expect("a folder can be made");

    let deep = folder.path().join("apis/pets");
    fs::create_dir_all(&deep).expect("a folder can be made");
    let (_, stderr) = done(&deep, &["generate", "../../pets.yaml", "--out", "client", "--ci", "github"]);
    assert!(stderr.contains("\ndefaults: {run: {working-directory: \"apis/pets/client\"}}\n"), "{stderr}");
}
