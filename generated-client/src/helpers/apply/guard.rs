//! [`Guard`]: the right to change a lock file, which one process at a time has.
//!
//! The right is a lock of the operating system on an open file. The system releases it when the process ends for any reason. So a
//! process that was killed blocks nobody. The content of the file names the process that has the right.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{error::ApplyError, lock::LockFile};
use crate::helpers::file_lock::open_alone;

/// The right, as long as it is not dropped.
pub(super) struct Guard {
    path: PathBuf,
    _file: File,
}

impl Guard {
    /// Takes the right, or returns the process that has it.
    pub(super) fn take(lock_file: &LockFile) -> Result<Self, ApplyError> {
        let path = lock_file.guard();
        let failed = |error: io::Error| ApplyError::Lock { path: path.clone(), reason: error.to_string() };
        let Some(mut file) = exclusive(&path).map_err(failed)? else {
            let holder = fs::read_to_string(&path).unwrap_or_default();
            let holder = if holder.is_empty() { "another process".to_owned() } else { holder };
            return Err(ApplyError::Busy { path, holder });
        };
        let since = jiff::Timestamp::now().strftime("%FT%TZ");
        let holder = format!("process {}{} since {since}", std::process::id(), host());
        file.set_len(0).and_then(|()| file.write_all(holder.as_bytes())).map_err(failed)?;
        Ok(Self { path, _file: file })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // The file is removed before it is closed, so that the file of the next process is not removed. If it stays, it
        // blocks nobody.
        let _ = fs::remove_file(&self.path);
    }
}

/// Opens the file, unless another process has the right.
fn exclusive(path: &Path) -> io::Result<Option<File>> {
    loop {
        match open_alone(File::options().read(true).write(true).create(true).truncate(false), path)? {
            // The process that had it has removed the file meanwhile.
            Some(file) if !is_at(&file, path)? => {}
            other => return Ok(other),
        }
    }
}

/// Whether an open file is still the file at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let ours = file.metadata()?;
    match fs::metadata(path) {
        Ok(theirs) => Ok((ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn host() -> String {
    format!(" on {}", rustix::system::uname().nodename().to_string_lossy())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same function as on Unix")]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    // No other process can remove it.
    Ok(true)
}

#[cfg(not(unix))]
fn host() -> String {
    String::new()
}
