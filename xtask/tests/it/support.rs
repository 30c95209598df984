//! What the tests share.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the project").to_owned()
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `cargo xtask` with these arguments in a folder.
pub(crate) fn xtask(folder: &Path, arguments: &[&str]) -> Ended {
    ended(Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder))
}

/// Runs cargo on an emitted crate, with the dependencies that the project has, built where it builds them.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Ended {
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file can be copied");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder of targets");
    let mut command = Command::new(env!("CARGO"));
    ended(command.args(arguments).arg("--offline").current_dir(folder).env("CARGO_TARGET_DIR", target))
}

fn ended(command: &mut Command) -> Ended {
    let Output { status, stdout, stderr } = command.output().expect("the command can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is text");
    Ended { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

/// A folder with one document.
pub(crate) fn folder_with(file: &str, bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join(file), bytes).expect("a document can be written");
    folder
}

/// A small document without faults.
pub(crate) const PLAIN: &str = "\
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
