//! Rewrites references to the new places of their targets.

use serde_json::Value;

use super::conversion::Conversion;
use crate::{bundle, pointer::Pointer};

impl Conversion<'_> {
    /// Notes the reference of the object at the current path.
    pub(super) fn note_reference(&mut self, text: &str) -> Option<Pointer> {
        let holder = self.path.pointer();
        let target = match self.pinned.get(&holder) {
            Some(target) => target.clone(),
            None => self.written.target(&self.places.before(&holder), text)?,
        };
        self.references.insert(holder, target.clone());
        Some(target)
    }

    /// Rewrites every reference to the new place of its target.
    pub(super) fn write_references(&mut self, document: &mut Value) {
        for (holder, target) in std::mem::take(&mut self.references) {
            let new = self.places.after(&target);
            let before = self.places.before(&holder);
            let is_same_file =
                bundle::place_in_file(&before).map(|it| it.0) == bundle::place_in_file(&holder).map(|it| it.0);
            if is_same_file && new == target && !self.pinned.contains_key(&holder) {
                continue;
            }
            let object = document.pointer_mut(holder.as_str().trim_start_matches('#'));
            if let Some(text) = object.and_then(|object| object.get_mut("$ref")) {
                *text = Value::String(self.written.text(&holder, &new));
            }
        }
    }
}
