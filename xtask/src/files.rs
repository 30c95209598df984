//! Brings a folder into line with a set of files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// Text by path, `/` between names, relative to some folder.
pub(crate) type Files = BTreeMap<String, String>;

/// Writes `files` below `folder`, and leaves those alone that are right already.
pub(crate) fn write(folder: &Path, files: &Files) -> Result<(), Failure> {
    change_all(&written(folder, files).collect::<Vec<_>>())
}

/// Makes `folder` hold `files` and nothing else.
pub(crate) fn replace(folder: &Path, files: &Files) -> Result<(), Failure> {
    change_all(&changes(folder, files)?)
}

/// A file as it is to be.
#[derive(Debug)]
pub(crate) struct Change {
    /// The file.
    pub(crate) path: PathBuf,
    /// What is to be in it; nothing where it is to go.
    pub(crate) content: Option<Vec<u8>>,
}

/// What makes `folder` hold `wanted` and nothing else.
pub(crate) fn changes(folder: &Path, wanted: &Files) -> Result<Vec<Change>, Failure> {
    let stale = list(folder)?.into_iter().filter(|path| !wanted.contains_key(path));
    let stale = stale.map(|path| Change { path: folder.join(path), content: None });
    Ok(written(folder, wanted).chain(stale).collect())
}

fn written(folder: &Path, files: &Files) -> impl Iterator<Item = Change> {
    files.iter().map(|(path, text)| Change { path: folder.join(path), content: Some(text.clone().into_bytes()) })
}

/// Makes all changes, or none: where one fails, those before it are taken back.
pub(crate) fn change_all(changes: &[Change]) -> Result<(), Failure> {
    let mut done: Vec<Change> = Vec::new();
    for Change { path, content } in changes {
        let before = fs::read(path).ok();
        if content.is_some() && before == *content {
            continue;
        }
        if let Err(failure) = change(path, content.as_deref()) {
            for Change { path, content } in done.iter().rev() {
                // The first failure is the one to tell.
                let _ = change(path, content.as_deref());
            }
            return Err(failure);
        }
        done.push(Change { path: path.clone(), content: before });
    }
    Ok(())
}

/// Makes a file hold `content`, or go.
fn change(path: &Path, content: Option<&[u8]>) -> Result<(), Failure> {
    match content {
        Some(content) => write_whole(path, content),
        None => {
            fs::remove_file(path).map_err(|error| Failure::io("remove", path, &error))?;
            remove_empty_parents(path);
            Ok(())
        }
    }
}

/// Writes a file as a whole or not at all.
fn write_whole(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Failure::io("create", parent, &error))?;
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, content).and_then(|()| fs::rename(&unfinished, path)).map_err(|error| {
        // Nothing is left behind, as far as the disk allows it.
        let _ = fs::remove_file(&unfinished);
        Failure::io("write", path, &error)
    })
}

/// The files below `folder`, by relative path; none where there is no such folder. A link is a file, wherever it leads:
/// what is behind it belongs to somebody else.
pub(crate) fn list(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut found = BTreeSet::new();
    let mut open: Vec<PathBuf> = if folder.exists() { vec![folder.to_owned()] } else { Vec::new() };
    while let Some(current) = open.pop() {
        let entries = fs::read_dir(&current).map_err(|error| Failure::io("list", &current, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Failure::io("list", &current, &error))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(|error| Failure::io("list", &path, &error))?;
            if kind.is_dir() {
                open.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.insert(
                    relative.components().map(|name| name.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"),
                );
            }
        }
    }
    Ok(found)
}

/// The files below `folder` with their text.
pub(crate) fn read(folder: &Path) -> Result<Files, Failure> {
    let with_text = |relative: String| {
        let path = folder.join(&relative);
        let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        Ok((relative, text))
    };
    list(folder)?.into_iter().map(with_text).collect()
}

/// How `current` would have to change to become `wanted`, as a unified diff; empty where it need not.
pub(crate) fn diff(current: &Files, wanted: &Files) -> String {
    let paths: BTreeSet<&String> = current.keys().chain(wanted.keys()).collect();
    let mut text = String::new();
    for path in paths {
        let [old, new] = [current, wanted].map(|files| files.get(path).map(String::as_str));
        if old != new {
            let [from, to] = [("a", old), ("b", new)].map(|(side, text)| match text {
                Some(_) => format!("{side}/{path}"),
                None => "/dev/null".to_owned(),
            });
            let changes = similar::TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default());
            let hunks = changes.unified_diff().to_string();
            text.extend(["--- ", &from, "\n+++ ", &to, "\n", &hunks]);
        }
    }
    text
}

fn remove_empty_parents(path: &Path) {
    // Fails where something is left in it, and then so it should be.
    for _ in path.ancestors().skip(1).take_while(|parent| fs::remove_dir(parent).is_ok()) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(path: &str, text: &str) -> Files {
        Files::from([(path.to_owned(), text.to_owned())])
    }

    #[test]
    fn a_file_too_many_is_a_difference_even_if_it_is_empty() {
        assert_eq!(diff(&files("stale.rs", ""), &Files::new()), "--- a/stale.rs\n+++ /dev/null\n");
        assert_eq!(diff(&files("same.rs", ""), &files("same.rs", "")), "");
    }

    #[test]
    fn a_difference_shows_both_sides_by_line() {
        let expected = "--- a/one.rs\n+++ b/one.rs\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n";
        assert_eq!(diff(&files("one.rs", "same\nold\n"), &files("one.rs", "same\nnew\n")), expected);
    }

    #[test]
    fn a_change_that_fails_takes_those_before_it_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("old"), "old").expect("a file can be written");
        fs::write(path("stale"), "stale").expect("a file can be written");
        // No file can take the place of a folder that holds something.
        fs::create_dir_all(path("obstacle/inner")).expect("a folder can be made");
        let change = |name: &str, content: Option<&str>| Change { path: path(name), content: content.map(Into::into) };
        let changes = [
            change("old", Some("new")),
            change("stale", None),
            change("one/more", Some("new")),
            change("obstacle", Some("new")),
        ];
        let before = read(folder.path()).expect("the folder can be read");
        assert!(change_all(&changes).is_err());
        assert_eq!(read(folder.path()).expect("the folder can be read"), before);
        change_all(&changes[..3]).expect("these can be made");
        let after = read(folder.path()).expect("the folder can be read");
        assert_eq!((after["old"].as_str(), after["one/more"].as_str(), after.get("stale")), ("new", "new", None));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_behind_a_link_is_left_alone() {
        let outside = tempfile::tempdir().expect("a temporary folder");
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(outside.path().join("thesis.txt"), "mine").expect("a file can be written");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(outside.path(), &link).expect("a link can be made");
        replace(folder.path(), &files("one.rs", "")).expect("the folder can be written");
        assert!(outside.path().join("thesis.txt").exists());
        assert!(!link.is_symlink(), "the link was not wanted");
    }
}
