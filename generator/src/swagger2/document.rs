//! Moves the parts of the document to their places in OpenAPI 3.

use serde_json::{Map, Value, json};

use super::{
    conversion::Conversion,
    location::{ParameterIn, location},
    references::reference,
};
use crate::pointer::Pointer;

/// The new places of the shared objects of the document.
const SECTIONS: &[(&str, &str)] = &[
    ("definitions", "schemas"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securityDefinitions", "securitySchemes"),
];

impl Conversion<'_> {
    pub(super) fn document(&mut self, root: &mut Map<String, Value>) {
        let media = self.global.clone().overridden_by(self.media_of(root));
        self.global = media.clone();
        self.media = media;
        let servers = self.servers(root);
        let mut components = match root.shift_remove("components") {
            Some(Value::Object(components)) => components,
            _ => Map::new(),
        };
        for (from, to) in SECTIONS {
            if let Some(section) = root.shift_remove(*from) {
                self.section(from, to, section, &mut components);
            }
        }
        self.places.made_of(&Pointer::from_text("#/swagger"), &Pointer::from_text("#/openapi"));
        root.shift_remove("swagger");
        root.insert("openapi".to_owned(), json!("2.0"));
        if let Some(servers) = servers {
            root.entry("servers").or_insert(servers);
        }
        if !components.is_empty() {
            root.insert("components".to_owned(), Value::Object(components));
        }
    }

    fn section(&mut self, from: &str, to: &str, section: Value, components: &mut Map<String, Value>) {
        let (old, new) = (Pointer::root().child(from), Pointer::root().child("components").child(to));
        self.places.moved(&old, &new);
        let mut members = match section {
            Value::Object(members) if from == "parameters" => self.parameters(&old, members, components),
            Value::Object(members) => members,
            other => {
                components.insert(to.to_owned(), other);
                return;
            }
        };
        if let Some(Value::Object(already)) = components.get_mut(to) {
            already.append(&mut members);
        } else {
            components.insert(to.to_owned(), Value::Object(members));
        }
    }

    /// The parameters that stay parameters. Bodies are moved to their own section, and fields of forms to the
    /// operations.
    fn parameters(
        &mut self,
        old: &Pointer,
        members: Map<String, Value>,
        components: &mut Map<String, Value>,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, parameter) in members {
            let place = old.child(&name);
            match self.location_of(&place, &parameter) {
                Some(ParameterIn::Body) => {
                    let bodies = components.entry("requestBodies").or_insert_with(|| json!({}));
                    self.places.moved(&place, &Pointer::from_tokens(["components", "requestBodies", name.as_str()]));
                    bodies.as_object_mut().map(|bodies| bodies.insert(name, parameter));
                }
                Some(ParameterIn::Form) => {}
                _ => drop(kept.insert(name, parameter)),
            }
        }
        kept
    }

    /// The location of a parameter that may be a reference.
    fn location_of(&self, place: &Pointer, parameter: &Value) -> Option<ParameterIn> {
        match reference(parameter) {
            Some(text) => {
                let (place, value) = self.written.find(&self.written.target(place, text)?)?;
                self.written.object(&place, value).and_then(|(_, parameter)| location(parameter))
            }
            None => location(parameter.as_object()?),
        }
    }
}
