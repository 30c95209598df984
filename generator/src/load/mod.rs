//! Reads YAML or JSON text into a tree, and makes sure that the tree is an OpenAPI document of a version that is read.
//!
//! Input: bytes. Output: JSON values whose objects keep the order of the text. What is inside the document is left
//! to `normalize`.

mod kind;
mod spelling;
mod text;
mod tree;

use std::collections::BTreeMap;

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

/// The input: a document, overlays that correct it, and the files that it refers to.
#[derive(Clone, Debug)]
pub struct Input {
    /// The document.
    pub document: Source,
    /// The overlays, in their order.
    pub overlays: Vec<Source>,
    /// The files beside the document, by their path from its folder: `schemas/Pet.yaml`.
    pub files: BTreeMap<String, Source>,
}

impl Input {
    /// All texts with their ids, the document first.
    pub fn sources(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        let overlays = self.overlays.iter().enumerate().map(|(index, source)| (SourceId::Overlay(index), source));
        let files = self.files.values().enumerate().map(|(index, source)| (SourceId::File(index), source));
        std::iter::once((SourceId::Document, &self.document)).chain(overlays).chain(files)
    }
}

impl From<Source> for Input {
    fn from(document: Source) -> Self {
        Self { document, overlays: Vec::new(), files: BTreeMap::new() }
    }
}

/// One of the texts of an [`Input`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceId {
    /// The document.
    Document,
    /// The overlay of this index.
    Overlay(usize),
    /// The file of this index, in the order of their paths.
    File(usize),
}

/// Reads a document. `None` if it has no tree, or is not a document that is read; the reason is in `diagnostics`.
pub fn load(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    let document = read(source, diagnostics)?;
    kind::check(&document, diagnostics).then_some(document)
}

/// Reads the tree of any text. `None` if it has none; the reason is in `diagnostics`.
pub fn read(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    match text::decode(&source.bytes) {
        Ok(text) => {
            let mut tree = tree::read(text, diagnostics)?;
            spelling::keep(text, &mut tree, diagnostics);
            Some(tree)
        }
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

#[cfg(test)]
mod tests;
