//! Reads references such as `#/$defs/NAME`, `#/definitions/NAME` and `#/parameters/NAME`. If the document has no such member,
//! they are read from a schema around them, or else from `components`.
//!
//! Libraries such as Pydantic make schemas with definitions of their own. If such a schema is put into a document as it
//! is, its references are correct only from its own root. Others move the definitions to `components/schemas`, but keep
//! the references. Documents that were converted from Swagger 2.0 by hand also refer to its `parameters` and `responses`.

use serde_json::{Value, json};

use super::{super::super::context::Findings, ids::members, inside};
use crate::{
    bundle::FILES,
    diagnostic::catalog::{reference as catalog, structure},
    pointer::{Path, Pointer, percent_decoded},
};

/// The members of a schema that hold definitions.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

/// The members of a document that some references name, and the sections of `components` that have their content.
const SECTIONS: [(&str, &str); 4] =
    [("$defs", "schemas"), ("definitions", "schemas"), ("parameters", "parameters"), ("responses", "responses")];

/// The members of these objects have names of the author's choice.
const NAMES: [&str; 5] = ["$defs", "definitions", "patternProperties", "properties", "schemas"];

/// Writes these references as pointers from the root.
pub(super) fn refer_from_root(document: &mut Value, findings: &mut Findings<'_>) {
    if !members(document).iter().any(|(_, member)| may_need_change(member)) {
        return;
    }
    let mut found =
        InnerReferences { document, around: Vec::new(), path: Path::new(), inner: Vec::new(), components: Vec::new() };
    for (token, member) in members(document) {
        found.step("", &token, member);
    }
    let InnerReferences { inner, components, .. } = found;
    if let Some((place, reference, _)) = inner.first() {
        findings.report(catalog::inner_definition(place, reference, inner.len()));
    }
    if let Some((place, reference, target)) = components.first() {
        findings.report(structure::read_as_in(place, reference, target.as_str(), components.len()));
    }
    for (place, _, target) in inner.into_iter().chain(components) {
        if let Some(text) = document.pointer_mut(inside(&place)) {
            *text = json!(target.as_str().replace('%', "%25"));
        }
    }
}

/// A reference: its place, its text, and its target.
type Written = (Pointer, String, Pointer);

/// The references that need another text.
struct InnerReferences<'d> {
    document: &'d Value,
    /// The objects around `path` that have definitions.
    around: Vec<Pointer>,
    path: Path,
    /// The references to definitions of schemas around them.
    inner: Vec<Written>,
    /// The references to components.
    components: Vec<Written>,
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
        let Some(fragment) = text.strip_prefix('#') else { return };
        let target = Pointer::root().join(&percent_decoded(fragment));
        let first = target.tokens().next().unwrap_or_default();
        let Some((_, section)) = SECTIONS.into_iter().find(|(name, _)| *name == first) else { return };
        let place = self.path.pointer();
        let holder = place.parent().and_then(|mapping| mapping.parent());
        let is_mapping = holder.is_some_and(|holder| holder.as_str().ends_with("/discriminator"));
        if !matches!(token, "$ref" | "defaultMapping") && !is_mapping {
            return;
        }
        let is_there = |pointer: &Pointer| self.document.pointer(inside(pointer)).is_some();
        if is_there(&target) {
            return;
        }
        let relative = inside(&target);
        let around = self.around.iter().rev().filter(|_| DEFINITIONS.contains(&&*first));
        if let Some(target) = around.map(|around| around.join(relative)).find(is_there) {
            self.inner.push((place, text.to_owned(), target));
            return;
        }
        let rest = relative.strip_prefix('/').and_then(|rest| rest.strip_prefix(&*first)).unwrap_or_default();
        let component = Pointer::from_tokens(["components", section]).join(rest);
        if is_there(&component) {
            self.components.push((place, text.to_owned(), component));
        }
    }
}

fn has_definitions(value: &Value) -> bool {
    DEFINITIONS.iter().any(|name| value.get(name).is_some_and(Value::is_object))
}

/// Whether a tree has definitions, or refers to them: few do.
fn may_need_change(value: &Value) -> bool {
    has_definitions(value)
        || match value {
            Value::Object(object) => object.values().any(may_need_change),
            Value::Array(elements) => elements.iter().any(may_need_change),
            Value::String(text) => text.strip_prefix("#/").is_some_and(|text| {
                SECTIONS.iter().any(|(name, _)| text.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')))
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
}
