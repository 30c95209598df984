//! Reads the actions of an overlay from its tree. An action with a mistake is reported, and the others are still read.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::{
    diagnostic::{Diagnostics, catalog::overlay as catalog},
    extensions::{MAY_MATCH_NOTHING, PREFIX},
    pointer::Pointer,
};

use super::action::{Action, Change, NoMatch};

/// Reads an overlay that is meant for `document`.
pub(super) fn read(tree: &Value, document: &str, diagnostics: &mut Diagnostics) -> Vec<Action> {
    let root = Pointer::root();
    let Value::Object(members) = tree else {
        diagnostics.push(catalog::not_an_overlay(&root));
        return Vec::new();
    };
    if !is_read(members.get("overlay")) {
        diagnostics.push(catalog::version(&root, members.get("overlay")));
        return Vec::new();
    }
    check_members(members, &["overlay", "info", "extends", "actions"], &[], &root, diagnostics);
    check_info(members.get("info"), &root, diagnostics);
    if let Some(extends) = members.get("extends").and_then(Value::as_str)
        && file_name(extends) != file_name(document)
    {
        diagnostics.push(catalog::extends_other(&root.child("extends"), extends, document));
    }
    let actions = root.child("actions");
    match members.get("actions") {
        Some(Value::Array(list)) if !list.is_empty() => {
            let place = |index: usize| actions.child(index);
            list.iter().enumerate().filter_map(|(index, item)| action(item, &place(index), diagnostics)).collect()
        }
        Some(_) => {
            diagnostics.push(catalog::structure(&actions, "`actions` is not a list with at least one action"));
            Vec::new()
        }
        None => {
            diagnostics.push(catalog::structure(&root, "the overlay has no `actions`"));
            Vec::new()
        }
    }
}

fn is_read(version: Option<&Value>) -> bool {
    // `overlay: 1.1` is a number in YAML.
    let version = match version {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => return false,
    };
    let mut parts = version.trim().split('.');
    parts.next() == Some("1") && matches!(parts.next(), Some("0" | "1"))
}

fn check_info(info: Option<&Value>, root: &Pointer, diagnostics: &mut Diagnostics) {
    let has = |name: &str| info.and_then(|info| info.get(name)).is_some_and(|member| !member.is_null());
    if !has("title") || !has("version") {
        diagnostics.push(catalog::structure(&root.child("info"), "`info` needs `title` and `version`"));
    }
}

fn file_name(uri: &str) -> &str {
    uri.rsplit(['/', '\\']).next().unwrap_or(uri)
}

/// Reports members that would be ignored.
fn check_members(
    members: &Map<String, Value>,
    known: &[&str],
    ours: &[&str],
    place: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    for name in members.keys() {
        let ignored = if name.starts_with(PREFIX) {
            !ours.contains(&name.as_str())
        } else {
            !name.starts_with("x-") && !known.contains(&name.as_str())
        };
        if ignored {
            diagnostics.push(catalog::unknown_member(&place.child(name), name));
        }
    }
}

fn action(item: &Value, place: &Pointer, diagnostics: &mut Diagnostics) -> Option<Action> {
    let Value::Object(members) = item else {
        diagnostics.push(catalog::structure(place, "an action is not an object"));
        return None;
    };
    check_members(
        members,
        &["target", "description", "update", "copy", "remove"],
        &[MAY_MATCH_NOTHING],
        place,
        diagnostics,
    );
    let Some(target_text) = members.get("target").and_then(Value::as_str) else {
        diagnostics.push(catalog::structure(place, "an action has no `target`, which is text"));
        return None;
    };
    let target = path(target_text, &place.child("target"), diagnostics)?;
    let change = change(members, place, diagnostics)?;
    let no_match = match members.get(MAY_MATCH_NOTHING) {
        Some(Value::Bool(true)) => NoMatch::Foreseen,
        Some(_) | None => NoMatch::Mistake,
    };
    Some(Action { pointer: place.clone(), target_text: target_text.to_owned(), target, change, no_match })
}

/// `remove: true` has precedence over both others, which exclude each other.
fn change(members: &Map<String, Value>, place: &Pointer, diagnostics: &mut Diagnostics) -> Option<Change> {
    if members.get("remove") == Some(&Value::Bool(true)) {
        return Some(Change::Remove);
    }
    match (members.get("update"), members.get("copy")) {
        (Some(update), None) => Some(Change::Update(update.clone())),
        (None, Some(Value::String(from))) => Some(Change::Copy(path(from, &place.child("copy"), diagnostics)?)),
        (None, Some(_)) => {
            diagnostics.push(catalog::structure(&place.child("copy"), "`copy` is not a JSONPath, which is text"));
            None
        }
        (Some(_), Some(_)) => {
            diagnostics.push(catalog::structure(place, "an action has both `update` and `copy`"));
            None
        }
        (None, None) => {
            diagnostics.push(catalog::structure(place, "an action has none of `update`, `copy` and `remove: true`"));
            None
        }
    }
}

/// The maximum depth of brackets and filters in a JSONPath. The library reads them by recursion, and each filter
/// several times, so one more level doubles the time.
const DEEPEST: usize = 32;
const DEEPEST_FILTER: usize = 6;

fn path(text: &str, place: &Pointer, diagnostics: &mut Diagnostics) -> Option<JsonPath> {
    let (brackets, filters) = depth(text);
    for (what, depth, deepest) in [("brackets", brackets, DEEPEST), ("filters", filters, DEEPEST_FILTER)] {
        if depth > deepest {
            diagnostics.push(catalog::path_too_deep(place, text, what, deepest));
            return None;
        }
    }
    match JsonPath::parse(text) {
        Ok(path) => Some(path),
        Err(error) => {
            diagnostics.push(catalog::bad_path(place, text, &error.to_string()));
            None
        }
    }
}

/// The depth of brackets, with the `!` before them, and of filters. Brackets in quotes count too, so that a mistake in
/// the quotes does not hide others.
fn depth(text: &str) -> (usize, usize) {
    // For each open bracket, whether a filter begins with it.
    let mut open: Vec<bool> = Vec::new();
    let (mut brackets, mut filters, mut deepest_filter, mut negations) = (0, 0_usize, 0, 0_usize);
    for character in text.chars().filter(|character| !character.is_ascii_whitespace()) {
        match character {
            '(' | '[' => open.push(false),
            ')' | ']' => filters -= usize::from(open.pop().unwrap_or_default()),
            // One of several selectors may be a filter.
            '?' => {
                if let Some(is_filter) = open.last_mut().filter(|is_filter| !**is_filter) {
                    *is_filter = true;
                    filters += 1;
                }
            }
            _ => {}
        }
        negations = if character == '!' { negations + 1 } else { 0 };
        brackets = brackets.max(open.len() + negations);
        deepest_filter = deepest_filter.max(filters);
    }
    (brackets, deepest_filter)
}
