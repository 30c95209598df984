//! `cargo xtask regenerate`: the checked-in client from the bundled document and its overlays, and beside it that of the
//! document alone, which tests use.

use std::{fs, path::PathBuf};

use generator::load::Input;

use crate::{
    document::{self, Document, MessageFormat},
    failure::Failure,
    files::{self, Change, Files},
    print, project,
};

/// Writes the machine-written halves of the clients and what is public in the first; files that are no longer made go.
pub(crate) fn write() -> Result<(), Failure> {
    files::change_all(&wanted()?.changes()?)
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
    let Clients { folders, surface } = wanted()?;
    let mut difference = String::new();
    for (folder, wanted) in folders {
        difference.push_str(&files::diff(&files::read(&folder)?, &wanted));
    }
    let current = fs::read_to_string(project::client().join(project::SURFACE)).ok();
    let [current, surface] =
        [current, Some(surface)].map(|text| text.map(|text| (project::SURFACE.to_owned(), text)).into_iter().collect());
    difference.push_str(&files::diff(&current, &surface));
    Ok(difference)
}

/// The machine-written halves of the clients of a document.
pub(crate) struct Clients {
    /// Whole folders: with the overlays, and without.
    folders: [(PathBuf, Files); 2],
    /// What is public in the first.
    surface: String,
}

impl Clients {
    /// Those of a document without errors, `with_overlays` being made of it already.
    pub(crate) fn of(with_overlays: Document) -> Result<Self, Failure> {
        // What is found in the document alone is for a test to say: the overlays answer much of it.
        let alone = Input::from(with_overlays.input.document.clone());
        let alone = generator::generate(&alone, &document::bundled_options()).output.ok_or(Failure::Document)?;
        let client = with_overlays.generated()?.output;
        let folders = [(project::generated(), client.files), (project::generated_of_document(), alone.files)];
        Ok(Self { folders, surface: client.surface.text() })
    }

    /// What makes the project hold them.
    pub(crate) fn changes(self) -> Result<Vec<Change>, Failure> {
        let surface = project::client().join(project::SURFACE);
        let mut changes = vec![Change { path: surface, content: Some(self.surface.into_bytes()) }];
        for (folder, wanted) in self.folders {
            changes.extend(files::changes(&folder, &wanted)?);
        }
        Ok(changes)
    }
}

fn wanted() -> Result<Clients, Failure> {
    Clients::of(Document::generate(document::bundled()?, &document::bundled_options(), MessageFormat::Human))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checked_in_clients_are_fresh() {
        let difference = super::difference().expect("the bundled document has no errors");
        assert!(difference.is_empty(), "run `cargo xtask regenerate`:\n{difference}");
    }
}
