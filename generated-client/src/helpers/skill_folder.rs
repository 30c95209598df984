//! The files of a skill.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    runtime::{File, compact::CollectList},
    types::{CreateSkillRequest, CreateSkillVersionRequest},
};

/// The most bytes of all files of a skill that the API accepts.
const SIZE: u64 = 30 << 20;
/// The most files of a skill.
const FILES: usize = 1000;

impl CreateSkillRequest {
    /// Reads all files of a folder, and makes a request with them. The name of the folder is part of the name of each file.
    ///
    /// # Errors
    /// The folder cannot be read, has no `SKILL.md`, has symbolic links, or has more than 1,000 files or 30 MiB.
    pub fn from_folder(folder: impl AsRef<Path>) -> io::Result<Self> {
        files(folder.as_ref()).map(Self::new)
    }
}

impl CreateSkillVersionRequest {
    /// Reads all files of a folder, and makes a request with them, as [`CreateSkillRequest::from_folder`] does.
    ///
    /// # Errors
    /// As [`CreateSkillRequest::from_folder`].
    pub fn from_folder(folder: impl AsRef<Path>) -> io::Result<Self> {
        files(folder.as_ref()).map(Self::new)
    }
}

/// The files of an upload, each with the name of the folder.
pub(super) fn files(folder: &Path) -> io::Result<Vec<File>> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or("skill").to_owned();
    let files = contents(folder)?.into_iter();
    Ok(files.map(|(path, content)| File::new(content).name(format!("{name}/{path}"))).collect_list())
}

/// The path in the folder and the content of each file, in the order of the paths.
pub(super) fn contents(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let (mut files, mut size) = (Vec::new(), 0);
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let failed =
            |error: io::Error| io::Error::new(error.kind(), format!("{} cannot be read: {error}", inner.display()));
        for entry in fs::read_dir(&inner).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            if !kind.is_file() {
                return Err(invalid(format!(
                    "{} is a link or not a file: a skill has only files and folders",
                    path.display()
                )));
            }
            size += entry.metadata().map_err(failed)?.len();
            if size > SIZE || files.len() == FILES {
                return Err(invalid(format!("the folder has more than {FILES} files or {} MiB", SIZE >> 20)));
            }
            let relative = path.strip_prefix(folder).ok().and_then(Path::to_str).map(|path| path.replace('\\', "/"));
            let Some(relative) = relative else {
                return Err(invalid(format!("the name of {} is not Unicode", path.display())));
            };
            files.push((relative, fs::read(&path).map_err(failed)?));
        }
    }
    files.sort_unstable();
    if files.iter().any(|(path, _)| path == "SKILL.md") {
        Ok(files)
    } else {
        Err(invalid(format!("{} has no SKILL.md", folder.display())))
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
