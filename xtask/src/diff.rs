//! `cargo xtask diff`: the effect of a change of a document, or of the bundled one between two revisions, on users of the crate.

use std::path::{Path, PathBuf};

use generator::{Options, load::Input};
use openapi_crate::{
    diff::{self, Additions, Manner},
    document::{self as documents, Task},
    failure::Failure,
    shown::Shown,
};

use crate::{document, project, revision};

/// The documents to compare.
#[derive(Debug, clap::Args)]
pub(crate) struct Sides {
    /// The old document: a file, or a git revision, which means the bundled document and overlays of this revision,
    /// without further overlays
    #[arg(value_name = "OLD")]
    old: String,
    /// The new document, a file or a git revision; by default, the current bundled document
    #[arg(value_name = "NEW")]
    new: Option<String>,
    #[command(flatten)]
    additions: Additions,
}

/// Compares, prints the report, and fails if it has a denied severity.
pub(crate) fn diff(sides: &Sides, manner: &Manner) -> Result<(), Failure> {
    let [old_overlays, new_overlays] = sides.additions.overlays();
    let old = side(&sides.old, &old_overlays)?;
    let new = match &sides.new {
        Some(new) => side(new, &new_overlays)?,
        None => Side { input: document::bundled()?, is_bundled: true },
    };
    // With the bundled document, the prefix and the schemas are the same as for its client. With two files, the prefix
    // is made from their titles.
    let options = if old.is_bundled || new.is_bundled {
        document::bundled_options()
    } else {
        Options { selection: sides.additions.selection(), ..documents::options() }
    };
    let task = |side: Side| Task { input: side.input, options: options.clone(), shown: Shown::default() };
    diff::diff(&[task(old), task(new)], None, manner)
}

/// One of the two documents.
struct Side {
    input: Input,
    /// Whether it is the bundled document at some revision.
    is_bundled: bool,
}

fn side(name: &str, overlays: &[PathBuf]) -> Result<Side, Failure> {
    let path = Path::new(name);
    if !path.exists() {
        return Ok(Side { input: revision::bundled(project::root(), name)?, is_bundled: true });
    }
    let Task { input, .. } = Task::read(path, overlays, Shown::default())?;
    Ok(Side { input, is_bundled: false })
}
