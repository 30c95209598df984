//! Differences of parts of the document that several operations or types share, such as a parameter in `components`: equal
//! differences are one entry.

use std::collections::BTreeMap;

use super::{
    report::{DocumentVersion, Entry, SubjectKind},
    rules::Direction,
};

/// The entries, with one entry for all equal differences of one part.
pub(super) fn joined(entries: Vec<Entry>) -> Vec<Entry> {
    type Difference = (&'static str, SubjectKind, Option<String>, DocumentVersion, String, String);
    let mut first: BTreeMap<Difference, usize> = BTreeMap::new();
    let mut joined: Vec<Entry> = Vec::new();
    for entry in entries {
        let Entry { rule, subject, document, pointer, message, .. } = &entry;
        // A message can name the type that is its subject.
        let message = message.replace(&format!(" of `{}`", subject.name), "");
        let key = (rule.code, subject.kind, subject.part.clone(), *document, pointer.clone(), message);
        let is_part = subject.part.is_some() && matches!(subject.kind, SubjectKind::Operation | SubjectKind::Schema);
        match first.get(&key).and_then(|index| joined.get_mut(*index)) {
            Some(other) if is_part => add(other, entry),
            Some(_) | None => {
                first.insert(key, joined.len());
                joined.push(entry);
            }
        }
    }
    joined
}

/// Adds the subject and the items of an equal difference.
fn add(entry: &mut Entry, other: Entry) {
    entry.also.push(other.subject.name);
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
