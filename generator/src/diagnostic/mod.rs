//! Findings: the fault of a document, its place, and the remedy.
//!
//! Stages push [`Diagnostic`]s, made by the functions of [`catalog`], into one [`Diagnostics`]. [`mod@render`] shows them
//! to people, [`json`] to tools, with the lines that their pointers lead to: `load` puts the places of all nodes here too.

pub mod catalog;
mod code;
pub mod json;
pub mod render;
pub(crate) mod texts;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

pub use code::Code;
pub use render::{Colour, render};

use crate::{
    pointer::Pointer,
    source::{SourceId, Spans},
};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The output would be wrong or lossy; there is none.
    Error,
    /// The output is usable, but the document should be checked.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name: the name of a [`Code`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The text that it is about.
    pub source: SourceId,
    /// The place in the tree.
    pub pointer: Pointer,
    /// The message, in one line.
    pub message: String,
    /// The remedy.
    pub help: Option<String>,
    /// The range in the text, in bytes. It replaces the pointer if the text has no tree.
    pub span: Option<Range<usize>>,
    /// For a finding on an overlay, the place in the document that it is about.
    pub about: Option<Pointer>,
    /// Whether it is shown once, with the number of places, if it was made at several places.
    pub is_counted: bool,
}

impl Diagnostic {
    /// The same, with a remedy.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, in another text.
    pub fn source(mut self, source: SourceId) -> Self {
        self.source = source;
        self
    }

    /// The same, with the place in the document that it is about.
    pub fn about(mut self, place: &Pointer) -> Self {
        self.about = Some(place.clone());
        self
    }

    /// The same, at these bytes of the text.
    pub fn span(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }
}

/// All findings on an input, and the places in its texts.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    spans: BTreeMap<SourceId, Spans>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds one that [`Self::join_counted`] joins with the same findings at other places.
    pub fn push_counted(&mut self, diagnostic: Diagnostic) {
        self.items.push(Diagnostic { is_counted: true, ..diagnostic });
    }

    /// Keeps only the first of equal findings at one place; those of an overlay's action are also about one place. Of equal findings
    /// that are counted, keeps only the first one, and adds the number of places to its message. This is the last step, because
    /// earlier steps drop findings by their places.
    pub fn join_counted(&mut self) {
        let mut known = BTreeSet::new();
        self.items.retain(|item| {
            let span = item.span.as_ref().map(|span| (span.start, span.end));
            let places = (item.source, item.pointer.clone(), item.about.clone(), span);
            known.insert((item.code, item.message.clone(), places))
        });
        let mut places: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        self.items.retain(|item| {
            let count = places.entry((item.code, item.message.clone())).or_default();
            *count += 1;
            !item.is_counted || *count == 1
        });
        for item in self.items.iter_mut().filter(|item| item.is_counted) {
            item.is_counted = false;
            let count = places.get(&(item.code, item.message.clone())).copied().unwrap_or_default();
            item.message.push_str(&catalog::places(count));
        }
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.items.extend(diagnostics);
    }

    /// Adds the places of a text.
    pub fn add_spans(&mut self, source: SourceId, spans: Spans) {
        self.spans.insert(source, spans);
    }

    /// The places of a text, if it was read.
    pub fn spans(&self, source: SourceId) -> Option<&Spans> {
        self.spans.get(&source)
    }

    /// Adds the findings that are not yet in the list.
    pub fn extend_new(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        let known: BTreeSet<(&str, Pointer)> =
            self.items.iter().map(|item| (item.code, item.pointer.clone())).collect();
        self.items.extend(diagnostics.into_iter().filter(|item| !known.contains(&(item.code, item.pointer.clone()))));
    }

    /// Removes the findings for which `keeps` is false.
    pub fn retain(&mut self, keeps: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keeps);
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.items.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// Turns the pointers of all but the first `already` findings from places of the normalized document into places
    /// of the source.
    pub fn trace_back(&mut self, already: usize, trace: impl Fn(&Pointer) -> Pointer) {
        for diagnostic in self.items.iter_mut().skip(already) {
            diagnostic.pointer = trace(&diagnostic.pointer);
        }
    }

    /// Moves findings on parts of the document that come from overlays to their places in the overlays.
    pub fn trace_to_overlays(&mut self, trace: impl Fn(&Pointer) -> Option<(SourceId, Pointer)>) {
        let on_document =
            |diagnostic: &&mut Diagnostic| diagnostic.source == SourceId::Document && diagnostic.span.is_none();
        for diagnostic in self.items.iter_mut().filter(on_document) {
            if let Some((source, pointer)) = trace(&diagnostic.pointer) {
                diagnostic.about = Some(std::mem::replace(&mut diagnostic.pointer, pointer));
                diagnostic.source = source;
            }
        }
    }

    /// Moves findings on files that were added to the document to their places in the files.
    pub fn trace_to_files(&mut self, trace: impl Fn(&Pointer) -> Option<(SourceId, Pointer)>) {
        for diagnostic in self.items.iter_mut().filter(|diagnostic| diagnostic.source == SourceId::Document) {
            if let Some((source, pointer)) = trace(&diagnostic.pointer) {
                diagnostic.pointer = pointer;
                diagnostic.source = source;
            }
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
