//! A file, or a folder with all that is in it.

use std::{collections::BTreeMap, fs, io, path::Path};

use sha2::{Digest, Sha256};

use crate::{
    disk,
    failure::Failure,
    files::{self, Files},
};

/// The present or the new content of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file.
    File(Vec<u8>),
    /// A folder: its files by their path in it, `/` between names. What is not a file, like a link, has nothing to read.
    Folder(BTreeMap<String, Option<Vec<u8>>>),
}

impl Content {
    /// A file of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::File(text.into().into_bytes())
    }

    /// A folder of text.
    pub fn folder(files: Files) -> Self {
        Self::Folder(files.into_iter().map(|(path, text)| (path, Some(text.into_bytes()))).collect())
    }

    /// The text of each file, by its path from where `path` is from. Other bytes are replaced by U+FFFD.
    pub fn texts(&self, path: &str) -> Files {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match self {
            Self::File(bytes) => Files::from([(path.to_owned(), text(bytes))]),
            Self::Folder(files) => files
                .iter()
                .map(|(name, bytes)| (format!("{path}/{name}"), text(bytes.as_deref().unwrap_or_default())))
                .collect(),
        }
    }

    /// Reads what is at `path`; a link there is a folder of nothing but itself, whatever it leads to.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let read = |path: &Path| fs::read(path).map_err(|error| Failure::io("read", path, &error));
        let metadata = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::io("read", path, &error)),
        };
        if metadata.is_file() {
            return read(path).map(|bytes| Some(Self::File(bytes)));
        }
        if !metadata.is_dir() {
            return Ok(Some(Self::Folder(BTreeMap::from([(".".to_owned(), None)]))));
        }
        let with_content = |relative: String| {
            let path = path.join(&relative);
            let is_file = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
            Ok((relative, if is_file { Some(read(&path)?) } else { None }))
        };
        Ok(Some(Self::Folder(files::list(path)?.into_iter().map(with_content).collect::<Result<_, Failure>>()?)))
    }

    /// Writes it to a path that is free, and lists what was made.
    pub(super) fn write(&self, path: &Path) -> io::Result<Vec<std::path::PathBuf>> {
        let mut made = vec![path.to_owned()];
        match self {
            Self::File(content) => disk::create_file(path, content)?,
            Self::Folder(files) => {
                disk::create_folder(path)?;
                for (relative, content) in files {
                    let file = path.join(relative);
                    let missing: Vec<&Path> = file.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
                    for folder in missing.into_iter().rev() {
                        disk::create_folder(folder)?;
                        made.push(folder.to_owned());
                    }
                    disk::create_file(&file, content.as_deref().unwrap_or_default())?;
                    made.push(file);
                }
            }
        }
        Ok(made)
    }

    /// A digest that no other content has.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        };
        match self {
            Self::File(content) => add(content),
            Self::Folder(files) => {
                for (path, content) in files {
                    add(path.as_bytes());
                    add(if content.is_some() { b"file" } else { b"other" });
                    add(content.as_deref().unwrap_or_default());
                }
                add(b"folder");
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The digest of what is at `path`, if anything is.
pub(super) fn digest(path: &Path) -> Result<Option<String>, Failure> {
    Ok(Content::read(path)?.map(|content| content.digest()))
}
