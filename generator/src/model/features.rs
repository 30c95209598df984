//! Cargo features of the emitted crate.

use std::collections::{BTreeMap, BTreeSet};

/// Which parts of the crate a feature turns on. Empty if the crate is one whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// The feature of each resource, by its accessor.
    pub resources: BTreeMap<String, String>,
    /// The feature of the types that no resource needs, if there are any: payloads of webhooks, say.
    pub schemas: Option<String>,
    /// The features of each file of `types/`, by its module: any of them turns it on.
    pub modules: BTreeMap<String, BTreeSet<String>>,
}
