//! `cargo xtask diff`: what a change of the document is to users of the crate.

use std::path::{Path, PathBuf};

use generator::{
    Errors, Options, Run,
    changes::{self, Report, rules::Severity},
    diagnostic::Colour,
    load::Input,
    select::{Schemas, Selection},
};

use crate::{
    document::{self, Kept, bundled_options},
    failure::Failure,
    files_beside, print, project, revision,
};

/// What to compare.
#[derive(Debug, clap::Args)]
pub(crate) struct Sides {
    /// The old document: a file, or a git revision, whose bundled document and overlays are meant
    #[arg(value_name = "OLD")]
    old: String,
    /// The new document, likewise; the bundled one as it is now if not given
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// An overlay to apply to documents that are files; may be given several times
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// An overlay to apply to the old file only, after the others
    #[arg(long = "old-overlay", value_name = "FILE")]
    old_overlays: Vec<PathBuf>,
    /// An overlay to apply to the new file only, after the others
    #[arg(long = "new-overlay", value_name = "FILE")]
    new_overlays: Vec<PathBuf>,
    #[command(flatten)]
    kept: Kept,
}

/// How to report.
#[derive(Debug, clap::Args)]
pub(crate) struct Manner {
    /// Print the report as JSON, which docs/semver.md describes
    #[arg(long)]
    json: bool,
    /// Exit with 1 where there is a change of this severity; several are separated by commas
    #[arg(long, value_name = "SEVERITY", value_enum, value_delimiter = ',')]
    deny: Vec<Denied>,
}

/// What is not to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Denied {
    /// Code that compiled may not compile, or does something else
    Breaking,
    /// There is something new
    Added,
    /// Code stays as it is, and what is sent or read does not
    Changed,
    /// Only documentation differs
    DocsOnly,
}

/// Compares, prints the report, and fails where it has what is denied.
pub(crate) fn diff(sides: &Sides, manner: &Manner) -> Result<(), Failure> {
    let old = side(&sides.old, [&sides.overlays, &sides.old_overlays])?;
    let new = match &sides.new {
        Some(new) => side(new, [&sides.overlays, &sides.new_overlays])?,
        None => Side { input: document::bundled()?, is_bundled: true },
    };
    // Two files of one API have the prefix of their titles; with the bundled document, that of its client.
    let environment_prefix = bundled_options().environment_prefix.filter(|_| old.is_bundled || new.is_bundled);
    // The client of the bundled document has all schemas, reached or not.
    let schemas = if old.is_bundled || new.is_bundled { Schemas::All } else { sides.kept.schemas() };
    let selection = Selection { schemas, ..Selection::default() };
    let options = Options { environment_prefix, errors: Errors::Refuse, selection, ..bundled_options() };
    let report = compare(&old.input, &new.input, &options)?;
    if manner.json {
        print::json(&report.to_json())?;
    } else {
        print::result(&report.to_markdown())?;
    }
    check(&report, &manner.deny)
}

/// Compares two documents; where one has errors, prints them.
pub(crate) fn compare(old: &Input, new: &Input, options: &Options) -> Result<Report, Failure> {
    let runs = [run(old, options), run(new, options)];
    changes::compare(&runs[0], &runs[1]).ok_or(Failure::Document)
}

fn run(input: &Input, options: &Options) -> Run {
    let run = generator::generate(input, options);
    // What is found in a document that can be used is counted in the report.
    if run.output.is_none() {
        print::findings(input, &run.diagnostics, Colour::Never);
    }
    run
}

fn check(report: &Report, denied: &[Denied]) -> Result<(), Failure> {
    let found: Vec<String> = denied
        .iter()
        .map(|denied| match denied {
            Denied::Breaking => Severity::Breaking,
            Denied::Added => Severity::Added,
            Denied::Changed => Severity::Changed,
            Denied::DocsOnly => Severity::DocsOnly,
        })
        .map(|severity| (report.of(severity).count(), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{count} {}", severity.as_str()))
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Failure::Check(format!("denied changes: {}", found.join(", ")))) }
}

/// One of the two documents.
struct Side {
    input: Input,
    /// Whether it is the project's own, at some revision.
    is_bundled: bool,
}

fn side(name: &str, overlays: [&[PathBuf]; 2]) -> Result<Side, Failure> {
    let path = Path::new(name);
    if !path.exists() {
        return Ok(Side { input: revision::bundled(project::root(), name)?, is_bundled: true });
    }
    let mut input = Input::from(document::source(path, name.to_owned())?);
    for overlay in overlays.into_iter().flatten() {
        input.overlays.push(document::source(overlay, overlay.display().to_string())?);
    }
    input.files = files_beside::read(path, &input)?;
    Ok(Side { input, is_bundled: false })
}
