//! Text of the document for people.

use super::Example;

/// Documentation from the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Any text, as written.
    pub description: Option<String>,
    /// Whether the document marks the item as deprecated.
    pub deprecated: bool,
    /// A value that the document shows.
    pub example: Option<Example>,
}

impl Docs {
    /// Whether there is more than an example.
    pub fn is_described(&self) -> bool {
        self.summary.is_some() || self.description.is_some() || self.deprecated
    }
}
