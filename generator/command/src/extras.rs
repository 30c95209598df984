//! The parts of a crate that are written on demand.

use generator::{Options, Parts};
use serde::{Deserialize, Serialize};

/// The parts of a crate that are written on demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::Args, Deserialize, Serialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Extras {
    /// Give each tag a Cargo feature for its operations and the types that only these need
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    pub features_per_tag: bool,
    /// Add the Cargo feature `fake`: a server for tests of applications, with typed requests and responses
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    pub fake: bool,
}

impl Extras {
    /// Sets the options of the generator.
    pub fn set(self, options: &mut Options) {
        let Self { features_per_tag, fake } = self;
        options.parts = if features_per_tag { Parts::ByFeature } else { Parts::Whole };
        options.fake = fake;
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
