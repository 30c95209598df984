//! References at places where the standard does not allow them, such as `get: {$ref: get.yaml}`, which bundlers accept.
//!
//! If such a reference leads to a file, its target replaces it, and the references in the target are rewritten relative to the
//! document.

use serde_json::{Map, Value, json};

use super::{
    super::super::{
        context::Findings,
        objects::{Kind, Shape},
    },
    files::Files,
    inside,
};
use crate::{
    bundle::{self, FILES},
    diagnostic::catalog::reference as catalog,
    pointer::{Path, Pointer},
};

/// The limits for the depth and the size of inserted content, since files may refer to each other in circles.
const DEPTH: usize = 128;
const NODES: usize = 1 << 20;
/// The longest chain of references.
const CHAIN: usize = 16;

/// Inserts files into `value`, an object of the kind `kind` at `place`.
pub(super) fn inline(
    value: &mut Value,
    kind: Kind,
    place: &Pointer,
    files: &Files,
    trees: &Value,
    findings: &mut Findings<'_>,
) {
    let mut inline =
        Inliner { files, trees, findings, path: Path::from_pointer(place), nodes: NODES, first: None, count: 0 };
    inline.object(value, kind);
    let Inliner { first, count, .. } = inline;
    if let Some(first) = first {
        findings.report(catalog::out_of_place(&first, count));
    }
}

struct Inliner<'a, 'b> {
    files: &'a Files,
    trees: &'a Value,
    findings: &'a mut Findings<'b>,
    path: Path,
    /// The number of nodes that may still be inserted.
    nodes: usize,
    first: Option<Pointer>,
    count: usize,
}

impl Inliner<'_, '_> {
    fn shape(&mut self, value: &mut Value, shape: &Shape) {
        match shape {
            Shape::OrReference(kind) => self.object(value, *kind),
            Shape::Object(Kind::PathItem) => self.object(value, Kind::PathItem),
            Shape::FlagOrSchema => self.object(value, Kind::Schema),
            Shape::Object(kind) => {
                self.put_in_place(value);
                self.object(value, *kind);
            }
            Shape::List(inner) => {
                self.put_in_place(value);
                for (index, element) in value.as_array_mut().into_iter().flatten().enumerate() {
                    self.step(&index.to_string(), element, inner);
                }
            }
            // A member of a map may have the name `$ref`. It is a reference only if its value is text and it is the
            // only member.
            Shape::Map(inner) => {
                self.put_in_place(value);
                for (name, member) in value.as_object_mut().into_iter().flatten() {
                    self.step(name, member, inner);
                }
            }
            Shape::Text => self.put_in_place(value),
            Shape::Any
            | Shape::Flag
            | Shape::Number
            | Shape::Count
            | Shape::Bound
            | Shape::Texts
            | Shape::Values
            | Shape::TypeNames => {}
        }
    }

    fn step(&mut self, token: &str, value: &mut Value, shape: &Shape) {
        if self.path.depth() < DEPTH {
            self.path.push(token);
            self.shape(value, shape);
            self.path.pop();
        }
    }

    /// An object whose own reference, if it has one, is in place.
    fn object(&mut self, value: &mut Value, kind: Kind) {
        let Value::Object(object) = value else { return };
        if kind.section().is_some()
            && let Some(reference) = object.get_mut("$ref")
        {
            self.rewrite(reference);
        }
        if kind == Kind::Discriminator {
            let mapping = object.get_mut("mapping").and_then(Value::as_object_mut);
            let targets = mapping.into_iter().flat_map(Map::values_mut);
            let is_reference = |target: &&mut Value| target.as_str().is_some_and(|text| !bundle::is_schema_name(text));
            targets.filter(is_reference).for_each(|target| self.rewrite(target));
            object.get_mut("defaultMapping").filter(is_reference).into_iter().for_each(|target| self.rewrite(target));
        }
        for (name, member) in object.iter_mut() {
            if let Some(shape) = kind.shape(name) {
                self.step(name, member, shape);
            }
        }
    }

    fn rewrite(&self, reference: &mut Value) {
        let origin = self.findings.origins.trace(&self.path.pointer());
        let Some(text) = reference.as_str() else { return };
        // The reference to a part that was moved to `components` is already seen from the document.
        if self.files.moved(&origin).is_some_and(|new| new.as_str() == text) {
            return;
        }
        if let Some(new) = self.files.seen_from_document(self.trees, &origin, text) {
            *reference = json!(new);
        }
    }

    /// Replaces `{$ref: FILE}` by the content of the file, and again if this is a reference.
    fn put_in_place(&mut self, value: &mut Value) {
        for _ in 0..CHAIN {
            let Some(target) = self.target(value) else { return };
            let Some(found) = self.trees.pointer(inside(&target)) else { return };
            let Some(left) = self.nodes.checked_sub(size(found)) else { return };
            self.nodes = left;
            let place = self.path.pointer();
            *value = found.clone();
            self.findings.origins.record_copy(&Pointer::root().child(FILES).join(inside(&target)), &place);
            self.first.get_or_insert(place);
            self.count += 1;
        }
    }

    /// The place among the files that `value` leads to, if it is a reference to a file and nothing else.
    fn target(&self, value: &Value) -> Option<Pointer> {
        let object = value.as_object().filter(|object| object.len() == 1)?;
        let written = object.get("$ref")?.as_str()?;
        let origin = self.findings.origins.trace(&self.path.pointer());
        let seen = self.files.seen_from_document(self.trees, &origin, written)?;
        let seen = Pointer::from_fragment(seen.strip_prefix('#')?);
        Some(Pointer::root().join(Pointer::root().child(FILES).strip_prefix(&seen)?))
    }
}

/// The number of nodes, at least one.
pub(super) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Object(object) => object.values().map(size).sum(),
        Value::Array(elements) => elements.iter().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}
