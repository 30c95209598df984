use std::{collections::BTreeMap, fs, path::Path};

use super::*;

/// A copy of the files that the commands change, in a separate folder.
const FILES: [&str; 5] = [FEATURES, DIAGNOSTICS, KEYWORDS, TABLE, "generator/src/diagnostic/catalog/lower.rs"];

fn copy() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(root.path().join("generator/tests/it/features")).expect("a folder can be made");
    for (path, text) in texts(Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder of the project")) {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    root
}

fn texts(root: &Path) -> BTreeMap<&'static str, String> {
    FILES.into_iter().map(|path| (path, fs::read_to_string(root.join(path)).expect("the project has it"))).collect()
}

/// The lines that a command adds to the files. It must not remove lines.
fn added(root: &Path, part: &Part) -> Vec<String> {
    let before = texts(root);
    add(root, part).expect("the part is new");
    let mut added = Vec::new();
    for (path, new) in texts(root) {
        let mut old = before[path].lines().peekable();
        for line in new.lines() {
            if old.peek() == Some(&line) {
                old.next();
            } else {
                added.push(line.to_owned());
            }
        }
        assert_eq!(old.next(), None, "{path} lost lines");
    }
    added
}

#[test]
fn a_fixture_is_a_document_that_the_generator_takes() {
    let root = copy();
    let part = Part::Fixture { name: "nullable_thing".to_owned() };
    assert_eq!(added(root.path(), &part), ["    nullable_thing: \"types/\","]);
    let features = fs::read_to_string(root.path().join(FEATURES)).expect("it was written");
    let (before, after) = features.split_once("    nullable_thing: ").expect("it is there");
    let name = |line: Option<&str>| line.and_then(|line| line.split(':').next()).map(str::trim).map(str::to_owned);
    assert!(name(before.lines().last()) < Some("nullable_thing".to_owned()));
    assert!(name(after.lines().nth(1)) > Some("nullable_thing".to_owned()));

    let document =
        fs::read(root.path().join("generator/tests/it/features/nullable_thing.yaml")).expect("it was written");
    let source = generator::load::Source { name: "nullable_thing.yaml".to_owned(), bytes: document };
    let run = generator::generate(&source.into(), &generator::Options::default());
    assert!(run.diagnostics.is_empty() && run.output.is_some(), "{:?}", run.diagnostics);
    assert!(add(root.path(), &part).is_err(), "it is there already");
}

#[test]
fn a_finding_has_a_code_a_text_and_a_section() {
    let root = copy();
    let part = Part::Finding { name: "default-too-long".to_owned(), stage: Stage::Lower };
    let lines = added(root.path(), &part);
    assert!(lines.contains(&"### `default-too-long`".to_owned()), "{lines:?}");
    assert!(lines.contains(&"pub fn default_too_long(pointer: &Pointer) -> Diagnostic {".to_owned()), "{lines:?}");
    let catalog =
        fs::read_to_string(root.path().join("generator/src/diagnostic/catalog/lower.rs")).expect("it was written");
    let (codes, _) = catalog.split_once("\n}\n").expect("the end of the codes");
    assert!(
        codes.ends_with("DEFAULT_TOO_LONG, Warning, \"default-too-long\", \"Describe the fault in one sentence.\";")
    );
    let page = fs::read_to_string(root.path().join(DIAGNOSTICS)).expect("it was written");
    let (_, rest) = page.split_once("\n### `default-too-long`\n").expect("it has a section");
    assert!(rest.contains("> help: say what to do\n\n## Form\n"), "the section is not the last of its stage");
    assert!(add(root.path(), &part).is_err(), "it is there already");
}

#[test]
fn a_keyword_is_in_the_table_on_the_page_and_in_a_fixture() {
    let root = copy();
    let part = Part::Keyword { name: "contentLimit".to_owned() };
    let expected = [
        "| `contentLimit` | no effect | | `content_limit.yaml` |",
        "    read(\"contentLimit\", Any),",
        "    content_limit: \"types/\",",
    ];
    assert_eq!(added(root.path(), &part), expected);
    let names = |path: &str, begin: &str, end: &str, quote: char| -> Vec<String> {
        let text = fs::read_to_string(root.path().join(path)).expect("it was written");
        let (_, rest) = text.split_once(begin).expect("the list begins");
        let (list, _) = rest.split_once(end).expect("the list ends");
        list.lines().filter_map(|line| line.split(quote).nth(1).map(str::to_owned)).collect()
    };
    let table = names(TABLE, "SCHEMA_OBJECT: &[Member] = &[\n", "];", '"');
    assert_eq!(names(KEYWORDS, "| --- | --- | --- | --- |\n", "\n\n", '`'), table);
    let fixture = fs::read_to_string(root.path().join("generator/tests/it/features/content_limit.yaml"));
    assert!(fixture.expect("it was written").contains("contentLimit: true"));
    assert!(add(root.path(), &part).is_err(), "it is there already");
}

#[test]
fn wrong_names_change_nothing() {
    let root = copy();
    let before = texts(root.path());
    let (name, stage) = (|name: &str| name.to_owned(), Stage::Lower);
    for part in [
        Part::Fixture { name: name("Nullable") },
        Part::Fixture { name: name("../escape") },
        Part::Finding { name: name("Default_Long"), stage },
        Part::Finding { name: name("dangling--reference"), stage },
        Part::Finding { name: name("default-mismatch/x"), stage },
        Part::Keyword { name: name("content-limit") },
        Part::Keyword { name: name("properties") },
        Part::Fixture { name: String::new() },
    ] {
        assert!(add(root.path(), &part).is_err(), "{part:?}");
    }
    assert_eq!(texts(root.path()), before);
}
