//! [`Files`]: the folder of one memory store.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use cap_std::fs::{
    Dir, DirBuilder, DirBuilderExt, DirEntry, File, MetadataExt, OpenOptions, OpenOptionsExt, Permissions,
    PermissionsExt,
};
use rustix::{
    fs::{FlockOperation, OFlags, flock},
    io::Errno,
};
use sha2::{Digest, Sha256};

use super::kept::keep;

/// The file that marks the folder of a store, as in the official SDKs.
const MARKER: &str = ".anthropic-memory-store";
/// A file that is being written.
const NEXT: &str = ".anthropic-memory-next";
/// The largest memory in bytes.
const LARGEST: u64 = 102_400;
/// The most files that are read; a store has at most 2,000 memories.
const MOST: usize = 10_000;

/// The folder of a store, while this toolset uses it.
pub(super) struct Files {
    dir: Dir,
    /// Locked, so that no other toolset uses the folder.
    marker: std::fs::File,
    text: String,
    /// The files that commands in the background may have moved; `None` if they are not known, so any file.
    held: Mutex<Option<BTreeSet<String>>>,
}

/// The files of a folder.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) is_marked: bool,
    /// The hash of each file by the path of its memory. A file that is too large has a text that is not equal to any
    /// hash.
    pub(super) hashes: BTreeMap<String, String>,
    /// The files and folders that cannot be read, with their errors. A folder can have any number of memories.
    pub(super) unreadable: BTreeMap<String, io::Error>,
}

impl Scan {
    /// Whether the memory of a path may have a file that cannot be read.
    pub(super) fn is_unreadable(&self, path: &str) -> bool {
        let mut above = Path::new(path).ancestors().filter_map(Path::to_str);
        !self.unreadable.is_empty() && above.any(|path| self.unreadable.contains_key(path))
    }

    /// Reads the files of one folder, and collects the folders in it. An error means that some entries are not known.
    fn read(
        &mut self,
        dir: &Dir,
        folder: &str,
        (folders, entries): (&mut Vec<String>, &mut usize),
        hash: impl Fn(&Dir, &OsStr) -> io::Result<Option<String>>,
    ) -> io::Result<()> {
        for entry in dir.entries()? {
            let entry = entry?;
            *entries += 1;
            if *entries > MOST {
                break;
            }
            let name = entry.file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            match entry.file_type() {
                Err(error) => self.note_unreadable(path, error)?,
                Ok(kind) if !kind.is_dir() && !kind.is_file() => {}
                // The paths of memories are UTF-8.
                Ok(_) if name.to_str().is_none() => {
                    let error = io::Error::new(io::ErrorKind::InvalidData, "the name is not UTF-8");
                    self.unreadable.insert(path, error);
                }
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(_) if !is_memory(&path) => {}
                Ok(_) => match hash(dir, &name) {
                    Ok(hash) => self.hashes.extend(hash.map(|hash| (path, hash))),
                    Err(error) => self.note_unreadable(path, error)?,
                },
            }
        }
        Ok(())
    }

    /// Notes a file or folder that cannot be read, unless it was removed meanwhile. A lack of memory or of open files is not
    /// about one file.
    fn note_unreadable(&mut self, path: String, error: io::Error) -> io::Result<()> {
        match Errno::from_io_error(&error) {
            Some(Errno::NOENT | Errno::NOTDIR) => Ok(()),
            Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM) => Err(error),
            _ => {
                self.unreadable.insert(path, error);
                Ok(())
            }
        }
    }
}

impl Files {
    /// Makes the folder of a store. If a killed process has left files there, their folder is renamed: its new path, and
    /// the folder. If another toolset uses the folder, the error is `ResourceBusy`.
    pub(super) fn make(parent: &Dir, path: &Path, store_id: &str) -> io::Result<(Self, Option<(PathBuf, Self)>)> {
        parent.create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        // Other users of the machine cannot read memories.
        let is_new = match parent.create_dir_with(path, DirBuilder::new().mode(0o700)) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
            Err(error) => return Err(error),
        };
        let files = match Self::lock(parent, path, (store_id, is_new)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // The link stays, so it is not useful to wait.
                let is_link = parent.symlink_metadata(path).is_ok_and(|found| found.is_symlink());
                return Err(if is_link { something_else() } else { just_used() });
            }
            locked => locked?,
        };
        if !is_new && !has_only(&files.dir, |entry| Ok(entry.file_name() == MARKER))? {
            let kept = keep(parent, path)?;
            let (made, _) = Self::make(parent, path, store_id)?;
            return Ok((made, Some((kept, files))));
        }
        files.marker.set_len(0)?;
        (&files.marker).write_all(files.text.as_bytes())?;
        Ok((files, None))
    }

    /// Locks a folder that is empty or has the marker of this store.
    fn lock(parent: &Dir, path: &Path, (store_id, is_new): (&str, bool)) -> io::Result<Self> {
        let text = format!("version 1\n{store_id}\n");
        let dir = parent.open_dir(path)?;
        let is_ours = !is_new && dir.read_to_string(MARKER).is_ok_and(|found| found == text);
        if is_ours {
            dir.set_permissions(".", Permissions::from_mode(0o700))?;
        }
        // A process may have been killed before it wrote the marker.
        if !is_new
            && !is_ours
            && !has_only(&dir, |entry| Ok(entry.file_name() == MARKER && entry.metadata()?.len() == 0))?
        {
            return Err(something_else());
        }
        let marker = dir.open_with(MARKER, to_write().create(true).truncate(false))?.into_std();
        flock(&marker, FlockOperation::NonBlockingLockExclusive).map_err(|error| match error {
            Errno::WOULDBLOCK => io::Error::new(io::ErrorKind::ResourceBusy, "another process uses the folder"),
            error => error.into(),
        })?;
        // Another process may have renamed or removed the folder or its marker meanwhile.
        let has_marker = dir.metadata(MARKER)?.ino() == std::os::unix::fs::MetadataExt::ino(&marker.metadata()?);
        let files = Self { dir, marker, text, held: Mutex::default() };
        if files.is_at(parent, path)? && has_marker { Ok(files) } else { Err(just_used()) }
    }

    /// Whether the folder is at this path: a command may have put a link or another folder there.
    pub(super) fn is_at(&self, parent: &Dir, path: &Path) -> io::Result<bool> {
        let (found, own) = (parent.metadata(path)?, self.dir.dir_metadata()?);
        Ok((found.dev(), found.ino()) == (own.dev(), own.ino()))
    }

    /// Removes the folder, which is at this path. The marker is the last file: without it, another toolset could take the
    /// folder and lose its new files.
    pub(super) fn remove_folder(&self, parent: &Dir, path: &Path) -> io::Result<()> {
        for entry in self.dir.entries()?.collect::<io::Result<Vec<_>>>()? {
            if entry.file_type()?.is_dir() {
                self.dir.remove_dir_all(entry.file_name())?;
            } else if entry.file_name() != MARKER {
                self.dir.remove_file(entry.file_name())?;
            }
        }
        match self.dir.remove_file(MARKER) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => parent.remove_dir(path),
        }
    }

    /// Writes the marker, which has been removed.
    pub(super) fn mark(&self) -> io::Result<()> {
        self.dir.write(MARKER, &self.text)
    }

    pub(super) fn change_held<T>(&self, change: impl FnOnce(&mut Option<BTreeSet<String>>) -> T) -> T {
        change(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes a file that is read or written, so it is there: a command in the background may move it.
    fn hold(&self, path: &str) {
        self.change_held(|held| held.iter_mut().for_each(|held| held.extend([path.to_owned()])));
    }

    /// Reads all files.
    pub(super) fn scan(&self) -> io::Result<Scan> {
        self.walk(|dir, name| hash_of(dir, name))
    }

    /// The paths of all files, without their hashes.
    pub(super) fn paths(&self) -> io::Result<Scan> {
        self.walk(|_, _| Ok(Some(String::new())))
    }

    /// Calls `hash` for each file. One folder is open at a time, since a process may have few open files.
    fn walk(&self, hash: impl Fn(&Dir, &OsStr) -> io::Result<Option<String>>) -> io::Result<Scan> {
        let (mut scan, mut entries) = (Scan::default(), 0);
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            match self.open(&folder).and_then(|dir| scan.read(&dir, &folder, (&mut folders, &mut entries), &hash)) {
                Err(error) if folder.is_empty() => return Err(error),
                Err(error) => scan.note_unreadable(folder, error)?,
                Ok(()) if entries > MOST => {
                    return Err(io::Error::other(format!("the folder has more than {MOST} files")));
                }
                Ok(()) => {}
            }
        }
        scan.is_marked = self.dir.read_to_string(MARKER).is_ok_and(|text| text == self.text);
        Ok(scan)
    }

    fn open(&self, path: &str) -> io::Result<Dir> {
        if path.is_empty() { self.dir.try_clone() } else { self.dir.open_dir(inside(path)) }
    }

    /// The text of a memory; the error says why it cannot be one.
    pub(super) fn read(&self, path: &str) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.dir.open_with(inside(path), &to_read())?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
        if u64::try_from(bytes.len()).map_or(true, |length| length > LARGEST) {
            return Err(invalid(format!("the file is larger than {LARGEST} bytes")));
        }
        self.hold(path);
        String::from_utf8(bytes).map_err(|_| invalid("the file is not UTF-8 text".to_owned()))
    }

    /// Writes a memory in one step, if its file still has this hash. Returns whether it was written.
    pub(super) fn write(&self, path: &str, text: &str, expected: Option<&str>) -> io::Result<bool> {
        if self.hash(path)?.as_deref() != expected {
            return Ok(false);
        }
        self.hold(path);
        let path = inside(path);
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            self.dir.create_dir_all(parent)?;
        }
        let mut next = self.dir.open_with(NEXT, to_write().create(true).truncate(true).mode(0o600))?;
        next.write_all(text.as_bytes())?;
        self.dir.rename(NEXT, &self.dir, path)?;
        Ok(true)
    }

    /// Removes a file, if it still has this hash. Returns whether it was removed.
    pub(super) fn remove(&self, path: &str, expected: &str) -> io::Result<bool> {
        if self.hash(path)?.as_deref() != Some(expected) {
            return Ok(false);
        }
        let path = inside(path);
        self.dir.remove_file(path)?;
        // Folders that are empty now are removed too.
        for above in path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
            if self.dir.remove_dir(above).is_err() {
                break;
            }
        }
        Ok(true)
    }

    fn hash(&self, path: &str) -> io::Result<Option<String>> {
        match hash_of(&self.dir, inside(path)) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            hash => hash,
        }
    }
}

fn something_else() -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, "there is something else at the path of the folder")
}

fn just_used() -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, "another process has just used the folder")
}

/// Whether a memory cannot be a file, since its path or a name in it is too long.
pub(super) fn is_too_long(error: &io::Error) -> bool {
    Errno::from_io_error(error) == Some(Errno::NAMETOOLONG)
}

/// Whether a folder has only such entries, or none.
fn has_only(dir: &Dir, is_such: impl Fn(&DirEntry) -> io::Result<bool>) -> io::Result<bool> {
    for entry in dir.entries()? {
        if !is_such(&entry?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the path of a memory can be the path of a file.
pub(super) fn is_memory(path: &str) -> bool {
    let Some(path) = path.strip_prefix('/') else { return false };
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    path.split('/').all(is_part) && path != MARKER && path != NEXT
}

/// The hash of the content of a memory.
pub(super) fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn inside(path: &str) -> &Path {
    Path::new(path.trim_start_matches('/'))
}

/// The hash of a file; `None` if it is not a regular one.
fn hash_of(dir: &Dir, path: impl AsRef<Path>) -> io::Result<Option<String>> {
    let file: File = match dir.open_with(path, &to_read()) {
        Ok(file) => file,
        // It is a link now.
        Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(None);
    }
    if metadata.len() > LARGEST {
        return Ok(Some(format!("{} bytes", metadata.len())));
    }
    let mut content = Vec::new();
    file.take(LARGEST).read_to_end(&mut content)?;
    Ok(Some(hash(&content)))
}

fn to_read() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags());
    options
}

fn to_write() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(flags());
    options
}

/// Links are not followed, and nothing waits for the other end of a pipe.
fn flags() -> i32 {
    i32::from_ne_bytes((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().to_ne_bytes())
}
