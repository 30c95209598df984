//! All findings, with one file for each stage: the codes, and the functions that make their texts.
//!
//! A function takes the place and the facts, and makes the [`super::Diagnostic`]. So all texts are in one place, and
//! the code of a stage shows only which findings it reports.

pub mod ignored;
pub mod left_out;
pub mod load;
pub mod lower;
pub mod overlay;
pub mod path;
pub mod reference;
pub mod schema;
pub mod select;
pub mod structure;
pub mod swagger;

use super::Code;
use crate::escape;

/// All codes, by stage.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    [
        load::CODES,
        overlay::CODES,
        swagger::CODES,
        lower::CODES,
        structure::CODES,
        reference::CODES,
        path::CODES,
        schema::CODES,
        ignored::CODES,
        left_out::CODES,
        select::CODES,
    ]
    .into_iter()
    .flatten()
}

/// `text`, quoted, without line breaks, marks of direction and other quotes, and cut if it is long: names and values in
/// messages come from the document.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(|character| match character {
            '`' => vec!['\''],
            character if escape::is_harmful(character) => character.escape_default().collect(),
            character => vec![character],
        })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// The note with the number of places; empty if there is only one.
pub(super) fn places(count: usize) -> String {
    if count <= 1 { String::new() } else { format!(" ({count} places, the first is shown)") }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{codes, quoted};

    #[test]
    fn codes_are_unique_kebab_case_names_with_a_sentence() {
        let mut seen = BTreeSet::new();
        for code in codes() {
            assert!(seen.insert(code.name), "{} is there twice", code.name);
            assert!(
                code.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{}",
                code.name
            );
            assert!(code.explanation.ends_with('.'), "{}", code.name);
        }
    }

    #[test]
    fn quoted_text_is_one_short_line() {
        assert_eq!(quoted("a\nb"), "`a\\nb`");
        assert_eq!(quoted("`a`\u{202e}"), "`'a'\\u{202e}`");
        assert!(quoted(&"x".repeat(1000)).chars().count() < 90);
    }
}
