//! Cargo features of the emitted crate.

use std::collections::BTreeMap;

/// Which parts of the crate a feature turns on. Empty where the crate is one whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// The feature of each resource, by its accessor.
    pub resources: BTreeMap<String, String>,
    /// The feature of each file of `types/` that only one resource needs, by its module.
    pub modules: BTreeMap<String, String>,
}
