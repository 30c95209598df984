//! Groups of operations.

use super::{Docs, Operation};

/// The operations of one tag.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The tag, if the document has one.
    pub tag: Option<String>,
    /// The tag above it.
    pub parent: Option<String>,
    /// The type: `Agents`.
    pub rust_name: String,
    /// The method of the client, and the module: `agents`.
    pub accessor: String,
    /// From the tag's description.
    pub docs: Docs,
    /// Its operations, in the document's order.
    pub operations: Vec<Operation>,
}
