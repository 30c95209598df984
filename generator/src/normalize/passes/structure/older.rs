//! Converts the forms of Swagger 2 and older JSON Schema to those of the current standard.

use serde_json::{Map, Value, json};

use super::StructureCheck;
use crate::diagnostic::catalog::{quoted, structure as catalog};

/// Names that documents use as types, and the formats of strings that they mean.
const FORMATS: [(&str, &str); 6] = [
    ("binary", "binary"),
    ("date", "date"),
    ("date-time", "date-time"),
    ("datetime", "date-time"),
    ("file", "binary"),
    ("uuid", "uuid"),
];

impl StructureCheck<'_, '_> {
    /// Writes a schema in the standard's way.
    pub(super) fn older_forms(&mut self, schema: &mut Map<String, Value>) {
        self.listed_items(schema);
        self.format_as_type(schema);
        self.discriminator_by_name(schema);
    }

    /// A list of `items` is `prefixItems`, and `additionalItems` is then the schema of the elements after them.
    fn listed_items(&mut self, schema: &mut Map<String, Value>) {
        let is_list = schema.get("items").and_then(Value::as_array).is_some_and(|items| !items.is_empty());
        if !is_list || schema.contains_key("prefixItems") {
            return;
        }
        let rest = schema.shift_remove("additionalItems");
        let items = schema.shift_remove("items");
        for (from, to, member) in [("items", "prefixItems", items), ("additionalItems", "items", rest)] {
            let Some(member) = member else { continue };
            let place = self.path.pointer();
            self.read_as(from, &quoted(from), &quoted(to));
            self.findings.record_move(&place.child(from), &place.child(to));
            schema.insert(to.to_owned(), member);
        }
    }

    /// `type: file` is `type: string` with `format: binary`, and `type: date` is `type: string` with `format: date`.
    fn format_as_type(&mut self, schema: &mut Map<String, Value>) {
        let Some(name) = schema.get("type").and_then(Value::as_str).map(str::to_ascii_lowercase) else { return };
        if let Some((_, format)) = FORMATS.iter().find(|(known, _)| *known == name) {
            self.read_as("type", &quoted(&name), &format!("`type: string` with `format: {format}`"));
            schema.insert("type".to_owned(), json!("string"));
            schema.insert("format".to_owned(), json!(format));
        }
    }

    /// `discriminator: kind` is `discriminator: {propertyName: kind}`.
    fn discriminator_by_name(&mut self, schema: &mut Map<String, Value>) {
        if let Some(name @ Value::String(text)) = schema.get("discriminator") {
            let object = json!({"propertyName": name});
            self.read_as("discriminator", &format!("the text \"{text}\""), &format!("`propertyName: {text}`"));
            schema.insert("discriminator".to_owned(), object);
        }
    }

    fn read_as(&mut self, member: &str, found: &str, read: &str) {
        self.report(catalog::read_as(&self.path.pointer().child(member), found, read));
    }
}
