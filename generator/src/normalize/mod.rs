//! Rewrites any accepted document into one that `openapiv3` reads without loss.

use serde_json::Value;

use crate::{diagnostic::Diagnostics, pointer::Pointer};

/// A document in the form of OpenAPI 3.0.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// The tree.
    pub document: Value,
    /// Places that were moved: where they are now, and where they stand in the source.
    pub origins: Vec<(Pointer, Pointer)>,
}

/// Runs the passes.
pub fn normalize(document: Value, _diagnostics: &mut Diagnostics) -> Normalized {
    Normalized { document, origins: Vec::new() }
}
