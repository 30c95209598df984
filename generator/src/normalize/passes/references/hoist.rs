//! Moves targets of references to `components`, under names made from where they stood.
//!
//! The names are injective, and come from the place alone unless one is taken, so another schema in the document does not
//! change them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::super::{
    Context,
    objects::Kind,
    walk::{Standing, standing_at},
};
use super::{super::structure, inside};
use crate::pointer::Pointer;

/// Words of the standard that say nothing in a name.
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

/// The new places of `moves`.
pub(super) fn choose_names(document: &Value, moves: &BTreeMap<Pointer, Kind>) -> BTreeMap<Pointer, Pointer> {
    let mut chosen = BTreeMap::new();
    let mut taken: BTreeSet<Pointer> = BTreeSet::new();
    for (place, kind) in moves {
        let Some(section) = kind.section() else { continue };
        let name = name_of(place);
        let mut number = 1;
        let new = loop {
            let candidate = if number == 1 { name.clone() } else { format!("{name}_{number}") };
            let pointer = Pointer::from_tokens(["components", section, candidate.as_str()]);
            if document.pointer(inside(&pointer)).is_none() && taken.insert(pointer.clone()) {
                break pointer;
            }
            number += 1;
        };
        chosen.insert(place.clone(), new);
    }
    chosen
}

fn name_of(place: &Pointer) -> String {
    let words: Vec<String> = place
        .tokens()
        .filter(|token| !STRUCTURAL.contains(&token.as_str()))
        .map(|token| {
            let legal = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
            token.chars().map(legal).collect::<String>().trim_matches('_').to_owned()
        })
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() { "Schema".to_owned() } else { words.join("_") }
}

/// Moves them, the innermost first. True when one came from a place that the table does not know: its form has not been
/// checked yet, and neither have the references in it.
pub(super) fn hoist(
    context: &mut Context<'_>,
    moves: &BTreeMap<Pointer, Kind>,
    names: &BTreeMap<Pointer, Pointer>,
) -> bool {
    let mut unknown = false;
    let mut order: Vec<(&Pointer, &Kind)> = moves.iter().collect();
    order.sort_by_key(|(place, _)| std::cmp::Reverse(place.tokens().count()));
    for (place, kind) in order {
        let Some(new) = names.get(place) else { continue };
        let Some(target) = context.document.pointer_mut(inside(place)) else { continue };
        let mut value = std::mem::replace(target, json!({"$ref": new.as_str()}));
        let tokens: Vec<String> = place.tokens().collect();
        context.findings.record_move(place, new);
        if standing_at(tokens.iter().map(String::as_str)) == Standing::Free {
            unknown = true;
            if value.is_boolean() {
                value = if value == json!(true) { json!({}) } else { json!({"not": {}}) };
            }
            structure::check_at(&mut value, *kind, new, &mut context.findings);
        }
        insert(&mut context.document, new, value);
    }
    unknown
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
