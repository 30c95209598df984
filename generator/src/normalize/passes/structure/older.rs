//! Converts the forms of Swagger 2 and older JSON Schema to those of the current standard.

use serde_json::{Map, Value, json};

use super::StructureCheck;
use crate::diagnostic::catalog::{quoted, structure as catalog};

impl StructureCheck<'_, '_> {
    /// Writes a schema in the standard's way.
    pub(super) fn older_forms(&mut self, schema: &mut Map<String, Value>) {
        self.listed_items(schema);
        self.file(schema);
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

    /// `type: file` is `type: string` with `format: binary`.
    fn file(&mut self, schema: &mut Map<String, Value>) {
        if schema.get("type").is_some_and(|name| name == "file") {
            self.read_as("type", "`file`", "`type: string` with `format: binary`");
            schema.insert("type".to_owned(), json!("string"));
            schema.insert("format".to_owned(), json!("binary"));
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
