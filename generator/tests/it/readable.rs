//! Files for people have a limited length.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{bundled, support};

/// The maximum number of lines of a snapshot.
const SNAPSHOT: usize = 300;
/// The maximum number of lines of an emitted file.
const EMITTED: usize = 3000;

#[test]
fn no_snapshot_is_longer_than_people_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project");
    let mut snapshots = Vec::new();
    for folder in [
        "generator/src",
        "generator/tests",
        "generator/command",
        "generated-client/src",
        "generated-client/tests",
        "xtask/src",
    ] {
        find(&root.join(folder), "snap", &mut snapshots);
    }
    assert!(!snapshots.is_empty());
    let long: Vec<_> = snapshots.into_iter().filter(|path| lines(&text(path)) > SNAPSHOT).collect();
    assert!(long.is_empty(), "more than {SNAPSHOT} lines, which smaller fixtures can show: {long:#?}");
}

#[test]
fn no_emitted_file_is_longer_than_people_read() {
    let mut documents = Vec::new();
    find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features"), "yaml", &mut documents);
    assert!(!documents.is_empty());
    let runs = documents.iter().map(|path| support::run(&path.display().to_string(), &text(path)));
    for output in runs
        .chain([generator::generate(&bundled::bundled(), &support::options())])
        .map(|run| run.output.expect("it has no errors"))
    {
        for (path, text) in &output.files {
            assert!(lines(text) <= EMITTED, "{path} has {} lines", lines(text));
        }
    }
}

/// The files below a folder with this extension.
fn find(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            find(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn lines(text: &str) -> usize {
    text.lines().count()
}
