//! `cargo xtask regenerate`: the checked-in client from the bundled document and its overlays, and beside it that of the
//! document alone, which tests use.

use std::{fs, path::PathBuf};

use crate::{
    document::{self, Document, MessageFormat},
    failure::Failure,
    files::{self, Files},
    print, project,
};

/// Writes the machine-written halves of the clients and what is public in the first; files that are no longer made go.
pub(crate) fn write() -> Result<(), Failure> {
    let Wanted { folders, surface } = wanted()?;
    for (folder, files) in folders {
        files::replace(&folder, &files)?;
    }
    files::write(&project::client(), &surface)
}

/// Compares and writes nothing.
pub(crate) fn check() -> Result<(), Failure> {
    let difference = difference()?;
    if difference.is_empty() {
        return Ok(());
    }
    print::result(&difference)?;
    Err(Failure::Check("the checked-in clients are stale: run `cargo xtask regenerate`".to_owned()))
}

/// How the clients would change.
fn difference() -> Result<String, Failure> {
    let Wanted { folders, surface } = wanted()?;
    let mut difference = String::new();
    for (folder, wanted) in folders {
        difference.push_str(&files::diff(&files::read(&folder)?, &wanted));
    }
    let current = fs::read_to_string(project::client().join(project::SURFACE)).ok();
    let current = current.map(|text| (project::SURFACE.to_owned(), text)).into_iter().collect();
    difference.push_str(&files::diff(&current, &surface));
    Ok(difference)
}

/// What is to be there.
struct Wanted {
    /// Whole folders.
    folders: [(PathBuf, Files); 2],
    /// The file that says what is public in the client.
    surface: Files,
}

fn wanted() -> Result<Wanted, Failure> {
    let bundled = document::bundled()?;
    let options = document::bundled_options();
    // What is found in the document alone is for a test to say: the overlays answer much of it.
    let alone = generator::generate(&bundled.document.clone().into(), &options).output.ok_or(Failure::Document)?;
    let client = Document::generate(bundled, &options, MessageFormat::Human).generated()?;
    let surface = Files::from([(project::SURFACE.to_owned(), client.output.surface.text())]);
    let folders = [(project::generated(), client.output.files), (project::generated_of_document(), alone.files)];
    Ok(Wanted { folders, surface })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checked_in_clients_are_fresh() {
        let difference = super::difference().expect("the bundled document has no errors");
        assert!(difference.is_empty(), "run `cargo xtask regenerate`:\n{difference}");
    }
}
