//! A lock that only one run has at a time. The system releases it when the process ends for any reason.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::{disk, failure::Failure, print};

/// The lock of a working folder. It is released when this value is dropped, or when the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
    /// The folders that were made for it, the outermost first.
    pub(super) made: Vec<PathBuf>,
}

/// The number of attempts to take the lock. An attempt fails if another run ends at the same time, and removes the
/// folder.
const ATTEMPTS: usize = 1000;

const FILE: &str = "lock";

/// Makes the working folder and its parents, and waits for its lock.
pub(super) fn acquire(work: &Path) -> Result<Lock, Failure> {
    let mut made = Vec::new();
    for _ in 0..ATTEMPTS {
        make(work, &mut made)?;
        let path = work.join(FILE);
        match File::options().read(true).write(true).create(true).truncate(false).open(&path) {
            Ok(file) => {
                wait(&file, work)?;
                if is_at(&file, &path) {
                    return Ok(Lock { _file: file, made });
                }
            }
            // The previous run has just removed the folder.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::io("write", &path, &error)),
        }
    }
    Err(Failure::Use(format!("cannot lock {}: other runs lock it again and again", work.display())))
}

/// Waits for a run that has the lock, and creates nothing.
pub(super) fn wait_for_others(work: &Path) -> Result<(), Failure> {
    match File::open(work.join(FILE)) {
        Ok(file) => wait(&file, work),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::io("read", work, &error)),
    }
}

/// Removes the lock's file. On systems other than Unix, an open file may keep its name. Then the next run uses it
/// again.
pub(super) fn remove(work: &Path) -> io::Result<()> {
    if cfg!(unix) { disk::remove_file(&work.join(FILE)).and_then(|()| disk::remove_folder(work)) } else { Ok(()) }
}

fn make(work: &Path, made: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let missing: Vec<&Path> = work.ancestors().take_while(|path| fs::symlink_metadata(path).is_err()).collect();
    for folder in missing.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        match disk::create_folder(folder) {
            Ok(()) => made.push(folder.to_owned()),
            Err(error) if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => {}
            Err(error) => return Err(Failure::io("create", folder, &error)),
        }
    }
    match fs::symlink_metadata(work) {
        Ok(metadata) if !metadata.is_dir() => Err(Failure::Use(format!(
            "{} is not a folder: remove it, since this command needs a folder with this name",
            work.display()
        ))),
        _ => Ok(()),
    }
}

fn wait(file: &File, work: &Path) -> Result<(), Failure> {
    let result = match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            print::message(&format!("waiting for another run that works in {}", work.display()));
            file.lock()
        }
        Err(TryLockError::Error(error)) => Err(error),
        Ok(()) => Ok(()),
    };
    match result {
        // Some file systems have no locks. A single run needs none.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        result => result.map_err(|error| Failure::io("lock", work, &error)),
    }
}

/// Whether the open file is still the file at the path: the previous run removes it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((file.metadata(), fs::symlink_metadata(path)), (Ok(file), Ok(path)) if identity(&file) == identity(&path))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
