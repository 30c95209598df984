//! Moves targets of references to `components`.
//!
//! Their names are made from their old places, and are all different. A name depends only on the place, unless it is taken, so
//! another schema in the document does not change it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::super::{
    PassContext,
    objects::Kind,
    walk::{Standing, standing_at},
};
use super::{super::structure, files::Files, inline::inline, inside};
use crate::{
    bundle::{self, FILES},
    pointer::Pointer,
};

/// Words of the standard that have no meaning in a name.
const STRUCTURAL: &[&str] = &[
    "components",
    "schemas",
    "paths",
    "properties",
    "$defs",
    "definitions",
    "content",
    "schema",
    "application/json",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
    "examples",
];

/// The new places of `moves`; `uses` are the places of references to them.
pub(super) fn choose_names(
    document: &Value,
    moves: &BTreeMap<Pointer, Kind>,
    uses: &[(Pointer, Pointer)],
) -> BTreeMap<Pointer, Pointer> {
    let mut chosen = aliases(document, moves, uses);
    let mut taken: BTreeSet<Pointer> = BTreeSet::new();
    for (place, kind) in moves {
        let Some(section) = kind.section() else { continue };
        if chosen.contains_key(place) {
            continue;
        }
        let [short, long] = names_of(place);
        let numbered = (2..).map(|number| format!("{long}_{number}"));
        let candidates = [short, long.clone()].into_iter().chain(numbered);
        let free = |new: &Pointer| document.pointer(inside(new)).is_none() && !taken.contains(new);
        let new = candidates.map(|name| Pointer::from_tokens(["components", section, name.as_str()])).find(free);
        if let Some(new) = new {
            taken.insert(new.clone());
            chosen.insert(place.clone(), new);
        }
    }
    chosen
}

/// Components that consist only of a reference to a part of a file: the part is moved to this component. If there are several,
/// the one with the same name is used, or else the first.
fn aliases(
    document: &Value,
    moves: &BTreeMap<Pointer, Kind>,
    uses: &[(Pointer, Pointer)],
) -> BTreeMap<Pointer, Pointer> {
    let mut chosen: BTreeMap<Pointer, Pointer> = BTreeMap::new();
    for (place, target) in uses {
        let (Some(component), Some(kind)) = (place.parent(), moves.get(target)) else { continue };
        let stands_alone =
            document.pointer(inside(&component)).and_then(Value::as_object).is_some_and(|it| it.len() == 1);
        if bundle::place_in_file(target).is_none() || !super::is_component(&component, *kind) || !stands_alone {
            continue;
        }
        let [short, _] = names_of(target);
        if !chosen.contains_key(target) || component.tokens().last().is_some_and(|name| name == short) {
            chosen.insert(target.clone(), component);
        }
    }
    chosen
}

/// A short name for the node at a place, and a longer one if the short one is taken.
fn names_of(place: &Pointer) -> [String; 2] {
    let Some((path, inner)) = bundle::place_in_file(place) else {
        let long = joined(place.tokens());
        return [named_by_author(place).unwrap_or_else(|| long.clone()), long];
    };
    let extension = |path: &str| path.rsplit_once('.').map_or(path.len(), |(stem, _)| stem.len());
    let folders: Vec<String> = path[..extension(&path)].split('/').map(str::to_owned).collect();
    let tokens: Vec<String> = inner.tokens().collect();
    let is_definition = tokens.split_last().is_some_and(|(_, before)| {
        before.iter().all(|token| STRUCTURAL.contains(&token.as_str()) && token != "properties")
    });
    let file = usize::from(!is_definition);
    let short =
        named_by_author(&inner).unwrap_or_else(|| joined(folders.iter().rev().take(file).chain(&tokens).cloned()));
    [short, joined(folders.iter().chain(&tokens).cloned())]
}

/// The name of an entry in an extension that the author uses as a section: `x-types/Owner`.
fn named_by_author(place: &Pointer) -> Option<String> {
    let section = place.parent()?;
    section.tokens().last()?.starts_with("x-").then(|| joined(place.tokens().last()))
}

fn joined(tokens: impl IntoIterator<Item = String>) -> String {
    let words: Vec<String> = tokens
        .into_iter()
        .filter(|token| !STRUCTURAL.contains(&token.as_str()))
        .map(|token| {
            let legal = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
            token.chars().map(legal).collect::<String>().trim_matches('_').to_owned()
        })
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() { "Schema".to_owned() } else { words.join("_") }
}

/// Moves them, the innermost first. Returns those from places that the table does not know. Their form is checked now, and
/// their references have not been processed yet.
pub(super) fn hoist(
    context: &mut PassContext<'_>,
    files: &mut Files,
    moves: &BTreeMap<Pointer, Kind>,
    names: &BTreeMap<Pointer, Pointer>,
) -> Vec<(Pointer, Kind)> {
    let mut unseen = Vec::new();
    let mut order: Vec<(&Pointer, &Kind)> = moves.iter().collect();
    order.sort_by_key(|(place, _)| std::cmp::Reverse(place.tokens().count()));
    for (place, kind) in order {
        let Some(new) = names.get(place) else { continue };
        let Some(target) = context.document.pointer_mut(inside(place)) else { continue };
        let mut value = std::mem::replace(target, json!({"$ref": new.as_str()}));
        let tokens: Vec<String> = place.tokens().collect();
        context.findings.record_move(place, new);
        files.record_move(place, new);
        if standing_at(tokens.iter().map(String::as_str)) == Standing::Free {
            unseen.push((new.clone(), *kind));
            if value.is_boolean() {
                value = if value == json!(true) { json!({}) } else { json!({"not": {}}) };
            }
            let trees = context.document.get(FILES).unwrap_or(&Value::Null);
            inline(&mut value, *kind, new, files, trees, &mut context.findings);
            structure::check_at(&mut value, *kind, new, &mut context.findings);
        }
        insert(&mut context.document, new, value);
    }
    unseen
}

fn insert(document: &mut Value, pointer: &Pointer, value: Value) {
    let mut tokens = pointer.tokens();
    let (Some(components), Some(section), Some(name)) = (tokens.next(), tokens.next(), tokens.next()) else { return };
    let mut at = document;
    for token in [components, section] {
        let Value::Object(object) = at else { return };
        at = object.entry(token).or_insert_with(|| json!({}));
    }
    if let Value::Object(object) = at {
        object.insert(name, value);
    }
}
