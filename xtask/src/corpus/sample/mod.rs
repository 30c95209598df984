//! JSON instances of the schemas of a document, made from the document itself by the rules of JSON Schema 2020-12 and of
//! OpenAPI 3.0. It uses no code of the generator, since the instances test whether the generator has understood the
//! document.

mod compare;
mod instances;
mod mutations;
mod scalars;
mod schema;
mod validate;

use serde_json::Value;

pub(crate) use compare::is_same;
use schema::Document;

/// The purpose of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Valid under the schema.
    Valid,
    /// An object with one undeclared property.
    UnknownProperty,
    /// An object with an unknown value of an `enum` of strings.
    UnknownValue,
    /// An object with a required property of a kind of JSON that the schema does not allow.
    WrongKind,
}

/// One instance of a component schema.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// The place of the schema.
    pub(crate) pointer: String,
    /// Its purpose.
    pub(crate) class: Class,
    /// The property that is wrong, for [`Class::WrongKind`].
    pub(crate) property: Option<String>,
    /// The instance.
    pub(crate) value: Value,
}

/// Whether a value is valid under a schema of a document.
#[allow(dead_code, reason = "only a test of the docs of the client needs it")]
pub(crate) fn is_valid(root: &Value, schema: &Value, value: &Value) -> bool {
    validate::is_valid(&Document::new(root), schema, value)
}

/// Instances of all component schemas.
pub(crate) fn instances(root: &Value) -> Vec<Instance> {
    let document = Document::new(root);
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    let mut found = Vec::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let pointer = format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"));
        let mut add = |class, property: Option<String>, value| {
            found.push(Instance { pointer: pointer.clone(), class, property, value });
        };
        let valid = instances::of_component(&document, schema);
        for value in &valid {
            add(Class::Valid, None, value.clone());
        }
        for value in mutations::unknown_properties(&document, schema, &valid) {
            add(Class::UnknownProperty, None, value);
        }
        for value in mutations::unknown_values(&document, schema, &valid) {
            add(Class::UnknownValue, None, value);
        }
        for (property, value) in mutations::wrong_kinds(&document, schema, &valid) {
            add(Class::WrongKind, Some(property), value);
        }
    }
    found
}
