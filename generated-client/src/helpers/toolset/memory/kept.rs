//! [`keep`]: keeps the folder of a store that has changes which were not sent.

use std::{
    io,
    path::{Path, PathBuf},
};

use cap_std::fs::Dir;

/// Renames a folder, so that the next session with its store does not replace it: its new path.
pub(super) fn keep(dir: &Dir, path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for number in 1_u32.. {
        let end = if number == 1 { String::new() } else { format!("-{number}") };
        let kept = path.with_file_name(format!("{name}.unsent{end}"));
        // Two processes do not take the same name: a folder cannot replace one that has files.
        match dir.rename(path, dir, &kept) {
            Err(_) if dir.symlink_metadata(&kept).is_ok() => {}
            renamed => return renamed.map(|()| kept),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
