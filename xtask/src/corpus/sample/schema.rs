//! A schema as the list of schemas that all apply: itself, the targets of its references, and its `allOf`.

use serde_json::{Map, Value};

/// A document and its version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Document<'d> {
    pub(super) root: &'d Value,
    /// OpenAPI 3.0 has `nullable`, and ignores keywords next to `$ref`.
    pub(super) is_3_0: bool,
}

/// One of the schemas that apply.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'d> {
    pub(super) schema: &'d Map<String, Value>,
    /// Whether an arm of its `oneOf` was chosen already.
    pub(super) one_of_chosen: bool,
    /// Whether an arm of its `anyOf` was chosen already.
    pub(super) any_of_chosen: bool,
}

impl<'d> Document<'d> {
    pub(super) fn new(root: &'d Value) -> Self {
        let version = root.get("openapi").and_then(Value::as_str).unwrap_or_default();
        Self { root, is_3_0: version.starts_with("3.0") }
    }

    /// The schema that a `$ref` names within the document.
    pub(super) fn target(&self, reference: &str) -> Option<&'d Value> {
        let pointer = percent_decoded(reference.strip_prefix('#')?);
        self.root.pointer(&pointer)
    }

    /// The schemas that all apply; `None` if no value satisfies all of them, or if this sampler cannot find one.
    pub(super) fn parts(&self, schema: &'d Value) -> Option<Vec<Part<'d>>> {
        let mut parts = Vec::new();
        let mut stack = vec![schema];
        let mut entered: Vec<&str> = Vec::new();
        while let Some(schema) = stack.pop() {
            let schema = match schema {
                Value::Bool(true) => continue,
                Value::Object(schema) => schema,
                _ => return None,
            };
            if schema.contains_key("$dynamicRef") {
                return None;
            }
            let reference = schema.get("$ref").and_then(Value::as_str);
            if let Some(reference) = reference.filter(|reference| !entered.contains(reference)) {
                entered.push(reference);
                stack.push(self.target(reference)?);
            }
            if reference.is_some() && self.is_3_0 {
                continue;
            }
            stack.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
            parts.push(Part { schema, one_of_chosen: false, any_of_chosen: false });
        }
        Some(parts)
    }
}

/// The types that a schema's `type` allows; none if it has no `type`.
pub(super) fn types(document: &Document<'_>, schema: &Map<String, Value>) -> Vec<String> {
    let mut types = match schema.get("type") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    if document.is_3_0 && !types.is_empty() && schema.get("nullable") == Some(&Value::Bool(true)) {
        types.push("null".to_owned());
    }
    types
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
