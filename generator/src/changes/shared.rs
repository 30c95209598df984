//! Equal differences of several operations or types are one entry, if they share the changed part of the document, such as a
//! parameter in `components`, or if the same edit is repeated, such as `/v2` before each path.

use std::collections::BTreeMap;

use super::{
    report::{DocumentVersion, Entry, SubjectKind},
    rules::Direction,
};

/// The properties of equal differences.
type Difference = (&'static str, SubjectKind, Option<String>, DocumentVersion, Option<String>, String);

/// The entries, with one entry for all equal differences.
pub(super) fn joined(entries: Vec<Entry>) -> Vec<Entry> {
    let mut first: BTreeMap<Difference, usize> = BTreeMap::new();
    let mut joined: Vec<Entry> = Vec::new();
    for entry in entries {
        let key = difference(&entry);
        match key.as_ref().and_then(|key| first.get(key)).and_then(|index| joined.get_mut(*index)) {
            Some(other) => add(other, entry),
            None => {
                first.extend(key.map(|key| (key, joined.len())));
                joined.push(entry);
            }
        }
    }
    joined
}

/// The properties that an entry must have in common with others to be one entry with them; `None` if it is always separate.
fn difference(entry: &Entry) -> Option<Difference> {
    let Entry { rule, subject, document, pointer, message, edit, .. } = entry;
    // Differences in parts of different meaning can have equal messages: only an edit says that they are the same.
    let is_part = subject.part.is_some() && matches!(subject.kind, SubjectKind::Operation | SubjectKind::Schema);
    if !is_part && edit.is_none() {
        return None;
    }
    let place = edit.is_none().then(|| pointer.clone());
    // A message can name the type that is its subject.
    let edit = edit.clone().unwrap_or_else(|| message.replace(&format!(" of `{}`", subject.name), ""));
    Some((rule.code, subject.kind, subject.part.clone(), *document, place, edit))
}

/// Adds the subject and the items of an equal difference.
fn add(entry: &mut Entry, other: Entry) {
    // A response can be shared by several errors of one operation.
    if entry.subject.name != other.subject.name && !entry.also.contains(&other.subject.name) {
        entry.also.push(other.subject.name);
    }
    entry.other_pointers.extend(Some(other.pointer).filter(|pointer| *pointer != entry.pointer));
    if entry.direction != other.direction {
        entry.direction = Direction::Both;
    }
    entry.lines.removed.extend(other.lines.removed);
    entry.lines.added.extend(other.lines.added);
    for item in other.items {
        if !entry.items.contains(&item) {
            entry.items.push(item);
        }
    }
}
