//! Places in YAML, from the events of `saphyr-parser`.
//!
//! The target of an alias is not entered: a pointer into it gets the place of the alias.

use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use super::wanted::{NodeId, Wanted};

/// A list or mapping that is open.
struct Open {
    /// Its node, where something inside is wanted.
    node: Option<NodeId>,
    kind: Kind,
}

enum Kind {
    Sequence { next: usize },
    Mapping { key: Option<(String, Range<usize>)> },
}

/// Finds what is wanted. False when the parser gave up before the end.
pub(super) fn scan(text: &str, wanted: &mut Wanted) -> bool {
    let mut bytes = Bytes { text, characters: 0, offset: 0 };
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { return false };
        match event {
            Event::Scalar(value, ..) => {
                let range = bytes.range(span);
                if !take_key(&mut open, &value, &range) {
                    place(&mut open, wanted, &range);
                }
            }
            Event::Alias(_) => {
                let range = bytes.range(span);
                if !take_key(&mut open, "", &range) {
                    place(&mut open, wanted, &range);
                }
            }
            Event::SequenceStart(..) => {
                let node = start(&mut open, wanted, &bytes.range(span));
                open.push(Open { node, kind: Kind::Sequence { next: 0 } });
            }
            Event::MappingStart(..) => {
                let node = start(&mut open, wanted, &bytes.range(span));
                open.push(Open { node, kind: Kind::Mapping { key: None } });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
            }
            Event::DocumentEnd => return true,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
    }
    true
}

/// A list or mapping begins. One that is a key matches nothing.
fn start(open: &mut [Open], wanted: &mut Wanted, range: &Range<usize>) -> Option<NodeId> {
    if take_key(open, "", range) { None } else { place(open, wanted, range) }
}

/// Whether this node is a key; keeps it for its value.
fn take_key(open: &mut [Open], value: &str, range: &Range<usize>) -> bool {
    match open.last_mut() {
        Some(Open { kind: Kind::Mapping { key: key @ None }, .. }) => {
            *key = Some((value.to_owned(), range.clone()));
            true
        }
        Some(Open { kind: Kind::Mapping { key: Some(_) } | Kind::Sequence { .. }, .. }) | None => false,
    }
}

/// A value begins at `range`: records it where it is wanted.
fn place(open: &mut [Open], wanted: &mut Wanted, range: &Range<usize>) -> Option<NodeId> {
    let (node, key) = match open.last_mut() {
        None => (Some(Wanted::ROOT), None),
        Some(parent) => match &mut parent.kind {
            Kind::Sequence { next } => {
                let token = next.to_string();
                *next += 1;
                (parent.node.and_then(|node| wanted.child(node, &token)), None)
            }
            Kind::Mapping { key } => {
                let (token, key_range) = key.take()?;
                (parent.node.and_then(|node| wanted.child(node, &token)), Some(key_range))
            }
        },
    };
    wanted.found(node?, key, range.clone());
    node
}

/// Turns positions in characters, which the parser gives, into bytes. Positions mostly ascend, so it goes on from the last.
struct Bytes<'a> {
    text: &'a str,
    characters: usize,
    offset: usize,
}

impl Bytes<'_> {
    fn range(&mut self, span: Span) -> Range<usize> {
        let start = self.offset(span.start.index());
        // Long values are not walked to the end: the next event walks on from here.
        let length = span.end.index().saturating_sub(span.start.index());
        let end = self.text[start..].char_indices().nth(length.min(200)).map_or(self.text.len(), |(at, _)| start + at);
        start..end
    }

    fn offset(&mut self, characters: usize) -> usize {
        if characters < self.characters {
            let back = self.characters - characters;
            let before = self.text[..self.offset].char_indices().rev().nth(back - 1);
            self.offset = before.map_or(0, |(at, _)| at);
        } else {
            let ahead = self.text[self.offset..].char_indices().nth(characters - self.characters);
            self.offset = ahead.map_or(self.text.len(), |(at, _)| self.offset + at);
        }
        self.characters = characters;
        self.offset
    }
}
