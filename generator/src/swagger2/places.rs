//! The places of parts of the document before and after the conversion.

use std::collections::BTreeMap;

use crate::{normalize::Origins, pointer::Pointer};

/// The parts that were moved, by their old and by their new places.
#[derive(Debug, Default)]
pub(super) struct MovedParts {
    origins: Origins,
    moved: BTreeMap<Pointer, Pointer>,
}

impl MovedParts {
    /// Records that the part at `from` in the document as it is written is at `to`. If there are several new places, references
    /// lead to the first.
    pub(super) fn moved(&mut self, from: &Pointer, to: &Pointer) {
        self.made_of(from, to);
        self.moved.entry(from.clone()).or_insert_with(|| to.clone());
    }

    /// Records that the part at `to` was made from the part at `from`.
    pub(super) fn made_of(&mut self, from: &Pointer, to: &Pointer) {
        self.origins.record_origin(to, from);
    }

    /// The original place of the part that is now at `place`.
    pub(super) fn before(&self, place: &Pointer) -> Pointer {
        self.origins.trace(place)
    }

    /// The new place of the part that was written at `place`.
    pub(super) fn after(&self, place: &Pointer) -> Pointer {
        let mut around = place.clone();
        loop {
            if let Some(new) = self.moved.get(&around) {
                return new.join(around.strip_prefix(place).unwrap_or_default());
            }
            match around.parent() {
                Some(parent) => around = parent,
                None => return place.clone(),
            }
        }
    }

    /// The origins of all parts.
    pub(super) fn into_origins(self) -> Origins {
        self.origins
    }
}
