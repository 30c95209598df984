//! Pages with elements that cannot be decoded.
//!
//! Input: the error of a whole page. Output: the page without the elements that do not fit, and an error for each of them. If
//! another part of the page is also invalid, the whole page stays an error.

use std::sync::Arc;

use crate::runtime::{
    Error, Result,
    compact::CollectList,
    error::DecodeError,
    json::{self, JsonValue},
};

/// The elements that a page lacks: the index of each in its list, and its error.
pub(crate) type Lacking = Vec<(usize, Error)>;

/// Reads the part of a page that can be read, if `error` is the error of the page.
pub(crate) fn salvage(page: &mut dyn JsonValue, error: &DecodeError) -> Option<Lacking> {
    let text = error.body();
    // A byte order mark is not JSON.
    let text = if text.starts_with(b"\xEF\xBB\xBF") { text.slice(3..) } else { text.clone() };
    page.renew();
    let misfits = json::read_tolerating(page, &text, json::Tolerance::Elements).ok()?;
    let lacking = misfits.into_iter().filter_map(|misfit| {
        let element = text.slice(misfit.place);
        Some((misfit.fault.element()?, Error::Decode(Arc::new(error.of_element(&misfit.fault, element)))))
    });
    Some(lacking.collect_list())
}

/// The elements of a page. An element that cannot be decoded is an error in its place. Errors of another list come last.
pub(crate) fn in_place<T>(elements: impl IntoIterator<Item = T>, lacking: Lacking) -> impl Iterator<Item = Result<T>> {
    let mut elements = elements.into_iter();
    let mut lacking = lacking.into_iter().peekable();
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
