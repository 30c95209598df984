//! The parts of each emitted crate that are the same for all APIs: the runtime, and the features and dependencies
//! that it needs.

use crate::files::Files;

/// The files and manifests that emitted crates are made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The sources of the runtime, by their path in its folder.
    pub runtime: Files,
    /// The manifest of the crate that the runtime was written in: its features and dependencies are those of each emitted crate.
    pub manifest: String,
    /// The manifest of the workspace of that crate.
    pub workspace: String,
}

const RUNTIME: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtime.rs"));

impl Template {
    /// The files that this program contains.
    pub fn embedded() -> Self {
        Self {
            runtime: RUNTIME.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
            manifest: include_str!("../embedded/client.toml").to_owned(),
            workspace: include_str!("../embedded/workspace.toml").to_owned(),
        }
    }
}
