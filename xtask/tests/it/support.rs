//! Shared parts of the tests.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the project").to_owned()
}

/// The output of a command, and its exit code.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `cargo xtask` with these arguments in a folder. The number of written files is `N`: it changes with the runtime.
pub(crate) fn xtask(folder: &Path, arguments: &[&str]) -> Ended {
    let mut ended = ran(Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder));
    if let Some((before, rest)) = ended.stderr.split_once("Wrote ")
        && let Some((_, after)) = rest.split_once(" files: ")
    {
        ended.stderr = format!("{before}Wrote N files: {after}");
    }
    ended
}

/// Runs cargo on an emitted crate, with the locked dependencies and the target folder of the project.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Ended {
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file can be copied");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder of targets");
    let mut command = Command::new(env!("CARGO"));
    ran(command.args(arguments).arg("--offline").current_dir(folder).env("CARGO_TARGET_DIR", target))
}

/// Runs a command.
pub(crate) fn ran(command: &mut Command) -> Ended {
    let Output { status, stdout, stderr } = command.output().expect("the command can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is text");
    Ended { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

/// The text of each file in a folder and below, by its path.
pub(crate) fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("a folder can be listed").path();
        let name = path.file_name().expect("an entry has a name").to_str().expect("names are UTF-8").to_owned();
        if path.is_dir() && !path.is_symlink() {
            texts.extend(self::texts(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else if path.is_file() {
            texts.insert(name, fs::read_to_string(&path).expect("a file is text"));
        }
    }
    texts
}

/// Generates a crate into the folder of an earlier run of the test. The result is the same as in a new folder. Equal files are not written, so that
/// cargo does not compile them again. The manifest of a member has no `[workspace]`.
pub(crate) fn generate_again(out: &Path, is_member: bool, arguments: &[&str]) -> Ended {
    let fresh = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary folder");
    let new = fresh.path().join("crate");
    let new_text = new.to_str().expect("a path in UTF-8");
    let ended = xtask(&root(), &[&["generate", "--out", new_text], arguments].concat());
    if ended.code == Some(0) {
        if is_member {
            let path = new.join("Cargo.toml");
            let text = fs::read_to_string(&path).expect("a crate has a manifest");
            let mut manifest: toml_edit::DocumentMut = text.parse().expect("a manifest is TOML");
            assert!(manifest.remove("workspace").is_some(), "the workspace of this project does not list it");
            fs::write(path, manifest.to_string()).expect("a manifest can be written");
        }
        mirror(&new, out);
    }
    ended
}

/// Writes a file of a crate of an earlier run of the test. An equal file is not written, so that cargo does not compile it again.
pub(crate) fn write(path: &Path, text: impl AsRef<str>) {
    if fs::read_to_string(path).is_ok_and(|there| there == text.as_ref()) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(path, text.as_ref()).expect("a file can be written");
}

/// Makes the folder `to` equal to `from`, except for the files that cargo and tests add.
fn mirror(from: &Path, to: &Path) {
    let [wanted, there] = [from, to].map(|folder| if folder.exists() { texts(folder) } else { BTreeMap::new() });
    for stale in there.keys().filter(|path| path.starts_with("src/") && !wanted.contains_key(*path)) {
        fs::remove_file(to.join(stale)).expect("a file can be removed");
    }
    for (path, text) in wanted {
        write(&to.join(path), text);
    }
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
