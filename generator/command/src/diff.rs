//! `diff`: the effect of a change of the document on users of the crate.

use std::{
    fs,
    path::{Path, PathBuf},
};

use generator::{
    Errors, Options, Run,
    changes::{self, Report, rules::Effect},
    diagnostic,
    select::Selection,
};
use toml_edit::DocumentMut;

use crate::{
    choices::{CHOICES, Choices},
    document::{self, Task},
    extent::Kept,
    failure::Failure,
    generate, print,
    progress::Step,
    shown::{MessageFormat, Shown},
};

/// The versions to compare.
#[derive(Debug, clap::Args)]
pub struct Sides {
    /// The old document, or the folder of a crate: its document, with its overlays and options
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new document, or the folder of a crate. If only one of both is a crate, its overlays and options are also
    /// used for the other document
    #[arg(value_name = "NEW")]
    new: PathBuf,
    #[command(flatten)]
    additions: Additions,
}

/// The overlays and schemas that a comparison adds to documents.
#[derive(Debug, clap::Args)]
pub struct Additions {
    /// An overlay to apply to both documents; can be repeated
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// An overlay to apply to the old document only, after the others; can be repeated
    #[arg(long = "old-overlay", value_name = "FILE")]
    old_overlays: Vec<PathBuf>,
    /// An overlay to apply to the new document only, after the others; can be repeated
    #[arg(long = "new-overlay", value_name = "FILE")]
    new_overlays: Vec<PathBuf>,
    #[command(flatten)]
    kept: Kept,
}

impl Additions {
    /// The overlays of the old and of the new document.
    pub fn overlays(&self) -> [Vec<PathBuf>; 2] {
        [&self.old_overlays, &self.new_overlays].map(|own| [self.overlays.as_slice(), own].concat())
    }

    /// The selection for documents that are not crates.
    pub fn selection(&self) -> Selection {
        Selection { schemas: self.kept.schemas(), ..Selection::default() }
    }
}

impl Sides {
    /// The version of the old crate; if the old side is a document, the one of the new crate, which has not changed yet.
    pub fn version(&self) -> Option<String> {
        version(&self.old).or_else(|| version(&self.new))
    }

    /// Reads the old and the new version.
    pub fn read(&self, shown: Shown) -> Result<[Task; 2], Failure> {
        let Self { old, new, additions } = self;
        let [before, now] = [choices(old)?, choices(new)?];
        if (before.is_some() || now.is_some()) && additions.kept != Kept::default() {
            return Err(Failure::Use(format!(
                "the schemas of a crate are selected in its {CHOICES}: change them there"
            )));
        }
        let has_same_overlays = additions.old_overlays == additions.new_overlays;
        for (folder, own, other) in [(old, &before, new), (new, &now, old)] {
            if let Some(own) = own.as_ref().filter(|_| has_same_overlays) {
                not_its_own(folder, own, other)?;
            }
        }
        let side = |path: &Path, own: Option<&Choices>, other: Option<&Choices>, last: &[PathBuf]| {
            let spec = own.map_or(path, |own| &own.spec);
            let choices = own.or(other);
            let first = choices.map_or(&[][..], |choices| &choices.overlays);
            let task = Task::read(spec, &[first, last].concat(), shown)?;
            match choices {
                Some(Choices { name, extras, extent, .. }) => {
                    generate::prepared(task.with(extent), name.as_deref(), *extras)
                }
                None => Ok(Task { options: options(additions.selection()), ..task }),
            }
        };
        let [old_overlays, new_overlays] = additions.overlays();
        Ok([
            side(old, before.as_ref(), now.as_ref(), &old_overlays)?,
            side(new, now.as_ref(), before.as_ref(), &new_overlays)?,
        ])
    }
}

/// The version in the manifest of a crate; `None` for a document, or if the manifest has no version of its own.
fn version(path: &Path) -> Option<String> {
    let manifest: DocumentMut = fs::read_to_string(path.join("Cargo.toml")).ok()?.parse().ok()?;
    Some(manifest.get("package")?.get("version")?.as_str()?.to_owned())
}

/// The options for documents without a crate: those of `generate` without options.
fn options(selection: Selection) -> Options {
    Options { selection, errors: Errors::LeaveOutOperations, ..document::options() }
}

/// The options of a crate; none for the path of a document.
fn choices(path: &Path) -> Result<Option<Choices>, Failure> {
    if !path.is_dir() {
        return Ok(None);
    }
    let missing = || {
        Failure::Use(format!(
            "{} is a folder without {CHOICES}: give a document or the folder of a crate",
            path.display()
        ))
    };
    Choices::read(path)?.ok_or_else(missing).map(Some)
}

/// Fails if the other side is the document of a crate, which would be compared with itself.
fn not_its_own(folder: &Path, own: &Choices, other: &Path) -> Result<(), Failure> {
    let is_same = own.spec.canonicalize().is_ok_and(|spec| other.canonicalize().is_ok_and(|other| other == spec));
    if !is_same {
        return Ok(());
    }
    Err(Failure::Use(format!(
        "{} is the document of the crate in {}, so both sides are the same: give another version of the document or of the crate, \
         such as the output of `git show HEAD:FILE`",
        other.display(),
        folder.display()
    )))
}

/// How to report.
#[derive(Debug, clap::Args)]
pub struct Manner {
    /// Print the report as JSON
    ///
    /// The report is an object with `old` and `new` (titles and versions), `verdict` (`none`, `patch`, `minor` or `major`), `versions`
    /// (of the crate: the `old` and the `new` one, or `null`), `counts` by severity, `entries` and `coverage`.
    #[arg(long)]
    json: bool,
    /// Print at most this many bytes: leave out the last entries, and count them. By default, the report is whole
    ///
    /// The title and the next version are always printed. A comment on GitHub holds 65,536 characters.
    #[arg(long, value_name = "BYTES", conflicts_with = "json")]
    max_bytes: Option<usize>,
    /// Exit with code 1 if there is a change of this severity; separate several severities by commas
    #[arg(long, value_name = "SEVERITY", value_enum, value_delimiter = ',')]
    deny: Vec<Denied>,
}

/// A severity that fails the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Denied {
    /// Code may fail to compile, or the server may treat its requests differently
    Breaking,
    /// Something is new; existing code does not have to change
    Added,
    /// Code does not have to change, but requests, responses or compiler warnings differ
    Changed,
    /// Only documentation differs
    DocsOnly,
}

/// Compares two versions, prints the report, and fails if it has a denied severity. `version` is the one of the crate, if there is one.
pub fn diff(sides: &[Task; 2], version: Option<String>, manner: &Manner) -> Result<(), Failure> {
    let report = Report { crate_version: version, ..compare(sides)? };
    if manner.json {
        print::json(&report.to_json())?;
    } else {
        let most = manner.max_bytes.unwrap_or(usize::MAX);
        print::result(&report.to_markdown_of(most))?;
    }
    check(&report, &manner.deny)
}

/// Compares two versions. If one has errors, prints its findings; fails if these leave nothing to compare.
pub fn compare(sides: &[Task; 2]) -> Result<Report, Failure> {
    let [old, new] = sides;
    let [before, now] = [run(old), run(new)];
    let mut report = changes::compare(&before, &now).ok_or(Failure::Document)?;
    report.locate([(&old.input, &before), (&new.input, &now)]);
    Ok(report)
}

fn run(Task { input, options, shown }: &Task) -> Run {
    let step = Step::begin(*shown, format!("Reading the operations of {}", input.document.name));
    let run = generator::generate(input, options);
    drop(step);
    // The findings of a document without errors are counted in the report.
    if run.diagnostics.has_errors() {
        match shown.format {
            MessageFormat::Human => print::findings(input, &run.diagnostics, shown.colour()),
            MessageFormat::Json => print::json_message(&diagnostic::json::to_json(input, &run.diagnostics)),
        }
    }
    run
}

fn check(report: &Report, denied: &[Denied]) -> Result<(), Failure> {
    let found: Vec<String> = denied
        .iter()
        .map(|denied| match denied {
            Denied::Breaking => Effect::Breaking,
            Denied::Added => Effect::Added,
            Denied::Changed => Effect::Changed,
            Denied::DocsOnly => Effect::DocsOnly,
        })
        .map(|severity| (report.of(severity).count(), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{count} {}", severity.as_str()))
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Failure::Check(format!("denied changes: {}", found.join(", ")))) }
}
