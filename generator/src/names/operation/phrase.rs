//! Compares words without regard to singular and plural, and to how they were split.

use super::super::singular;

/// The number of first words that mean `phrase`.
pub(super) fn leading(words: &[String], phrase: &[String]) -> Option<usize> {
    (1..=words.len()).find(|count| same(&words[..*count], phrase))
}

/// Whether the last words mean `phrase`.
pub(super) fn ends_with(words: &[String], phrase: &[String]) -> bool {
    (0..words.len()).any(|start| same(&words[start..], phrase))
}

/// Whether two sequences of words are equal, except for number and splitting: `dag runs` and `dag run`, `xcom` and `x
/// com`.
pub(super) fn same(left: &[String], right: &[String]) -> bool {
    if left.is_empty() || right.is_empty() {
        return false;
    }
    let singulars = |words: &[String]| words.iter().map(|word| singular(word)).collect::<String>();
    singulars(left) == singulars(right) || singular(&left.concat()) == singular(&right.concat())
}

/// Words in the plural that name one thing.
const ONE_THING: &[&str] = &[
    "analytics",
    "credentials",
    "defaults",
    "details",
    "metadata",
    "news",
    "options",
    "preferences",
    "settings",
    "statistics",
    "stats",
];

/// Whether a word is a plural.
pub(super) fn is_plural(word: &str) -> bool {
    singular(word) != word && !ONE_THING.contains(&word)
}
