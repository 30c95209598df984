//! The generator as its callers see it.

mod added_property;
mod arbitrary_names;
mod broken;
mod bundled;
mod changes;
mod completeness;
mod determinism;
mod diagnostics_page;
mod empty_and_circular;
mod facts;
mod features;
mod files_beside;
mod fuzz;
mod key_order;
mod keywords_page;
mod layers;
mod limits;
mod random;
mod reached;
mod readable;
mod selection;
mod semver_page;
mod stable_names;
mod support;
mod surface;
mod verdicts;
