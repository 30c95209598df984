//! Parameters and headers: keywords about the value are moved into a schema, and `collectionFormat` becomes a style.

use serde_json::{Map, Value, json};

use super::{
    collection::ListHolder,
    conversion::Conversion,
    location::{ParameterIn, location},
};
use crate::normalize::objects::Kind;

impl Conversion<'_> {
    pub(super) fn parameter(&mut self, parameter: &mut Map<String, Value>, kind: Kind) {
        let before = self.before();
        let format = parameter.shift_remove("collectionFormat");
        if parameter.contains_key("content") {
            return;
        }
        if !parameter.contains_key("schema") {
            let names: Vec<String> = parameter.keys().filter(|name| kind.is_of_schema(name)).cloned().collect();
            let mut schema = Map::new();
            for name in names {
                schema.extend(parameter.shift_remove(&name).map(|member| (name, member)));
            }
            let place = self.path.pointer().child("schema");
            self.places.made_of(&before, &place);
            if schema.contains_key("items") {
                self.places.moved(&before.child("items"), &place.child("items"));
            }
            parameter.insert("schema".to_owned(), Value::Object(schema));
        }
        let used = match (kind, location(parameter)) {
            (Kind::Parameter, Some(ParameterIn::Query)) => ListHolder::Query,
            (Kind::Parameter, Some(ParameterIn::Path)) => ListHolder::Path,
            _ => ListHolder::Header,
        };
        let Some(Value::Object(schema)) = parameter.get_mut("schema") else { return };
        if let Some((style, explode)) = self.style(schema, format.as_ref(), used, &before) {
            parameter.entry("style").or_insert_with(|| json!(style));
            parameter.entry("explode").or_insert_with(|| json!(explode));
        }
    }
}
