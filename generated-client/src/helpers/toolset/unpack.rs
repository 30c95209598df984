//! [`unpack`]: unpacks the zip archive of a skill into a folder.

use std::{
    fmt,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
};

use cap_std::fs::{Dir, DirBuilder, DirBuilderExt, OpenOptions, OpenOptionsExt};
use zip::{ZipArchive, read::ZipFile};

/// How many members an archive may have.
const MOST_MEMBERS: usize = 10_000;
/// How many parts the path of a member may have.
const DEEPEST: usize = 40;
/// How many bytes the path of a member may have.
const LONGEST_PATH: usize = 1024;
/// How many bytes the files of an archive may have in all.
const MOST_BYTES: u64 = 128 * 1024 * 1024;

/// The type of a file in a Unix mode.
const FILE_TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// The file that marks the folder of a skill. It has the name of its toolset.
const MARKER: &str = ".managed-agents-skill";

/// The reason why an archive is not unpacked.
#[derive(Debug)]
pub(super) enum UnpackError {
    /// Reason.
    Refused(String),
    /// Something else is at this path.
    Occupied(PathBuf),
    Io(io::Error),
}

impl fmt::Display for UnpackError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => write!(formatter, "the archive is refused: {reason}"),
            Self::Occupied(path) => write!(
                formatter,
                "{} exists, and is not the folder of a skill that a toolset has installed: rename it",
                path.display()
            ),
            Self::Io(error) => write!(formatter, "the archive cannot be unpacked: {error}"),
        }
    }
}

impl From<io::Error> for UnpackError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<zip::result::ZipError> for UnpackError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Io(error),
            other => Self::Refused(other.to_string()),
        }
    }
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Unpacks an archive into the folder `target` of `dir` for the toolset with this name, and replaces an older skill. If it fails, the
/// older skill stays.
pub(super) fn unpack(dir: &Dir, archive: &[u8], target: &Path, toolset: &str) -> Result<(), UnpackError> {
    let mut archive = ZipArchive::new(Cursor::new(archive))?;
    let names = checked_names(&mut archive)?;
    let top = common_top(&names);
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = target.with_file_name(format!(".{name}.new"));
    if let Some(parent) = target.parent() {
        dir.create_dir_all(parent)?;
    }
    free(dir, &beside)?;
    dir.create_dir_with(&beside, DirBuilder::new().mode(0o700))?;
    let unpacked = dir.open_dir(&beside).map_err(UnpackError::from).and_then(|inside| {
        inside.write(MARKER, toolset)?;
        unpack_into(&inside, &mut archive, &names, top.as_deref())
    });
    let moved = unpacked.and_then(|()| {
        free(dir, target)?;
        Ok(dir.rename(&beside, dir, target)?)
    });
    if moved.is_err() {
        // The error of the archive is returned, not the error of this call.
        let _ = remove_skill(dir, &beside, |owner| owner == toolset);
    }
    moved
}

/// Removes the skill at a path. Something else stays there, except an empty folder: a process may have been killed before it wrote the
/// marker.
fn free(dir: &Dir, path: &Path) -> Result<(), UnpackError> {
    if remove_skill(dir, path, |_| true)? {
        return Ok(());
    }
    match dir.remove_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(UnpackError::Occupied(path.to_owned())),
        _ => Ok(()),
    }
}

/// Removes the folder of a skill of such a toolset; `false` if there is none at this path.
pub(super) fn remove_skill(dir: &Dir, path: &Path, is_owner: impl FnOnce(&str) -> bool) -> io::Result<bool> {
    let is_folder = dir.symlink_metadata(path).is_ok_and(|found| found.is_dir());
    let Some(folder) = is_folder.then(|| dir.open_dir(path).ok()).flatten() else { return Ok(false) };
    let is_skill = folder.symlink_metadata(MARKER).is_ok_and(|found| found.is_file())
        && folder.read_to_string(MARKER).is_ok_and(|owner| is_owner(&owner));
    // Another toolset may replace the folder meanwhile, so the folder that was opened is removed.
    match is_skill.then(|| empty(&folder).and_then(|()| folder.remove_open_dir_all())) {
        Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(is_skill),
    }
}

/// Removes everything except the marker, which goes last: a killed process leaves no folder that belongs to nobody.
fn empty(folder: &Dir) -> io::Result<()> {
    for entry in folder.entries()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folder.remove_dir_all(entry.file_name())?;
        } else if entry.file_name() != MARKER {
            folder.remove_file(entry.file_name())?;
        }
    }
    Ok(())
}

/// The paths of all members. If one leads out of the folder, the archive is refused.
fn checked_names(archive: &mut Archive<'_>) -> Result<Vec<PathBuf>, UnpackError> {
    if archive.len() > MOST_MEMBERS {
        return Err(UnpackError::Refused(format!("it has {} members, at most {MOST_MEMBERS}", archive.len())));
    }
    let mut names = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index)?;
        names.push(checked_name(member.name())?);
    }
    Ok(names)
}

/// The path of a member. A backslash separates too, as on Windows.
fn checked_name(name: &str) -> Result<PathBuf, UnpackError> {
    let path = name.replace('\\', "/");
    let is_drive = path.get(1..2) == Some(":");
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if path.starts_with('/') || is_drive || parts.contains(&"..") || path.contains('\0') || parts.is_empty() {
        return Err(UnpackError::Refused(format!("the path {name:?} leads out of the folder")));
    }
    if parts.len() > DEEPEST || path.len() > LONGEST_PATH {
        let begin: String = path.chars().take(40).collect();
        return Err(UnpackError::Refused(format!(
            "the path that begins with {begin:?} has more than {DEEPEST} parts or {LONGEST_PATH} bytes"
        )));
    }
    Ok(parts.iter().collect())
}

/// The folder that contains all members.
fn common_top(names: &[PathBuf]) -> Option<PathBuf> {
    let top = PathBuf::from(names.first()?.components().next()?.as_os_str());
    let is_common = names.iter().all(|name| name.starts_with(&top)) && names.iter().any(|name| *name != top);
    is_common.then_some(top)
}

fn unpack_into(dir: &Dir, archive: &mut Archive<'_>, names: &[PathBuf], top: Option<&Path>) -> Result<(), UnpackError> {
    let mut left = MOST_BYTES;
    for (index, name) in names.iter().enumerate() {
        let mut member = archive.by_index(index)?;
        let path = top.and_then(|top| name.strip_prefix(top).ok()).unwrap_or(name);
        if path.as_os_str().is_empty() {
            continue;
        }
        if member.is_dir() {
            dir.create_dir_all(path)?;
        } else if is_regular(&member) {
            left -= write(dir, &mut member, path, left)?;
        }
    }
    Ok(())
}

/// Links, devices and pipes are left out.
fn is_regular(member: &ZipFile<'_, Cursor<&[u8]>>) -> bool {
    member.unix_mode().is_none_or(|mode| matches!(mode & FILE_TYPE, 0 | REGULAR))
}

/// Writes a file of at most `left` bytes, and returns its size.
fn write(dir: &Dir, member: &mut ZipFile<'_, Cursor<&[u8]>>, path: &Path, left: u64) -> Result<u64, UnpackError> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        dir.create_dir_all(parent)?;
    }
    let is_program = member.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(if is_program { 0o755 } else { 0o644 });
    let mut file = dir.open_with(path, &options)?;
    // The size in the archive may be wrong.
    let written = io::copy(&mut member.take(left.saturating_add(1)), &mut file)?;
    if written > left {
        return Err(UnpackError::Refused(format!("its files have more than {MOST_BYTES} bytes")));
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_refused() {
        for name in ["../a", "a/../../b", "/etc/passwd", "a\\..\\..\\b", "\\\\host\\a", "C:\\a", "", "a/\0", "."] {
            checked_name(name).expect_err(name);
        }
        for (name, path) in [("a/b", "a/b"), ("./a//b", "a/b"), ("a\\b", "a/b"), ("..a/b..", "..a/b..")] {
            assert_eq!(checked_name(name).expect(name), PathBuf::from(path));
        }
    }

    #[test]
    fn a_folder_around_everything_is_left_out() {
        let top = |names: &[&str]| common_top(&names.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(top(&["a", "a/b", "a/c/d"]), Some("a".into()));
        assert_eq!(top(&["a/b", "c"]), None);
        assert_eq!(top(&["a"]), None);
    }
}
