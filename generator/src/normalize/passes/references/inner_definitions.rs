//! Reads `#/$defs/NAME` and `#/definitions/NAME` from the schema around the reference, if the document has no such member.
//!
//! Libraries such as Pydantic make schemas with definitions of their own. If such a schema is put into a document as it
//! is, its references are correct only from its own root.

use serde_json::{Value, json};

use super::{super::super::context::Findings, ids::members, inside};
use crate::{
    bundle::FILES,
    diagnostic::catalog::reference as catalog,
    pointer::{Path, Pointer, percent_decoded},
};

/// The members of a schema that hold definitions.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

/// The members of these objects have names of the author's choice.
const NAMES: [&str; 5] = ["$defs", "definitions", "patternProperties", "properties", "schemas"];

/// Writes these references as pointers from the root.
pub(super) fn refer_from_root(document: &mut Value, findings: &mut Findings<'_>) {
    if !members(document).iter().any(|(_, member)| contains_definitions(member)) {
        return;
    }
    let mut found = InnerReferences { document, around: Vec::new(), path: Path::new(), written: Vec::new() };
    for (token, member) in members(document) {
        found.step("", &token, member);
    }
    let written = found.written;
    if let Some((place, reference, _)) = written.first() {
        findings.report(catalog::inner_definition(place, reference, written.len()));
    }
    for (place, _, target) in written {
        if let Some(text) = document.pointer_mut(inside(&place)) {
            *text = json!(target.as_str().replace('%', "%25"));
        }
    }
}

/// The references to definitions of schemas around them.
struct InnerReferences<'d> {
    document: &'d Value,
    /// The objects around `path` that have definitions.
    around: Vec<Pointer>,
    path: Path,
    /// The place of each reference, its text, and its target.
    written: Vec<(Pointer, String, Pointer)>,
}

impl InnerReferences<'_> {
    /// `holder` is the token of the object that has the member `token`.
    fn step(&mut self, holder: &str, token: &str, value: &Value) {
        // The members of examples are data, but a property can have such a name.
        let is_data = matches!(token, "example" | "examples" | "default" | "enum" | "const" | FILES);
        if is_data && !NAMES.contains(&holder) {
            return;
        }
        self.path.push(token);
        let is_around = has_definitions(value);
        if is_around {
            self.around.push(self.path.pointer());
        }
        if let Value::String(text) = value {
            self.text(token, text);
        }
        for (member_token, member) in members(value) {
            self.step(token, &member_token, member);
        }
        if is_around {
            self.around.pop();
        }
        self.path.pop();
    }

    fn text(&mut self, token: &str, text: &str) {
        let Some(fragment) = text.strip_prefix('#').filter(|_| !self.around.is_empty()) else { return };
        let fragment = percent_decoded(fragment);
        let first = fragment.split('/').nth(1).unwrap_or_default();
        if !DEFINITIONS.contains(&first) {
            return;
        }
        let place = self.path.pointer();
        let holder = place.parent().and_then(|mapping| mapping.parent());
        let is_mapping = holder.is_some_and(|holder| holder.as_str().ends_with("/discriminator"));
        if !matches!(token, "$ref" | "defaultMapping") && !is_mapping {
            return;
        }
        let is_there = |pointer: &Pointer| self.document.pointer(inside(pointer)).is_some();
        if is_there(&Pointer::root().join(&fragment)) {
            return;
        }
        if let Some(target) = self.around.iter().rev().map(|around| around.join(&fragment)).find(is_there) {
            self.written.push((place, text.to_owned(), target));
        }
    }
}

fn has_definitions(value: &Value) -> bool {
    DEFINITIONS.iter().any(|name| value.get(name).is_some_and(Value::is_object))
}

/// Whether a tree has definitions: few have them.
fn contains_definitions(value: &Value) -> bool {
    has_definitions(value)
        || match value {
            Value::Object(object) => object.values().any(contains_definitions),
            Value::Array(elements) => elements.iter().any(contains_definitions),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
}
