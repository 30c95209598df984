//! Parts at a wrong place or with a wrong form that have only one possible meaning.

use serde_json::{Map, Value, json};

use super::{Shape, StructureCheck, Treatment};
use crate::diagnostic::catalog::{quoted, structure as catalog};

impl StructureCheck<'_, '_> {
    /// A single value in place of a list is a list of one. For parameters, it could also be a map by their names.
    pub(super) fn list_of_one(&mut self, value: &mut Value, shape: &Shape) {
        let is_one = match (&*value, shape) {
            (Value::Object(object), Shape::Object(_) | Shape::OrReference(_)) => {
                !object.is_empty() && !self.path.as_str().ends_with("/parameters")
            }
            (Value::String(_), Shape::Text) => true,
            _ => false,
        };
        if is_one {
            self.put_into_list(value);
        }
    }

    /// The same, for a list of any values.
    pub(super) fn values(&mut self, value: &mut Value) -> Treatment {
        match value {
            Value::Array(_) => return Treatment::Keep,
            Value::String(_) | Value::Number(_) | Value::Bool(_) => self.put_into_list(value),
            Value::Object(_) | Value::Null => return self.wrong_form("a list", value),
        }
        Treatment::Keep
    }

    fn put_into_list(&mut self, value: &mut Value) {
        let place = self.path.pointer();
        let name = place.tokens().last().unwrap_or_default();
        self.report(catalog::read_as(&place, &format!("the value of {}", quoted(&name)), "a list of one"));
        self.findings.record_move(&place, &place.child(0));
        *value = json!([value.take()]);
    }

    /// A schema in place of the name of its type is the schema, if there is nothing else.
    pub(super) fn schema_as_type(&mut self, schema: &mut Map<String, Value>) {
        let is_schema = |value: &Value| value.get("type").is_some_and(Value::is_string) || value.get("$ref").is_some();
        while schema.len() == 1 && schema.get("type").is_some_and(is_schema) {
            let Some(Value::Object(meant)) = schema.shift_remove("type") else { return };
            let place = self.path.pointer();
            let from = place.child("type");
            self.report(catalog::read_as(&from, "the schema in `type`", "the schema itself"));
            for name in meant.keys() {
                self.findings.record_move(&from.child(name), &place.child(name));
            }
            *schema = meant;
        }
    }

    /// A list called `required` among the properties is the list of those that are required: it is indented too far.
    pub(super) fn names_of_required_properties(&mut self, schema: &mut Map<String, Value>) {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let Some(properties) = properties.filter(|it| it.get("required").is_some_and(is_list_of_texts)) else { return };
        let Some(Value::Array(names)) = properties.shift_remove("required") else { return };
        let place = self.path.pointer();
        let (from, to) = (place.child("properties").child("required"), place.child("required"));
        self.report(catalog::read_as(&from, "the list `required` among the properties", "`required` of the schema"));
        match schema.get_mut("required").and_then(Value::as_array_mut) {
            Some(already) => {
                let new: Vec<Value> = names.into_iter().filter(|name| !already.contains(name)).collect();
                already.extend(new);
            }
            None => {
                self.findings.record_move(&from, &to);
                schema.insert("required".to_owned(), Value::Array(names));
            }
        }
    }
}

fn is_list_of_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|names| names.iter().all(Value::is_string))
}
