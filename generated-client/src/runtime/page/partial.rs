//! Pages of which some elements cannot be decoded.
//!
//! Input: the error of a page as a whole. Output: the page without the elements of the list in which the error is that cannot
//! be decoded, and an error for each of them. A page that is wrong elsewhere too remains an error as a whole.
//!
//! The good elements are found by decoding each as the only one of a page that has nothing else: then an error in it is the
//! first, whatever else such a page lacks. So this needs no code of the page's type beside what reads it anyway, and takes
//! time and memory by the length of the page. Errors are made when they are asked for: kept all at once, they could take a
//! hundred times the memory of the page.

use bytes::Bytes;

use super::elements::{ListPath, find_list, is_json, next_element};
use crate::runtime::{Error, ResponseBody, error::DecodeError, json::Fault};

type Read = fn(&[u8]) -> Option<Fault>;

/// The elements of a page that cannot be decoded, one after the other.
pub(super) struct BadElements {
    /// The error of the page as a whole.
    page: Box<DecodeError>,
    list: ListPath,
    probe: Probe,
    /// How many elements have been looked at.
    index: usize,
    /// The place behind them.
    at: usize,
}

/// Decodes elements one by one.
struct Probe {
    read: Read,
    /// A page with the element that was looked at last.
    page: Vec<u8>,
    /// How long the part of it is that is before the element.
    before: usize,
    after: String,
    /// The path of the element.
    path: String,
}

/// The part of a page that can be read, if `error` is the error of the page.
pub(super) fn salvage<B: ResponseBody>(error: &DecodeError) -> Option<(B::Output, BadElements)> {
    let list = ListPath::of_element(error.path()?)?;
    let text = error.body();
    // A mark of the encoding is no JSON.
    let text = if text.starts_with(b"\xEF\xBB\xBF") { text.slice(3..) } else { text.clone() };
    if !is_json(&text) {
        return None;
    }
    let start = find_list(&text, &list.names)?;
    let mut probe = Probe::new(&list, |text| B::from_json(text)?.err());
    let mut good = text.get(..start)?.to_vec();
    let mut at = start;
    while let Some(range) = next_element(&text, at) {
        at = range.end;
        let element = text.get(range)?;
        if probe.error(element).is_none() {
            if good.len() > start {
                good.push(b',');
            }
            good.extend_from_slice(element);
        }
    }
    good.extend_from_slice(text.get(at..)?);
    let page = B::from_json(&good)?.ok()?;
    let whole = Box::new(error.with_body(text));
    Some((page, BadElements { page: whole, list, probe, index: 0, at: start }))
}

impl BadElements {
    /// The error of the page as a whole.
    pub(super) fn page(&self) -> &DecodeError {
        &self.page
    }
}

impl Iterator for BadElements {
    /// The index and the error of an element.
    type Item = (usize, Error);

    fn next(&mut self) -> Option<(usize, Error)> {
        loop {
            let text: &Bytes = self.page.body();
            let range = next_element(text, self.at)?;
            self.at = range.end;
            let index = self.index;
            self.index += 1;
            let element = text.slice(range);
            if let Some((below, message)) = self.probe.error(&element) {
                let path = format!("{}[{index}]{below}", self.list.text);
                return Some((index, Error::Decode(Box::new(self.page.of_element(path, message, element)))));
            }
        }
    }
}

impl Probe {
    fn new(list: &ListPath, read: Read) -> Self {
        let mut page = String::new();
        for name in &list.names {
            // Text is always JSON.
            let name = serde_json::to_string(name).unwrap_or_default();
            page.extend(["{", &name, ":"]);
        }
        page.push('[');
        let after = format!("]{}", "}".repeat(list.names.len()));
        Self { read, before: page.len(), page: page.into_bytes(), after, path: format!("{}[0]", list.text) }
    }

    /// The path in an element that cannot be decoded, and what is wrong there.
    fn error(&mut self, element: &[u8]) -> Option<(String, String)> {
        self.page.truncate(self.before);
        self.page.extend_from_slice(element);
        self.page.extend_from_slice(self.after.as_bytes());
        let fault = (self.read)(&self.page)?;
        let below = fault.path()?.strip_prefix(&self.path)?.to_owned();
        Some((below, fault.message().to_owned()))
    }
}
