//! Text of the document for people.

use std::sync::Arc;

use super::Example;

/// Documentation from the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Any text, as written.
    pub description: Option<Arc<str>>,
    /// Whether the document marks the item as deprecated.
    pub deprecated: bool,
    /// A value that the document shows.
    pub example: Option<Box<Example>>,
}

impl Docs {
    /// Docs that are a description, unless it is empty.
    pub fn described(description: Option<&str>) -> Self {
        Self { description: description.filter(|text| !text.is_empty()).map(Into::into), ..Self::default() }
    }

    /// These docs, completed by those of `other`. The item is deprecated if one of them says so.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            summary: self.summary.or(other.summary),
            description: self.description.or(other.description),
            deprecated: self.deprecated || other.deprecated,
            example: self.example.or(other.example),
        }
    }
}
