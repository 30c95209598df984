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

/// Calls `visit` with each regular file below `root`, whose path is `path`, until `visit` returns false. Links are not
/// followed. Files and folders that cannot be read are left out. One folder is open at a time, since a process may have few
/// open files.
pub(super) fn walk(root: &Dir, path: &Path, mut visit: impl FnMut(&DirEntry, &Path) -> bool) -> Seen {
    let (end, mut entries) = (Instant::now() + LONGEST, 0);
    let mut folders = vec![(PathBuf::from("."), 0)];
    let mut seen = Seen::All;
    while let Some((folder, depth)) = folders.pop() {
        let found = match root.open_dir(&folder).and_then(|dir| dir.entries()) {
            Ok(found) => found,
            Err(error) => {
                if !is_of_folder(&error) {
                    seen = Seen::Some;
                }
                continue;
            }
        };
        for entry in found.filter_map(io::Result::ok) {
            entries += 1;
            if entries > MOST_ENTRIES || Instant::now() >= end {
                return Seen::Some;
            }
            let (Ok(kind), name) = (entry.file_type(), entry.file_name()) else { continue };
            let below = if depth == 0 { PathBuf::from(&name) } else { folder.join(&name) };
            if kind.is_file() && !visit(&entry, &path.join(&below)) {
                return Seen::Some;
            }
            if kind.is_dir() && !SKIPPED.iter().any(|skipped| name == *skipped) {
                if depth < DEEPEST {
                    folders.push((below, depth + 1));
                } else {
                    seen = Seen::Some;
                }
            }
        }
    }
    seen
}

/// Whether an error is about the folder, which is left out, and not about the process, such as too many open files.
fn is_of_folder(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory)
}
