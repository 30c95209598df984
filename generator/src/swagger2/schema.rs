//! Schemas: `x-nullable`, and the two ways in which a base distinguishes its children.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{conversion::Conversion, references::reference};
use crate::{diagnostic::catalog::structure, pointer::Pointer};

/// On a schema: its value of the discriminator, if that is not its name.
const VALUES: &[&str] = &["x-ms-discriminator-value", "x-discriminator-value"];
/// The number of schemas that are visited on the path from a schema to its base.
const BASES: usize = 256;

impl Conversion<'_> {
    pub(super) fn schema(&mut self, schema: &mut Map<String, Value>) {
        if schema.get("x-nullable").is_some_and(Value::is_boolean)
            && let Some(nullable) = schema.shift_remove("x-nullable")
        {
            self.places.made_of(&self.before().child("x-nullable"), &self.path.pointer().child("nullable"));
            schema.entry("nullable").or_insert(nullable);
        }
        if let Some(name @ Value::String(_)) = schema.get("discriminator") {
            let discriminator = json!({"propertyName": name});
            let place = self.before().child("discriminator");
            self.places.made_of(&place, &self.path.pointer().child("discriminator").child("propertyName"));
            schema.insert("discriminator".to_owned(), discriminator);
        }
        if schema.get("type").is_some_and(|name| name == "null") {
            self.report(structure::read_as(&self.before().child("type"), "`null`", "a value of any type, or null"));
            schema.shift_remove("type");
            schema.entry("nullable").or_insert(json!(true));
        }
        if schema.contains_key("allOf") {
            let value = VALUES.iter().find_map(|name| schema.get(*name)?.as_str()).map(str::to_owned);
            self.children.push((self.before(), value));
        }
    }

    /// Adds a mapping to each base, with the values that its children state. If there is a mapping, it also has the children
    /// without their own properties: otherwise, these would be other names of the base.
    pub(super) fn write_discriminator_values(&mut self, document: &mut Value) {
        let children = std::mem::take(&mut self.children);
        if children.iter().all(|(_, value)| value.is_none()) {
            return;
        }
        let (with_values, others): (Vec<_>, Vec<_>) = children.into_iter().partition(|(_, value)| value.is_some());
        for (child, value) in with_values {
            for base in self.bases(&child) {
                self.map(document, &base, &child, value.clone().unwrap_or_default(), true);
            }
        }
        for (child, _) in others {
            for base in self.bases(&child) {
                self.map(document, &base, &child, child.tokens().last().unwrap_or_default(), false);
            }
        }
    }

    /// Maps a value of the discriminator of `base` to `child`; if there is no mapping yet, only if it `may_begin`.
    fn map(&mut self, document: &mut Value, base: &Pointer, child: &Pointer, value: String, may_begin: bool) {
        let (base, to) = (self.places.after(base), self.places.after(child));
        let text = self.written.text(&base, &to);
        let adds_nothing = |schema: &Value| {
            schema.get("properties").is_none() && schema["allOf"].as_array().is_some_and(|parts| parts.len() == 1)
        };
        if !may_begin && !document.pointer(to.as_str().trim_start_matches('#')).is_some_and(adds_nothing) {
            return;
        }
        let place = base.child("discriminator");
        let found = document.pointer_mut(place.as_str().trim_start_matches('#')).and_then(Value::as_object_mut);
        let Some(discriminator) = found.filter(|found| may_begin || found.contains_key("mapping")) else { return };
        self.places.made_of(child, &place.child("mapping").child(&value));
        let mapping = discriminator.entry("mapping").or_insert_with(|| json!({}));
        mapping.as_object_mut().map(|mapping| mapping.entry(value).or_insert_with(|| json!(text)));
    }

    /// The schemas with a discriminator that a schema extends, as they are written.
    fn bases(&self, child: &Pointer) -> Vec<Pointer> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::from([child.clone()]);
        let mut open = vec![child.clone()];
        while let Some(place) = open.pop() {
            let Some((place, schema)) = self.written.find(&place) else { continue };
            if schema.get("discriminator").is_some() && place != *child {
                found.push(place.clone());
            }
            for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
                let target = reference(part).and_then(|text| self.written.target(&place, text));
                open.extend(target.filter(|target| seen.len() < BASES && seen.insert(target.clone())));
            }
        }
        found
    }
}
