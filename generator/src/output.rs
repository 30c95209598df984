//! The emitted files.

use std::collections::BTreeMap;

use crate::surface::Surface;

/// The emitted files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The text of each file by its path below `generated/`, with `/` between names.
    pub files: BTreeMap<String, String>,
    /// The public items in them.
    pub surface: Surface,
}
