//! The journal of a run, written before it changes anything. If a run is killed, the next run uses the journal to undo
//! its changes.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use serde_json::{Value, json};

use super::content;
use crate::{disk, failure::Failure};

/// The file, in the working folder.
const FILE: &str = "journal.json";
/// The folder in the working folder with the new content. After the change, it has the old content.
const STAGED: &str = "staged";

/// A change of one file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The place, from the root.
    pub(super) path: String,
    /// The digest of the old content, if there was any.
    pub(super) old: Option<String>,
    /// The digest of the new content, if there is any.
    pub(super) new: Option<String>,
}

/// All changes of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// The folders to make, each after its parent.
    pub(super) folders: Vec<String>,
    pub(super) entries: Vec<Entry>,
}

/// The folder of staged content.
pub(super) fn staged(work: &Path) -> PathBuf {
    work.join(STAGED)
}

/// The path at which the content of an entry is staged.
pub(super) fn place(work: &Path, index: usize) -> PathBuf {
    staged(work).join(index.to_string())
}

/// The path of the old content during an exchange in three steps.
pub(super) fn aside(work: &Path, index: usize) -> PathBuf {
    staged(work).join(format!("{index}.old"))
}

impl Journal {
    /// Writes it. From this moment, the run counts as begun.
    pub(super) fn write(&self, work: &Path) -> io::Result<()> {
        let entries: Vec<Value> =
            self.entries.iter().map(|Entry { path, old, new }| json!({"path": path, "old": old, "new": new})).collect();
        let text = json!({"folders": self.folders, "entries": entries}).to_string();
        let [unfinished, path] = [work.join("journal.unfinished"), work.join(FILE)];
        disk::remove_all(&unfinished)?;
        disk::create_file(&unfinished, text.as_bytes())?;
        disk::sync(&[&unfinished])?;
        disk::rename(&unfinished, &path)?;
        disk::sync(&[work])
    }

    /// Removes it. From this moment, the run counts as finished, or as undone.
    pub(super) fn remove(work: &Path) -> io::Result<()> {
        disk::remove_file(&work.join(FILE))?;
        disk::sync(&[work])
    }

    /// Whether there is one.
    pub(super) fn exists(work: &Path) -> bool {
        work.join(FILE).exists()
    }

    /// Reads it, if there is one.
    pub(super) fn read(work: &Path) -> Result<Option<Self>, Failure> {
        let path = work.join(FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::io("read", &path, &error)),
        };
        let journal = serde_json::from_slice(&bytes).ok().and_then(|value| Self::from_value(&value));
        journal.map(Some).ok_or_else(|| {
            Failure::Use(format!(
                "{} is not a journal of this command: check the content of {}, and then remove this folder",
                path.display(),
                work.display()
            ))
        })
    }

    fn from_value(value: &Value) -> Option<Self> {
        let path = |value: &Value| value.as_str().filter(|path| is_inside(path)).map(str::to_owned);
        let digest = |value: &Value| value.as_str().map(str::to_owned);
        let folders = value.get("folders")?.as_array()?.iter().map(path).collect::<Option<_>>()?;
        let entry = |value: &Value| {
            Some(Entry {
                path: path(value.get("path")?)?,
                old: digest(value.get("old")?),
                new: digest(value.get("new")?),
            })
        };
        Some(Self { folders, entries: value.get("entries")?.as_array()?.iter().map(entry).collect::<Option<_>>()? })
    }

    /// Undoes the changes. A file or folder that has been changed since then is left unchanged.
    pub(super) fn undo(&self, root: &Path, work: &Path) -> Result<(), Failure> {
        let mut changed = vec![staged(work)];
        for (index, entry) in self.entries.iter().enumerate().rev() {
            let target = root.join(&entry.path);
            if super::link_on_the_way(root, &entry.path).is_some() {
                continue;
            }
            undo(entry, &target, &place(work, index), &aside(work, index))?;
            changed.extend(target.parent().map(Path::to_owned));
        }
        for folder in self.folders.iter().rev() {
            // The folder stays if it has new files.
            let _ = disk::remove_folder(&root.join(folder));
        }
        changed.retain(|folder| folder.is_dir());
        disk::sync(&changed).map_err(|error| Failure::io("write", root, &error))
    }
}

fn undo(entry: &Entry, target: &Path, staged: &Path, aside: &Path) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::io("put back", target, &error);
    if aside.exists() {
        let to = if target.exists() { staged } else { target };
        disk::rename(aside, to).map_err(failed)?;
    }
    let [there, kept] = [content::digest(target)?, content::digest(staged)?];
    if there != entry.new {
        return Ok(());
    }
    match (&entry.old, &entry.new) {
        (Some(_), Some(_)) if kept.is_some() && kept != entry.new => exchange(staged, target, aside).map_err(failed),
        (None, Some(_)) if kept.is_none() => disk::rename(target, staged).map_err(failed),
        (Some(_), None) if kept.is_some() => {
            // Its parent folder may have been removed too.
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            disk::rename(staged, target).map_err(failed)
        }
        _ => Ok(()),
    }
}

/// Exchanges two files or folders: in one step, or in three steps on systems that cannot do this.
pub(super) fn exchange(staged: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    match disk::exchange(staged, target) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            disk::rename(target, aside)?;
            disk::rename(staged, target)?;
            disk::rename(aside, staged)
        }
        result => result,
    }
}

/// Whether a path leads to a place inside the root, since a journal is not trusted.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}
