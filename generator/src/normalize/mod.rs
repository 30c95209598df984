//! Rewrites any accepted document into one that `openapiv3` reads without loss.

pub mod origins;

use serde_json::Value;

use crate::diagnostic::Diagnostics;
pub use origins::Origins;

/// A document in the form of OpenAPI 3.0.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// The tree.
    pub document: Value,
    /// Places that were moved.
    pub origins: Origins,
}

/// Runs the passes.
pub fn normalize(document: Value, _diagnostics: &mut Diagnostics) -> Normalized {
    Normalized { document, origins: Origins::default() }
}
