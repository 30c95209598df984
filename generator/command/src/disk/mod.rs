//! Changes of the disk, with a function for each kind. In tests, each change can fail or end the process.

#[cfg(any(test, feature = "faults"))]
pub mod faults;

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
    thread,
};

/// The number of files that are synced at once: file systems can sync several files together.
const SYNCS_AT_ONCE: usize = 8;

/// The operations of the disk that a change needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Takes space.
    Grow,
    /// Moves a file or folder.
    Move,
    /// Removes a file or folder.
    Remove,
}

/// Makes a folder. Its parent must exist.
pub fn create_folder(path: &Path) -> io::Result<()> {
    point(Step::Grow, path)?;
    fs::create_dir(path)
}

/// Writes a new file.
pub fn create_file(path: &Path, content: &[u8]) -> io::Result<()> {
    point(Step::Grow, path)?;
    let mut file = File::create_new(path)?;
    // A process can end while it writes a file, so it can do so in a test too.
    let (first, rest) = content.split_at(content.len() / 2);
    file.write_all(first)?;
    point(Step::Grow, path)?;
    file.write_all(rest)
}

/// Renames a file or folder, on the same disk. The new name must not exist.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    point(Step::Move, to)?;
    fs::rename(from, to)
}

/// Exchanges two files or two folders in one step: both names exist at any time. The error is `Unsupported` on systems
/// that cannot do this.
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    exchangeable(other)?;
    point(Step::Move, other)?;
    exchange_by_system(one, other)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_by_system(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::{
        fs::{CWD, RenameFlags, renameat_with},
        io::Errno,
    };
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        // The kernel or the file system is too old for it.
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_by_system(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Removes a file, or a link.
pub fn remove_file(path: &Path) -> io::Result<()> {
    point(Step::Remove, path)?;
    fs::remove_file(path)
}

/// Removes an empty folder.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    point(Step::Remove, path)?;
    fs::remove_dir(path)
}

/// Removes a file, or a folder with its content, if it exists. Links are removed, but not their targets.
pub fn remove_all(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(metadata) if metadata.is_dir() => {
            for entry in fs::read_dir(path)? {
                remove_all(&entry?.path())?;
            }
            remove_folder(path)
        }
        Ok(_) => remove_file(path),
    }
}

/// Waits until the system has written files and folders to the disk, so that a power failure loses nothing.
pub fn sync(paths: &[impl AsRef<Path> + Sync]) -> io::Result<()> {
    #[cfg(any(test, feature = "faults"))]
    if faults::is_asked_for() {
        return Ok(());
    }
    let share = paths.len().div_ceil(SYNCS_AT_ONCE).max(1);
    thread::scope(|scope| {
        let running: Vec<_> = paths
            .chunks(share)
            .map(|share| scope.spawn(|| share.iter().try_for_each(|path| sync_one(path.as_ref()))))
            .collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("a sync does not panic"))
    })
}

fn sync_one(path: &Path) -> io::Result<()> {
    // Other systems cannot open folders, and keep the order of renames themselves.
    if path.is_dir() && !cfg!(unix) {
        return Ok(());
    }
    let file = if path.is_dir() { File::open(path)? } else { fs::OpenOptions::new().write(true).open(path)? };
    match file.sync_all() {
        // Some network file systems cannot sync folders.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

#[cfg(not(any(test, feature = "faults")))]
#[allow(clippy::unnecessary_wraps, reason = "the one for tests fails")]
fn point(_: Step, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(any(test, feature = "faults")))]
#[allow(clippy::unnecessary_wraps, reason = "the one for tests fails")]
fn exchangeable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(any(test, feature = "faults"))]
use faults::{exchangeable, point};
