//! [`Fault`]: the fault of a JSON text, and its place.

use std::fmt;

use super::{Kind, path_segments, tolerance::Part};

/// A JSON text that cannot be read as a type: the path of the place, and the reason. It repeats no value of the text.
#[derive(Debug)]
pub struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// The segments of the path, innermost first.
    path: Vec<String>,
    message: String,
    is_end: bool,
    is_missing: bool,
}

impl Fault {
    /// A fault of the value that is being read.
    #[cold]
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Inner { path: Vec::new(), message: message.into(), is_end: false, is_missing: false }))
    }

    /// The fault of a text that ends inside a value.
    #[cold]
    pub(super) fn at_end(message: impl Into<String>) -> Self {
        let mut fault = Self::new(message);
        fault.0.is_end = true;
        fault
    }

    /// Whether the text ends inside a value, which may be the beginning of a valid text.
    pub(crate) fn is_end(&self) -> bool {
        self.0.is_end
    }

    /// A value of another kind than expected.
    #[cold]
    pub(super) fn kind(expected: &str, found: Kind) -> Self {
        Self::new(format!("expected {expected}, found {}", found.described()))
    }

    /// An object without a required member.
    #[cold]
    pub(super) fn missing(name: &str) -> Self {
        let mut fault = Self::new(format!("missing property `{name}`"));
        fault.0.is_missing = true;
        fault
    }

    /// Whether the value itself is an object without a required member.
    pub(super) fn is_missing(&self) -> bool {
        self.0.is_missing && self.0.path.is_empty()
    }

    /// Whether it is in a member of the value.
    pub(super) fn is_in_member(&self, name: &str) -> bool {
        self.0.path.last().is_some_and(|outermost| *outermost == path_segments::member(name))
    }

    /// An array without a required element.
    #[cold]
    pub(super) fn missing_element(index: usize) -> Self {
        Self::new(format!("missing element {index}"))
    }

    /// The same fault, found in the value of a member.
    #[cold]
    pub(super) fn in_member(mut self, name: &str) -> Self {
        self.add(Part::Member(name));
        self
    }

    /// The same fault, found in an element of an array.
    #[cold]
    pub(super) fn in_element(mut self, index: usize) -> Self {
        self.add(Part::Element(index));
        self
    }

    /// Notes the part in which it was found.
    #[cold]
    pub(super) fn add(&mut self, part: Part<'_>) {
        self.0.path.push(match part {
            Part::Element(index) => format!("[{index}]"),
            Part::Member(name) => path_segments::member(name),
        });
    }

    /// The index of the element in which it is, of the list at a path of members.
    pub(in crate::runtime) fn element_of(&self, list: &[&str]) -> Option<usize> {
        let mut path = self.0.path.iter().rev();
        let is_in_list =
            list.iter().all(|name| path.next().is_some_and(|segment| *segment == path_segments::member(name)));
        let element = path.next().filter(|_| is_in_list)?;
        element.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
    }

    /// The path as JSONPath (RFC 9535), `$.data[3].id`; `None` for the whole value.
    pub fn path(&self) -> Option<String> {
        let inner = &self.0;
        (!inner.path.is_empty())
            .then(|| format!("${}", inner.path.iter().rev().map(String::as_str).collect::<String>()))
    }

    /// The fault of that place, without values.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.path() {
            write!(formatter, "{path}: ")?;
        }
        formatter.write_str(&self.0.message)
    }
}

impl std::error::Error for Fault {}
