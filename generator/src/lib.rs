//! Turns an OpenAPI document into a typed Rust client. Text in, text out: no file system, process, clock or environment.
//!
//! [`generate`] is the whole pipeline; each stage is a module.

pub mod analyze;
pub mod diagnostic;
pub mod extensions;
pub mod format;
pub mod load;
pub mod locate;
pub mod lower;
pub mod model;
pub mod names;
pub mod normalize;
pub mod output;
pub mod overlay;
pub mod parse;
pub mod pointer;
pub mod render;
pub mod similar;

use diagnostic::Diagnostics;
use load::Input;
use model::Api;
use output::Output;

/// What the user decides about the emitted crate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The prefix of environment variables: `ANTHROPIC` for `ANTHROPIC_API_KEY`; made from the title if there is none.
    pub environment_prefix: Option<String>,
    /// What the first line of every emitted file says it was made by: `` `cargo xtask regenerate` from spec/… ``.
    pub made_by: String,
}

/// What every stage made of a document, as far as the pipeline came.
#[derive(Debug, Default)]
pub struct Run {
    /// All that was found, in the order of the stages.
    pub diagnostics: Diagnostics,
    /// The document after overlays.
    pub overlaid: Option<serde_json::Value>,
    /// The parts of it that come from overlays.
    pub origins: overlay::Origins,
    /// The document as `parse` reads it.
    pub normalized: Option<serde_json::Value>,
    /// The model.
    pub api: Option<Api>,
    /// The files; only of a document without errors.
    pub output: Option<Output>,
}

/// Runs all stages on one document and the overlays beside it.
///
/// The stages up to `lower` may find errors; all of them report before the one check. What follows cannot fail.
pub fn generate(input: &Input, options: &Options) -> Run {
    let mut run = Run::default();
    let diagnostics = &mut run.diagnostics;

    let Some(document) = load::load(&input.document, diagnostics) else { return run };
    let overlaid = overlay::overlay(document, &input.document.name, &input.overlays, diagnostics);
    run.overlaid = Some(overlaid.document.clone());
    run.origins = overlaid.origins;
    let normalized = normalize::normalize(overlaid.document, diagnostics);
    let already = diagnostics.len();
    let openapi = parse::parse(&normalized, diagnostics);
    let api = openapi.map(|openapi| lower::lower(&openapi, options, diagnostics));
    // From here on, places are those of the source.
    diagnostics.trace_back(already, |place| normalized.origins.trace(place));
    diagnostics.trace_to_overlays(|place| run.origins.trace(place));
    run.normalized = Some(normalized.document);
    let Some(mut api) = api else { return run };

    if !run.diagnostics.has_errors() {
        analyze::analyze(&mut api);
        run.output = Some(format::format(render::render(&api), options));
    }
    run.api = Some(api);
    run
}
