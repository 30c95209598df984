//! The spelling of `enum` values that `type` says are strings: a tree keeps the value of `1.10`, which is that of `1.1`.

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, catalog::lower::enum_of_other_type},
    locate,
    pointer::{Path, Pointer},
};

/// Puts the text of numbers and booleans in their place, if they are values of strings and are not written as JSON writes them.
pub(super) fn keep(text: &str, tree: &mut Value, diagnostics: &mut Diagnostics) {
    let mut enums = Vec::new();
    find(tree, &mut Path::new(), &mut enums);
    if enums.is_empty() {
        return;
    }
    let pointers: Vec<Pointer> = enums.iter().flat_map(|(pointer, length)| children(pointer, *length)).collect();
    let places = locate::locate(text, &pointers);
    let spelling = |pointer: &Pointer| -> Option<&str> {
        places.find(pointer).and_then(|place| text.get(place.value.clone())).map(str::trim)
    };
    for (at, _) in &enums {
        let Some(Value::Array(values)) = tree.pointer_mut(at.as_str().trim_start_matches('#')) else { continue };
        let mut spelled = None;
        for (pointer, value) in children(at, values.len()).zip(&mut *values) {
            // A pointer that is not found gives what is around it.
            let is_own = |text: &&str| {
                is_scalar(value) && *text != value.to_string().as_str() && read(text).as_ref() == Some(value)
            };
            if let Some(text) = spelling(&pointer).filter(is_own) {
                *value = Value::String(text.to_owned());
                spelled = Some(text);
            }
        }
        // Where others are left, they are found when their type is.
        if let Some(text) = spelled.filter(|_| !values.iter().any(is_scalar)) {
            diagnostics.push(enum_of_other_type(at, text, &Value::from(text).to_string()));
        }
    }
}

fn children(of: &Pointer, length: usize) -> impl Iterator<Item = Pointer> {
    (0..length).map(|index| of.child(index))
}

/// Finds the `enum`s beside `type: string` that have numbers or booleans, and how many values they have.
fn find(tree: &Value, path: &mut Path, found: &mut Vec<(Pointer, usize)>) {
    match tree {
        Value::Object(members) => {
            let is_string = members.get("type").is_some_and(|name| name == "string");
            let is_data = |name: &str| matches!(name, "example" | "examples" | "default") || name.starts_with("x-");
            for (name, value) in members.iter().filter(|(name, _)| !is_data(name)) {
                path.push(name);
                match value.as_array().filter(|_| is_string && name == "enum") {
                    Some(values) if values.iter().any(is_scalar) => found.push((path.pointer(), values.len())),
                    Some(_) => {}
                    None => find(value, path, found),
                }
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                path.push_index(index);
                find(value, path, found);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::Bool(_))
}

/// The value of a scalar.
fn read(text: &str) -> Option<Value> {
    serde_yaml::from_str(text).ok().filter(is_scalar)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::keep;
    use crate::diagnostic::Diagnostics;

    #[test]
    fn values_of_strings_keep_their_spelling() {
        let text = "a: {type: string, enum: [1.10, 1.9, 2, True, x, 0x10]}\nb: {type: number, enum: [1.10]}\n\
                    c: {type: string, enum: [1.10, 1.20]}\nexample: {type: string, enum: [1.10]}\n";
        let mut tree = serde_yaml::from_str(text).expect("YAML");
        let mut diagnostics = Diagnostics::new();
        keep(text, &mut tree, &mut diagnostics);
        assert_eq!(tree["a"]["enum"], json!(["1.10", 1.9, 2, "True", "x", "0x10"]));
        assert_eq!(tree["b"]["enum"], json!([1.10]));
        assert_eq!(tree["c"]["enum"], json!(["1.10", "1.20"]));
        assert_eq!(tree["example"]["enum"], json!([1.10]));
        let found: Vec<_> = diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(found, ["`1.20` is read as `\"1.20\"`, as `type` says"]);
    }

    #[test]
    fn values_of_json_keep_their_spelling_too() {
        let text = r#"{"a": {"enum": [1.10, 1e2, 3], "type": "string"}}"#;
        let mut tree = serde_json::from_str(text).expect("JSON");
        keep(text, &mut tree, &mut Diagnostics::new());
        assert_eq!(tree["a"]["enum"], json!(["1.10", "1e2", 3]));
    }
}
