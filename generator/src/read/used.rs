//! The component schemas that describe values, and are not only bases of others.
//!
//! Input: the normalized tree. Output: the names of the components that are the target of a reference, except of one
//! among several in `allOf`.

use std::{borrow::Cow, collections::BTreeSet, ptr};

use serde_json::{Map, Value};

use super::component_name;

/// The names of the component schemas that describe values.
pub(super) fn as_values(document: &Value) -> BTreeSet<String> {
    let components = document.pointer("/components/schemas").and_then(Value::as_object);
    let components: BTreeSet<*const Value> = components.into_iter().flat_map(Map::values).map(ptr::from_ref).collect();
    let mut found = BTreeSet::new();
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => {
                found.extend(object.get("$ref").and_then(name));
                for (key, member) in object {
                    match member {
                        Value::Array(parts) if key == "allOf" => {
                            let is_wrapped =
                                parts.len() == 1 && !adds(object) && !components.contains(&ptr::from_ref(value));
                            found
                                .extend(parts.iter().filter(|_| is_wrapped).filter_map(|part| name(part.get("$ref")?)));
                            open.extend(parts.iter().filter(|part| part.get("$ref").is_none()));
                        }
                        member => open.push(member),
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn name(reference: &Value) -> Option<String> {
    component_name(reference.as_str()?).map(Cow::into_owned)
}

/// Whether a schema adds properties to its only base.
fn adds(schema: &Map<String, Value>) -> bool {
    ["properties", "required", "additionalProperties", "oneOf", "anyOf"]
        .iter()
        .any(|member| schema.contains_key(*member))
}
