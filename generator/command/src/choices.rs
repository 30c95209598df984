//! The options of a run, in a file of the crate. So the next run in that folder needs no arguments.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use toml_edit::{Document, DocumentMut};

use crate::{ci::Ci, extent::Extent, extras::Extras, failure::Failure};

/// The file, in the folder of the crate.
pub const CHOICES: &str = "openapi-crate.toml";

const HEAD: &str = "\
# The options of the last `openapi-crate generate`. A run without arguments uses them. You can change them.
# Paths are relative to this folder.

";

/// The document of a crate, and the options for making the crate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Choices {
    /// The document.
    pub spec: PathBuf,
    /// The overlays to apply to it, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlays: Vec<PathBuf>,
    /// The name of the crate, if it is not made from the document's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The parts that are written on demand.
    #[serde(default, flatten)]
    pub extras: Extras,
    /// The system that runs the checks of the crate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ci: Option<Ci>,
    /// The part of the document that is used.
    #[serde(default, flatten)]
    pub extent: Extent,
}

impl Choices {
    /// Reads the options of the crate in a folder. The paths are relative to the current folder of this process.
    pub fn read(folder: &Path) -> Result<Option<Self>, Failure> {
        let path = folder.join(CHOICES);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let bad = |why: String| Failure::Use(format!("{} cannot be read: {why}", path.display()));
        let table = Document::parse(text.as_str()).map_err(|error| bad(error.to_string()))?;
        if let Some((unknown, _)) = table.iter().find(|(key, _)| !KEYS.contains(key)) {
            let why = format!("`{unknown}` is not an option of this file; expected one of {}", KEYS.join(", "));
            return Err(bad(format!("{}{why}", line(&table, unknown))));
        }
        if !table.contains_key("spec") {
            return Err(bad("the option `spec` is missing; it is the path of the document".to_owned()));
        }
        let mut choices: Self = toml_edit::de::from_str(&text).map_err(|error| bad(reason(&table, &error)))?;
        if std::iter::once(&choices.spec).chain(&choices.overlays).any(|path| path.as_os_str().is_empty()) {
            return Err(bad("a path in `spec` or `overlays` is empty".to_owned()));
        }
        for path in std::iter::once(&mut choices.spec).chain(&mut choices.overlays) {
            *path = in_folder(folder, path);
        }
        Ok(Some(choices))
    }

    /// The text of the file for a crate in `folder`. `old` is the current text, whose comments and layout stay.
    pub fn text(&self, folder: &Path, old: Option<&str>) -> Result<String, Failure> {
        let mut choices = self.clone();
        for path in std::iter::once(&mut choices.spec).chain(&mut choices.overlays) {
            *path = from_folder(folder, path)?;
        }
        let bad = |why: String| Failure::Use(format!("the options cannot be written to {CHOICES}: {why}"));
        let wanted = toml_edit::ser::to_document(&choices).map_err(|error| bad(error.to_string()))?;
        let Some(old) = old else { return Ok(format!("{HEAD}{wanted}")) };
        let mut kept: DocumentMut = old.parse().map_err(|error: toml_edit::TomlError| bad(error.to_string()))?;
        kept.retain(|key, _| wanted.contains_key(key));
        for (key, value) in wanted.iter() {
            match kept.get_mut(key) {
                Some(there) if bare(there) == bare(value) => {}
                Some(toml_edit::Item::Value(there)) => {
                    let layout = there.decor().clone();
                    if let Some(value) = value.as_value() {
                        *there = value.clone();
                        *there.decor_mut() = layout;
                    }
                }
                Some(_) | None => drop(kept.insert(key, value.clone())),
            }
        }
        Ok(kept.to_string())
    }
}

/// The keys of the file.
const KEYS: &[&str] = &[
    "spec",
    "overlays",
    "name",
    "features-per-tag",
    "fake",
    "ci",
    "keep-going",
    "strict",
    "tags",
    "paths",
    "operations",
    "all-schemas",
    "schemas",
];

/// The reason why the options are invalid, with the name of the invalid one. An error has no position in some options.
fn reason(table: &Document<&str>, error: &toml_edit::de::Error) -> String {
    let invalid = table.iter().find_map(|(key, item)| {
        let mut alone = DocumentMut::new();
        alone.insert("spec", toml_edit::value("openapi.yaml"));
        alone.insert(key, item.clone());
        let error = toml_edit::de::from_document::<Choices>(alone).err()?;
        Some(format!("{}`{key}`: {}", line(table, key), error.message()))
    });
    invalid.unwrap_or_else(|| error.to_string())
}

/// The line of an option, as the beginning of a reason: `line 3: `.
fn line(table: &Document<&str>, key: &str) -> String {
    let start = table.key(key).and_then(toml_edit::Key::span).map(|span| span.start);
    let before = start.and_then(|start| table.raw().get(..start));
    before.map(|before| format!("line {}: ", before.matches('\n').count() + 1)).unwrap_or_default()
}

/// A value without its layout.
fn bare(item: &toml_edit::Item) -> Option<String> {
    let mut value = item.as_value()?.clone();
    value.decor_mut().clear();
    if let Some(array) = value.as_array_mut() {
        array.set_trailing("");
        array.set_trailing_comma(false);
        for element in array.iter_mut() {
            element.decor_mut().clear();
        }
    }
    Some(value.to_string())
}

/// A path from the options file, as a path that this process can use.
fn in_folder(folder: &Path, path: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() || folder == Path::new(".") { path.to_owned() } else { folder.join(path) }
}

/// The path from a folder, which may not exist yet, to a file, with `/` between names. A file on another drive keeps its whole path.
fn from_folder(folder: &Path, file: &Path) -> Result<PathBuf, Failure> {
    let [folder, file] = [absolute(folder)?, itself(file)?];
    if folder.components().next() != file.components().next() {
        return Ok(file);
    }
    let shared = folder.components().zip(file.components()).take_while(|(left, right)| left == right).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file.components().skip(shared).map(|name| {
        let text = name.as_os_str().to_str().map(str::to_owned);
        text.ok_or_else(|| {
            Failure::Use(format!("{} is not UTF-8, so {CHOICES} cannot name it: rename it", file.display()))
        })
    });
    Ok(up.map(Ok).chain(down).collect::<Result<Vec<_>, Failure>>()?.join("/").into())
}

/// The path of a file without links and `..` in its folder. A file that is a link keeps its name, since its target can change:
/// `latest.yaml` leads to another version later.
fn itself(file: &Path) -> Result<PathBuf, Failure> {
    if fs::metadata(file).is_ok_and(|found| !found.is_file()) {
        return Err(Failure::Use(format!(
            "{} is not a file, so a later run cannot read it: write it to a file, or pass it as standard input (`-`)",
            file.display()
        )));
    }
    let file = std::path::absolute(file).map_err(|error| Failure::io("find", file, &error))?;
    match (file.parent(), file.file_name()) {
        // These links belong to the process.
        (Some(folder), Some(name)) if !folder.starts_with("/dev") && !folder.starts_with("/proc") => {
            Ok(absolute(folder)?.join(name))
        }
        _ => absolute(&file),
    }
}

/// The path without links and `..`, as far as it exists.
pub fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let fail = |error| Failure::io("find", path, &error);
    let absolute = std::path::absolute(path).map_err(fail)?;
    let there = absolute.ancestors().find(|above| above.exists()).unwrap_or(Path::new("/"));
    let rest = absolute.strip_prefix(there).unwrap_or(Path::new("")).to_owned();
    let mut found = fs::canonicalize(there).map_err(fail)?;
    for part in rest.components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            part => found.push(part),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, PathBuf, Choices) {
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::write(root.path().join("api.yaml"), "").expect("a file can be written");
        let choices = Choices { spec: root.path().join("api.yaml"), ..Choices::default() };
        let out = root.path().join("deep/client");
        (root, out, choices)
    }

    #[test]
    fn paths_lead_from_the_crate_to_the_document() {
        let (root, out, choices) = folders();
        let text = choices.text(&out, None).expect("choices can be written");
        assert!(text.contains("spec = \"../../api.yaml\"\n"), "{text}");
        fs::create_dir_all(&out).expect("a folder can be made");
        fs::write(out.join(CHOICES), text).expect("a file can be written");
        let read = Choices::read(&out).expect("choices can be read").expect("there are choices");
        assert_eq!(fs::canonicalize(&read.spec).ok(), fs::canonicalize(root.path().join("api.yaml")).ok());
        assert_eq!(read.text(&out, None).expect("choices can be written"), choices.text(&out, None).expect("again"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_document_keeps_its_name() {
        let (root, out, choices) = folders();
        let spec = root.path().join("latest.yaml");
        std::os::unix::fs::symlink("api.yaml", &spec).expect("a link can be made");
        let text = Choices { spec, ..choices }.text(&out, None).expect("choices can be written");
        assert!(text.contains("spec = \"../../latest.yaml\"\n"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn a_document_that_is_not_a_file_is_refused() {
        let (_root, out, choices) = folders();
        let said =
            Choices { spec: "/dev/null".into(), ..choices }.text(&out, None).expect_err("it is a device").to_string();
        assert!(said.contains("/dev/null is not a file, so a later run cannot read it"), "{said}");
    }

    #[test]
    fn an_error_names_the_invalid_option() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (text, expected) in [
            ("name = 'pets'", "the option `spec` is missing; it is the path of the document"),
            ("spec = ''", "a path in `spec` or `overlays` is empty"),
            ("spec = 'a.yaml'\noverlays = ['']", "a path in `spec` or `overlays` is empty"),
            ("spec = 'a.yaml'\ntags = 'a'", "line 2: `tags`: invalid type: string \"a\", expected a sequence"),
            ("spec = 'a.yaml'\n\n# Checks.\nci = 'other'", "line 4: `ci`: unknown variant `other`, expected `github`"),
        ] {
            fs::write(folder.path().join(CHOICES), text).expect("a file can be written");
            let said = Choices::read(folder.path()).expect_err("the options are invalid").to_string();
            assert!(said.ends_with(&format!("openapi-crate.toml cannot be read: {expected}")), "{said}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStrExt as _;
        let (root, out, choices) = folders();
        let spec = root.path().join(std::ffi::OsStr::from_bytes(b"api\xff.yaml"));
        let said = Choices { spec, ..choices }.text(&out, None).expect_err("the path is not text").to_string();
        assert!(said.contains("is not UTF-8, so openapi-crate.toml cannot name it: rename it"), "{said}");
    }

    #[test]
    fn comments_of_the_user_stay() {
        let (_root, out, choices) = folders();
        let old = "# Ours.\nspec = \"old.yaml\" # the document\ntags = [\n  \"Pets\", # first\n]\nstrict = true\n";
        let extent: Extent = toml_edit::de::from_str("tags = ['Pets']\nall-schemas = true").expect("an extent");
        let choices = Choices { extent, ..choices };
        let text = choices.text(&out, Some(old)).expect("choices can be written");
        let wanted =
            "# Ours.\nspec = \"../../api.yaml\" # the document\ntags = [\n  \"Pets\", # first\n]\nall-schemas = true\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn an_unknown_choice_is_named() {
        let (root, _, _) = folders();
        fs::write(root.path().join(CHOICES), "spec = 'a.yaml'\ntag = ['Pets']\n").expect("a file can be written");
        let said = Choices::read(root.path()).expect_err("it has an unknown key").to_string();
        assert!(said.contains("line 2: `tag` is not an option of this file; expected one of spec, overlays"), "{said}");
    }
}
