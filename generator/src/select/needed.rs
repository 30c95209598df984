//! The parts of a document that selected operations need.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    bundle::{FILES, Location, candidates, locate_from, own_url},
    diagnostic::Diagnostic,
    left_out::{METHODS, OF_SWAGGER_2, part, parts, place, references, target},
    model::Api,
    names,
    pointer::Pointer,
};

use super::{Schemas, Selection, prune};

/// Components that only references need.
const BY_REFERENCE: &[&str] =
    &["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "pathItems", "links", "callbacks"];

/// The parts of the original document that a selection names, and the references between parts.
#[derive(Debug)]
pub struct AsWritten {
    selected: Vec<Pointer>,
    targets: BTreeMap<Pointer, Vec<Pointer>>,
}

impl AsWritten {
    /// Those of `document`.
    pub fn of(document: &Value, selection: &Selection) -> Self {
        let mut targets: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
        for (user, value) in parts(document) {
            targets.entry(user).or_default().extend(used_by(document, "", value));
        }
        for (path, tree) in document.get(FILES).and_then(Value::as_object).into_iter().flatten() {
            for (part, value) in parts_of_file(tree) {
                targets.entry(in_file(path, &part)).or_default().extend(used_by(document, path, value));
            }
        }
        Self { selected: selected(document, selection), targets }
    }
}

/// The parts that the references in a value lead to.
fn used_by(document: &Value, base: &str, value: &Value) -> Vec<Pointer> {
    let targets = |reference| target(document, base, reference).or_else(|| target_in_file(document, base, reference));
    references(value).filter_map(targets).collect()
}

/// The part of another file that a reference in the file at `base` leads to.
fn target_in_file(document: &Value, base: &str, reference: &str) -> Option<Pointer> {
    let files = document.get(FILES)?;
    let own = if base.is_empty() { document } else { files.get(base)? };
    let path = match locate_from(own_url(own), base, reference) {
        Location::File(path) => candidates(&path).find(|path| files.get(path).is_some())?,
        Location::Here if !base.is_empty() => base.to_owned(),
        Location::Here | Location::Outside | Location::Url => return None,
    };
    let inside = Pointer::from_fragment(reference.split_once('#').map_or("", |(_, fragment)| fragment));
    Some(in_file(&path, &part_of_file(&inside)))
}

/// The parts of another file, each with its value.
fn parts_of_file(tree: &Value) -> impl Iterator<Item = (Pointer, &Value)> {
    let members = tree.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| (Pointer::root().child(name), value));
    parts(tree).chain(members.filter(|(place, _)| !has_parts(place)))
}

/// The part of a file that has the place: an operation or a component, or a member of the file.
fn part_of_file(place: &Pointer) -> Pointer {
    part(place).or_else(|| Some(Pointer::root().child(&place.tokens().next()?))).unwrap_or_else(Pointer::root)
}

/// Whether [`parts`] has the parts of a member of a file.
fn has_parts(member: &Pointer) -> bool {
    let of_files = ["paths", "webhooks", "components"].into_iter().chain(OF_SWAGGER_2.iter().copied());
    of_files.map(|name| Pointer::root().child(name)).any(|name| name == *member)
}

/// The place in the document of a place in another file.
fn in_file(path: &str, inside: &Pointer) -> Pointer {
    Pointer::from_tokens([FILES, path]).join(inside.as_str().trim_start_matches('#'))
}

/// Parts of a document.
pub(super) struct Needed(BTreeSet<Pointer>);

impl Needed {
    /// Whether a finding is on one of these parts, or outside of all parts that can be left out.
    pub(super) fn concerns(&self, finding: &Diagnostic) -> bool {
        place(finding).and_then(part).is_none_or(|part| !can_be_unneeded(&part) || self.0.contains(&part))
    }
}

fn can_be_unneeded(part: &Pointer) -> bool {
    let tokens: Vec<String> = part.tokens().collect();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["components", section, _] => BY_REFERENCE.contains(section),
        ["components", ..] | ["securityDefinitions", _] => false,
        _ => true,
    }
}

/// The targets that the selected operations refer to, in the text and in the model: only the model has the children of a base,
/// and resolved anchors.
pub(super) fn needed(
    written: AsWritten,
    selection: &Selection,
    api: &Api,
    trace: impl Fn(&Pointer) -> Pointer,
) -> Needed {
    let AsWritten { selected: mut open, targets } = written;
    let selected = api.operations().map(|(_, operation)| operation);
    let selected = selected.filter(|it| selection.takes(&it.path, &it.tags, &it.operation_id));
    open.extend(selected.filter_map(|it| part(&trace(&Pointer::from_text(it.pointer.as_str())))));
    let types = prune::reached(api, selection);
    let types = types.into_iter().filter_map(|id| api.types.get(id.index()));
    open.extend(types.filter_map(|it| part(&trace(&Pointer::from_text(it.pointer.as_str())))));

    let mut needed = BTreeSet::new();
    while let Some(part) = open.pop() {
        if needed.insert(part.clone()) {
            for target in targets.get(&part).into_iter().flatten() {
                // A reference to a whole path or file needs its parts.
                let inside = targets.range(target.child("")..).map(|(part, _)| part);
                open.extend(inside.take_while(|part| target.strip_prefix(part).is_some()).cloned());
                open.push(target.clone());
            }
            // An operation needs the parts of its path item that apply to all operations.
            open.extend(part.parent().filter(|parent| targets.contains_key(parent)));
        }
    }
    Needed(needed)
}

/// The selected operations as they are written, also those with errors, and the schemas that are kept in any case.
fn selected(document: &Value, selection: &Selection) -> Vec<Pointer> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let is_kept = |name: &String| match &selection.schemas {
        Schemas::Named(names) => names.contains(name),
        Schemas::All => true,
    };
    let schemas = [Pointer::from_tokens(["components", "schemas"]), Pointer::from_tokens(["definitions"])];
    let kept = schemas.into_iter().flat_map(|section| {
        let members = document.pointer(section.as_str().trim_start_matches('#')).and_then(Value::as_object);
        let kept = members.into_iter().flatten().map(|(name, _)| name).filter(|name| is_kept(name));
        kept.map(move |name| section.child(name)).collect::<Vec<_>>()
    });
    let mut found: Vec<Pointer> = kept.collect();
    for (path, item) in paths {
        let at = Pointer::root().child("paths").child(path);
        if selection.paths.iter().any(|wanted| super::is_path(wanted, path)) {
            found.push(at.clone());
        }
        for method in METHODS {
            let members = item.as_object().into_iter().flatten();
            let Some((_, operation)) = members.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(method)) else {
                continue;
            };
            let tags = operation.get("tags").and_then(Value::as_array).into_iter().flatten();
            let tags: Vec<String> = tags.filter_map(Value::as_str).map(str::to_owned).collect();
            let id = operation.get("operationId").and_then(Value::as_str).map(str::to_owned);
            let id = id.unwrap_or_else(|| names::operation_id(method, path));
            if selection.takes(path, &tags, &id) {
                found.push(at.child(method));
            }
        }
    }
    found
}
