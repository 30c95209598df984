//! Keeps the spelling of `enum` values that are strings according to `type`. A tree would keep only the value of
//! `1.10`, which is equal to `1.1`.

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostic, catalog::lower::enum_of_other_type},
    pointer::{Path, Pointer},
    source::Places,
};

/// Replaces numbers and booleans by their text, if they are values of strings and are not written as in JSON.
pub(super) fn keep(places: &Places<'_>, text: &str, tree: &mut Value, found: &mut Vec<Diagnostic>) {
    if !is_needed(tree) {
        return;
    }
    let spelling = |pointer: &Pointer| places.exact(pointer).and_then(|place| text.get(place.value)).map(str::trim);
    visit(tree, &mut Path::new(), &mut |values, at| {
        let mut spelled = None;
        for (index, value) in values.iter_mut().enumerate().filter(|(_, value)| is_scalar(value)) {
            // An alias is spelled `*name`.
            let is_own = |text: &&str| *text != value.to_string().as_str() && !text.starts_with(['*', '&', '!']);
            if let Some(text) = spelling(&at.child(index)).filter(is_own) {
                *value = Value::String(text.to_owned());
                spelled = Some(text);
            }
        }
        // Other values are found when their type is checked.
        if let Some(text) = spelled.filter(|_| !values.iter().any(is_scalar)) {
            found.push(enum_of_other_type(&at, text, &Value::from(text).to_string()));
        }
    });
}

/// Whether anything in the tree can be such a value. This takes a fraction of the time of the visit.
fn is_needed(tree: &Value) -> bool {
    match tree {
        Value::Object(members) => members.iter().any(|(name, value)| match value {
            Value::Array(values) if name == "enum" => values.iter().any(is_scalar),
            value => is_needed(value),
        }),
        Value::Array(items) => items.iter().any(is_needed),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Visits the `enum`s of schemas with `type: string`.
fn visit(tree: &mut Value, path: &mut Path, each: &mut impl FnMut(&mut [Value], Pointer)) {
    match tree {
        Value::Object(members) => {
            let is_string = members.get("type").is_some_and(|name| name == "string");
            let is_data = |name: &str| matches!(name, "example" | "examples" | "default") || name.starts_with("x-");
            for (name, value) in members.iter_mut().filter(|(name, _)| !is_data(name)) {
                path.push(name);
                match value {
                    Value::Array(values) if is_string && name == "enum" => {
                        if values.iter().any(is_scalar) {
                            each(values, path.pointer());
                        }
                    }
                    value => visit(value, path, each),
                }
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                path.push_index(index);
                visit(value, path, each);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::Bool(_))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{
        diagnostic::Diagnostics,
        load::{Source, SourceId, read},
    };

    fn tree(text: &str) -> (Value, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let source = Source { name: "api".to_owned(), bytes: text.as_bytes().to_vec() };
        (read(&source, SourceId::Document, &mut diagnostics).expect("text with a tree"), diagnostics)
    }

    #[test]
    fn values_of_strings_keep_their_spelling() {
        let text = "a: {type: string, enum: [1.10, 1.9, 2, True, x, 0x10]}\nb: {type: number, enum: [1.10]}\n\
                    c: {type: string, enum: [1.10, 1.20]}\nexample: {type: string, enum: [1.10]}\n";
        let (tree, diagnostics) = tree(text);
        assert_eq!(tree["a"]["enum"], json!(["1.10", 1.9, 2, "True", "x", "0x10"]));
        assert_eq!(tree["b"]["enum"], json!([1.10]));
        assert_eq!(tree["c"]["enum"], json!(["1.10", "1.20"]));
        assert_eq!(tree["example"]["enum"], json!([1.10]));
        let found: Vec<_> = diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(found, ["`1.20` is read as `\"1.20\"`, according to `type`"]);
    }

    #[test]
    fn values_of_json_keep_their_spelling_too() {
        let (tree, _) = tree(r#"{"a": {"enum": [1.10, 1e2, 3], "type": "string"}}"#);
        assert_eq!(tree["a"]["enum"], json!(["1.10", "1e2", 3]));
    }
}
