//! [`Tolerance`]: whether reading continues after a part that does not fit its type. Such a part is noted as a [`Misfit`].

use std::ops::Range;

use super::{
    Fault, FromJson, JsonValue, Reader,
    reader::Place,
    value::{Filled, text_of},
};

/// A part that does not fit its type. Reading continues after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::runtime) enum Tolerance {
    /// Nothing: reading ends at the first fault.
    #[default]
    Nothing,
    /// Elements of lists that are in no other list. The lists lack them.
    Elements,
    /// Everything. Elements that do not fit are left out of lists and maps, and members that do not fit read as empty.
    Everything,
}

impl Tolerance {
    /// For a body or an item of a response.
    pub(in crate::runtime) fn of_response(is_lenient: bool) -> Self {
        if is_lenient { Self::Everything } else { Self::Nothing }
    }
}

/// A part of a text that does not fit its type.
#[derive(Debug)]
pub struct Misfit {
    /// The fault, with its path from the root.
    pub(in crate::runtime) fault: Fault,
    /// The part; empty if it is absent.
    pub(in crate::runtime) place: Range<usize>,
}

impl Misfit {
    /// Whether it is only noted, and the part was read.
    pub(super) fn is_note(&self) -> bool {
        self.place.is_empty() && self.place.start > 0
    }
}

/// A value, and the parts of its text that did not fit.
pub type Tolerated<T> = (T, Vec<Misfit>);

/// The most misfits that are collected for an error.
const MOST: usize = 1000;
/// The memory of one.
const MEMORY: usize = 256;

/// The faults that a reader tolerates, and the faults that it has tolerated.
#[derive(Debug, Default)]
pub(super) struct Misfits {
    tolerance: Tolerance,
    pub(super) found: Vec<Misfit>,
    /// Whether a part that its type does not know is a misfit too.
    pub(super) is_strict: bool,
    /// Whether gaps are noted: required properties that are absent or null, and that a response may lack.
    pub(super) notes_gaps: bool,
}

impl Misfits {
    /// Forgets the misfits at a place and after it, since the text is read again from there.
    #[cold]
    pub(super) fn forget_from(&mut self, at: usize) {
        self.found.retain(|misfit| misfit.place.start < at);
    }
}

/// A part of a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'p> {
    Element(usize),
    Member(&'p str),
}

/// The beginning of a part, to continue after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    place: Place,
    tolerance: Tolerance,
    /// How many misfits were found before it.
    found: usize,
}

impl Start {
    fn tolerates(self, part: Part<'_>) -> bool {
        match self.tolerance {
            Tolerance::Nothing => false,
            Tolerance::Elements => matches!(part, Part::Element(_)),
            Tolerance::Everything => true,
        }
    }
}

impl Reader<'_> {
    /// Sets the tolerated faults, and returns the previous setting.
    pub(super) fn tolerate(&mut self, tolerance: Tolerance) -> Tolerance {
        std::mem::replace(&mut self.misfits.tolerance, tolerance)
    }

    /// Begins a part.
    #[inline]
    pub(super) fn begin_part(&mut self, part: Part<'_>) -> Start {
        let start = Start { place: self.mark(), tolerance: self.misfits.tolerance, found: self.misfits.found.len() };
        if start.tolerance == Tolerance::Elements && start.tolerates(part) {
            self.misfits.tolerance = Tolerance::Nothing;
        }
        start
    }

    /// Ends a part, and says whether it fits. If it does not and that is tolerated, the text behind it is next.
    #[inline]
    pub(super) fn end_part(&mut self, start: Start, part: Part<'_>, read: Result<(), Fault>) -> Result<bool, Fault> {
        self.misfits.tolerance = start.tolerance;
        match read {
            Ok(()) if self.misfits.found.len() == start.found => Ok(true),
            read => self.settle(start, part, read),
        }
    }

    #[cold]
    fn settle(&mut self, start: Start, part: Part<'_>, read: Result<(), Fault>) -> Result<bool, Fault> {
        for misfit in self.misfits.found.iter_mut().skip(start.found) {
            misfit.fault.add(part);
        }
        let Err(mut fault) = read else { return Ok(true) };
        fault.add(part);
        if !start.tolerates(part) {
            return Err(fault);
        }
        // Malformed JSON cannot be skipped either.
        let Some(place) = self.place_from(start.place) else { return Err(fault) };
        self.note(fault, place).map(|()| false)
    }

    /// Notes that a part is absent, or returns an error.
    #[cold]
    pub(super) fn absent_part(&mut self, fault: Fault) -> Result<(), Fault> {
        if self.misfits.tolerance == Tolerance::Everything { self.note(fault, 0..0) } else { Err(fault) }
    }

    /// Notes a misfit of a part that is read nevertheless.
    #[cold]
    pub(super) fn note_misfit(&mut self, fault: Fault) {
        if self.misfits.found.len() < MOST {
            self.misfits.found.push(Misfit { fault, place: self.at..self.at });
        }
    }

    fn note(&mut self, fault: Fault, place: Range<usize>) -> Result<(), Fault> {
        if self.misfits.tolerance == Tolerance::Everything && self.misfits.found.len() == MOST {
            return Err(fault);
        }
        self.charge(MEMORY)?;
        self.misfits.found.push(Misfit { fault, place });
        Ok(())
    }
}

/// Reads a JSON text as far as it fits the type, and gives what does not, with all gaps. If only elements are tolerated, gaps
/// are left out.
///
/// # Errors
///
/// If the text is not JSON, or what does not fit is not tolerated.
pub(in crate::runtime) fn from_slice_tolerating<T: FromJson>(
    text: &[u8],
    tolerance: Tolerance,
) -> Result<Tolerated<T>, Fault> {
    let mut misfits = Vec::new();
    let value = T::filled(&mut |value| {
        misfits = read_tolerating(value, text, tolerance)?;
        Ok(())
    })?;
    Ok((value, misfits))
}

/// As [`from_slice_tolerating`], into an empty value.
pub(in crate::runtime) fn read_tolerating(
    value: &mut dyn JsonValue,
    text: &[u8],
    tolerance: Tolerance,
) -> Result<Vec<Misfit>, Fault> {
    let mut reader = Reader::new(text_of(text)?);
    reader.misfits.notes_gaps = tolerance != Tolerance::Elements;
    reader.tolerate(tolerance);
    value.set(Some(&mut reader))?;
    reader.end()?;
    Ok(reader.misfits.found)
}

/// All that does not fit, up to a bound, in a text that did not fit an empty value.
pub(in crate::runtime) fn misfits_of(value: &mut dyn JsonValue, text: &[u8]) -> Vec<Misfit> {
    let Ok(text) = text_of(text) else { return Vec::new() };
    let mut reader = Reader::new(text);
    reader.tolerate(Tolerance::Everything);
    let read = value.set(Some(&mut reader)).and_then(|()| reader.end());
    let mut found = reader.misfits.found;
    match read {
        Err(fault) if found.len() < MOST => found.push(Misfit { fault, place: 0..text.len() }),
        _ => {}
    }
    found
}
