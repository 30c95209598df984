//! Reads YAML or JSON text into a tree, and checks that the tree is an OpenAPI document of a supported version.
//!
//! Input: bytes. Output: JSON values whose objects keep the order of the text, and the places of all of them.
//! `normalize` checks the content of the document.

mod builder;
mod json;
mod kind;
mod spelling;
mod text;
mod tree;
mod yaml;

use serde_json::Value;

pub use crate::source::{Input, Source, SourceId};

use crate::diagnostic::Diagnostics;

/// Reads a document. `None` if it has no tree, or is of an unsupported kind; the reason is in `diagnostics`.
pub fn load(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    let document = read(source, SourceId::Document, diagnostics)?;
    kind::check(&document, diagnostics).then_some(document)
}

/// Reads the tree of any text. `None` if it has none; the reason is in `diagnostics`, and so are the places of the nodes.
pub fn read(source: &Source, id: SourceId, diagnostics: &mut Diagnostics) -> Option<Value> {
    let text = match text::decode(&source.bytes) {
        Ok(text) => text,
        Err(diagnostic) => {
            diagnostics.push(diagnostic.source(id));
            return None;
        }
    };
    let mut read = tree::read(text);
    if let Some(tree) = &mut read.tree {
        spelling::keep(&read.spans.places(text), text, tree, &mut read.found);
    }
    diagnostics.extend(read.found.into_iter().map(|diagnostic| diagnostic.source(id)));
    diagnostics.add_spans(id, read.spans);
    read.tree
}

#[cfg(test)]
mod tests;
