//! The parts of the document that are from overlays, and their places there.

use std::collections::BTreeMap;

use crate::{pointer::Pointer, source::SourceId};

/// The parts of a document that overlays have put there.
#[derive(Clone, Debug, Default)]
pub struct OverlayOrigins(BTreeMap<Pointer, (SourceId, Pointer)>);

impl OverlayOrigins {
    /// Records that the value at `place` comes from `origin` in the overlay `source`.
    pub(super) fn add(&mut self, place: &Pointer, source: SourceId, origin: Pointer) {
        self.0.insert(place.clone(), (source, origin));
    }

    /// Records that the value at `place` comes from no overlay, or was removed.
    pub(super) fn forget(&mut self, place: &Pointer) {
        self.0.retain(|known, _| place.strip_prefix(known).is_none());
    }

    /// The places in overlays of the values that they have added inside `place`.
    pub fn inside(&self, place: &Pointer) -> Vec<(SourceId, Pointer)> {
        let inside = |known: &Pointer| known != place && place.strip_prefix(known).is_some();
        self.0.iter().filter(|(known, _)| inside(known)).map(|(_, origin)| origin.clone()).collect()
    }

    /// The overlay and the place in it that `place` comes from; `None` if it is in the document itself.
    pub fn trace(&self, place: &Pointer) -> Option<(SourceId, Pointer)> {
        let mut around = Some(place.clone());
        while let Some(part) = around {
            if let Some((source, origin)) = self.0.get(&part) {
                let rest = part.strip_prefix(place).unwrap_or_default();
                return Some((*source, origin.join(rest)));
            }
            around = part.parent();
        }
        None
    }
}
