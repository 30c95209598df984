//! Files that one process at a time has open. The operating system releases the lock when the process ends for any reason.

use std::{fs::File, path::Path};
#[cfg(any(feature = "apply", feature = "journal"))]
use std::{fs::OpenOptions, io};

/// Opens a file that nobody else has opened in this way; `None` if somebody has.
#[cfg(all(unix, any(feature = "apply", feature = "journal")))]
pub(super) fn open_alone(options: &mut OpenOptions, path: &Path) -> io::Result<Option<File>> {
    use rustix::fs::{FlockOperation, flock};
    let file = options.open(path)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(all(windows, any(feature = "apply", feature = "journal")))]
pub(super) fn open_alone(options: &mut OpenOptions, path: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;
    /// Others may read the file.
    const SHARE_READ: u32 = 1;
    /// Somebody else has opened the file.
    const SHARING_VIOLATION: i32 = 32;
    match options.share_mode(SHARE_READ).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(all(not(any(unix, windows)), any(feature = "apply", feature = "journal")))]
pub(super) fn open_alone(options: &mut OpenOptions, path: &Path) -> io::Result<Option<File>> {
    options.open(path).map(Some)
}

/// Makes the name of a new or moved file durable. Some systems cannot do this.
pub(super) fn sync_folder_of(path: &Path) {
    // The folder of a name without a folder is empty.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
