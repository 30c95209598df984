//! `cargo xtask update-spec`: replaces the bundled document, and everything that depends on it.
//!
//! All errors are found before anything is written, and all files are written or none.

mod changelog;
mod provenance;
mod version;

use std::{fs, path::Path};

use generator::{
    changes::{Report, rules::Effect},
    load::{Input, Source},
};

use openapi_crate::{
    diff,
    document::{self as documents, Document, Task},
    failure::Failure,
    install::{self, Content, Item, Place},
    owned::Changed,
    print,
    shown::Shown,
};

use crate::{document, project, regenerate::Clients, revision};
use changelog::Heading;

/// The row with the source of the document, in the table of its README.
const ORIGIN: &str = "Origin";

/// Replaces the bundled document by the document at `file`, and prints the effect on users of the client.
pub(crate) fn update(file: &Path, origin: Option<&str>) -> Result<(), Failure> {
    let place = Place::open(project::root())?;
    let Update { items, report, advice } = plan(file, origin, &before()?)?;
    place.install(items)?;
    print::result(&report.to_markdown())?;
    for advice in advice {
        print::message(&advice);
    }
    Ok(())
}

/// The plan, and its effect.
struct Update {
    items: Vec<Item>,
    report: Report,
    /// The remaining steps.
    advice: Vec<String>,
}

fn plan(file: &Path, origin: Option<&str>, before: &Input) -> Result<Update, Failure> {
    let bytes = documents::source(file, String::new())?.bytes;
    let document = Source { name: project::BUNDLED.to_owned(), bytes };
    let input = Input { document, ..document::bundled()? };
    let document = understand(file, &input)?;
    let task =
        |input: &Input| Task { input: input.clone(), options: document::bundled_options(), shown: Shown::default() };
    let report = diff::compare(&[task(before), task(&input)])?;
    let api_version = document.run.api.as_ref().map(|api| api.version.clone()).unwrap_or_default();

    let root = project::root();
    let mut items = Clients::of(document)?.items(Changed::Refuse)?;
    let checksum = provenance::checksum(&input.document.bytes);
    items.push(item(project::PROVENANCE, readme(root, &api_version, &checksum, origin)?)?);
    let old_changelog = read(root, project::CHANGELOG)?;
    let changelog = changelog::propose(&old_changelog, &entries(&report));
    items.push(item(project::CHANGELOG, changelog)?);
    items.push(item(project::BUNDLED, input.document.bytes)?);

    let version =
        version::advice(&read(root, "Cargo.toml")?, changelog::last_release(&old_changelog), report.verdict())?;
    let advice = origin
        .is_none()
        .then(|| format!("{} still names the old origin, as `--origin` was not given", project::PROVENANCE));
    let next =
        "Next: put the new entries of CHANGELOG.md into words for users, then `cargo insta test --workspace --review`.";
    let advice = advice.into_iter().chain(version).chain([next.to_owned()]).collect();
    Ok(Update { items, report, advice })
}

/// A file with its new text.
fn item(path: &str, text: impl Into<Vec<u8>>) -> Result<Item, Failure> {
    let old = install::current(project::root(), path)?;
    Ok(Item { path: path.to_owned(), old, new: Some(Content::File(text.into())) })
}

/// Runs the generator on the new document with our overlays. Findings name the document as the user has named it. For overlays,
/// it has the name in their `extends`.
fn understand(file: &Path, input: &Input) -> Result<Document, Failure> {
    let options = document::bundled_options();
    let run = generator::generate(input, &options);
    let document = Source { name: file.display().to_string(), ..input.document.clone() };
    let shown = Document { input: Input { document, ..input.clone() }, run };
    shown.report(&options, Shown::default());
    if shown.run.output.is_none() {
        print::message("Nothing was changed.");
        return Err(Failure::Document);
    }
    Ok(Document { input: input.clone(), run: shown.run })
}

/// The version that users have now: the document of the last commit, since overlays may already be corrected for the new
/// document. Without git, it is the current document.
fn before() -> Result<Input, Failure> {
    revision::bundled(project::root(), "HEAD").or_else(|_| document::bundled())
}

fn readme(root: &Path, version: &str, checksum: &str, origin: Option<&str>) -> Result<String, Failure> {
    let mut rows = vec![("Version", format!("`info.version: {version}`")), ("SHA-256", format!("`{checksum}`"))];
    rows.extend(origin.map(|origin| (ORIGIN, origin.to_owned())));
    provenance::update(&read(root, project::PROVENANCE)?, &rows).map_err(|row| {
        Failure::Check(format!("{} has no row `{row}` in its table: add it; nothing was changed", project::PROVENANCE))
    })
}

fn read(root: &Path, file: &str) -> Result<String, Failure> {
    let path = root.join(file);
    fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))
}

/// The entries of the change log for the differences, except changes that affect only documentation.
fn entries(report: &Report) -> Vec<(Heading, String)> {
    let told = report.entries.iter().filter_map(|entry| {
        let heading = match entry.rule.severity {
            Effect::Breaking if entry.lines.added.is_empty() && !entry.lines.removed.is_empty() => Heading::Removed,
            Effect::Breaking | Effect::Changed => Heading::Changed,
            Effect::Added => Heading::Added,
            Effect::DocsOnly => return None,
        };
        Some((heading, entry.summary()))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The plan for the bundled document with each first text replaced by the second.
    fn plan_of(edits: &[(&str, &str)], origin: Option<&str>) -> Result<Update, Failure> {
        let before = document::bundled().expect("the bundled document can be read");
        let mut text = String::from_utf8(before.document.bytes.clone()).expect("the bundled document is UTF-8");
        for (old, new) in edits {
            assert!(text.contains(old), "the bundled document has no {old:?}");
            text = text.replacen(old, new, 1);
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("new.yml");
        fs::write(&file, text).expect("a document can be written");
        plan(&file, origin, &before)
    }

    /// The texts that would be written, by path below the project.
    fn written(update: Update) -> BTreeMap<String, String> {
        let files = update.items.into_iter().flat_map(|item| match item.new.expect("nothing goes") {
            Content::File(bytes) => vec![(item.path, bytes)],
            Content::Folder(files) => {
                let files = files.into_iter();
                files.map(|(file, bytes)| (format!("{}/{file}", item.path), bytes.expect("a file"))).collect()
            }
        });
        files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("all of it is UTF-8"))).collect()
    }

    #[test]
    fn the_same_document_changes_nothing() {
        let update = plan_of(&[], None).expect("the bundled document has no errors");
        assert!(update.report.entries.is_empty(), "{}", update.report.to_markdown());
        for (path, text) in written(update) {
            assert_eq!(read(project::root(), &path).expect("it is there"), text, "{path}");
        }
    }

    #[test]
    fn all_that_follows_from_a_new_document_is_written() {
        let edits = [
            ("version: 2026-04-01", "version: 2026-12-01"),
            ("          example: agent\n", "          example: agent\n        colour:\n          type: string\n"),
            (
                "            - rescheduling\n            - terminated\n",
                "            - rescheduling\n            - terminated\n            - paused\n",
            ),
        ];
        let update = plan_of(&edits, Some("https://example.com/new.yml")).expect("the document has no errors");
        let written = written(update);
        let checksum = provenance::checksum(written[project::BUNDLED].as_bytes());

        let readme = &written[project::PROVENANCE];
        for row in [&checksum, "`info.version: 2026-12-01`", "| Origin | https://example.com/new.yml |"] {
            assert!(readme.contains(row), "{readme}");
        }
        let surface = &written["generated-client/API.txt"];
        assert!(surface.contains("pub types::Agent::colour: Option<String>\n"));
        let changelog = &written[project::CHANGELOG];
        assert!(changelog.contains("colour") && changelog.contains("paused"), "{changelog}");
        assert!(written["generated-client/src/generated/types/agent.rs"].contains("pub colour: Option<String>"));
        assert!(written["generated-client/document-client/src/generated/types/agent.rs"].contains("pub colour"));
    }

    #[test]
    fn a_document_with_errors_changes_nothing() {
        let broken = plan_of(&[("type: integer", "$ref: '#/components/schemas/Gone'")], None);
        assert!(matches!(broken, Err(Failure::Document)));
        // An overlay corrects what is no longer there.
        let gone = plan_of(
            &[("/v1/environments/{environment_id}/archive:", "/v1/environments/{environment_id}/close:")],
            None,
        );
        assert!(matches!(gone, Err(Failure::Document)));
    }
}
