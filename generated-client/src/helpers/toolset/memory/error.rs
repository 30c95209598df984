//! [`MemoryError`]: the reason why a memory store cannot be downloaded, or why a file and its memory differ.

use std::{fmt, io, path::PathBuf};

use crate::Error;

/// The reason why a memory store cannot be downloaded, or why a file and its memory differ.
#[derive(Debug)]
#[non_exhaustive]
pub struct MemoryError {
    /// ID of the memory store.
    pub memory_store_id: String,
    /// Path of the memory; `None` if the error is one of the whole store.
    pub path: Option<String>,
    /// Reason.
    pub kind: MemoryErrorKind,
}

/// The reason of a [`MemoryError`].
#[derive(Debug)]
#[non_exhaustive]
pub enum MemoryErrorKind {
    /// A request failed. It is sent again when the files and the store are synchronized the next time.
    Client(Error),
    /// The server refuses the memory, for example because it is too large. It is sent again after the next change of the file.
    Refused(Error),
    /// A file or the folder cannot be read or written, or is not a text of at most 102,400 bytes.
    Files(io::Error),
    /// The API sent no text of the memory, or one that does not have its hash. The file stays as it is until the API sends the text.
    Content,
    /// The file and the memory were both changed. The file has the content of the memory now.
    Overwritten,
    /// The file that marks the folder as the one of the store was removed or changed. Nothing is sent or written as long as the folder has other
    /// files.
    Unmarked,
    /// The toolset ended, or its process was killed, and the folder has changes that were not sent. The folder was not removed: it is at this
    /// path now.
    Unsent(PathBuf),
}

impl fmt::Display for MemoryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "memory store {}", self.memory_store_id)?;
        if let Some(path) = &self.path {
            write!(formatter, ", {path}")?;
        }
        formatter.write_str(match &self.kind {
            MemoryErrorKind::Client(_) => ": a request failed",
            MemoryErrorKind::Refused(_) => ": the server refuses the content",
            MemoryErrorKind::Files(error) => return write!(formatter, ": {error}"),
            MemoryErrorKind::Content => ": the API sent no text with the hash of the memory; the file stays as it is",
            MemoryErrorKind::Overwritten => {
                ": the file and the memory were both changed; the file has the content of the memory"
            }
            MemoryErrorKind::Unmarked => ": the file that marks the folder is gone; nothing is sent or written",
            MemoryErrorKind::Unsent(path) => {
                return write!(formatter, ": changes were not sent; the folder is kept at {}", path.display());
            }
        })
    }
}

impl std::error::Error for MemoryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            MemoryErrorKind::Client(error) | MemoryErrorKind::Refused(error) => Some(error),
            MemoryErrorKind::Files(_)
            | MemoryErrorKind::Content
            | MemoryErrorKind::Overwritten
            | MemoryErrorKind::Unmarked
            | MemoryErrorKind::Unsent(_) => None,
        }
    }
}

impl From<Error> for MemoryErrorKind {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}

impl From<io::Error> for MemoryErrorKind {
    fn from(error: io::Error) -> Self {
        Self::Files(error)
    }
}
