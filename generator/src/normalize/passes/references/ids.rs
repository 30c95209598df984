//! The schemas that have a URL: `$id`, which is relative to the URL around it (JSON Schema 2020-12, core, 8.2.1).

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::Value;

use crate::{
    bundle,
    pointer::{Path, Pointer},
};

/// The schemas with a URL.
#[derive(Default)]
pub(super) struct Ids {
    places: BTreeMap<String, Pointer>,
    urls: BTreeMap<Pointer, String>,
}

impl Ids {
    /// Adds the schemas in `tree`, which is at `place`, and whose own URL is `base`.
    pub(super) fn add(&mut self, tree: &Value, place: &Pointer, base: Option<&str>) {
        if !has_id(tree) {
            return;
        }
        let mut path = Path::from_pointer(place);
        for (token, member) in members(tree) {
            path.push(&token);
            self.walk(member, base, &mut path);
            path.pop();
        }
    }

    fn walk(&mut self, value: &Value, base: Option<&str>, path: &mut Path) {
        let id = value.get("$id").and_then(Value::as_str);
        let own = id.and_then(|id| bundle::absolute(base, id.trim_end_matches('#')));
        if let Some(url) = &own {
            self.places.entry(url.clone()).or_insert_with(|| path.pointer());
            self.urls.insert(path.pointer(), url.clone());
        }
        let base = own.as_deref().or(base);
        for (token, member) in members(value) {
            // The members of examples are data.
            if !matches!(&*token, "example" | "examples" | "default" | "enum" | "const" | bundle::FILES) {
                path.push(&token);
                self.walk(member, base, path);
                path.pop();
            }
        }
    }

    /// The schema that `address` names, written at `place` in a file with the URL `base`.
    pub(super) fn target(&self, place: &Pointer, base: Option<&str>, address: &str) -> Option<&Pointer> {
        if self.places.is_empty() || address.is_empty() {
            return None;
        }
        let around = self.urls.iter().filter(|(schema, _)| schema.strip_prefix(place).is_some());
        let around = around.max_by_key(|(schema, _)| schema.as_str().len()).map(|(_, url)| url.as_str());
        self.places.get(&bundle::absolute(around.or(base), address)?)
    }
}

/// Whether a tree has an `$id`: few have one.
fn has_id(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.contains_key("$id") || object.values().any(has_id),
        Value::Array(elements) => elements.iter().any(has_id),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The members of an object or the elements of an array, with their tokens in a pointer.
pub(super) fn members(value: &Value) -> Vec<(Cow<'_, str>, &Value)> {
    match value {
        Value::Object(object) => object.iter().map(|(name, member)| (Cow::Borrowed(name.as_str()), member)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, element)| (Cow::Owned(index.to_string()), element)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
