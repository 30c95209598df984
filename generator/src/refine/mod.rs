//! Completes the model by passes over the whole model. It cannot fail.

mod adders;
mod boxing;
mod by_value;
mod constants;
mod depth;
mod empty;
mod error_body;
mod features;
mod files;
mod hoist_headers;
mod leniency;
mod merge_patch;
mod newtypes;
mod presence;
mod sizes;
mod split_files;
mod usage;

use crate::model::Api;
pub use features::features;

/// Runs the passes, in this order.
pub fn refine(api: &mut Api) {
    for pass in PASSES {
        pass(api);
    }
}

const PASSES: &[fn(&mut Api)] = &[
    hoist_headers::hoist_headers,
    split_files::split_files,
    usage::usage,
    files::files,
    merge_patch::merge_patch,
    presence::presence,
    empty::empty,
    leniency::leniency,
    newtypes::newtypes,
    constants::constants,
    boxing::boxing,
    depth::depth,
    error_body::error_body,
    adders::adders,
];
