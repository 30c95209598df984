//! If `serde_yaml` also reads a text, the tree is the same, even if the text has been changed at random. Of broken texts, each of the two reads some
//! that the other refuses.

use std::{fs, path::Path};

use proptest::prelude::*;
use serde_json::Value;

use crate::load::tree;

/// Texts with a meaning in YAML. Only in YAML 1.1, characters other than line feeds and carriage returns end a line.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "\n", "  ", "- ", ": ", "? ", "{", "}", "[", "]", ",", "#", " # ", "&a ", "*a", "|\n", ">-\n", "'", "\"", "\\", "!", "!!str ",
    "!!int ", "!x ", "%", "@", "`", "---\n", "...\n", "\t", "\r\n", "~", "null", "yes", "True", "0x1F", "-0o17", "1_000",
    "18446744073709551616", "0xFFFFFFFFFFFFFFFFFF", "-9223372036854775809", ".5", "1e3", "1e999", "007", "+1", "é", "\u{7f}", "😀",
];

fn check(text: &str) {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let theirs = serde_yaml::from_str::<serde_yaml::Value>(&text[start..]);
    let ours = tree::read(text);
    if let (Ok(theirs), Some(ours)) = (theirs, ours.tree)
        && theirs.is_mapping()
        && !text.contains("<<")
    {
        assert_eq!(Some(ours), json(theirs), "{text:?}");
    }
}

/// The same tree with text for keys; `None` if a key is a list or a mapping.
fn json(value: serde_yaml::Value) -> Option<Value> {
    Some(match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => Value::Bool(value),
        serde_yaml::Value::Number(number) => serde_json::to_value(number).expect("a number of JSON"),
        serde_yaml::Value::String(text) => Value::String(text),
        serde_yaml::Value::Sequence(values) => values.into_iter().map(json).collect::<Option<_>>()?,
        serde_yaml::Value::Mapping(members) => {
            let key = |key| match json(key)? {
                Value::String(text) => Some(text),
                Value::Array(_) | Value::Object(_) => None,
                scalar => Some(scalar.to_string()),
            };
            let members = members.into_iter().map(|(name, value)| Some((key(name)?, json(value)?)));
            Value::Object(members.collect::<Option<_>>()?)
        }
        serde_yaml::Value::Tagged(tagged) => json(tagged.value)?,
    })
}

fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    let mut texts: Vec<String> = texts.map(|path| fs::read_to_string(path).expect("a text")).collect();
    texts.sort_unstable();
    texts
}

#[test]
fn fixtures_have_the_tree_of_serde_yaml() {
    for text in fixtures() {
        assert!(tree::read(&text).tree.is_some(), "{text}");
        check(&text);
    }
}

proptest! {
    #[test]
    fn changed_texts_have_the_tree_of_serde_yaml(
        fixture in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..PARTS.len(), 0..3_usize), 1..4),
    ) {
        let fixtures = fixtures();
        let mut text: String = fixtures[fixture.index(fixtures.len())].chars().take(600).collect();
        for (at, part, removed) in changes {
            let mut characters: Vec<char> = text.chars().collect();
            let at = at.index(characters.len());
            let end = (at + removed).min(characters.len());
            characters.splice(at..end, PARTS[part].chars());
            text = characters.into_iter().collect();
        }
        check(&text);
    }

    #[test]
    fn made_texts_have_the_tree_of_serde_yaml(parts in prop::collection::vec(0..PARTS.len() + 3, 0..12)) {
        let text: String = parts.into_iter().map(|part| PARTS.get(part).copied().unwrap_or("a")).collect();
        check(&text);
    }
}
