//! [`walk`]: the regular files below a folder.

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use cap_std::fs::{Dir, DirEntry};

/// The most entries that are visited.
pub(super) const MOST_ENTRIES: usize = 50_000;
const DEEPEST: usize = 40;
/// How long a search may take.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// Folders of tools, with many files that are of no interest.
const SKIPPED: [&str; 2] = [".git", "node_modules"];

/// Whether a walk has seen everything.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Seen {
    All,
    Some,
}

impl Seen {
    /// The line that says so.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Some => "[the search has ended early: too many files, or too much time]\n",
        }
    }
}

/// Calls `visit` with each regular file below `dir`, whose path is `path`, until `visit` returns false. Links are not
/// followed. Files and folders that cannot be read are left out.
pub(super) fn walk(dir: Dir, path: &Path, mut visit: impl FnMut(&DirEntry, &Path) -> bool) -> Seen {
    let (end, mut entries) = (Instant::now() + LONGEST, 0);
    let mut folders = vec![(dir, path.to_owned(), 0)];
    let mut seen = Seen::All;
    while let Some((dir, path, depth)) = folders.pop() {
        for entry in dir.entries().into_iter().flatten().filter_map(io::Result::ok) {
            entries += 1;
            if entries > MOST_ENTRIES || Instant::now() >= end {
                return Seen::Some;
            }
            let (Ok(kind), name) = (entry.file_type(), entry.file_name()) else { continue };
            let path: PathBuf = path.join(&name);
            if kind.is_file() && !visit(&entry, &path) {
                return Seen::Some;
            }
            if kind.is_dir() && !SKIPPED.iter().any(|skipped| name == *skipped) {
                match dir.open_dir(&name) {
                    Ok(below) if depth < DEEPEST => folders.push((below, path, depth + 1)),
                    Ok(_) => seen = Seen::Some,
                    Err(_) => {}
                }
            }
        }
    }
    seen
}
