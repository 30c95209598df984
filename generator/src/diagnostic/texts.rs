//! The texts that findings are about, with their lines and places.

use std::{borrow::Cow, ops::Range};

use super::{Diagnostic, Diagnostics};
use crate::{
    pointer::Pointer,
    source::{Input, Lines, Places, SourceId, floor_boundary},
};

/// The texts of an input. Bytes that are not UTF-8 are replaced.
pub(crate) fn decode(input: &Input) -> Vec<Cow<'_, str>> {
    input.sources().map(|(_, source)| String::from_utf8_lossy(&source.bytes)).collect()
}

/// One text and the places in it that findings are about.
pub(crate) struct SourceText<'a> {
    pub(super) id: SourceId,
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) lines: Lines<'a>,
    places: Option<Places<'a>>,
}

/// All texts of an input.
pub(crate) struct Texts<'a>(Vec<SourceText<'a>>);

impl<'a> Texts<'a> {
    /// `decoded` is the result of [`decode`] for the input.
    pub(crate) fn new(input: &'a Input, decoded: &'a [Cow<'a, str>], diagnostics: &'a Diagnostics) -> Self {
        let texts = input.sources().zip(decoded).map(|((id, source), text)| SourceText {
            id,
            name: &source.name,
            text,
            lines: Lines::new(text),
            places: diagnostics.spans(id).map(|spans| spans.places(text)),
        });
        Self(texts.collect())
    }

    /// The text that a finding is about.
    pub(super) fn of(&self, diagnostic: &Diagnostic) -> Option<&SourceText<'a>> {
        self.by_id(diagnostic.source)
    }

    /// The text with this id.
    pub(crate) fn by_id(&self, id: SourceId) -> Option<&SourceText<'a>> {
        self.0.iter().find(|text| text.id == id)
    }
}

impl SourceText<'_> {
    /// The part at `pointer`, or the nearest part around it that the text has; and its line and column, from 1.
    pub(crate) fn nearest(&self, mut pointer: Pointer) -> (Pointer, (usize, usize)) {
        let Some(places) = &self.places else { return (Pointer::root(), (1, 1)) };
        loop {
            match (places.exact(&pointer), pointer.parent()) {
                (None, Some(parent)) => pointer = parent,
                (place, _) => {
                    let start = place.map_or(0, |place| place.shown(self.text).start);
                    return (pointer, self.lines.line_and_column(floor_boundary(self.text, start)));
                }
            }
        }
    }

    /// The part that a finding is about, or the nearest part around it that the text has: parts of the normalized document can have
    /// places that are not in the text.
    pub(super) fn pointer(&self, diagnostic: &Diagnostic) -> Pointer {
        match (&diagnostic.span, &self.places) {
            (None, Some(_)) => self.nearest(diagnostic.pointer.clone()).0,
            _ => diagnostic.pointer.clone(),
        }
    }

    /// The bytes that a finding is about.
    pub(super) fn span(&self, diagnostic: &Diagnostic) -> Range<usize> {
        let span = match &diagnostic.span {
            Some(span) => span.clone(),
            None => {
                let place = self.places.as_ref().and_then(|places| places.find(&diagnostic.pointer));
                place.map_or(0..0, |place| place.shown(self.text))
            }
        };
        let start = floor_boundary(self.text, span.start);
        start..floor_boundary(self.text, span.end).max(start)
    }
}
