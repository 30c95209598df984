//! The stages of `generator::generate`, one by one.

use std::{fmt, time::Instant};

use crate::MEMORY;
use generator::{
    Options, bundle,
    diagnostic::Diagnostics,
    emit,
    load::{self, Input},
    lower, normalize, order, overlay, read, refine, resolve,
};

/// The head of the table that [`Stages`] are rows of.
pub(crate) const HEAD: &str = " load | overlay | bundle | normalize | read | lower | resolve | refine | order | emit |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |";

/// Milliseconds by stage, and the most memory during it, in bytes beyond the document.
#[derive(Default)]
pub(crate) struct Stages {
    times: Vec<f64>,
    peaks: Vec<usize>,
    before: usize,
}

impl Stages {
    pub(crate) fn total(&self) -> f64 {
        self.times.iter().sum()
    }

    fn time<T>(&mut self, stage: impl FnOnce() -> T) -> T {
        MEMORY.reset_peak_usage();
        let begin = Instant::now();
        let made = stage();
        self.times.push(begin.elapsed().as_secs_f64() * 1e3);
        self.peaks.push(MEMORY.peak_usage().saturating_sub(self.before));
        made
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stages = self.times.iter().zip(&self.peaks);
        stages.into_iter().try_for_each(|(time, peak)| write!(formatter, " {time:.1}, {:.1} |", *peak as f64 / 1e6))
    }
}

/// Runs all stages, as `generate` does for a whole document.
pub(crate) fn run(input: &Input, options: &Options) -> Stages {
    let mut stages = Stages { before: MEMORY.current_usage(), ..Stages::default() };
    let mut found = Diagnostics::new();
    let document = stages.time(|| load::load(&input.document, &mut found)).expect("a document");
    let overlaid =
        stages.time(|| overlay::overlay(document, &input.document.name, &input.overlays, &mut found)).document;
    let bundled = stages.time(|| bundle::bundle(overlaid, input, &mut found));
    let normalized = stages.time(|| normalize::normalize(bundled, &mut found));
    let read = stages.time(|| read::read(&normalized, &mut found)).expect("no errors");
    let lowered = stages.time(|| lower::lower(&read, options, &mut found));
    let mut api = stages.time(|| resolve::resolve(lowered, &mut found));
    stages.time(|| refine::refine(&mut api));
    stages.time(|| order::in_document_order(&mut api, &normalized.document, |place| read.origins.trace_text(place)));
    let output = stages.time(|| emit::emit(&api, options));
    assert!(!found.has_errors(), "{found:?}");
    drop((read, api, output));
    stages
}
