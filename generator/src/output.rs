//! The emitted files.

use std::collections::BTreeMap;

/// Emitted files: their text by their path below `generated/`, with `/` between names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Path → text.
    pub files: BTreeMap<String, String>,
}
