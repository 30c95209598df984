//! One of the alternatives of `oneOf` or `anyOf`.

use crate::pointer::Pointer;

use super::{conjunction::Conjunction, keywords::SchemaRef};

/// One alternative.
#[derive(Clone, Debug)]
pub(super) struct Alternative<'a> {
    pub(super) schema: SchemaRef<'a>,
    pub(super) pointer: Pointer,
    /// The parts of the schema.
    pub(super) conjunction: Conjunction<'a>,
}
