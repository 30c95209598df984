//! Reads YAML or JSON text into a tree, and makes sure that the tree is an OpenAPI document of a version that is read.
//!
//! Input: bytes. Output: JSON values whose objects keep the order of the text. What stands inside the document is left
//! to `normalize`.

mod kind;
mod text;
mod tree;

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

/// Reads a document. `None` where it has no tree, or is no document that is read; the reason is in `diagnostics`.
pub fn load(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    let text = match text::decode(&source.bytes) {
        Ok(text) => text,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let document = tree::read(text, diagnostics)?;
    kind::check(&document, diagnostics).then_some(document)
}

#[cfg(test)]
mod tests;
