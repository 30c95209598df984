//! [`Folder`]: the folder of a toolset, and access to the files in it.

use std::{
    io::{self, Write},
    path::{Component, Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use cap_std::{
    ambient_authority,
    fs::{Dir, File, OpenOptions, OpenOptionsExt},
};
use rustix::fs::OFlags;

use crate::helpers::tools::ToolError;

/// A folder. All paths are resolved below its handle, by the system if it can (`openat2`), so no link and no race leads out of it.
pub(super) struct Folder {
    dir: Dir,
    /// Its path without links, and as it was given.
    roots: [PathBuf; 2],
    mounts: RwLock<Vec<Mount>>,
}

/// A folder that the agent knows by another path.
struct Mount {
    path: Option<PathBuf>,
    inside: PathBuf,
    is_read_only: bool,
}

impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let root = std::fs::canonicalize(path)?;
        let dir = Dir::open_ambient_dir(&root, ambient_authority())?;
        Ok(Self { dir, roots: [root, std::path::absolute(path)?], mounts: RwLock::default() })
    }

    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }

    pub(super) fn root(&self) -> &Path {
        &self.roots[0]
    }

    /// Sets the path by which the agent knows a folder. Tools do not write into a folder that is read-only.
    pub(super) fn mount(&self, path: Option<&str>, inside: PathBuf, is_read_only: bool) {
        let mount = Mount { path: path.map(PathBuf::from), inside, is_read_only };
        self.mounts.write().unwrap_or_else(PoisonError::into_inner).push(mount);
    }

    /// The path of a folder with another path.
    fn mounted(&self, path: &Path) -> Option<PathBuf> {
        let mounts = self.mounts.read().unwrap_or_else(PoisonError::into_inner);
        mounts.iter().find_map(|mount| Some(mount.inside.join(path.strip_prefix(mount.path.as_ref()?).ok()?)))
    }

    fn is_read_only(&self, inside: &Path) -> bool {
        let mounts = self.mounts.read().unwrap_or_else(PoisonError::into_inner);
        mounts.iter().any(|mount| mount.is_read_only && inside.starts_with(&mount.inside))
    }

    /// A path of the agent, relative to the folder. `.` and `..` are resolved as text.
    pub(super) fn inside(&self, path: &str) -> Result<PathBuf, ToolError> {
        if path.is_empty() || path.contains('\0') {
            return Err(ToolError::new("The path is empty or has a zero byte."));
        }
        let folded = fold(Path::new(path)).ok_or_else(|| outside(path))?;
        if folded.is_relative() {
            return Ok(or_dot(folded));
        }
        if let Some(mounted) = self.mounted(&folded) {
            return Ok(mounted);
        }
        let below = self.roots.iter().find_map(|root| folded.strip_prefix(root).ok());
        below.map(|below| or_dot(below.to_owned())).ok_or_else(|| outside(path))
    }

    /// Opens a regular file to read it.
    pub(super) fn read(&self, path: &str) -> Result<File, ToolError> {
        regular(path, self.dir.open_with(self.inside(path)?, &to_read()))
    }

    /// Replaces the content of a regular file. Creates the file and its folders if they do not exist.
    pub(super) fn write(&self, path: &str, content: &[u8]) -> Result<(), ToolError> {
        let inside = self.inside(path)?;
        if self.is_read_only(&inside) {
            return Err(ToolError::new(format!("{path}: the session may only read this memory store")));
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).custom_flags(nonblocking());
        let file = match self.dir.open_with(&inside, &options) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let parent = inside.parent().unwrap_or(Path::new("."));
                self.dir.create_dir_all(parent).map_err(|error| failure(path, &error))?;
                self.dir.open_with(&inside, &options)
            }
            opened => opened,
        };
        replace(regular(path, file)?, content).map_err(|error| failure(path, &error))
    }
}

/// A file that was opened, if it is a regular one.
fn regular(path: &str, opened: io::Result<File>) -> Result<File, ToolError> {
    let file = opened.map_err(|error| failure(path, &error))?;
    let metadata = file.metadata().map_err(|error| failure(path, &error))?;
    match metadata.is_file() {
        true => Ok(file),
        false if metadata.is_dir() => Err(ToolError::new(format!("{path}: is a directory"))),
        false => Err(ToolError::new(format!("{path}: not a regular file"))),
    }
}

/// Replaces the content of a file, which stays the same file for its links. If the space for the content is missing, the file
/// keeps its content.
fn replace(mut file: File, content: &[u8]) -> io::Result<()> {
    let length = u64::try_from(content.len()).map_err(io::Error::other)?;
    if let Err(error) = reserve(&file, length) {
        // A part of the space may be reserved.
        let _ = file.set_len(file.metadata()?.len());
        return Err(error);
    }
    file.write_all(content)?;
    file.set_len(length)
}

/// Reserves space, if the file system can.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn reserve(file: &File, length: u64) -> io::Result<()> {
    use rustix::{
        fs::{FallocateFlags, fallocate},
        io::Errno,
    };

    match fallocate(file, FallocateFlags::KEEP_SIZE, 0, length) {
        Err(error @ (Errno::NOSPC | Errno::DQUOT)) => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn reserve(file: &File, _: u64) -> io::Result<()> {
    file.set_len(0)
}

/// Opens a file to read it, without waiting for the other end of a pipe.
pub(super) fn to_read() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(nonblocking());
    options
}

fn nonblocking() -> i32 {
    i32::from_ne_bytes(OFlags::NONBLOCK.bits().to_ne_bytes())
}

/// Resolves `.` and `..`; `None` if a relative path leads upwards.
fn fold(path: &Path) -> Option<PathBuf> {
    let mut folded = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if folded.pop() => {}
            // The root has no parent.
            Component::ParentDir if path.is_absolute() => {}
            Component::ParentDir => return None,
            part => folded.push(part),
        }
    }
    Some(folded)
}

fn or_dot(path: PathBuf) -> PathBuf {
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

fn outside(path: &str) -> ToolError {
    ToolError::new(format!("{path}: the path is outside of the working folder"))
}

/// The error of the system in a few words, with the path as the agent gave it.
pub(super) fn failure(path: &str, error: &io::Error) -> ToolError {
    // `cap-std` has its own error for a path that leads out of the folder.
    if error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none() {
        return outside(path);
    }
    ToolError::new(format!("{path}: {}", in_words(error)))
}

pub(super) fn in_words(error: &io::Error) -> String {
    let is_loop = error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::NotADirectory => "not a directory".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::AlreadyExists => "file already exists".to_owned(),
        _ if is_loop => "too many levels of symbolic links".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}
