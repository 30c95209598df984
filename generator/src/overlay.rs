//! Applies corrections that stand beside the document. Input and output: the document's tree.
//!
//! There are none yet.

use serde_json::Value;

use crate::diagnostic::Diagnostics;

/// Applies the overlays.
pub fn overlay(document: Value, _diagnostics: &mut Diagnostics) -> Value {
    document
}
