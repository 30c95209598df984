//! Replaces references by their targets: references inside the document at places where the standard does not allow them,
//! such as `content: {$ref: …}`, and references to media types of OpenAPI 3.2.

use serde_json::{Map, Value, json};

use super::{
    super::super::{
        context::Findings,
        objects::{Kind, Shape},
        walk::{Standing, standing_at},
    },
    inside,
};
use crate::{
    diagnostic::catalog::reference as catalog,
    media_type,
    pointer::{Path, Pointer},
};

/// The limits for the length of a chain and the total size, since references may lead in circles.
const CHAIN: usize = 16;
const NODES: usize = 1 << 20;

/// The section of OpenAPI 3.2 for media types that can be referred to.
const MEDIA_TYPES: &str = "#/components/mediaTypes/";

/// Replaces them in the document.
pub(super) fn put_in_place(document: &mut Value, findings: &mut Findings<'_>) {
    let mut found = StrayReferences { jobs: Vec::new(), path: Path::new() };
    found.object(document, Kind::OpenApi);
    let mut left = NODES;
    let mut reported: Option<(Pointer, usize)> = None;
    for (place, shape) in found.jobs {
        let written = findings.origins.trace(&place);
        for _ in 0..CHAIN {
            let Some(holder) = document.pointer(inside(&place)) else { break };
            let Some(reference) = reference(holder, shape) else { break };
            let is_standard = is_media_type(shape) && reference.as_str().starts_with(MEDIA_TYPES);
            let Some((value, origin)) = meant(document, shape, &reference) else { break };
            let Some(rest) = left.checked_sub(super::inline::size(&value)) else { break };
            // An object that contains itself would never end.
            if reference.strip_prefix(&place).is_some() {
                break;
            }
            left = rest;
            if let Some(holder) = document.pointer_mut(inside(&place)) {
                *holder = value;
            }
            if let Some((from, to)) = origin {
                findings.origins.record_copy(&from, &place.join(inside(&to)));
            }
            if !is_standard {
                reported.get_or_insert_with(|| (written.clone(), 0)).1 += 1;
            }
        }
        refuse(document, &place, shape, findings);
    }
    if let Some((first, count)) = reported {
        findings.diagnostics.push(catalog::out_of_place(&first, count));
    }
}

/// Removes a reference that was not replaced: it leads nowhere, or into itself.
fn refuse(document: &mut Value, place: &Pointer, shape: &Shape, findings: &mut Findings<'_>) {
    let Some(target) = document.pointer(inside(place)).and_then(|holder| reference(holder, shape)) else { return };
    // A single reference is read as a list of one.
    if is_list_of_references(shape) {
        return;
    }
    let at = place.child("$ref");
    let name = target.tokens().last().unwrap_or_default();
    match document.pointer(inside(&target)) {
        Some(_) => findings.report(catalog::circular_reference(&at, "an object", &[name])),
        None if findings.is_aside(&target) => {}
        None => findings.report(catalog::dangling_reference(&at, target.as_str(), target.as_str(), None)),
    }
    if let Some(Value::Object(holder)) = document.pointer_mut(inside(place)) {
        holder.shift_remove("$ref");
    }
}

fn is_media_type(shape: &Shape) -> bool {
    matches!(shape, Shape::Object(Kind::MediaType))
}

fn is_list_of_references(shape: &Shape) -> bool {
    matches!(shape, Shape::List(Shape::OrReference(_)))
}

fn is_content(shape: &Shape) -> bool {
    matches!(shape, Shape::Map(Shape::Object(Kind::MediaType)))
}

/// The place that `holder` refers to, if it consists only of a reference.
fn reference(holder: &Value, shape: &Shape) -> Option<Pointer> {
    let object = holder.as_object().filter(|object| object.len() == 1 || is_media_type(shape))?;
    let fragment = object.get("$ref")?.as_str()?.strip_prefix('#')?;
    fragment.starts_with('/').then(|| Pointer::from_fragment(fragment))
}

/// The target of the reference: the value, and the place in the document of each of its parts.
fn meant(document: &Value, shape: &Shape, target: &Pointer) -> Option<(Value, Option<(Pointer, Pointer)>)> {
    let found = document.pointer(inside(target))?;
    if is_list_of_references(shape) && !found.is_array() {
        return None;
    }
    let all = || Some((found.clone(), Some((target.clone(), Pointer::root()))));
    let tokens: Vec<String> = target.tokens().collect();
    let is_schema = standing_at(tokens.iter().map(String::as_str)) == Standing::Object(Kind::Schema);
    let schema = || json!({"schema": {"$ref": target.as_str().replace('%', "%25")}});
    let content = found.get("content").filter(|content| content.is_object());
    if is_media_type(shape) {
        return match content.and_then(Value::as_object).and_then(single) {
            _ if is_schema => Some((schema(), None)),
            Some((name, media_type)) => {
                Some((media_type.clone(), Some((target.child("content").child(name), Pointer::root()))))
            }
            None => all(),
        };
    }
    if is_content(shape) {
        return match content {
            _ if is_schema => Some((json!({"application/json": schema()}), None)),
            Some(content) => Some((content.clone(), Some((target.child("content"), Pointer::root())))),
            None if found.get("schema").is_some() => {
                let to = Pointer::root().child("application/json");
                Some((json!({"application/json": found}), Some((target.clone(), to))))
            }
            None => all(),
        };
    }
    all()
}

/// The only media type, or the JSON media type.
pub(super) fn single(content: &Map<String, Value>) -> Option<(&String, &Value)> {
    let mut json = content.iter().filter(|(name, _)| media_type::essence(name).ends_with("json"));
    match (content.len(), json.next()) {
        (1, _) => content.iter().next(),
        (_, json) => json,
    }
}

/// The places of references that the standard does not have.
struct StrayReferences {
    jobs: Vec<(Pointer, &'static Shape)>,
    path: Path,
}

impl StrayReferences {
    fn object(&mut self, value: &Value, kind: Kind) {
        for (name, member) in value.as_object().into_iter().flatten() {
            if let Some(shape) = kind.shape(name) {
                self.step(name, member, shape);
            }
        }
    }

    fn step(&mut self, token: &str, value: &Value, shape: &'static Shape) {
        self.path.push(token);
        self.shape(value, shape);
        self.path.pop();
    }

    fn shape(&mut self, value: &Value, shape: &'static Shape) {
        let has_none = match shape {
            Shape::Object(kind) => kind.section().is_none(),
            Shape::List(_) | Shape::Map(_) => true,
            _ => false,
        };
        if has_none && reference(value, shape).is_some() {
            self.jobs.push((self.path.pointer(), shape));
            return;
        }
        match shape {
            Shape::Object(kind) | Shape::OrReference(kind) => self.object(value, *kind),
            Shape::FlagOrSchema => self.object(value, Kind::Schema),
            Shape::List(inner) => {
                for (index, element) in value.as_array().into_iter().flatten().enumerate() {
                    self.step(&index.to_string(), element, inner);
                }
            }
            Shape::Map(inner) => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    self.step(name, member, inner);
                }
            }
            _ => {}
        }
    }
}
