//! Makes all changes of files and folders or none, one run at a time.
//!
//! New content is staged in a working folder next to the old content, and synced to the disk. A journal lists the changes. Then
//! each file and folder is exchanged with its new content in one step, and the journal is removed. If a change fails, all changes
//! are undone. A killed run leaves its journal, with which the next run undoes the changes. So each file and folder is always the
//! old one or the new one.

mod by_file;
mod content;
mod journal;
mod lock;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use by_file::{is_fixed, split};
pub use content::Content;
use journal::{Entry, Journal};
use lock::Lock;

use crate::{disk, failure::Failure, print};

/// The working folder of a run, in the folder that it changes. Only a killed run leaves it.
pub const WORK: &str = ".openapi-crate-unfinished";

/// The change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The place, from the root, `/` between names.
    pub path: String,
    /// The old content. If it has changed before the new content is written, the run fails.
    pub old: Option<Content>,
    /// The new content; `None` if the file or folder is removed.
    pub new: Option<Content>,
}

/// A folder that only this run changes.
#[derive(Debug)]
pub struct Place {
    root: PathBuf,
    work: PathBuf,
    lock: Lock,
    /// Whether an earlier run was killed, and its changes were undone.
    pub has_recovered: bool,
}

/// The reason why the changes were not made.
enum Stop {
    /// The file system does not move this folder.
    Fixed(usize),
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Reads the content at `path` below `root`. Links below the root are an error, since their targets may belong to
/// others.
pub fn current(root: &Path, path: &str) -> Result<Option<Content>, Failure> {
    match link_on_the_way(root, path) {
        Some(link) => Err(Failure::Use(format!(
            "{} is a link, and this command does not follow links: replace it by a real file or folder",
            link.display()
        ))),
        None => Content::read(&root.join(path)),
    }
}

/// Whether a run was killed in the folder `root`, and its changes were not undone. Waits for a run that is still
/// active.
pub fn is_unfinished(root: &Path) -> Result<bool, Failure> {
    let work = root.join(WORK);
    if Journal::exists(&work) {
        lock::wait_for_others(&work)?;
    }
    Ok(Journal::exists(&work))
}

impl Place {
    /// Waits for other runs in the folder `root`, and undoes the changes of a killed run. Creates the folder if it does
    /// not exist.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let root = std::path::absolute(root).map_err(|error| Failure::io("find", root, &error))?;
        if fs::metadata(&root).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(Failure::Use(format!("{} is not a folder", root.display())));
        }
        let work = root.join(WORK);
        let lock = lock::acquire(&work)?;
        let mut place = Self { root, work, lock, has_recovered: false };
        if let Some(journal) = Journal::read(&place.work)? {
            place.take_back(&journal)?;
            print::message(&format!("A run in {} was interrupted. Its changes were undone.", place.root.display()));
            place.has_recovered = true;
        }
        Ok(place)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads the content at a path of the folder.
    pub fn current(&self, path: &str) -> Result<Option<Content>, Failure> {
        current(&self.root, path)
    }

    /// Makes all changes, or none.
    pub fn install(&self, items: Vec<Item>) -> Result<(), Failure> {
        let mut items: Vec<Item> = items.into_iter().filter(|item| item.old != item.new).collect();
        loop {
            let fixed = match self.attempt(&items) {
                Ok(()) => return Ok(()),
                Err(Stop::Failed(failure)) => return Err(failure),
                Err(Stop::Fixed(index)) => items.remove(index),
            };
            // The files of such a folder are changed one by one. The journal can undo all of them.
            items.extend(split(fixed));
        }
    }

    fn attempt(&self, items: &[Item]) -> Result<(), Stop> {
        if items.is_empty() {
            return Ok(());
        }
        for item in items {
            self.check_is_writable(item)?;
        }
        self.stage(items).map_err(|error| Failure::io("write in", &self.work, &error))?;
        let journal = self.journal(items);
        journal.write(&self.work).map_err(|error| Failure::io("write in", &self.work, &error))?;
        let done = self.make_changes(items, &journal).and_then(|()| {
            let finish = self.sync_places(items).and_then(|()| Journal::remove(&self.work));
            finish.map_err(|error| Stop::Failed(Failure::io("write in", &self.root, &error)))
        });
        if let Err(stop) = done {
            // If this fails too, the journal and the old content stay for the next run.
            self.take_back(&journal).map_err(|second| {
                let first = match stop {
                    Stop::Failed(ref first) => format!("{first}. "),
                    Stop::Fixed(_) => String::new(),
                };
                Failure::Use(format!("{first}{second}. Run the command again: it undoes the unfinished changes"))
            })?;
            return Err(stop);
        }
        Ok(())
    }

    /// Writes the new content next to the old content, and syncs it to the disk.
    fn stage(&self, items: &[Item]) -> io::Result<()> {
        let staged = journal::staged(&self.work);
        disk::remove_all(&staged)?;
        disk::create_folder(&staged)?;
        let mut made = vec![staged, self.work.clone()];
        for (index, item) in items.iter().enumerate() {
            if let Some(new) = &item.new {
                let place = journal::place(&self.work, index);
                made.extend(new.write(&place)?);
                let before = self.root.join(&item.path);
                if let (Content::File(_), Ok(metadata)) = (new, fs::metadata(&before)) {
                    fs::set_permissions(&place, metadata.permissions())?;
                }
            }
        }
        disk::sync(&made)
    }

    fn journal(&self, items: &[Item]) -> Journal {
        let digest = |content: &Option<Content>| content.as_ref().map(Content::digest);
        let mut folders = Vec::new();
        for item in items.iter().filter(|item| item.new.is_some()) {
            let above: Vec<&Path> = Path::new(&item.path).ancestors().skip(1).collect();
            for folder in above.into_iter().rev().filter(|folder| !self.root.join(folder).exists()) {
                let folder = text(folder);
                if !folders.contains(&folder) {
                    folders.push(folder);
                }
            }
        }
        let entries =
            items.iter().map(|item| Entry { path: item.path.clone(), old: digest(&item.old), new: digest(&item.new) });
        Journal { folders, entries: entries.collect() }
    }

    fn make_changes(&self, items: &[Item], journal: &Journal) -> Result<(), Stop> {
        for folder in &journal.folders {
            let folder = self.root.join(folder);
            disk::create_folder(&folder).map_err(|error| Failure::io("create", &folder, &error))?;
        }
        for (index, item) in items.iter().enumerate() {
            let target = self.root.join(&item.path);
            let staged = journal::place(&self.work, index);
            self.check_is_as_it_was(item, &target)?;
            let changed = match (&item.old, &item.new) {
                (Some(_), Some(_)) => journal::exchange(&staged, &target, &journal::aside(&self.work, index)),
                (None, Some(_)) => disk::rename(&staged, &target),
                (Some(_), None) => disk::rename(&target, &staged),
                (None, None) => Ok(()),
            };
            match changed {
                Err(error) if is_fixed(&error) && matches!(item.old, Some(Content::Folder(_))) => {
                    return Err(Stop::Fixed(index));
                }
                changed => changed.map_err(|error| Failure::io("write", &target, &error))?,
            }
            // The file may have been changed a moment ago. Such a change is undone too.
            if item.old.is_some() {
                self.check_is_as_it_was(item, &staged)?;
            }
            if item.new.is_none() {
                self.remove_empty_folders(&target);
            }
        }
        Ok(())
    }

    /// The next file gets the permissions of the old one, so it could not be written either.
    fn check_is_writable(&self, item: &Item) -> Result<(), Failure> {
        let path = self.root.join(&item.path);
        let is_read_only = || fs::metadata(&path).is_ok_and(|metadata| metadata.permissions().readonly());
        match item.old {
            Some(Content::File(_)) if item.new.is_some() && is_read_only() => Err(Failure::Use(format!(
                "nothing was changed, because {} is read-only: make it writable",
                path.display()
            ))),
            Some(Content::File(_) | Content::Folder(_)) | None => Ok(()),
        }
    }

    fn check_is_as_it_was(&self, item: &Item, place: &Path) -> Result<(), Failure> {
        if Content::read(place)? == item.old {
            return Ok(());
        }
        let path = self.root.join(&item.path);
        Err(Failure::Use(format!("{} was changed while this command ran: run it again", path.display())))
    }

    fn remove_empty_folders(&self, path: &Path) {
        let above = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
        for _ in above.take_while(|folder| disk::remove_folder(folder).is_ok()) {}
    }

    fn sync_places(&self, items: &[Item]) -> io::Result<()> {
        let places = items.iter().filter_map(|item| self.root.join(&item.path).parent().map(Path::to_owned));
        let mut places: Vec<PathBuf> = places.filter(|place| place.is_dir()).collect();
        places.dedup();
        disk::sync(&places)
    }

    fn take_back(&self, journal: &Journal) -> Result<(), Failure> {
        journal.undo(&self.root, &self.work)?;
        Journal::remove(&self.work).map_err(|error| Failure::io("write in", &self.work, &error))
    }
}

impl Drop for Place {
    /// Removes the working folder, unless the next run needs it. If that fails, the next run does it.
    fn drop(&mut self) {
        if Journal::exists(&self.work) {
            return;
        }
        let entries = fs::read_dir(&self.work).into_iter().flatten().flatten();
        let rest: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| !path.ends_with("lock")).collect();
        if rest.iter().try_for_each(|path| disk::remove_all(path)).is_ok() && lock::remove(&self.work).is_ok() {
            // If a folder was made and is still empty, it is removed.
            for folder in self.lock.made.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// The first link in a path: among the path itself and its parent folders below the root.
fn link_on_the_way(root: &Path, path: &str) -> Option<PathBuf> {
    let mut place = root.to_owned();
    for part in Path::new(path).components() {
        place.push(part);
        if place.is_symlink() {
            return Some(place);
        }
    }
    None
}

fn text(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
