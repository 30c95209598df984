//! `docs/keywords.md` lists every keyword of the table for reading schemas, and the tests that it names show the keyword.

use std::{collections::BTreeSet, fs, path::PathBuf};

#[test]
fn every_keyword_has_one_row() {
    let table = read("src/normalize/objects/table.rs");
    let (_, schema) = table.split_once("SCHEMA_OBJECT: &[Member] = &[").expect("the table of schemas");
    let (schema, _) = schema.split_once("];").expect("the end of the table");
    let keywords: Vec<&str> = schema.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let page = read("../docs/keywords.md");
    let listed: Vec<&str> = rows(&page).map(|(keyword, _)| keyword).collect();
    assert_eq!(listed, keywords);
}

#[test]
fn every_keyword_is_in_the_fixture_that_shows_it() {
    let features = features();
    let tests = ["normalize/tests/keywords.rs", "normalize/tests/references.rs", "read/tests.rs"]
        .map(|name| read(&format!("src/{name}")))
        .concat();
    let page = read("../docs/keywords.md");
    for (keyword, shown_by) in rows(&page) {
        assert!(shown_by.contains('`'), "nothing shows {keyword}");
        for name in shown_by.split('`').skip(1).step_by(2) {
            let shows = if let Some(fixture) = name.strip_suffix(".yaml") {
                assert!(features.contains(name), "there is no fixture {name}");
                has_key(&read(&format!("tests/it/features/{fixture}.yaml")), keyword)
            } else {
                let test = tests.split("\nfn ").find(|test| test.starts_with(&format!("{name}()")));
                test.unwrap_or_else(|| panic!("there is no test {name}")).contains(&format!("\"{keyword}\""))
            };
            assert!(shows, "{name} has no {keyword}");
        }
    }
}

/// The keywords of schemas on the page, each with the last cell of its row.
fn rows(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let schemas = page.split("\n## Operations").next().unwrap_or_default();
    schemas.lines().filter_map(|line| {
        let (keyword, rest) = line.strip_prefix("| `")?.split_once('`')?;
        Some((keyword, rest.strip_suffix(" |")?.rsplit('|').next()?))
    })
}

/// Whether a YAML document has a mapping key of this name.
fn has_key(yaml: &str, keyword: &str) -> bool {
    let key = format!("{keyword}:");
    yaml.match_indices(&key).any(|(at, _)| {
        let before = yaml[..at].chars().next_back();
        before.is_none_or(|before| " {\n".contains(before))
    })
}

fn features() -> BTreeSet<String> {
    let folder = root().join("tests/it/features");
    let entries = fs::read_dir(folder).expect("the folder of fixtures can be listed");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
