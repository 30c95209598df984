//! Finds the places of JSON pointers in the text.
//!
//! Trees keep no positions, so this reads the text once more, and only when there is something to show. Input: the text
//! and the pointers that are wanted. Output: byte ranges.

mod json;
mod lines;
mod seek;
mod wanted;
mod yaml;

use std::ops::Range;

pub use lines::Lines;
use wanted::Wanted;

use crate::pointer::Pointer;

/// The place of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The key, for a member of a mapping.
    pub key: Option<Range<usize>>,
    /// The value, from its first byte on; for a list or mapping, its beginning is meant.
    pub value: Range<usize>,
}

impl Place {
    /// The place to point at: the value if it is a scalar on one line, else the key.
    pub fn shown(&self, text: &str) -> Range<usize> {
        let value = text.get(self.value.clone()).unwrap_or_default();
        let is_large = value.is_empty() || value.starts_with(['{', '[', '&']) || value.contains('\n');
        match &self.key {
            Some(key) if is_large => key.clone(),
            Some(_) | None => self.value.clone(),
        }
    }
}

/// The places of some pointers, and of all that they lie in.
#[derive(Debug)]
pub struct Places(Wanted);

impl Places {
    /// The place of `pointer`, or of the nearest place around it that the text has.
    pub fn find(&self, pointer: &Pointer) -> Option<&Place> {
        self.0.find(pointer)
    }
}

/// How many places are sought one by one. That costs a reading of the text each, so long texts get fewer.
const SOUGHT: usize = 20;
const SOUGHT_BYTES: usize = 4 << 20;

/// Finds `pointers`. Of a key that occurs twice in its mapping, the last is meant.
pub fn locate<'a>(text: &str, pointers: impl IntoIterator<Item = &'a Pointer>) -> Places {
    let pointers: Vec<&Pointer> = pointers.into_iter().collect();
    let mut wanted = Wanted::new(pointers.iter().copied());
    let looks_like_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let scanned = looks_like_json && json::scan(text, &mut wanted);
    if !scanned && !yaml::scan(text, &mut wanted) {
        let most = SOUGHT.min(SOUGHT_BYTES / text.len().max(1));
        let lost: Vec<&Pointer> = pointers.into_iter().filter(|pointer| !wanted.is_found(pointer)).take(most).collect();
        for pointer in lost {
            if let Some(value) = seek::seek(text, pointer) {
                wanted.found_at(pointer, value);
            }
        }
    }
    Places(wanted)
}

/// The byte where a line, counted from 1, begins; the end of the text for lines that it does not have.
pub fn offset_of_line(text: &str, line: usize) -> usize {
    match line {
        0 | 1 => 0,
        _ => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(newline, _)| newline + 1),
    }
}

/// The byte at a line and column, both counted from 1, columns in characters.
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = offset_of_line(text, line);
    let rest = text.get(start..).unwrap_or_default();
    rest.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}

/// The beginning of the character that `offset` lies in, or the end of the text.
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests;
