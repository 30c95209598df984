//! The stages of `generator::generate`, one by one.

use generator::{
    Options, bundle,
    diagnostic::Diagnostics,
    emit,
    load::{self, Input},
    lower, normalize, order, overlay, read, refine, resolve,
};

/// The head of the table with a row for each stage.
pub(crate) const HEAD: &str = " load | overlay | bundle | normalize | read | lower | resolve | refine | order | emit |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |";

/// Runs all stages, as `generate` does for a whole document. `measure` runs each.
pub(crate) fn run(input: &Input, options: &Options, measure: &mut dyn FnMut(&mut dyn FnMut())) {
    let mut found = Diagnostics::new();
    let document = measured(measure, || load::load(&input.document, &mut found)).expect("a document");
    let (name, overlays) = (&input.document.name, &input.overlays);
    let overlaid = measured(measure, || overlay::overlay(document, name, overlays, &mut found)).document;
    let bundled = measured(measure, || bundle::bundle(overlaid, input, &mut found));
    let normalized = measured(measure, || normalize::normalize(bundled, &mut found));
    let read = measured(measure, || read::read(&normalized, &mut found)).expect("no errors");
    let lowered = measured(measure, || lower::lower(&read, options, &mut found));
    let mut api = measured(measure, || resolve::resolve(lowered, &mut found));
    measured(measure, || refine::refine(&mut api));
    let trace = |place: &str| read.origins.trace_text(place);
    measured(measure, || order::in_document_order(&mut api, &normalized.document, trace));
    let output = measured(measure, || emit::emit(&api, options));
    assert!(!found.has_errors(), "{found:?}");
    drop((read, api, output));
}

/// The result of a stage, which `measure` runs.
fn measured<T>(measure: &mut dyn FnMut(&mut dyn FnMut()), stage: impl FnOnce() -> T) -> T {
    let mut stage = Some(stage);
    let mut made = None;
    measure(&mut || made = stage.take().map(|stage| stage()));
    made.expect("each stage is run once")
}
