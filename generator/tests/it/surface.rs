//! The surface leaves nothing out: what the emitted text calls public, and every conversion in it, has its line. That each
//! line is true is for rustc to say, where the fixtures are compiled.

use std::{collections::BTreeMap, fs, path::Path};

use generator::output::Output;
use proc_macro2::{TokenStream, TokenTree};

use crate::support;

#[test]
fn every_public_item_of_the_fixtures_has_a_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the folder of fixtures can be listed") {
        let path = entry.expect("the folder of fixtures can be listed").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).expect("a fixture can be read");
            let name = path.display().to_string();
            let output = support::run(&name, &text).output.expect("a fixture has no errors");
            assert_eq!(of_surface(&output), of_text(&output), "{name}");
            seen += of_text(&output).values().sum::<usize>();
        }
    }
    assert!(seen > 1000, "only {seen} items were compared");
}

/// How often each name is made public, and each `From` implemented, by the lines of the surface.
fn of_surface(output: &Output) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for item in &output.surface.items {
        // Associated items and variants are public without a word, and the runtime's macro writes no text here.
        let says_pub = !item.line.contains("pub const <") && !item.line.contains("pub type <");
        let is_variant =
            item.line.ends_with(&format!("::{}", item.name)) || item.line.contains(&format!("::{}(", item.name));
        let is_method = item.line.contains("pub fn");
        if item.line.starts_with("impl From<") {
            if item.line.starts_with("impl From<String>") {
                continue;
            }
            *counts.entry("From".to_owned()).or_default() += 1;
        } else if says_pub && (is_method || item.name.is_empty() || !is_variant) {
            let path = item.path();
            let name = path.rsplit("::").next().unwrap_or_default();
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// The same by the tokens of the text.
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
        let second = word(index + 1);
        if word(index) == "pub" && !second.is_empty() && second != "use" {
            let is_keyword = ["const", "enum", "fn", "mod", "struct", "type"].contains(&second.as_str());
            let name = if is_keyword { word(index + 2) } else { second };
            *counts.entry(name).or_default() += 1;
        } else if word(index) == "impl" && second == "From" && word(index + 3) != "String" {
            *counts.entry("From".to_owned()).or_default() += 1;
        }
    }
}
