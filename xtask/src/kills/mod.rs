//! Runs `generate`, `regenerate` and `update-spec` in processes that end at each write and rename.

mod refused;

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use clap::Parser as _;

use openapi_crate::{
    disk::faults::{KILLED, VARIABLE},
    files,
    install::WORK,
};

use crate::{Arguments, project};

/// The root of the project, in a process that a test has started.
const ROOT: &str = "XTASK_TEST_ROOT";
/// The arguments of a command, in such a process, one per line.
const ARGUMENTS: &str = "XTASK_TEST_ARGUMENTS";

/// The root of the project, if a test has made one.
pub(crate) fn root() -> Option<&'static Path> {
    static ROOT_OF_TEST: OnceLock<Option<PathBuf>> = OnceLock::new();
    ROOT_OF_TEST.get_or_init(|| env::var_os(ROOT).map(PathBuf::from)).as_deref()
}

#[test]
#[ignore = "other tests run it, as the process that they kill"]
fn the_process_that_is_killed() {
    // Without arguments, for example if all ignored tests are run, no process is killed.
    let Ok(arguments) = env::var(ARGUMENTS) else { return };
    let arguments = ["xtask"].into_iter().chain(arguments.lines());
    let result = crate::run(Arguments::parse_from(arguments));
    assert!(result.is_ok(), "{result:?}");
    // Nothing else is printed.
    std::process::exit(0);
}

/// Runs a command in a project, with faults.
fn run(root: &Path, arguments: &[&str], faults: &str) -> Output {
    let mut command = Command::new(env::current_exe().expect("a test knows its program"));
    command.args(["--exact", "kills::the_process_that_is_killed", "--ignored", "--quiet", "--nocapture"]);
    command.env(VARIABLE, faults).env(ROOT, root).env(ARGUMENTS, arguments.join("\n")).current_dir(root);
    // The folder is not in a repository: none above it is read.
    command.env("GIT_CEILING_DIRECTORIES", root.parent().map(OsString::from).unwrap_or_default());
    command.output().expect("a test can be run")
}

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Pet Store, version: '1'}
servers: [{url: https://example.com}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pets]
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
";

/// The same document with another tag, another file of code, and one more property.
fn changed_document() -> String {
    DOCUMENT
        .replace("[Pets]", "[Animals]")
        .replace("{name: {type: string}}", "{name: {type: string}, age: {type: integer}}")
}

const MANIFEST: &str = "\
[package]
name = 'client'
rust-version = '1.89'

[features]
default = []

[dependencies]
serde = '1'
";

/// A small project, with the clients of `DOCUMENT`.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let provenance = "| | |\n| --- | --- |\n| Origin | here |\n| Version | - |\n| SHA-256 | - |\n";
    let files = [
        (project::BUNDLED, DOCUMENT.to_owned()),
        (project::PROVENANCE, provenance.to_owned()),
        (project::CHANGELOG, "# Changelog\n\n## Unreleased\n".to_owned()),
        ("Cargo.toml", "[workspace.package]\nversion = '0.1.0'\n".to_owned()),
        ("generated-client/Cargo.toml", MANIFEST.to_owned()),
        ("generated-client/src/lib.rs", "// by hand\n".to_owned()),
        ("generated-client/src/runtime/mod.rs", "//! The runtime.\n\nmod one;\n".to_owned()),
        ("generated-client/src/runtime/one.rs", "//! One.\n".to_owned()),
        ("new.yaml", changed_document()),
    ];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    files::write(folder.path(), &files).expect("a project can be written");
    succeed(folder.path(), &["regenerate"]);
    folder
}

fn succeed(root: &Path, arguments: &[&str]) -> String {
    let output = run(root, arguments, "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

type Texts = BTreeMap<String, String>;

fn texts(root: &Path) -> Texts {
    files::read(root).expect("the project can be read")
}

/// The files in one of the parts that are changed as a whole, or that part itself.
fn of(texts: &Texts, part: &str) -> Texts {
    let is_in = |path: &str| path == part || path.strip_prefix(part).is_some_and(|rest| rest.starts_with('/'));
    texts.iter().filter(|(path, _)| is_in(path)).map(|(path, text)| (path.clone(), text.clone())).collect()
}

/// Kills a command at each step. Then each part is old or new, and the next run gives the same result as a run that was
/// not killed.
fn kill_everywhere(prepared: &tempfile::TempDir, arguments: &[&str], parts: &[&str]) {
    let old = texts(prepared.path());
    let copy = || {
        let folder = tempfile::tempdir().expect("a temporary folder");
        files::write(folder.path(), &old).expect("a project can be written");
        folder
    };
    let undisturbed = copy();
    let said = succeed(undisturbed.path(), arguments);
    let new = texts(undisturbed.path());
    assert_ne!(old, new, "nothing is written");
    let said_again = succeed(undisturbed.path(), arguments);
    assert_eq!(texts(undisturbed.path()), new, "a second run changes something");
    let mut kills = 0;
    for step in 1.. {
        let folder = copy();
        let ended = run(folder.path(), arguments, &format!("end {step}"));
        if ended.status.code() != Some(KILLED) {
            assert_eq!(texts(folder.path()), new, "{step}");
            break;
        }
        kills += 1;
        let between = texts(folder.path());
        let is_begun = between.keys().any(|path| path.ends_with("journal.json"));
        for part in parts {
            let there = of(&between, part);
            assert!([&old, &new].iter().any(|texts| of(texts, part) == there), "{step}: {part} is {there:?}");
        }
        let others = |texts: &Texts| -> Texts {
            let known: Texts = parts
                .iter()
                .chain(&[WORK, "pets/.openapi-crate-unfinished"])
                .flat_map(|part| of(texts, part))
                .collect();
            texts
                .iter()
                .filter(|(path, _)| !known.contains_key(*path))
                .map(|(path, text)| (path.clone(), text.clone()))
                .collect()
        };
        assert_eq!(others(&between), others(&old), "{step}");
        // A run that was complete is not undone.
        let is_done = parts.iter().all(|part| of(&between, part) == of(&new, part)) && !is_begun;
        assert_eq!(&succeed(folder.path(), arguments), if is_done { &said_again } else { &said }, "{step}");
        assert_eq!(texts(folder.path()), new, "{step}");
    }
    assert!(kills > 20, "{kills} steps were killed");
}

const OF_CLIENTS: &[&str] = &[
    "generated-client/src/generated",
    "generated-client/API.txt",
    "generated-client/generated.lock",
    "generated-client/document-client/src/generated",
    "generated-client/document-client/generated.lock",
];

const OF_A_CRATE: &[&str] = &[
    "pets/src/generated",
    "pets/src/runtime",
    "pets/src/lib.rs",
    "pets/README.md",
    "pets/CHANGELOG.md",
    "pets/.gitignore",
    "pets/API.txt",
    "pets/Cargo.toml",
    "pets/generated.lock",
];

const GENERATE: &[&str] = &["generate", "--spec", "new.yaml", "--out", "pets"];

#[test]
fn a_first_generate_that_is_killed_anywhere_leaves_a_folder_for_the_next() {
    kill_everywhere(&project(), GENERATE, OF_A_CRATE);
}

#[test]
fn a_later_generate_that_is_killed_anywhere_leaves_the_old_or_the_new() {
    let folder = project();
    succeed(folder.path(), &["generate", "--spec", project::BUNDLED, "--out", "pets"]);
    // The needs of the code have changed, and the user has added a line.
    let manifest = MANIFEST.replace("serde = '1'", "serde = '1.0.1'");
    fs::write(folder.path().join("generated-client/Cargo.toml"), manifest).expect("a manifest can be written");
    let own = folder.path().join("pets/Cargo.toml");
    let text = fs::read_to_string(&own).expect("there is a manifest");
    fs::write(own, format!("{text}\nmine = '1'\n")).expect("a manifest can be written");
    kill_everywhere(&folder, GENERATE, OF_A_CRATE);
}

#[test]
fn a_regenerate_that_is_killed_anywhere_leaves_the_old_or_the_new() {
    let folder = project();
    fs::write(folder.path().join(project::BUNDLED), changed_document()).expect("a document can be written");
    kill_everywhere(&folder, &["regenerate"], OF_CLIENTS);
}

#[test]
fn an_update_that_is_killed_anywhere_leaves_the_old_or_the_new() {
    let parts = [OF_CLIENTS, &[project::BUNDLED, project::PROVENANCE, project::CHANGELOG]].concat();
    kill_everywhere(&project(), &["update-spec", "new.yaml", "--origin", "there"], &parts);
}

#[test]
fn a_check_after_a_killed_run_says_so_and_writes_nothing() {
    let folder = project();
    fs::write(folder.path().join(project::BUNDLED), changed_document()).expect("a document can be written");
    let is_begun = |step: usize| {
        let ended = run(folder.path(), &["regenerate"], &format!("end {step}"));
        assert_eq!(ended.status.code(), Some(KILLED), "no journal was written");
        folder.path().join(WORK).join("journal.json").exists()
    };
    assert!((1..1000).any(is_begun));
    let before = texts(folder.path());
    let output = run(folder.path(), &["regenerate", "--check"], "");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(!output.status.success() && said.contains("a run was interrupted"), "{said}");
    assert_eq!(texts(folder.path()), before);
    succeed(folder.path(), &["regenerate"]);
    succeed(folder.path(), &["regenerate", "--check"]);
}

#[test]
fn a_full_disk_leaves_the_old_state_of_every_command() {
    for arguments in [GENERATE, &["update-spec", "new.yaml"]] {
        let prepared = project();
        let old = texts(prepared.path());
        for step in (1..).step_by(3) {
            let output = run(prepared.path(), arguments, &format!("full {step}"));
            if output.status.success() {
                break;
            }
            assert_eq!(texts(prepared.path()), old, "{arguments:?} {step}");
            assert!(!prepared.path().join("pets").exists(), "{arguments:?} {step}");
        }
    }
}
