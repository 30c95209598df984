//! Files on disk.

use std::{fs::File, io, path::PathBuf};

use super::{
    Origin,
    readers::{Blocking, on_thread},
};
use crate::runtime::body::{BodyFault, Opened, Opening};

/// A file on disk, which is opened for each attempt.
pub(super) struct OnDisk(pub(super) PathBuf);

impl Origin for OnDisk {
    /// It may change until it is opened.
    fn length(&self) -> Option<u64> {
        None
    }

    fn is_ready(&self) -> bool {
        true
    }

    fn open(&self) -> Opening<'_, Opened> {
        let path = self.0.clone();
        Box::pin(async move {
            let opened = match on_thread(move || opened(path)) {
                Ok(task) => task.await.and_then(|opened| opened),
                Err(error) => Err(error),
            };
            let (file, length) = opened.map_err(|error| {
                BodyFault::new(format!("the file `{}` cannot be opened", self.0.display())).with_source(error)
            })?;
            Ok(Opened { length, pieces: Box::pin(Blocking::new(file)) })
        })
    }
}

/// The file and its length; a pipe or device has none.
fn opened(path: PathBuf) -> io::Result<(File, Option<u64>)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata.is_file().then_some(metadata.len())))
}
