//! Text of the document for people.

/// Documentation from the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Any text, as written.
    pub description: Option<String>,
    /// Whether the document marks the item as deprecated.
    pub deprecated: bool,
}
