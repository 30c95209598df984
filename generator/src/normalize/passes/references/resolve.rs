//! Finds the place that a reference leads to.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::super::{
    Origins,
    objects::Kind,
    walk::{Standing, standing_at, walk_kind},
};
use super::files::{Files, shown};
use crate::{
    diagnostic::{Diagnostic, catalog::reference as catalog},
    pointer::{Pointer, percent_decoded},
    similar::similar,
};

/// The number of references that a pointer may pass through.
const FUEL: usize = 64;

/// The target of a reference.
pub(super) struct Target {
    pub(super) pointer: Pointer,
    /// The value there.
    pub(super) standing: Standing,
}

/// The reason why a reference has no target.
pub(super) enum Reason {
    Empty,
    /// It names a file or a URL that is not part of the input.
    External,
    Dangling {
        missing: String,
        similar: Option<String>,
    },
    Ambiguous {
        anchor: String,
        count: usize,
    },
}

impl Reason {
    /// With the component schema that has the last name of the pointer, if no name is similar.
    fn or_component(self, document: &Value, pointer: &Pointer) -> Self {
        match (self, pointer.tokens().last()) {
            (Self::Dangling { missing, similar: None }, Some(name)) => {
                Self::Dangling { missing, similar: component(document, &name) }
            }
            (reason, _) => reason,
        }
    }

    /// The place without a value, if it is the reason.
    pub(super) fn missing(&self) -> Option<&str> {
        match self {
            Self::Dangling { missing, .. } => Some(missing),
            Self::Empty | Self::External | Self::Ambiguous { .. } => None,
        }
    }

    /// The finding on `reference`, which is at `place`.
    pub(super) fn diagnostic(&self, files: &Files, origins: &Origins, place: &Pointer, reference: &str) -> Diagnostic {
        match self {
            Self::Empty => catalog::empty_reference(place),
            Self::External => files.unknown(place, &origins.trace(place), reference),
            Self::Dangling { missing, similar } => {
                let written = |text: &str| written(origins, text);
                let similar = similar.as_deref().map(written);
                catalog::dangling_reference(place, &written(reference), &written(missing), similar.as_deref())
            }
            Self::Ambiguous { anchor, count } => catalog::ambiguous_anchor(place, anchor, *count),
        }
    }
}

/// A reference as it was written, before parts were moved.
pub(super) fn written(origins: &Origins, reference: &str) -> String {
    match reference.strip_prefix("#/") {
        Some(_) => shown(origins.trace(&Pointer::from_text(reference)).as_str()).into_owned(),
        None => shown(reference).into_owned(),
    }
}

/// The names that schemas give themselves.
#[derive(Default)]
pub(super) struct Index {
    anchors: BTreeMap<String, Vec<Pointer>>,
    ids: BTreeMap<String, Pointer>,
}

impl Index {
    pub(super) fn new(document: &mut Value) -> Self {
        let mut index = Self::default();
        walk_kind(document, Kind::Schema, |schema, path| {
            for keyword in ["$anchor", "$dynamicAnchor"] {
                if let Some(Value::String(anchor)) = schema.get(keyword) {
                    index.anchors.entry(anchor.clone()).or_default().push(path.pointer());
                }
            }
            if let Some(Value::String(id)) = schema.get("$id") {
                index.ids.entry(id.trim_end_matches('#').to_owned()).or_insert_with(|| path.pointer());
            }
        });
        index
    }

    /// The place that `reference` at `place` leads to.
    pub(super) fn resolve(
        &self,
        document: &Value,
        files: &Files,
        place: &Pointer,
        reference: &str,
        mapping: bool,
    ) -> Result<Target, Reason> {
        if mapping {
            let component = Pointer::from_tokens(["components", "schemas", reference]);
            if document.pointer(super::inside(&component)).is_some() {
                return Ok(Target { pointer: component, standing: Standing::Object(Kind::Schema) });
            }
        }
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = percent_decoded(fragment);
        let base = if base.is_empty() {
            Pointer::root()
        } else {
            self.id(base).ok_or(if is_name(base) { dangling_name(document, base) } else { Reason::External })?
        };
        if fragment.is_empty() {
            return if base == Pointer::root() { self.own_root(place) } else { Ok(target(base)) };
        }
        if fragment.starts_with('/') {
            let pointer = base.join(&fragment);
            // A keyword next to a `$ref` need not belong to the value.
            return follow(document, files, &pointer, false)
                .or_else(|reason| follow(document, files, &pointer, true).map_err(|_| reason))
                .map_err(|reason| reason.or_component(document, &pointer));
        }
        self.anchor(&base, place, &fragment)
    }

    /// `#` alone: the schema resource around it, which must have an `$id`.
    fn own_root(&self, place: &Pointer) -> Result<Target, Reason> {
        let around = self.ids.values().filter(|id| id.strip_prefix(place).is_some());
        around.max_by_key(|id| id.as_str().len()).cloned().map(target).ok_or(Reason::Empty)
    }

    fn id(&self, base: &str) -> Option<Pointer> {
        let by_end = |(id, _): &(&String, &Pointer)| id.strip_suffix(base).is_some_and(|start| start.ends_with('/'));
        self.ids.get(base).or_else(|| self.ids.iter().find(by_end).map(|(_, place)| place)).cloned()
    }

    /// Whether the anchor `reference` at `place` occurs at several places, and none of them is nearer than the others.
    pub(super) fn is_ambiguous(&self, place: &Pointer, reference: &str) -> bool {
        let found = |anchor: &str| self.anchor(&Pointer::root(), place, anchor);
        reference.strip_prefix('#').is_some_and(|anchor| matches!(found(anchor), Err(Reason::Ambiguous { .. })))
    }

    fn anchor(&self, base: &Pointer, place: &Pointer, anchor: &str) -> Result<Target, Reason> {
        let inside_base = |at: &&Pointer| base.strip_prefix(at).is_some();
        let all: Vec<&Pointer> = self.anchors.get(anchor).into_iter().flatten().filter(inside_base).collect();
        // Anchors are local to their schema resource; a component is the nearest thing to one without `$id`.
        let component: Vec<String> = place.tokens().take(3).collect();
        let near: Vec<&Pointer> =
            all.iter().filter(|at| at.tokens().take(3).eq(component.iter().cloned())).copied().collect();
        match (near.as_slice(), all.as_slice()) {
            ([only], _) | ([], [only]) => Ok(target((*only).clone())),
            ([], []) => {
                let names = self.anchors.keys().map(String::as_str);
                let similar = similar(anchor, names).map(|name| format!("#{name}"));
                Err(Reason::Dangling { missing: format!("#{anchor}"), similar })
            }
            _ => Err(Reason::Ambiguous { anchor: anchor.to_owned(), count: all.len() }),
        }
    }
}

fn target(pointer: Pointer) -> Target {
    let tokens: Vec<String> = pointer.tokens().collect();
    Target { standing: standing_at(tokens.iter().map(String::as_str)), pointer }
}

/// Walks along a pointer, through references on the way: if a member is not there, or always.
fn follow(document: &Value, files: &Files, pointer: &Pointer, always: bool) -> Result<Target, Reason> {
    let mut fuel = FUEL;
    let mut reached = Pointer::root();
    let mut at = document;
    let mut tokens: Vec<String> = pointer.tokens().collect();
    tokens.reverse();
    loop {
        if let Some((new, value)) =
            files.moved(&reached).and_then(|new| Some((new, document.pointer(super::inside(new))?)))
        {
            reached = new.clone();
            at = value;
        }
        let Some(token) = tokens.last() else { break };
        let next = match at {
            Value::Object(object) => object.get(token),
            Value::Array(elements) => token.parse::<usize>().ok().and_then(|index| elements.get(index)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        let is_reference = always && fuel > 0 && at.get("$ref").is_some_and(Value::is_string);
        if let Some(next) = next.filter(|_| !is_reference) {
            at = next;
            reached = reached.child(token);
            tokens.pop();
            continue;
        }
        // A member that has another name now.
        let renamed = files.moved(&reached.child(token)).filter(|_| !is_reference);
        if let Some((new, value)) = renamed.and_then(|new| Some((new, document.pointer(super::inside(new))?))) {
            at = value;
            reached = new.clone();
            tokens.pop();
            continue;
        }
        let through = files.reference_at(document, &reached, at).filter(|_| fuel > 0);
        let Some(through) = through else {
            let names = at.as_object().into_iter().flat_map(|object| object.keys()).map(String::as_str);
            let similar = similar(token, names).map(|name| reached.child(name).as_str().to_owned());
            return Err(Reason::Dangling { missing: reached.child(token).as_str().to_owned(), similar });
        };
        fuel -= 1;
        tokens.extend(through.tokens().collect::<Vec<String>>().into_iter().rev());
        at = document;
        reached = Pointer::root();
    }
    if at.is_object() || at.is_boolean() {
        Ok(target(reached))
    } else {
        Err(Reason::Dangling { missing: format!("object at {reached}"), similar: None })
    }
}

/// A name without a path or an extension: most likely a component whose place was forgotten.
fn is_name(base: &str) -> bool {
    !base.contains(['/', '.', ':'])
}

fn dangling_name(document: &Value, name: &str) -> Reason {
    Reason::Dangling { missing: name.to_owned(), similar: component(document, name) }
}

/// The component schema with this name.
fn component(document: &Value, name: &str) -> Option<String> {
    let component = Pointer::from_tokens(["components", "schemas", name]);
    document.pointer(super::inside(&component)).map(|_| component.as_str().to_owned())
}
