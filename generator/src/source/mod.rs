//! The texts that the generator works on, and places in them: lines and columns, and the bytes that a pointer leads to.

mod lines;
mod spans;

use std::collections::BTreeMap;

pub use lines::{Lines, floor_boundary, offset_of_line};
pub use spans::{NodeSpan, Places, Spans};

/// A document as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name in messages: the path that the user gave.
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
    /// The other files of the document, by their path from its folder: `schemas/Pet.yaml`.
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
