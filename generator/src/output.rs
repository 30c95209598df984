//! The emitted files.

use std::collections::BTreeMap;

use crate::surface::Surface;

/// What is emitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The text of each file by its path below `generated/`, with `/` between names.
    pub files: BTreeMap<String, String>,
    /// What is public in them.
    pub surface: Surface,
}
