//! Finds the files that a text refers to, for the code that reads files.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Location, is_schema_name, locate_from, own_url};
use crate::{
    diagnostic::Diagnostics,
    load,
    source::{Source, SourceId},
};

/// The paths, seen from the document's folder, of the files that the text at the path `base` refers to. They include
/// files of texts that only look like references, such as a `$ref` in an example.
pub fn referred_to(base: &str, source: &Source) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let text = String::from_utf8_lossy(&source.bytes);
    if may_refer(&text)
        && let Some(tree) = load::read(source, SourceId::Document, &mut Diagnostics::new())
    {
        collect(&tree, own_url(&tree), base, &mut found);
    }
    found
}

/// A fast check of the text: most documents have one file, and need no second reading.
fn may_refer(text: &str) -> bool {
    let leaves = |rest: &str| !rest.trim_start_matches([' ', '\t', '\r', '\n', ':', '"', '\'']).starts_with('#');
    let in_mapping = || text.contains("mapping") && [".json", ".yaml", ".yml"].iter().any(|end| text.contains(end));
    text.split("$ref").skip(1).any(leaves) || in_mapping()
}

fn collect(value: &Value, own_url: Option<&str>, base: &str, found: &mut BTreeSet<String>) {
    let mut add = |reference: &str| {
        if let Location::File(path) = locate_from(own_url, base, reference) {
            found.insert(path);
        }
    };
    match value {
        Value::Object(object) => {
            object.get("$ref").and_then(Value::as_str).into_iter().for_each(&mut add);
            let mapping = object.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
            let targets = mapping.and_then(Value::as_object).into_iter().flat_map(|mapping| mapping.values());
            targets.filter_map(Value::as_str).filter(|target| !is_schema_name(target)).for_each(&mut add);
            object.values().for_each(|member| collect(member, own_url, base, found));
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, own_url, base, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
