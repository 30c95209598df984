//! The meaning of a change of the document for users of the crate.
//!
//! Input: two versions of an API, each the model and the public surface of its crate. Output: a [`Report`]. The caller is
//! responsible for reading, printing and exit codes.
//!
//! The comparison of the models explains a change: the property, its place, and the change that code needs. The comparison of the
//! surfaces is the safety net: each removed or new line is added to the entries that claim it. If no entry of sufficient severity
//! claims it, it gets its own entry. So no breaking change of the surface is missed, even if the comparison of the models does
//! not find it.

pub mod coverage;
pub mod rules;

mod claims;
mod comparison;
mod constants;
mod docs;
mod enums;
mod errors;
mod fields;
mod json;
mod limit_values;
mod limits;
mod lines;
mod markdown;
mod matching;
mod net;
mod operations;
mod owned_types;
mod pairs;
mod parameters;
mod payloads;
mod places;
mod report;
mod resources;
mod responses;
mod schemas;
mod security;
mod servers;
mod settings;
mod shared;
mod types;
mod unions;

pub use report::{DocumentVersion, Entry, FilePosition, Report, Subject, SubjectKind, SurfaceDiff, Verdict};

use crate::{Run, model::Api, normalize::Origins, pointer::Pointer, surface::Surface};
use comparison::Comparison;
use coverage::Coverage;
use owned_types::OwnedTypes;
use serde_json::Value;

impl Report {
    /// For people.
    pub fn to_markdown(&self) -> String {
        markdown::markdown(self)
    }

    /// For people, with at most `most` bytes, such as in a comment. Whole entries are left out, the last ones first. The title and the next
    /// version are always there.
    pub fn to_markdown_of(&self, most: usize) -> String {
        markdown::shortened(self, most)
    }

    /// For tools: docs/semver.md describes it.
    pub fn to_json(&self) -> Value {
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
    /// The document of the model.
    normalized: &'a Value,
    /// The places in it of the places that the model names.
    read: &'a Origins,
}

impl Version<'_> {
    /// The place in the document as it was written.
    fn trace(&self, pointer: &str) -> String {
        self.moved.trace(&Pointer::from_text(pointer)).to_string()
    }
}

/// Compares the results of two documents; `None` if one of them has no output.
pub fn compare(old: &Run, new: &Run) -> Option<Report> {
    let coverage = [Coverage::of(old)?, Coverage::of(new)?];
    let (old, new) = (version(old)?, version(new)?);
    let mut comparison = Comparison::new(old, new);
    let operations = operations::pairs(&comparison);
    comparison.separate_types(&operations);
    let owned = OwnedTypes::of([old.api, new.api], &comparison.types, &operations);
    types::compare(&mut comparison, &owned);
    operations::compare(&mut comparison, operations, &owned);
    settings::compare(&mut comparison);
    let mut entries = net::explain(comparison);
    entries.sort_by(|left, right| left.order().cmp(&right.order()));
    let entries = shared::joined(entries);
    Some(Report { titles: [title(old.api), title(new.api)], entries, coverage, crate_version: None })
}

fn version(run: &Run) -> Option<Version<'_>> {
    let surface = &run.output.as_ref()?.surface;
    let normalized = run.normalized.as_ref()?;
    Some(Version { api: run.api.as_ref()?, surface, moved: &run.moved, normalized, read: &run.read })
}

fn title(api: &Api) -> String {
    format!("{} {}", api.title, api.version)
}
