//! Sets of files: lists, reads, compares and writes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// Text by path, `/` between names, relative to some folder.
pub type Files = BTreeMap<String, String>;

/// Writes `files` below `folder`, which has no files of the user. Files that are already equal are not touched.
pub fn write(folder: &Path, files: &Files) -> Result<(), Failure> {
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read(&path).is_ok_and(|before| before == text.as_bytes()) {
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Failure::io("create", parent, &error))?;
        fs::write(&path, text).map_err(|error| Failure::io("write", &path, &error))?;
    }
    Ok(())
}

/// The files below `folder`, by relative path; none if the folder is absent. A link counts as a file and is not
/// followed, since its target may belong to others.
pub fn list(folder: &Path) -> Result<BTreeSet<String>, Failure> {
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
pub fn read(folder: &Path) -> Result<Files, Failure> {
    let with_text = |relative: String| {
        let path = folder.join(&relative);
        let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        Ok((relative, text))
    };
    list(folder)?.into_iter().map(with_text).collect()
}

/// The difference from `current` to `wanted`, as a unified diff; empty if they are equal.
pub fn diff(current: &Files, wanted: &Files) -> String {
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
}
