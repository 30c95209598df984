//! Applies one action to the tree.

use indexmap::IndexSet;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::{
    diagnostic::{Diagnostics, catalog::overlay as catalog},
    pointer::Pointer,
    source::SourceId,
};

use super::{
    Overlaid,
    action::{Action, Change, NoMatch},
    merge::{self, Incompatible, Merging},
};

/// Applies an action. A part that cannot be applied is reported and skipped.
pub(super) fn apply(overlaid: &mut Overlaid, action: &Action, source: SourceId, diagnostics: &mut Diagnostics) {
    let targets = select(&action.target, &overlaid.document);
    if targets.is_empty() {
        if action.no_match == NoMatch::Mistake {
            diagnostics.push(catalog::no_match(&action.pointer.child("target"), &action.target_text));
        }
        return;
    }
    match &action.change {
        Change::Remove => remove(overlaid, &targets, action, diagnostics),
        Change::Update(update) => {
            let origin = Some((source, action.pointer.child("update")));
            merge_all(overlaid, &targets, update, origin.as_ref(), action, diagnostics);
        }
        Change::Copy(from) => {
            let selected = select(from, &overlaid.document);
            let Some(only) = selected.first().filter(|_| selected.len() == 1) else {
                diagnostics.push(catalog::copy_of_several(&action.pointer.child("copy"), selected.len()));
                return;
            };
            let Some(value) = overlaid.document.pointer(path_of(only)).cloned() else { return };
            merge_all(overlaid, &targets, &value, None, action, diagnostics);
        }
    }
}

/// The places that a path selects, each once. A path with several selectors can select a place several times.
fn select(path: &JsonPath, document: &Value) -> IndexSet<Pointer> {
    let located = path.query_located(document);
    located.iter().map(|node| Pointer::from_text(format!("#{}", node.location().to_json_pointer()))).collect()
}

fn path_of(pointer: &Pointer) -> &str {
    pointer.as_str().trim_start_matches('#')
}

fn merge_all(
    overlaid: &mut Overlaid,
    targets: &IndexSet<Pointer>,
    update: &Value,
    origin: Option<&(SourceId, Pointer)>,
    action: &Action,
    diagnostics: &mut Diagnostics,
) {
    let mut changes = false;
    for target in targets {
        let Some(node) = overlaid.document.pointer_mut(path_of(target)) else { continue };
        let mut merging = Merging::new(origin.cloned(), &mut overlaid.origins);
        match merge::merge(node, update, target, &mut merging) {
            Ok(()) => changes |= merging.changes,
            Err(Incompatible { at, is, becomes }) => {
                diagnostics.push(catalog::incompatible(&action.pointer, &at, is, becomes));
                return;
            }
        }
    }
    if !changes {
        let first = targets.first().cloned().unwrap_or_else(Pointer::root);
        diagnostics.push(catalog::without_effect(&action.pointer, &first));
    }
}

/// Removes from the last to the first, so that the indices of the remaining targets stay correct.
fn remove(overlaid: &mut Overlaid, targets: &IndexSet<Pointer>, action: &Action, diagnostics: &mut Diagnostics) {
    let mut ordered: Vec<&Pointer> = targets.iter().collect();
    ordered.sort_by_cached_key(|target| target.tokens().map(sortable).collect::<Vec<_>>());
    for target in ordered.into_iter().rev() {
        let Some(parent) = target.parent() else {
            diagnostics.push(catalog::removes_everything(&action.pointer));
            return;
        };
        let Some(key) = target.tokens().last() else { continue };
        match overlaid.document.pointer_mut(path_of(&parent)) {
            Some(Value::Object(members)) => {
                // Keeps the order of the remaining members.
                members.shift_remove(&key);
                overlaid.origins.forget(target);
            }
            Some(Value::Array(elements)) => {
                if let Some(index) = key.parse().ok().filter(|index| *index < elements.len()) {
                    elements.remove(index);
                    // The elements after it have moved.
                    overlaid.origins.forget(&parent);
                }
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
        }
    }
}

/// A token for sorting: the indices of a list are in the order of its elements.
fn sortable(token: String) -> (Option<usize>, String) {
    (token.parse().ok(), token)
}
