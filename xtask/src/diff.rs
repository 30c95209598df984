//! `cargo xtask diff`: the effect of a change of a document, or of the bundled one between two revisions, on users of the crate.

use std::path::{Path, PathBuf};

use generator::{Options, load::Input, select::Selection};
use openapi_crate::{
    diff::{self, Manner},
    document::{self as documents, Task},
    extent::Kept,
    failure::Failure,
    shown::Shown,
};

use crate::{document, project, revision};

/// The documents to compare.
#[derive(Debug, clap::Args)]
pub(crate) struct Sides {
    /// The old document: a file, or a git revision, which means the bundled document and overlays of this revision
    #[arg(value_name = "OLD")]
    old: String,
    /// The new document, a file or a git revision; by default, the current bundled document
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// An overlay to apply to documents that are files; can be repeated
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

/// Compares, prints the report, and fails if it has a denied severity.
pub(crate) fn diff(sides: &Sides, manner: &Manner) -> Result<(), Failure> {
    let old = side(&sides.old, [&sides.overlays, &sides.old_overlays])?;
    let new = match &sides.new {
        Some(new) => side(new, [&sides.overlays, &sides.new_overlays])?,
        None => Side { input: document::bundled()?, is_bundled: true },
    };
    // With the bundled document, the prefix and the schemas are the same as for its client. With two files, the prefix
    // is made from their titles.
    let options = if old.is_bundled || new.is_bundled {
        document::bundled_options()
    } else {
        let selection = Selection { schemas: sides.kept.schemas(), ..Selection::default() };
        Options { selection, ..documents::options() }
    };
    let task = |side: Side| Task { input: side.input, options: options.clone(), shown: Shown::default() };
    diff::diff(&[task(old), task(new)], manner)
}

/// One of the two documents.
struct Side {
    input: Input,
    /// Whether it is the bundled document at some revision.
    is_bundled: bool,
}

fn side(name: &str, overlays: [&[PathBuf]; 2]) -> Result<Side, Failure> {
    let path = Path::new(name);
    if !path.exists() {
        return Ok(Side { input: revision::bundled(project::root(), name)?, is_bundled: true });
    }
    let Task { input, .. } = Task::read(path, &overlays.concat(), Shown::default())?;
    Ok(Side { input, is_bundled: false })
}
