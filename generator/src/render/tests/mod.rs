//! The output for small models.

mod build;
mod enums_and_aliases;
mod files;
mod operations;
pub(super) mod sample;
mod structs;
mod unions;

use std::collections::BTreeMap;

use crate::{Errors, Options, Parts, emit::emit, model::Api, select::Selection};

/// The emitted files.
fn output(api: &Api) -> BTreeMap<String, String> {
    let options = Options {
        environment_prefix: Some("TEST".to_owned()),
        made_by: "a test".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection::default(),
    };
    emit(api, &options).files
}

/// The text of an emitted file.
fn text(api: &Api, path: &str) -> String {
    let mut files = output(api);
    files.remove(path).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()))
}

/// The items of an emitted file that begin with one of `beginnings`, up to their closing braces.
fn items(api: &Api, path: &str, beginnings: &[&str]) -> String {
    let text = text(api, path);
    let mut items = String::new();
    for beginning in beginnings {
        let at = text.find(beginning).unwrap_or_else(|| panic!("no `{beginning}` in\n{text}"));
        let indent = &beginning[..beginning.len() - beginning.trim_start().len()];
        for line in text[at..].lines() {
            let line = line.strip_prefix(indent).unwrap_or(line);
            items.push_str(line);
            items.push('\n');
            if !line.starts_with(' ') && line.ends_with(['}', ';', ']']) {
                break;
            }
        }
    }
    items
}
