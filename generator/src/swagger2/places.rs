//! Where parts of the document are before and after the conversion.

use std::collections::BTreeMap;

use crate::{normalize::Origins, pointer::Pointer};

/// The parts that were moved, from both sides.
#[derive(Debug, Default)]
pub(super) struct MovedParts {
    origins: Origins,
    moved: BTreeMap<Pointer, Pointer>,
}

impl MovedParts {
    /// Records that the part at `from` in the document as it is written is at `to`. Of several places, the first is what references to it
    /// lead to.
    pub(super) fn moved(&mut self, from: &Pointer, to: &Pointer) {
        self.made_of(from, to);
        self.moved.entry(from.clone()).or_insert_with(|| to.clone());
    }

    /// Records that what is at `to` was made of what is at `from`.
    pub(super) fn made_of(&mut self, from: &Pointer, to: &Pointer) {
        self.origins.record_origin(to, from);
    }

    /// The place, as it is written, of what is at `place` now.
    pub(super) fn before(&self, place: &Pointer) -> Pointer {
        self.origins.trace(place)
    }

    /// The place now of what was written at `place`.
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

    /// Where everything comes from.
    pub(super) fn into_origins(self) -> Origins {
        self.origins
    }
}
