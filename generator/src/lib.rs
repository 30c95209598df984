//! Turns an OpenAPI document into a typed Rust client. Its input and output are texts. It does not use the file system,
//! processes, the clock or the environment.
//!
//! [`generate`] is the whole pipeline; each stage is a module. The package `openapi-crate` reads the files, and writes crates and modules.
//!
//! ```
//! use generator::{Options, load::Source};
//!
//! let text = "{openapi: 3.1.0, info: {title: Pets, version: '1'}, paths: {/pets: {get: {responses: {'204': {description: None.}}}}}}";
//! let document = Source { name: "pets.yaml".to_owned(), bytes: text.into() };
//! let run = generator::generate(&document.into(), &Options::default());
//! assert!(!run.diagnostics.has_errors());
//! let files = run.output.expect("a document without errors gives files").files;
//! assert!(files["pets.rs"].contains("pub fn list("));
//! ```

pub mod bundle;
pub mod changes;
mod depth_first;
pub mod diagnostic;
pub mod emit;
pub mod escape;
pub mod extensions;
pub mod format;
pub mod left_out;
pub mod lines;
pub mod load;
pub mod lower;
pub mod media_type;
pub mod model;
mod ms_paths;
pub mod names;
pub mod normalize;
mod one_line;
pub mod order;
pub mod output;
pub mod overlay;
pub mod path_variable;
pub mod pointer;
pub mod read;
pub mod refine;
pub mod render;
pub mod resolve;
pub mod select;
pub mod server_url;
pub mod similar;
pub mod source;
pub mod surface;
pub mod swagger2;
mod table;

use std::collections::BTreeSet;

use diagnostic::Diagnostics;
use model::Api;
use output::Output;
use overlay::Overlaid;
use pointer::Pointer;
use select::{AsWritten, Selection, Unreached};
use serde_json::Value;
use source::Input;

/// The user's choices for the emitted crate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The prefix of environment variables: `ANTHROPIC` for `ANTHROPIC_API_KEY`. The default is made from the title.
    pub environment_prefix: Option<String>,
    /// The command in the first line of every emitted file: `` `cargo xtask regenerate` from spec/… ``.
    pub made_by: String,
    /// The treatment of a document with errors.
    pub errors: Errors,
    /// The parts of the crate that can be left out.
    pub parts: Parts,
    /// Whether the crate has a server for tests of applications.
    pub fake: bool,
    /// The selected operations.
    pub selection: Selection,
}

/// A whole crate of the operations and what they need, of a document without errors.
impl Default for Options {
    fn default() -> Self {
        Self {
            environment_prefix: None,
            made_by: "`openapi-crate-core`".to_owned(),
            errors: Errors::default(),
            parts: Parts::default(),
            fake: false,
            selection: Selection::default(),
        }
    }
}

/// Parts that can be left out of the emitted crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parts {
    /// Nothing.
    #[default]
    Whole,
    /// Each resource, with the types that only it needs, has a Cargo feature.
    ByFeature,
}

/// The treatment of a document with errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Errors {
    /// There is no output.
    #[default]
    Refuse,
    /// The operations with errors are left out, if all other parts have no errors and at least one operation stays.
    LeaveOutOperations,
    /// The operations and schemas with errors are left out, with those that need them, if the rest is a document.
    LeaveOut,
}

/// The output of every stage that ran.
#[derive(Debug, Default)]
pub struct Run {
    /// All findings, in the order of the stages.
    pub diagnostics: Diagnostics,
    /// The parts of it that come from overlays.
    pub origins: overlay::OverlayOrigins,
    /// The places that `normalize` has moved.
    pub moved: normalize::Origins,
    /// The places of schemas that `read` has moved, and their places in the tree.
    pub read: normalize::Origins,
    /// The document as `read` reads it.
    pub normalized: Option<Value>,
    /// The component schemas that are not in the model, because no operation uses them and they are not selected.
    pub left_out: BTreeSet<String>,
    /// The model.
    pub api: Option<Api>,
    /// The files, if the document has no errors or its parts with errors were left out.
    pub output: Option<Output>,
}

/// Runs all stages on one document, with its overlays and its other files.
///
/// The stages up to `resolve` may find errors, and all of them report before the one check. The stages after it cannot
/// fail.
pub fn generate(input: &Input, options: &Options) -> Run {
    let mut run = Run::default();
    let Some(overlaid) = overlaid(input, &mut run.diagnostics) else { return run };
    run.origins = overlaid.origins;

    let bundled = bundle::bundle(overlaid.document, input, &mut run.diagnostics);
    let is_bundled = !run.diagnostics.has_errors();
    understand(&mut run, bundled, input, options);
    let is_sound = !run.diagnostics.has_errors()
        || (is_bundled && options.errors != Errors::Refuse && leave_out(&mut run, input, options));
    if is_sound && let Some(api) = &mut run.api {
        refine::refine(api);
        select::prune(api, &options.selection, &run.left_out);
        api.settings.has_fake = options.fake;
        if options.parts == Parts::ByFeature {
            refine::features(api);
        }
        if let Some(document) = &run.normalized {
            order::in_document_order(api, document, |place| run.read.trace_text(place));
        }
        run.output = Some(emit::emit(api, options));
    }
    run.diagnostics.join_counted();
    run
}

/// The document after overlays, without its other files.
pub fn overlaid(input: &Input, diagnostics: &mut Diagnostics) -> Option<Overlaid> {
    let document = load::load(&input.document, diagnostics)?;
    Some(overlay::overlay(document, &input.document.name, &input.overlays, diagnostics))
}

/// Makes the model of a tree.
fn understand(run: &mut Run, mut document: Value, input: &Input, options: &Options) {
    let diagnostics = &mut run.diagnostics;
    let extended = ms_paths::take_in(&mut document);
    let selection = &options.selection;
    let written = (!selection.takes_all_operations()).then(|| AsWritten::of(&document, selection));
    let mut unreached = Unreached::default();
    let leave_out = |document: &Value, received: &BTreeSet<String>| {
        unreached = select::unreached(document, received, selection);
        unreached.left_out.clone()
    };
    let converted = swagger2::convert(document, diagnostics);
    let mut normalized = normalize::normalize_without(converted.document, converted.origins, leave_out, diagnostics);
    let already = diagnostics.len();
    let read = read::read(&normalized, diagnostics);
    let lowered = read.as_ref().map(|read| lower::lower_last(&unreached.all, read, options, diagnostics));
    run.api = lowered.map(|lowered| resolve::resolve(lowered, diagnostics));
    run.read = read.map(|read| read.origins).unwrap_or_default();
    normalized.origins.move_again(&run.read);
    // From here on, places are those of the source.
    let trace = |place: &Pointer| normalized.origins.trace(place);
    diagnostics.trace_back(already, trace);
    if let Some(api) = &mut run.api
        && select::is_all_there(diagnostics, selection, &normalized.document, api)
        && let Some(written) = written
    {
        select::drop_findings(diagnostics, selection, written, api, trace);
    }
    diagnostics.trace_back(0, |place| extended.trace(place));
    diagnostics.trace_to_overlays(|place| run.origins.trace(place));
    diagnostics.trace_to_files(|place| bundle::trace(input, place));
    run.left_out = unreached.left_out;
    run.moved = normalized.origins;
    run.normalized = Some(normalized.document);
}

/// Removes the parts with errors from the document until the model of the rest has no errors. If that is not possible
/// or leaves nothing, returns false and changes nothing.
fn leave_out(run: &mut Run, input: &Input, options: &Options) -> bool {
    let Some(Overlaid { mut document, .. }) = overlaid(input, &mut Diagnostics::new()) else { return false };
    let mut found = run.diagnostics.clone();
    let mut errors = run.diagnostics.clone();
    loop {
        // Each round removes something, so the loop ends.
        let Some(taken_out) = left_out::take_out(&mut document, &errors, options.errors) else { return false };
        found.extend(taken_out);
        let mut rest = Run { origins: run.origins.clone(), ..Run::default() };
        let bundled = bundle::bundle(document.clone(), input, &mut Diagnostics::new());
        understand(&mut rest, bundled, input, options);
        if rest.diagnostics.has_errors() {
            errors = rest.diagnostics;
            continue;
        }
        let is_something = |api: &Api| {
            let has_types = options.errors == Errors::LeaveOut && !api.types.is_empty();
            has_types || api.operations().next().is_some()
        };
        let Some(api) = rest.api.filter(is_something) else { return false };
        found.trace_to_overlays(|place| run.origins.trace(place));
        found.extend_new(rest.diagnostics);
        *run = Run {
            diagnostics: found,
            normalized: rest.normalized,
            read: rest.read,
            left_out: rest.left_out,
            api: Some(api),
            ..std::mem::take(run)
        };
        return true;
    }
}
