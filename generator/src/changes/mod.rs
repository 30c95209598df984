//! The meaning of a change of the document for users of the crate.
//!
//! Input: two versions of an API, each the model and the public surface of its crate. Output: a [`Report`]. Leaves reading,
//! printing and exit codes to the caller.
//!
//! The models say what a change means: which property, its place, and the change that code needs. The surfaces are the net below:
//! each line that is gone or new is put under the entries that claim it, and what no entry of enough weight claims gets one of
//! its own. So a breaking change of the surface cannot be missed, even where the comparison of the models knows nothing of it.

pub mod coverage;
pub mod rules;

mod claims;
mod comparison;
mod constants;
mod docs;
mod enums;
mod fields;
mod json;
mod lines;
mod markdown;
mod matching;
mod net;
mod operations;
mod pairs;
mod parameters;
mod payloads;
mod report;
mod security;
mod settings;
mod types;
mod unions;

pub use report::{DocumentVersion, Entry, Report, Subject, SubjectKind, SurfaceDiff, Verdict};

use crate::{Run, model::Api, normalize::Origins, pointer::Pointer, surface::Surface};
use comparison::Comparison;
use coverage::Coverage;

impl Report {
    /// For people.
    pub fn to_markdown(&self) -> String {
        markdown::markdown(self)
    }

    /// For tools: docs/semver.md describes it.
    pub fn to_json(&self) -> serde_json::Value {
        json::json(self)
    }
}

impl Entry {
    /// In one line of Markdown, as changelogs say it.
    pub fn summary(&self) -> String {
        markdown::summary(self)
    }
}

/// One version of an API.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The meaning.
    pub api: &'a Api,
    /// The public items of its crate.
    pub surface: &'a Surface,
    /// The places in the document of the places that the model names.
    pub moved: &'a Origins,
}

impl Version<'_> {
    /// The place in the document as it was written.
    fn trace(&self, pointer: &str) -> String {
        self.moved.trace(&Pointer::from_text(pointer)).to_string()
    }
}

/// Compares what was made of two documents; `None` if nothing was made of one of them.
pub fn compare(old: &Run, new: &Run) -> Option<Report> {
    let coverage = [Coverage::of(old)?, Coverage::of(new)?];
    let (old, new) = (version(old)?, version(new)?);
    let mut comparison = Comparison::new(old, new);
    types::compare(&mut comparison);
    operations::compare(&mut comparison);
    settings::compare(&mut comparison);
    let mut entries = net::explain(comparison);
    entries.sort_by(|left, right| left.order().cmp(&right.order()));
    Some(Report { titles: [title(old.api), title(new.api)], entries, coverage })
}

fn version(run: &Run) -> Option<Version<'_>> {
    Some(Version { api: run.api.as_ref()?, surface: &run.output.as_ref()?.surface, moved: &run.moved })
}

fn title(api: &Api) -> String {
    format!("{} {}", api.title, api.version)
}
