//! Applies overlays of the OpenAPI Overlay Specification 1.1 to the document.
//!
//! Input: the document's tree, and the overlays in their order. Output: the corrected tree, and the parts of it that are from
//! overlays, so that later findings have positions there.

mod action;
mod apply;
mod merge;
mod origins;
mod read;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::{
    diagnostic::Diagnostics,
    load,
    source::{Source, SourceId},
};

pub use origins::OverlayOrigins;

/// A document with its corrections.
#[derive(Clone, Debug)]
pub struct Overlaid {
    /// The tree.
    pub document: Value,
    /// The parts that come from overlays.
    pub origins: OverlayOrigins,
}

/// Applies the overlays one after the other. `name` is the name of the document in messages.
pub fn overlay(document: Value, name: &str, overlays: &[Source], diagnostics: &mut Diagnostics) -> Overlaid {
    let mut overlaid = Overlaid { document, origins: OverlayOrigins::default() };
    for (index, source) in overlays.iter().enumerate() {
        let id = SourceId::Overlay(index);
        let Some(tree) = load::read(source, id, diagnostics) else { continue };
        let mut found = Diagnostics::new();
        for action in read::read(&tree, name, &mut found) {
            apply::apply(&mut overlaid, &action, id, &mut found);
        }
        diagnostics.extend(found.into_iter().map(|diagnostic| diagnostic.source(id)));
    }
    overlaid
}
