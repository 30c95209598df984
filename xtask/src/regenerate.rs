//! `cargo xtask regenerate`: the checked-in client from the bundled document and its overlays.

use crate::{
    document::{self, Document},
    failure::Failure,
    files::{self, Files},
    print, project,
};

/// Writes the machine-written half of the client; files that are no longer made go.
pub(crate) fn write() -> Result<(), Failure> {
    files::replace(&project::generated(), &wanted()?)
}

/// Compares and writes nothing.
pub(crate) fn check() -> Result<(), Failure> {
    let difference = difference()?;
    if difference.is_empty() {
        return Ok(());
    }
    print::result(&difference)?;
    Err(Failure::Check("generated-client/src/generated is stale: run `cargo xtask regenerate`".to_owned()))
}

/// How the client would change.
fn difference() -> Result<String, Failure> {
    Ok(files::diff(&files::read(&project::generated())?, &wanted()?))
}

fn wanted() -> Result<Files, Failure> {
    Ok(Document::generate(document::bundled()?, &document::bundled_options()).generated()?.output.files)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checked_in_client_is_fresh() {
        let difference = super::difference().expect("the bundled document has no errors");
        assert!(difference.is_empty(), "run `cargo xtask regenerate`:\n{difference}");
    }
}
