//! The limit for merging schemas.
//!
//! The targets of `allOf` are copied into the schema around it: the last of a chain of a thousand schemas has the properties of
//! all, and nested alternatives double with each schema. Real documents have a few dozen properties per schema. Other documents
//! must not become more than a compiler can process.

use crate::read::Document;

/// The limit of copied schemas and properties for any document.
const FREE: usize = 150_000;
/// The amount that each schema and path adds.
const EACH: usize = 200;

/// The remaining budget.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    left: usize,
    pub(super) is_reported: bool,
}

impl Budget {
    /// The budget of a document.
    pub(super) fn of(document: &Document<'_>) -> Self {
        let count = document.components.len() + document.openapi.paths.paths.len();
        Self { left: FREE + EACH * count, is_reported: false }
    }

    /// Takes the cost of copying this number of properties. False if the rest is too small.
    pub(super) fn take(&mut self, properties: usize) -> bool {
        match self.left.checked_sub(1 + properties) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}
