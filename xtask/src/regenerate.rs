//! `cargo xtask regenerate`: the checked-in client from the bundled document and its overlays, and the client of the
//! document alone, which tests use.

use std::collections::BTreeMap;

use generator::{Options, load::Input};

use openapi_crate::{
    crate_files::SURFACE,
    document::Document,
    failure::Failure,
    files::{self, Files},
    install::{self, Content, Item, Place},
    owned::{Changed, Owned, RECORD, Record, join},
    print,
    shown::Shown,
};

use crate::{document, project};

/// The generated code of a crate, in its folder.
const GENERATED: &str = "src/generated";

/// Writes the generated code of the clients, and the public items of the first. Files that are not generated any more
/// are removed.
pub(crate) fn write(changed: Changed) -> Result<(), Failure> {
    let place = Place::open(project::root())?;
    place.install(wanted()?.items(changed)?)
}

/// Compares and writes nothing.
pub(crate) fn check() -> Result<(), Failure> {
    if install::is_unfinished(project::root())? {
        return Err(Failure::Check("a run was interrupted: run `cargo xtask regenerate`".to_owned()));
    }
    let difference = difference()?;
    if difference.is_empty() {
        return Ok(());
    }
    print::result(&difference)?;
    Err(Failure::Check("the checked-in clients are stale: run `cargo xtask regenerate`".to_owned()))
}

/// The changes of the clients, as a diff.
fn difference() -> Result<String, Failure> {
    let mut difference = String::new();
    for Client { folder, generated, surface } in wanted()?.0 {
        let crate_folder = project::root().join(folder);
        difference.push_str(&files::diff(&files::read(&crate_folder.join(GENERATED))?, &generated));
        let record = owned(folder, generated, surface.clone()).record().text(&made_by());
        for (name, wanted) in [(SURFACE, surface), (RECORD, Some(record))] {
            let Some(wanted) = wanted else { continue };
            let current = install::current(project::root(), &join(folder, name))?;
            let current = current.and_then(|content| match content {
                Content::File(bytes) => String::from_utf8(bytes).ok(),
                Content::Folder(_) => None,
            });
            let [current, wanted] =
                [current, Some(wanted)].map(|text| text.map(|text| (name.to_owned(), text)).into_iter().collect());
            difference.push_str(&files::diff(&current, &wanted));
        }
    }
    Ok(difference)
}

/// The generated code of the clients of a document: with the overlays, and without.
pub(crate) struct Clients([Client; 2]);

/// The generated code of a client.
struct Client {
    /// The folder of its crate, from the root.
    folder: &'static str,
    generated: Files,
    /// Its public items, if they are kept.
    surface: Option<String>,
}

impl Clients {
    /// The clients of a document without errors. `with_overlays` is the result with overlays.
    pub(crate) fn of(with_overlays: Document) -> Result<Self, Failure> {
        // Its findings are not printed: a test checks them, and the overlays correct many of them.
        let alone = Input::from(with_overlays.input.document.clone());
        // It has the server for tests, so that this part of the runtime is compiled with generated code.
        let options = Options { fake: true, ..document::bundled_options() };
        let alone = generator::generate(&alone, &options).output.ok_or(Failure::Document)?;
        let client = with_overlays.generated()?.output;
        let surface = Some(client.surface.text());
        Ok(Self([
            Client { folder: project::CLIENT, generated: client.files_of("managed_agents"), surface },
            Client { folder: project::DOCUMENT_CLIENT, generated: alone.files_of("document_client"), surface: None },
        ]))
    }

    /// The command that writes them.
    pub(crate) fn items(self, changed: Changed) -> Result<Vec<Item>, Failure> {
        let root = project::root();
        let mut items = Vec::new();
        for Client { folder, generated, surface } in self.0 {
            let last = Record::read(root, folder)?;
            let owned = owned(folder, generated, surface);
            let record = owned.record().text(&made_by());
            items.extend(owned.items(root, last.as_ref(), changed)?);
            let path = join(folder, RECORD);
            items.push(Item { old: install::current(root, &path)?, new: Some(Content::text(record)), path });
        }
        Ok(items)
    }
}

fn owned(folder: &str, generated: Files, surface: Option<String>) -> Owned {
    let surface = surface.map(|surface| (SURFACE, Content::text(surface)));
    let mut parts = BTreeMap::from([(GENERATED, Content::folder(generated))]);
    parts.extend(surface);
    Owned { folder: folder.to_owned(), parts }
}

fn made_by() -> String {
    document::bundled_options().made_by
}

fn wanted() -> Result<Clients, Failure> {
    Clients::of(Document::generate(document::bundled()?, &document::bundled_options(), Shown::default()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checked_in_clients_are_fresh() {
        let difference = super::difference().expect("the bundled document has no errors");
        assert!(difference.is_empty(), "run `cargo xtask regenerate`:\n{difference}");
    }
}
