//! The stages of `generator::generate`, one by one.

use std::{fmt, time::Instant};

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

/// Milliseconds by stage.
#[derive(Default)]
pub(crate) struct Stages(Vec<f64>);

impl Stages {
    pub(crate) fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    fn time<T>(&mut self, stage: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let made = stage();
        self.0.push(begin.elapsed().as_secs_f64() * 1e3);
        made
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|milliseconds| write!(formatter, " {milliseconds:.1} |"))
    }
}

/// Runs all stages, as `generate` does for a whole document.
pub(crate) fn run(input: &Input, options: &Options) -> Stages {
    let mut stages = Stages::default();
    let mut found = Diagnostics::new();
    let document = stages.time(|| load::load(&input.document, &mut found)).expect("a document");
    let overlaid =
        stages.time(|| overlay::overlay(document, &input.document.name, &input.overlays, &mut found)).document;
    let kept = overlaid.clone();
    let bundled = stages.time(|| bundle::bundle(overlaid, input, &mut found));
    let normalized = stages.time(|| normalize::normalize(bundled, &mut found));
    let read = stages.time(|| read::read(&normalized, &mut found)).expect("no errors");
    let lowered = stages.time(|| lower::lower(&read, options, &mut found));
    let mut api = stages.time(|| resolve::resolve(lowered, &mut found));
    stages.time(|| refine::refine(&mut api));
    stages.time(|| order::in_document_order(&mut api, &normalized.document, |place| read.origins.trace_text(place)));
    let output = stages.time(|| emit::emit(&api, options));
    assert!(!found.has_errors(), "{found:?}");
    drop((kept, read, api, output));
    stages
}
