//! A file, or a folder with its content.

use std::{collections::BTreeMap, fs, io, path::Path};

use sha2::{Digest, Sha256};

use crate::{
    disk,
    failure::Failure,
    files::{self, Files},
};

/// The current or the new content of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file.
    File(Vec<u8>),
    /// A folder: its files by their path in it, `/` between names. An entry that is not a file, such as a link, has no
    /// content.
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

    /// The text of each file. `path` is the path of this content, and the keys begin with it. Bytes that are not UTF-8
    /// are replaced by U+FFFD.
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

    /// Reads the content at `path`. A link is not followed: it is read as a folder that contains only the link.
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

    /// Writes it to a path that does not exist, and returns the created files and folders.
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

    /// A digest that is different for each content.
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

/// The digest of the content at `path`; `None` if there is none.
pub(super) fn digest(path: &Path) -> Result<Option<String>, Failure> {
    Ok(Content::read(path)?.map(|content| content.digest()))
}
