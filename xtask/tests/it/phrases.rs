//! Plain English, as CONTRIBUTING.md requires: texts for users do not have phrases that make a sentence hard to read.

use std::{ffi::OsStr, fs, path::Path};

use crate::support::root;

/// Folders and files with texts for users: pages, and the documentation of the client, the generator and the commands.
const PLACES: [&str; 20] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "README.md",
    "SECURITY.md",
    "docs",
    "generated-client/FAULTS.md",
    "generated-client/README.md",
    "generated-client/src/generated",
    "generated-client/src/guide",
    "generated-client/src/helpers",
    "generated-client/src/lib.rs",
    "generated-client/src/runtime",
    "generator/README.md",
    "generator/command/README.md",
    "generator/command/src",
    "examples",
    "generator/src",
    "spec/overlays",
    "spec/README.md",
    "xtask/src",
];

/// The phrases, in lower case and as whole words.
const PHRASES: [&str; 12] = [
    "be had",
    "dealt with",
    "heed",
    "heeds",
    "is called so",
    "stands",
    "tells of",
    "that of the",
    "told of",
    "what became of",
    "what becomes of",
    "what comes of",
];

/// More phrases that pages must not have.
const PHRASES_OF_PAGES: [&str; 7] =
    ["asked for", "beside", "goes before", "in error", "none that", "what comes", "where it"];

#[test]
fn texts_for_users_have_no_phrase_that_the_style_forbids() {
    let mut found = Vec::new();
    for place in PLACES {
        look(&root().join(place), place, &mut found);
    }
    assert!(found.is_empty(), "{} lines to reword:\n{}", found.len(), found.join("\n"));
}

/// Looks into a file, or into all files below a folder.
fn look(path: &Path, name: &str, found: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder can be listed") {
            let entry = entry.expect("a folder can be listed");
            look(&entry.path(), &format!("{name}/{}", entry.file_name().to_string_lossy()), found);
        }
        return;
    }
    let extension = path.extension().and_then(OsStr::to_str);
    let prose_of: fn(&str) -> Option<&str> = match extension {
        Some("rs") => comment,
        Some("yaml") => |line| Some(description(line)),
        Some("md") => |line| Some(line),
        _ => return,
    };
    let is_page = extension == Some("md");
    let text = fs::read_to_string(path).expect("a file is text");
    for (index, line) in text.lines().enumerate() {
        if prose_of(line).is_some_and(|prose| is_forbidden(prose, !is_page)) {
            found.push(format!("{name}:{}: {}", index + 1, line.trim()));
        }
    }
}

/// The text of a comment.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("//")?;
    Some(text.trim_start_matches(['/', '!']).trim_start())
}

/// The text of a line of an overlay, after the key of a description.
fn description(line: &str) -> &str {
    let text = line.trim_start_matches([' ', '-']);
    let text = text.strip_prefix("description:").or_else(|| text.strip_prefix("summary:")).unwrap_or(text);
    text.trim_start_matches([' ', '\'', '"'])
}

fn is_forbidden(prose: &str, is_code: bool) -> bool {
    let words: Vec<_> = prose.split(|character: char| !is_of_word(character)).filter(|word| !word.is_empty()).collect();
    let text = format!(" {} ", words.join(" ").to_lowercase());
    let begins_with_what = is_code && words.first() == Some(&"What");
    let of_pages: &[&str] = if is_code { &[] } else { &PHRASES_OF_PAGES };
    let has = |phrase: &&str| text.contains(&format!(" {phrase} "));
    begins_with_what || is_no(&text) || PHRASES.iter().any(has) || of_pages.iter().any(has)
}

/// Names such as `files_beside` are one word.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether the text says `is no word`. `There is no` and `is no longer` are plain.
fn is_no(text: &str) -> bool {
    text.match_indices(" is no ").any(|(at, phrase)| {
        let (before, after) = (&text[..at], &text[at + phrase.len()..]);
        !before.ends_with(" there") && !after.starts_with("longer") && !after.starts_with("more")
    })
}

#[test]
fn the_phrases_are_found_and_plain_sentences_are_not() {
    for text in
        ["What the server says", "A value that is no number", "The list that stands beside", "It is that of the tags."]
    {
        assert!(is_forbidden(text, true), "{text}");
    }
    for text in ["There is no body", "It is no longer sent", "Whatever the body is", "The value is not a number"] {
        assert!(!is_forbidden(text, true), "{text}");
    }
    assert!(!is_forbidden("What is in the way", false));
    assert!(is_forbidden("Nothing is written where it has errors.", false));
    assert!(is_forbidden(description("        description: 'What is to change.'"), true));
}
