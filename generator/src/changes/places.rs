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
                let mut of_entry = SourceId::Document;
                if let Some((source, pointer, place)) = located((input, run), &texts, &entry.pointer) {
                    (of_entry, entry.pointer, entry.place) = (source, pointer, Some(place));
                }
                let found = entry.other_pointers.iter().filter_map(|other| located((input, run), &texts, other));
                let others = found.map(|(source, pointer, _)| {
                    let file = if source == of_entry { "" } else { file(input, source) };
                    format!("{file}{pointer}")
                });
                entry.other_pointers = others.filter(|other| *other != entry.pointer).collect();
            }
        }
    }
}

/// The nearest part that a text has at a place, the text that its pointer leads into, and its position.
fn located((input, run): (&Input, &Run), texts: &Texts<'_>, pointer: &str) -> Option<(SourceId, String, FilePosition)> {
    let pointer = Pointer::from_text(pointer);
    let in_overlay = run.origins.trace(&pointer);
    let in_file = || bundle::trace(input, &pointer);
    let in_document = || (SourceId::Document, pointer.clone());
    let (source, inside) = in_overlay.clone().or_else(in_file).unwrap_or_else(in_document);
    let (nearest, (line, column)) = texts.by_id(source)?.nearest(inside);
    // A part from an overlay keeps its place in the document.
    let (of_pointer, shown) = if in_overlay.is_some() { (SourceId::Document, pointer) } else { (source, nearest) };
    Some((of_pointer, shown.to_string(), FilePosition { file: file(input, source).to_owned(), line, column }))
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
