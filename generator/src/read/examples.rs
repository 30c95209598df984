//! Values that the document shows, cut to the length that an example of a call can have.
//!
//! The meaning of a document does not depend on the order of keys, so of several named examples the first by name is taken.

use serde_json::{Map, Value};

/// The maximum length of a text, in characters. A longer one is left out.
const MOST_CHARACTERS: usize = 60;

/// The maximum number of elements of an array. The rest is left out.
const MOST_ELEMENTS: usize = 2;

/// The maximum number of members of an object. The rest is left out.
const MOST_MEMBERS: usize = 50;

/// The maximum nesting of arrays and objects.
const MOST_NESTING: usize = 6;

/// The example of a parameter or of a media type, as it is written.
pub(super) fn of_object<'t>(object: &'t Map<String, Value>, document: &'t Value) -> Option<&'t Value> {
    let named = || {
        let examples = object.get("examples")?.as_object()?;
        let (_, example) = examples.iter().min_by_key(|(name, _)| *name)?;
        let reference = example.get("$ref").and_then(Value::as_str);
        let example = match reference {
            Some(reference) => document.pointer(reference.strip_prefix('#')?)?,
            None => example,
        };
        example.get("value").or_else(|| example.get("dataValue"))
    };
    object.get("example").or_else(named)
}

/// An example without its long parts. `None` if it is one long part.
pub(super) fn shortened(written: &Value) -> Option<Value> {
    short(written, MOST_NESTING)
}

/// The example of a schema.
pub(super) fn of_schema(object: &Map<String, Value>) -> Option<Box<Value>> {
    let first = || object.get("examples")?.as_array()?.first();
    object.get("example").or_else(first).and_then(shortened).map(Box::new)
}

/// A value without its long parts, sorted.
fn short(value: &Value, nesting: usize) -> Option<Value> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(value.clone()),
        Value::String(text) => (text.chars().nth(MOST_CHARACTERS).is_none()).then(|| value.clone()),
        Value::Array(elements) => {
            let nesting = nesting.checked_sub(1)?;
            let elements = elements.iter().take(MOST_ELEMENTS).filter_map(|element| short(element, nesting));
            Some(Value::Array(elements.collect()))
        }
        Value::Object(members) => {
            let nesting = nesting.checked_sub(1)?;
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members.into_iter().take(MOST_MEMBERS);
            let members = members.filter_map(|(name, value)| Some((name.clone(), short(value, nesting)?)));
            Some(Value::Object(members.collect()))
        }
    }
}
