//! The merge of an update into a node: objects member by member, arrays appended to, anything else replaced.

use serde_json::Value;

use crate::{pointer::Pointer, source::SourceId};

use super::OverlayOrigins;

/// The record of a merge.
pub(super) struct Merging<'a> {
    /// The place of the update; `None` if the value is from the document itself.
    origin: Option<(SourceId, Pointer)>,
    origins: &'a mut OverlayOrigins,
    /// Whether the merge has changed the document.
    pub(super) changes: bool,
}

impl<'a> Merging<'a> {
    pub(super) fn new(origin: Option<(SourceId, Pointer)>, origins: &'a mut OverlayOrigins) -> Self {
        Self { origin, origins, changes: false }
    }

    /// Notes that the node at `place` is from the part `rest` of the update.
    fn note(&mut self, place: &Pointer, rest: &Pointer) {
        match &self.origin {
            Some((source, update)) => {
                let origin =
                    Pointer::root().strip_prefix(rest).map_or_else(|| update.clone(), |rest| update.join(rest));
                self.origins.add(place, *source, origin);
            }
            None => self.origins.forget(place),
        }
    }
}

/// An object, an array and a single value cannot become each other.
#[derive(Debug)]
pub(super) struct Incompatible {
    /// The place in the document.
    pub(super) at: Pointer,
    /// The current value.
    pub(super) is: &'static str,
    /// The value of the update.
    pub(super) becomes: &'static str,
}

/// Merges `update` into `node` at `place`.
pub(super) fn merge(
    node: &mut Value,
    update: &Value,
    place: &Pointer,
    merging: &mut Merging<'_>,
) -> Result<(), Incompatible> {
    // If the target is an array, the update may also be a single element.
    if let (
        Value::Array(elements),
        Value::Object(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null,
    ) = (&mut *node, update)
    {
        append(elements, update, &Pointer::root(), place, merging);
        return Ok(());
    }
    merge_part(node, update, &Pointer::root(), place, merging)
}

/// Merges the part `rest` of the update.
fn merge_part(
    node: &mut Value,
    update: &Value,
    rest: &Pointer,
    place: &Pointer,
    merging: &mut Merging<'_>,
) -> Result<(), Incompatible> {
    match (node, update) {
        (Value::Object(members), Value::Object(update)) => {
            for (name, value) in update {
                let (place, rest) = (place.child(name), rest.child(name));
                if let Some(member) = members.get_mut(name) {
                    merge_part(member, value, &rest, &place, merging)?;
                } else {
                    members.insert(name.clone(), value.clone());
                    merging.note(&place, &rest);
                    merging.changes = true;
                }
            }
            Ok(())
        }
        (Value::Array(elements), Value::Array(update)) => {
            for (index, value) in update.iter().enumerate() {
                append(elements, value, &rest.child(index), place, merging);
            }
            Ok(())
        }
        (node, update) if is_single(node) && is_single(update) => {
            if *node != *update {
                node.clone_from(update);
                merging.note(place, rest);
                merging.changes = true;
            }
            Ok(())
        }
        (node, update) => Err(Incompatible { at: place.clone(), is: kind(node), becomes: kind(update) }),
    }
}

/// Appends elements as the standard requires, even existing ones. An element that already exists does not count as a
/// change.
fn append(elements: &mut Vec<Value>, value: &Value, rest: &Pointer, place: &Pointer, merging: &mut Merging<'_>) {
    merging.changes |= !elements.contains(value);
    merging.note(&place.child(elements.len()), rest);
    elements.push(value.clone());
}

fn is_single(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => "a single value",
    }
}
