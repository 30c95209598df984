//! Cargo features of the emitted crate.

use std::collections::{BTreeMap, BTreeSet};

/// The parts of the crate that each feature turns on. Empty if the crate has no such features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// The feature of each resource, by its accessor.
    pub resources: BTreeMap<String, String>,
    /// The feature of the types that no resource needs, such as payloads of webhooks, if there are any.
    pub schemas: Option<String>,
    /// The features of each file of `types/`, by its module: any of them turns it on.
    pub modules: BTreeMap<String, BTreeSet<String>>,
}
