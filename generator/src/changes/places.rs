//! The places of differences in the texts that were compared.

use super::report::{DocumentVersion, FilePosition, Report};
use crate::{
    Run, bundle,
    diagnostic::texts::{self, Texts},
    pointer::Pointer,
    source::{Input, SourceId},
};

impl Report {
    /// Finds the place of each difference in the texts of the old and the new version. From then on, the pointer of a
    /// difference leads to the nearest part that the text has, or into the other file that has it.
    pub fn locate(&mut self, sides: [(&Input, &Run); 2]) {
        for (document, (input, run)) in [DocumentVersion::Old, DocumentVersion::New].into_iter().zip(sides) {
            let decoded = texts::decode(input);
            let texts = Texts::new(input, &decoded, &run.diagnostics);
            for entry in self.entries.iter_mut().filter(|entry| entry.document == document) {
                let pointer = Pointer::from_text(&entry.pointer);
                let in_overlay = run.origins.trace(&pointer);
                let in_file = || bundle::trace(input, &pointer);
                let in_document = || (SourceId::Document, pointer.clone());
                let (source, inside) = in_overlay.clone().or_else(in_file).unwrap_or_else(in_document);
                let Some(text) = texts.by_id(source) else { continue };
                let (nearest, (line, column)) = text.nearest(inside);
                // A part from an overlay keeps its place in the document.
                if in_overlay.is_none() {
                    nearest.as_str().clone_into(&mut entry.pointer);
                }
                entry.place = Some(FilePosition { file: file(input, source).to_owned(), line, column });
            }
        }
    }
}

/// The name of a text without the folder of the document, which differs between machines.
fn file(input: &Input, source: SourceId) -> &str {
    let name = match source {
        SourceId::Document => &input.document.name,
        SourceId::Overlay(index) => input.overlays.get(index).map_or("", |overlay| &overlay.name),
        SourceId::File(index) => return input.files.keys().nth(index).map_or("", String::as_str),
    };
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}
