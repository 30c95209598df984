//! Values that the document shows.

use serde_json::Value;

use super::{Context, keywords::SchemaRef};
use crate::{model::Example, pointer::Pointer};

/// The value, as the model has it.
pub(super) fn example(value: &Value) -> Example {
    match value {
        Value::Null => Example::Null,
        Value::Bool(value) => Example::Boolean(*value),
        Value::Number(number) => Example::Number(number.to_string()),
        Value::String(text) => Example::Text(text.clone()),
        Value::Array(elements) => Example::List(elements.iter().map(example).collect()),
        Value::Object(members) => {
            Example::Object(members.iter().map(|(name, value)| (name.clone(), example(value))).collect())
        }
    }
}

impl Context<'_, '_> {
    /// The example of the parameter or media type at a place, or else of its schema.
    pub(super) fn example_of(&self, at: &Pointer, schema: Option<SchemaRef<'_>>) -> Option<Box<Example>> {
        let of_schema = || match schema {
            Some(SchemaRef::Item(item)) => item.example.as_deref(),
            Some(SchemaRef::Reference(_)) | None => None,
        };
        self.document.example(at).as_ref().or_else(of_schema).map(|value| Box::new(example(value)))
    }
}
