//! Pages with elements that cannot be decoded.
//!
//! Input: the error of a whole page. Output: the page without the elements that do not fit, and an error for each of them. If
//! another part of the page is also invalid, the whole page stays an error.

use std::sync::Arc;

use crate::runtime::{
    Error, Result,
    error::DecodeError,
    json::{self, JsonValue, Reader},
    response::{Received, transcoded, without_mark},
};

/// The elements that a page lacks.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Lacking {
    /// Their errors, each with the index among the items. Those of other lists come last, with the greatest index.
    pub(super) errors: Vec<(usize, Error)>,
    /// The number of items in the text of the page, if it may differ from the number of items that were read.
    pub(super) arrived: Option<usize>,
}

impl Lacking {
    /// The elements that a page lacks which was read as far as possible.
    pub(super) fn without_errors(received: &Received, items: &[&str]) -> Self {
        let transcoded = transcoded(&received.head.headers, received.bytes());
        let text = transcoded.as_ref().map_or(&received.bytes()[..], String::as_bytes);
        Self { errors: Vec::new(), arrived: arrived(text, items) }
    }
}

/// The number of items in the text of a page, if it has a list of items.
fn arrived(text: &[u8], items: &[&str]) -> Option<usize> {
    let mut reader = Reader::new(std::str::from_utf8(without_mark(text)).ok()?);
    for name in items {
        reader.begin_object().ok()?;
        let mut is_first = true;
        while reader.next_name(&mut is_first).ok()?? != *name {
            reader.skip().ok()?;
        }
    }
    reader.begin_array().ok()?;
    let (mut count, mut is_first) = (0, true);
    while reader.next_element(&mut is_first).ok()? {
        reader.skip().ok()?;
        count += 1;
    }
    Some(count)
}

/// Reads the part of a page that can be read, if `error` is the error of the page. Its items are in the list at the path `items`.
pub(crate) fn salvage(page: &mut dyn JsonValue, error: &DecodeError, items: &[&str]) -> Option<Lacking> {
    let text = error.text();
    // A byte order mark is not JSON.
    let text = text.slice_ref(without_mark(&text));
    page.renew();
    let misfits = json::read_tolerating(page, &text, json::Tolerance::Elements).ok()?;
    let (mut errors, mut others) = (Vec::new(), Vec::new());
    for misfit in misfits {
        let index = misfit.fault.element_of(items);
        let element = text.slice(misfit.place);
        let error = Error::Decode(Arc::new(error.of_element(&misfit.fault, element)));
        let list = if index.is_some() { &mut errors } else { &mut others };
        list.push((index.unwrap_or(usize::MAX), error));
    }
    errors.append(&mut others);
    Some(Lacking { errors, arrived: arrived(&text, items) })
}

/// The elements of a page. An element that cannot be decoded is an error in its place. Errors of another list come last.
pub(crate) fn in_place<T>(elements: impl IntoIterator<Item = T>, lacking: Lacking) -> impl Iterator<Item = Result<T>> {
    let mut elements = elements.into_iter();
    let mut lacking = lacking.errors.into_iter().peekable();
    let mut index = 0;
    std::iter::from_fn(move || {
        let is_lacking = lacking.peek().is_some_and(|(place, _)| *place <= index);
        index += 1;
        let error = |(_, error)| Err(error);
        if is_lacking {
            return lacking.next().map(error);
        }
        elements.next().map(Ok).or_else(|| lacking.next().map(error))
    })
}
