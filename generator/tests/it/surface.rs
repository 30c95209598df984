//! The surface is complete: each public item in the emitted text, and each conversion, has its line. That each
//! line is true is checked by rustc when the fixtures are compiled.

use std::{collections::BTreeMap, fs, path::Path};

use generator::{output::Output, surface::Item};
use proc_macro2::{Spacing, TokenStream, TokenTree};

use crate::support;

#[test]
fn every_public_item_of_the_fixtures_has_a_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
    for entry in fs::read_dir(folder).expect("the folder of fixtures can be listed") {
        let path = entry.expect("the folder of fixtures can be listed").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).expect("a fixture can be read");
            let name = path.display().to_string();
            let output = support::run(&name, &text).output.expect("a fixture has no errors");
            let (said, written) = (of_surface(&output), of_text(&output));
            let differ: Vec<&String> =
                said.keys().chain(written.keys()).filter(|key| said.get(*key) != written.get(*key)).collect();
            assert!(differ.is_empty(), "{name}: {differ:?}");
            assert!(!written.is_empty(), "{name} has no public item");
        }
    }
}

/// For each word and name, the number of public items and of `From` implementations in the lines of the surface.
fn of_surface(output: &Output) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for item in &output.surface.items {
        if let Some(name) = name_in_text(item) {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}

/// The word of the item in the text. `None` if a variant or an associated item is public by its type, if a field has no
/// name, or if the runtime's macro writes the item.
fn name_in_text(item: &Item) -> Option<String> {
    let line = item.line.trim_start_matches("#[deprecated] ").trim_start_matches("#[non_exhaustive] ");
    if let Some(from) = line.strip_prefix("impl From<") {
        return (!from.starts_with("String>")).then(|| "From".to_owned());
    }
    let is_item = ["pub fn", "pub struct ", "pub enum ", "pub mod "].iter().any(|start| line.starts_with(start));
    let is_alias = line.starts_with("pub type ") && !line.starts_with("pub type <");
    let has_name = !item.name.starts_with(|first: char| first.is_ascii_digit());
    let is_field = line.starts_with("pub ") && !line.starts_with("pub const ") && line.contains(": ") && has_name;
    let path = item.path();
    (is_item || is_alias || is_field).then(|| path.rsplit("::").next().unwrap_or_default().to_owned())
}

/// The same numbers by the tokens of the text.
fn of_text(output: &Output) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in output.files.values() {
        count(text.parse().expect("emitted text is Rust"), &mut counts);
    }
    counts
}

fn count(tokens: TokenStream, counts: &mut BTreeMap<String, usize>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let word = |index: usize| match tokens.get(index) {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => String::new(),
    };
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            count(group.stream(), counts);
        }
        if let (TokenTree::Ident(ident), Some(TokenTree::Group(table))) = (token, tokens.get(index + 2))
            && ident == "union"
        {
            *counts.entry("From".to_owned()).or_default() += conversions(table.stream());
        }
        // The tables of enums list the public items of the macro.
        if let TokenTree::Ident(ident) = token {
            let method = match ident.to_string().as_str() {
                "string_enum" => Some("as_str"),
                "integer_enum" => Some("as_i64"),
                _ => None,
            };
            for name in method.into_iter().flat_map(|method| [method, "From"]) {
                *counts.entry(name.to_owned()).or_default() += 1;
            }
        }
        let second = word(index + 1);
        let is_field = matches!(tokens.get(index + 2), Some(TokenTree::Punct(colon)) if colon.as_char() == ':' && colon.spacing() == Spacing::Alone);
        if word(index) == "pub" && ["enum", "fn", "mod", "struct", "type"].contains(&second.as_str()) {
            *counts.entry(word(index + 2)).or_default() += 1;
        } else if word(index) == "pub" && is_field {
            *counts.entry(second).or_default() += 1;
        } else if word(index) == "impl" && second == "From" && word(index + 3) != "String" {
            *counts.entry("From".to_owned()).or_default() += 1;
        }
    }
}

/// The number of `From` in the table of a union, without `String`.
fn conversions(table: TokenStream) -> usize {
    let arms =
        table.into_iter().find_map(|token| if let TokenTree::Group(arms) = token { Some(arms.stream()) } else { None });
    let held = arms.into_iter().flatten().filter_map(|token| match token {
        TokenTree::Group(held) => Some(held.stream().to_string()),
        _ => None,
    });
    held.map(|held| match held.split_once(' ').unwrap_or((&held, "")) {
        ("from" | "boxed" | "deep", _) | ("text", "String") => 1,
        ("text" | "float", _) => 2,
        _ => 0,
    })
    .sum()
}
