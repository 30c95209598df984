//! Reads references such as `#/$defs/NAME`, `#/definitions/NAME` and `#/parameters/NAME`. If the document has no such member,
//! they are read from a schema around them, or else from `components`.
//!
//! Libraries such as Pydantic make schemas with definitions of their own. If such a schema is put into a document as it
//! is, its references are correct only from its own root. Others move the definitions to `components/schemas`, but keep
//! the references. Documents that were converted from Swagger 2.0 by hand also refer to its `parameters` and `responses`.

use serde_json::{Value, json};

use super::{super::super::context::Findings, ids::members, inside};
use crate::{
    bundle::{self, FILES},
    diagnostic::catalog::{reference as catalog, structure},
    left_out,
    pointer::{Path, Pointer, percent_decoded},
};

/// The members of a schema that hold definitions.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

/// The members of these objects have names of the author's choice.
const NAMES: [&str; 5] = ["$defs", "definitions", "patternProperties", "properties", "schemas"];

/// Writes these references as pointers from the root.
pub(super) fn refer_from_root(document: &mut Value, findings: &mut Findings<'_>) {
    if !members(document).iter().any(|(_, member)| may_need_change(member)) {
        return;
    }
    let mut found = InnerReferences {
        document,
        root: Pointer::root(),
        around: Vec::new(),
        path: Path::new(),
        inner: Vec::new(),
        components: Vec::new(),
    };
    for (token, member) in members(document).into_iter().filter(|(token, _)| token != FILES) {
        found.step("", &token, member);
    }
    for (file, tree) in members(document.get(FILES).unwrap_or(&Value::Null)) {
        found.root = Pointer::from_tokens([FILES, &*file]);
        found.path = Path::from_pointer(&found.root);
        for (token, member) in members(tree) {
            found.step("", &token, member);
        }
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
    /// The place of the document or file that is read.
    root: Pointer,
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
        let is_data = matches!(token, "example" | "examples" | "default" | "enum" | "const");
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
        let fragment = percent_decoded(fragment);
        // A part of another file that was put here refers to the file.
        let (of_file, written) = match bundle::place_in_file(&Pointer::root().join(&fragment)) {
            Some((path, written)) => (Some(Pointer::from_tokens([FILES, &*path])), written),
            None => (None, Pointer::root().join(&fragment)),
        };
        if !left_out::may_be_in_components(&written) {
            return;
        }
        let place = self.path.pointer();
        let holder = place.parent().and_then(|mapping| mapping.parent());
        let is_mapping = holder.is_some_and(|holder| holder.as_str().ends_with("/discriminator"));
        if !matches!(token, "$ref" | "defaultMapping") && !is_mapping {
            return;
        }
        let root = of_file.as_ref().unwrap_or(&self.root);
        let is_there = |pointer: &Pointer| self.document.pointer(inside(pointer)).is_some();
        let relative = inside(&written);
        if is_there(&root.join(relative)) {
            return;
        }
        // References in a file begin at the root of the file.
        let from_root = |target: Pointer| match self.root.strip_prefix(&target) {
            Some(rest) => Pointer::root().join(rest),
            None => target,
        };
        let is_definition = written.tokens().next().is_some_and(|first| DEFINITIONS.contains(&&*first));
        let around = self.around.iter().rev().filter(|_| is_definition);
        if let Some(target) = around.map(|around| around.join(relative)).find(is_there) {
            self.inner.push((place, text.to_owned(), from_root(target)));
            return;
        }
        let Some(tree) = self.document.pointer(inside(root)) else { return };
        if let Some(component) = left_out::in_components(tree, &written) {
            self.components.push((place, text.to_owned(), from_root(root.join(inside(&component)))));
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
            Value::String(text) => {
                text.starts_with("#/") && left_out::may_be_in_components(&Pointer::from_fragment(&text[1..]))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
}
