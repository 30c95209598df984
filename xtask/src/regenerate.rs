//! `cargo xtask regenerate`: the checked-in client from the bundled document and its overlays, and beside it that of the
//! document alone, which tests use.

use std::path::PathBuf;

use crate::{
    document::{self, Document, MessageFormat},
    failure::Failure,
    files::{self, Files},
    print, project,
};

/// Writes the machine-written halves of the clients; files that are no longer made go.
pub(crate) fn write() -> Result<(), Failure> {
    for (folder, files) in wanted()? {
        files::replace(&folder, &files)?;
    }
    Ok(())
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
    let differences = wanted()?.into_iter().map(|(folder, wanted)| Ok(files::diff(&files::read(&folder)?, &wanted)));
    differences.collect()
}

/// What each folder is to hold.
fn wanted() -> Result<[(PathBuf, Files); 2], Failure> {
    let bundled = document::bundled()?;
    let options = document::bundled_options();
    // What is found in the document alone is for a test to say: the overlays answer much of it.
    let alone = generator::generate(&bundled.document.clone().into(), &options).output.ok_or(Failure::Document)?;
    let client = Document::generate(bundled, &options, MessageFormat::Human).generated()?;
    Ok([(project::generated(), client.output.files), (project::generated_of_document(), alone.files)])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checked_in_clients_are_fresh() {
        let difference = super::difference().expect("the bundled document has no errors");
        assert!(difference.is_empty(), "run `cargo xtask regenerate`:\n{difference}");
    }
}
