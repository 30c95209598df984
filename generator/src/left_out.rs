//! Removes the parts with errors from a document, and the parts that need them, so that the rest can be read again.
//!
//! Input: the tree after overlays, and its errors. Output: the tree without the operations, paths and components with
//! errors, and a finding for each of them. It does not follow references that are not pointers: they become dangling
//! references, which the next round finds.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Errors,
    bundle::{self, FILES, Location},
    diagnostic::{Diagnostic, Diagnostics, Severity, catalog::left_out as catalog},
    pointer::Pointer,
    source::SourceId,
};

/// The members of a path item that are operations.
pub const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// The members of a Swagger 2.0 document that are `components` in OpenAPI 3.
pub(crate) const OF_SWAGGER_2: &[&str] = &["definitions", "parameters", "responses", "securityDefinitions"];

/// The members of a document that some references name although it does not have them, and the sections of `components` that
/// have their content.
const SECTIONS: [(&str, &str); 4] =
    [("$defs", "schemas"), ("definitions", "schemas"), ("parameters", "parameters"), ("responses", "responses")];

/// The reason why a part is removed.
#[derive(Clone, Debug)]
enum Cause {
    InError,
    Needs(Pointer),
}

/// Whether a finding is in a part that can be removed.
pub fn can_be_left_out(finding: &Diagnostic) -> bool {
    place(finding).and_then(part).is_some()
}

/// Removes the parts. `None` if an error is outside of all parts that can be removed.
pub fn take_out(document: &mut Value, errors: &Diagnostics, may_go: Errors) -> Option<Vec<Diagnostic>> {
    let mut going = BTreeMap::new();
    for error in errors.iter().filter(|finding| finding.severity == Severity::Error) {
        going.insert(part(place(error)?)?, Cause::InError);
    }
    add_needing(document, &mut going);
    if may_go == Errors::LeaveOutOperations && !going.keys().all(is_of_operations) {
        return None;
    }
    for part in going.keys() {
        remove(document, part);
    }
    let findings = going.iter().map(|(part, reason)| match reason {
        Cause::InError => catalog::in_error(part),
        Cause::Needs(other) => catalog::needs(part, other),
    });
    Some(findings.collect())
}

/// Whether a part is an operation, or a path with all of its operations.
fn is_of_operations(part: &Pointer) -> bool {
    part.tokens().next().is_some_and(|section| section == "paths")
}

/// The place of a finding in the document.
pub(crate) fn place(finding: &Diagnostic) -> Option<&Pointer> {
    match (&finding.span, finding.source == SourceId::Document) {
        (None, true) => Some(&finding.pointer),
        _ => finding.about.as_ref(),
    }
}

/// The smallest part around a place that can be removed.
pub(crate) fn part(place: &Pointer) -> Option<Pointer> {
    let tokens: Vec<String> = place.tokens().take(3).collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let kept = match tokens.as_slice() {
        ["components", _, _] | ["components", _] => tokens.as_slice(),
        [section, name, ..] if OF_SWAGGER_2.contains(section) => &[*section, *name],
        ["paths", _, method] if METHODS.iter().any(|it| it.eq_ignore_ascii_case(method)) => tokens.as_slice(),
        [section @ ("paths" | "webhooks"), name, ..] => &[*section, *name],
        _ => return None,
    };
    Some(Pointer::from_tokens(kept))
}

/// Adds the parts that refer to removed parts, directly or not.
fn add_needing(document: &Value, going: &mut BTreeMap<Pointer, Cause>) {
    let mut users: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
    for (user, value) in parts(document) {
        for target in references(value).filter_map(|reference| target(document, "", reference)) {
            // A whole path or section of components may be removed.
            for gone in target.parent().into_iter().chain([target]) {
                users.entry(gone).or_default().push(user.clone());
            }
        }
    }
    let mut open: Vec<Pointer> = going.keys().cloned().collect();
    while let Some(gone) = open.pop() {
        for user in users.remove(&gone).unwrap_or_default() {
            if !going.contains_key(&user) {
                going.insert(user.clone(), Cause::Needs(gone.clone()));
                open.push(user);
            }
        }
    }
}

/// Every operation, other member of a path item, component and webhook, by the part that it belongs to.
pub(crate) fn parts(document: &Value) -> impl Iterator<Item = (Pointer, &Value)> {
    let of_two = |section: &'static str| {
        members(document.get(section)).flat_map(move |(outer, value)| {
            members(Some(value)).map(move |(inner, value)| (Pointer::from_tokens([section, outer, inner]), value))
        })
    };
    let of_one = |section: &'static str| {
        members(document.get(section)).map(move |(name, value)| (Pointer::from_tokens([section, name]), value))
    };
    let parts = ["paths", "webhooks", "components"].into_iter().flat_map(of_two);
    let parts = parts.chain(OF_SWAGGER_2.iter().copied().flat_map(of_one));
    parts.filter_map(|(at, value)| Some((part(&at)?, value)))
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The part that a reference leads to. The reference can name the document itself: `openapi.yaml#/components/schemas/Pet`. `base`
/// is the path of the file with the reference, and empty for the document.
pub(crate) fn target(document: &Value, base: &str, reference: &str) -> Option<Pointer> {
    let (file, fragment) = reference.split_once('#')?;
    if !names_document(document, base, file) {
        return None;
    }
    let pointer = Pointer::from_fragment(fragment);
    part(&in_components(document, &pointer).unwrap_or(pointer))
}

/// Whether the part of a reference before `#` names the document: by its file, by its URL or, in the document, by nothing.
fn names_document(document: &Value, base: &str, file: &str) -> bool {
    match bundle::locate(base, file) {
        Location::Here => base.is_empty(),
        Location::File(path) => document.get(FILES).and_then(|files| files.get(path)).is_some_and(Value::is_null),
        Location::Url => bundle::own_url(document) == Some(file),
        Location::Outside => false,
    }
}

/// Whether `components` may have the target of a pointer such as `#/definitions/Pet`.
pub(crate) fn may_be_in_components(pointer: &Pointer) -> bool {
    let mut tokens = pointer.tokens();
    let first = tokens.next();
    tokens.next().is_some() && first.is_some_and(|first| SECTIONS.iter().any(|(name, _)| *name == first))
}

/// The place in `components` that a pointer such as `#/definitions/Pet` means, if the document does not have this place.
pub(crate) fn in_components(document: &Value, pointer: &Pointer) -> Option<Pointer> {
    let is_there = |pointer: &Pointer| document.pointer(pointer.as_str().trim_start_matches('#')).is_some();
    let first = pointer.tokens().next()?;
    let (name, section) = SECTIONS.into_iter().find(|(name, _)| *name == first)?;
    let rest = Pointer::root().child(name).strip_prefix(pointer)?.to_owned();
    let meant = Pointer::from_tokens(["components", section]).join(&rest);
    (!is_there(pointer) && is_there(&meant)).then_some(meant)
}

/// The references in a value, or the value if it is one.
pub(crate) fn references(value: &Value) -> impl Iterator<Item = &str> {
    let mut found = Vec::from_iter(value.as_str());
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        found.extend(value.get("$ref").and_then(Value::as_str));
        found.extend(members(value.get("mapping")).filter_map(|(_, target)| target.as_str()));
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(elements) => open.extend(elements),
            _ => {}
        }
    }
    found.into_iter()
}

fn remove(document: &mut Value, part: &Pointer) {
    let holder = part.parent().and_then(|parent| document.pointer_mut(parent.as_str().trim_start_matches('#')));
    if let (Some(Value::Object(members)), Some(name)) = (holder, part.tokens().last()) {
        members.shift_remove(&name);
    }
}
