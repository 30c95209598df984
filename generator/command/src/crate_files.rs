//! The files of an emitted crate. The copy of the runtime and the generated code belong to the generator, the manifest
//! and `lib.rs` to the user.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use generator::Options;
use toml_edit::DocumentMut;

use crate::{
    beginning::{self, LIBRARY, Names},
    choices::{CHOICES, Choices},
    ci::{self, Ci},
    disk,
    document::Generated,
    failure::Failure,
    files::{self, Files},
    install::{self, Content, Item, Place, WORK},
    license::License,
    manifest::{self, Merged},
    owned::{self, Changed, Owned, RECORD, Record, checksum},
    print, runtime_parts,
    template::Template,
};

/// The public items of an emitted crate, in its folder.
pub const SURFACE: &str = "API.txt";

const MANIFEST: &str = "Cargo.toml";

/// The contents of a crate.
#[derive(Clone, Copy, Debug)]
pub struct Contents<'a> {
    /// The name of a new crate.
    pub name: &'a str,
    /// The options under which the code was made.
    pub options: &'a Options,
    /// The generated code.
    pub generated: &'a Generated,
    /// The parts that are the same for all APIs.
    pub template: &'a Template,
    /// The licence of a new crate.
    pub license: Option<&'a License>,
    /// The system that runs the checks of the crate, if its workflow is written.
    pub ci: Option<Ci>,
    /// The options of the run, if they are stored in the crate for the next run.
    pub choices: Option<&'a Choices>,
}

/// The result of writing a crate.
#[derive(Clone, Debug)]
pub struct Written {
    /// The name by which code uses the crate.
    pub name: String,
    /// The number of files that the generator made.
    pub files: usize,
    /// The files that were added, changed or removed, a line for each.
    pub changed: Vec<String>,
}

/// Writes a crate into `folder`, which may be missing or empty, or may have a crate of an earlier run.
pub fn write(folder: &Path, contents: Contents<'_>, changed: Changed) -> Result<Written, Failure> {
    let place = Place::open(folder)?;
    let Plan { items, advice, mut written } = plan(place.root(), place.has_recovered, contents, changed)?;
    written.changed = changes(&items);
    place.install(items)?;
    for advice in advice {
        print::message(&advice);
    }
    Ok(written)
}

/// The difference between the crate in `folder` and the crate that [`write()`] would write, as a unified diff. Nothing
/// is written.
pub fn difference(folder: &Path, contents: Contents<'_>) -> Result<String, Failure> {
    let root = std::path::absolute(folder).map_err(|error| Failure::io("find", folder, &error))?;
    if install::is_unfinished(&root)? {
        return Err(Failure::Check(format!("a run in {} was interrupted: generate the crate again", root.display())));
    }
    let Plan { items, .. } = plan(&root, false, contents, Changed::Overwrite)?;
    let texts = |side: fn(&Item) -> &Option<Content>| -> Files {
        items
            .iter()
            .filter_map(|item| Some((&item.path, side(item).as_ref()?)))
            .flat_map(|(path, content)| content.texts(path))
            .collect()
    };
    Ok(files::diff(&texts(|item| &item.old), &texts(|item| &item.new)))
}

/// The files that the items change, a line for each.
fn changes(items: &[Item]) -> Vec<String> {
    let mut lines = Vec::new();
    for Item { path, old, new } in items {
        let [old, new] =
            [old, new].map(|content| content.as_ref().map(|content| content.texts(path)).unwrap_or_default());
        let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        lines.extend(paths.into_iter().filter(|path| old.get(*path) != new.get(*path)).map(|path| {
            let change = match (old.contains_key(path), new.contains_key(path)) {
                (true, true) => "changed",
                (true, false) => "removed",
                (false, _) => "added",
            };
            format!("{change} {path}")
        }));
    }
    lines
}

/// The version of Rust that a manifest states.
fn rust_version(manifest: &Item) -> String {
    let text = manifest.new.as_ref().map(|content| content.texts(MANIFEST)).unwrap_or_default();
    let manifest = text.get(MANIFEST).and_then(|text| text.parse::<DocumentMut>().ok());
    let version = manifest.as_ref().and_then(|manifest| manifest.get("package")?.get("rust-version")?.as_str());
    version.unwrap_or("stable").to_owned()
}

/// The changes that make a crate.
struct Plan {
    items: Vec<Item>,
    /// The steps that only the user can do.
    advice: Vec<String>,
    written: Written,
}

fn plan(root: &Path, has_recovered: bool, contents: Contents<'_>, changed: Changed) -> Result<Plan, Failure> {
    let Contents { options, generated, template, choices, ci, .. } = contents;
    let last = Record::read(root, "")?;
    check_folder(root, last.is_some() || has_recovered, contents.choices)?;
    let (manifest, remembered, name, mut advice) = manifest_item(root, contents, last.as_ref())?;
    let runtime = runtime_parts::take_out(runtime(template, &name, options), &generated.output.files);
    let owned = Owned {
        folder: String::new(),
        parts: BTreeMap::from([
            ("src/runtime", Content::folder(runtime)),
            ("src/generated", Content::folder(generated.output.files_of(&name))),
            (SURFACE, Content::text(generated.output.surface.text())),
        ]),
    };
    let template = checksum(beginning::library().as_bytes());
    let before = last.as_ref().and_then(|last| last.once.get(LIBRARY));
    if before.is_some_and(|before| *before != template) {
        advice.push(format!(
            "{LIBRARY} is yours, and was not changed. In a new crate, it would be:\n{}",
            beginning::library()
        ));
    }
    let workflow = ci::workflow(root, ci, &rust_version(&manifest), last.as_ref())?;
    advice.extend(workflow.advice);
    let once = std::iter::once((LIBRARY.to_owned(), template)).chain(workflow.recorded).collect();
    let record = Record { once, manifest: remembered, ..owned.record() };
    let written = Written { name, files: record.files.len(), changed: Vec::new() };
    let mut items = owned.items(root, last.as_ref(), changed)?;
    items.push(manifest);
    items.extend(workflow.item);
    // If the user has removed one of them, it is not written again.
    if last.is_none() {
        let folder = root.file_name().unwrap_or_default().to_string_lossy();
        let names = Names { package: contents.name, in_code: &written.name, folder: &folder };
        for (path, text) in beginning::files(&generated.api, names, &options.made_by) {
            items.extend(first_item(root, path, text)?);
        }
        if let Some(license) = contents.license {
            let (files, missing) = license_items(root, license, contents.name)?;
            items.extend(files);
            advice.extend(missing);
        }
    }
    items.extend(choices.map(|choices| choices_item(root, choices)).transpose()?);
    let old = install::current(root, RECORD)?;
    items.push(Item { path: RECORD.to_owned(), old, new: Some(Content::text(record.text(&options.made_by))) });
    let items = items.into_iter().map(owned::with_old_line_ends).collect();
    Ok(Plan { items, advice, written })
}

/// A file of a new crate, unless there is one.
fn first_item(root: &Path, path: &str, text: String) -> Result<Option<Item>, Failure> {
    let is_there = install::current(root, path)?.is_some();
    Ok((!is_there).then(|| Item { path: path.to_owned(), old: None, new: Some(Content::text(text)) }))
}

/// The texts of the licence of a new crate, unless the folder has one, and advice for licences without a known text.
fn license_items(root: &Path, license: &License, package: &str) -> Result<(Vec<Item>, Option<String>), Failure> {
    if install::current(root, "LICENSE")?.is_some() {
        return Ok((Vec::new(), None));
    }
    let items = license.files(package).into_iter().map(|(path, text)| first_item(root, path, text));
    let items = items.filter_map(Result::transpose).collect::<Result<Vec<_>, Failure>>()?;
    let missing = license.without_text();
    let advice =
        (!missing.is_empty()).then(|| format!("Add the text of {} as the file LICENSE.", missing.join(" and ")));
    Ok((items, advice))
}

fn choices_item(root: &Path, choices: &Choices) -> Result<Item, Failure> {
    let old = install::current(root, CHOICES)?;
    let text = match &old {
        Some(Content::File(bytes)) => std::str::from_utf8(bytes).ok(),
        Some(Content::Folder(_)) | None => None,
    };
    let new = choices.text(root, text)?;
    Ok(Item { path: CHOICES.to_owned(), old, new: Some(Content::text(new)) })
}

/// Writes a crate that no user owns. A crate of an earlier run in the folder is removed.
pub fn write_anew(folder: &Path, contents: Contents<'_>) -> Result<(), Failure> {
    // The versions of dependencies stay, so that they are not resolved and built again.
    let lock = folder.join("Cargo.lock");
    let versions = fs::read(&lock).ok();
    for part in ["src", MANIFEST, RECORD, SURFACE, WORK, "Cargo.lock", "README.md", "CHANGELOG.md", ".gitignore"] {
        let path = folder.join(part);
        disk::remove_all(&path).map_err(|error| Failure::io("remove", &path, &error))?;
    }
    write(folder, contents, Changed::Overwrite)?;
    match versions {
        Some(versions) => fs::write(&lock, versions).map_err(|error| Failure::io("write", &lock, &error)),
        None => Ok(()),
    }
}

/// The change of the manifest, its record, the crate's name in code, and advice for the user.
type ManifestItem = (Item, toml_edit::Table, String, Vec<String>);

fn manifest_item(root: &Path, contents: Contents<'_>, last: Option<&Record>) -> Result<ManifestItem, Failure> {
    let Contents { name, options, generated, template, license, .. } = contents;
    let needs = manifest::needs(template, generated)?;
    let around = manifest::surroundings(root);
    let old = install::current(root, MANIFEST)?;
    let Some(content) = &old else {
        let repository = manifest::repository(root);
        let repository = repository.as_deref();
        let license = license.map(License::expression);
        let package = manifest::New { name, title: &generated.api.title, license, repository };
        let text = manifest::new(package, options, &needs, around);
        let remembered = manifest::remembered(&needs, around == manifest::Surroundings::Stranger);
        let item = Item { path: MANIFEST.to_owned(), old, new: Some(Content::text(text)) };
        return Ok((item, remembered, name.replace('-', "_"), Vec::new()));
    };
    let path = root.join(MANIFEST);
    let bad = |why: &str| Failure::Use(format!("{} cannot be read, so nothing was changed: {why}", path.display()));
    let Content::File(bytes) = content else { return Err(bad("it is not a file")) };
    let text = std::str::from_utf8(bytes).map_err(|error| bad(&error.to_string()))?;
    let manifest: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| bad(&error.to_string()))?;
    let nothing = toml_edit::Table::new();
    let Merged { text, mut advice, has_workspace } =
        manifest::merge(&manifest, last.map_or(&nothing, |last| &last.manifest), &needs, around);
    advice.extend(license.and_then(|license| license_advice(&manifest, license.expression())));
    let name = manifest::name_in_code(&manifest).unwrap_or_else(|| name.replace('-', "_"));
    let new = text.map_or_else(|| content.clone(), Content::text);
    let item = Item { path: MANIFEST.to_owned(), old: old.clone(), new: Some(new) };
    Ok((item, manifest::remembered(&needs, has_workspace), name, advice))
}

/// The next step if the manifest of an existing crate has another licence than `license`.
fn license_advice(manifest: &DocumentMut, license: &str) -> Option<String> {
    let written = manifest.get("package").and_then(|package| package.get("license"));
    let is_of_workspace = written.and_then(|written| written.get("workspace")?.as_bool()) == Some(true);
    let set = format!("set `license = \"{license}\"`");
    let step = if is_of_workspace {
        format!("it has the licence of its workspace. For another one, replace `license.workspace = true`: {set}")
    } else if written.and_then(|written| written.as_str()) == Some(license) {
        return None;
    } else {
        format!("{set} in it")
    };
    Some(format!("{MANIFEST} is yours, and `--license` is only for a new crate: {step}."))
}

/// The files of a new repository, before there is a crate in it. None of them is overwritten.
const NEW_REPOSITORY: [&str; 8] =
    [WORK, ".git", ".gitattributes", ".gitignore", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// Refuses a folder with files that this command has not written. A new repository counts as empty, also if it has the document
/// and its overlays.
fn check_folder(folder: &Path, is_known: bool, choices: Option<&Choices>) -> Result<(), Failure> {
    let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
    let first_words = std::iter::once(manifest::FIRST_WORDS).chain(manifest::OLD_FIRST_WORDS);
    let is_ours = first_words.into_iter().any(|words| manifest.starts_with(words));
    if is_known || is_ours {
        return Ok(());
    }
    let read = choices.into_iter().flat_map(|choices| std::iter::once(&choices.spec).chain(&choices.overlays));
    let read: Vec<PathBuf> = read.filter_map(|path| fs::canonicalize(path).ok()).collect();
    let is_read = |path: &str| fs::canonicalize(folder.join(path)).is_ok_and(|path| read.contains(&path));
    let is_new = |path: &str| NEW_REPOSITORY.iter().any(|known| Path::new(path).starts_with(known));
    let is_other = |path: &String| !is_new(path) && !is_read(path);
    if files::list(folder)?.iter().any(is_other) {
        return Err(Failure::Use(format!(
            "{} is not empty and was not made by this command: give a new folder with `--out`. If this command wrote it, restore {RECORD}",
            folder.display()
        )));
    }
    Ok(())
}

/// All parts of the runtime, without its tests. The examples of its docs use the crate `name`.
pub(crate) fn runtime(template: &Template, name: &str, options: &Options) -> Files {
    let path_of_items = format!("{name}::");
    let mark = format!("// @generated by {}: a copy of the runtime. Do not edit.\n\n", options.made_by);
    let all = &template.runtime;
    let tests: Vec<String> = all.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let is_test = |path: &str| {
        tests.iter().any(|module| path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/')))
    };
    all.iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| {
            (path.clone(), format!("{mark}{}", without_tests(text).replace("managed_agents::", &path_of_items)))
        })
        .collect()
}

const TEST_MODULE: &str = "#[cfg(test)]\nmod ";

/// The paths, without extension, of the modules that a source file declares for tests only.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let folder = match path.strip_suffix("mod") {
        Some(folder) => folder.to_owned(),
        None => format!("{path}/"),
    };
    let declared = text.split(TEST_MODULE).skip(1).filter_map(|rest| rest.split_once(';'));
    declared.filter(|(name, _)| !name.contains('{')).map(|(name, _)| format!("{folder}{name}")).collect()
}

/// A source file without the parts for tests: declarations of modules, and an inline module at the end.
fn without_tests(text: &str) -> String {
    let mut parts = text.split(TEST_MODULE);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(";\n") {
            Some((name, rest)) if !name.contains('{') => kept.push_str(rest),
            _ => break,
        }
    }
    format!("{}\n", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use crate::template::Template;

    fn runtime(name: &str) -> super::Files {
        super::runtime(&Template::embedded(), name, &crate::document::options())
    }

    #[test]
    fn no_test_of_the_runtime_gets_into_emitted_crates() {
        for (path, text) in runtime("pets") {
            assert!(!text.contains("cfg(test)"), "{path} has a test that is not in a last `mod tests`");
        }
    }

    #[test]
    fn examples_in_the_docs_of_the_runtime_name_the_emitted_crate() {
        let runtime = runtime("pet_store");
        assert!(runtime.values().any(|text| text.contains("use pet_store::")));
        for (path, text) in runtime {
            assert!(!text.contains("managed_agents"), "{path} names the checked-in client");
        }
    }
}
