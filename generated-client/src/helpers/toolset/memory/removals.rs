//! The files that a command has removed while other commands run in the background.
//!
//! A command in the background may have moved a missing file for a time, so its memory is not deleted. But a server may run
//! as long as the session. If a file was there before a command and is missing after it, and the command has left no new process, the
//! command has removed it.

use std::{collections::BTreeSet, sync::Arc};

use super::{super::background::Background, Memory, files::Files, lock};

/// The state before a command.
pub(in super::super) struct Before {
    /// The folders of the stores, each with its files.
    folders: Vec<(Arc<Files>, Option<BTreeSet<String>>)>,
    background: Option<Background>,
}

impl Memory {
    /// Notes the files before a command in the shell of a process group; `None` if the shell is new.
    pub(in super::super) async fn before_command(&self, group: Option<u32>) -> Option<Before> {
        let folders: Vec<Arc<Files>> = lock(&self.mounted).iter().map(|(_, files)| Arc::clone(files)).collect();
        if folders.is_empty() {
            return None;
        }
        let noted = tokio::task::spawn_blocking(move || {
            let background = group.and_then(Background::of);
            let is_alone = group.is_none() || background.as_ref().is_some_and(Background::is_empty);
            let note = |files: Arc<Files>| {
                let paths = files.paths().ok().map(|scan| scan.hashes.into_keys().collect::<BTreeSet<_>>());
                files.change_held(|held| match paths.clone() {
                    Some(paths) if is_alone => *held = Some(paths),
                    Some(paths) => held.iter_mut().for_each(|held| held.extend(paths.iter().cloned())),
                    None => *held = None,
                });
                (files, paths)
            };
            Before { folders: folders.into_iter().map(note).collect(), background }
        });
        noted.await.ok()
    }

    /// Notes the files that are missing after a command.
    pub(in super::super) async fn after_command(&self, before: Option<Before>, group: Option<u32>) {
        let Some((before, group)) = before.zip(group) else { return };
        let noted = tokio::task::spawn_blocking(move || {
            let Some((background, now)) = before.background.zip(Background::of(group)) else { return };
            if !now.was_begun_by(&background) {
                return;
            }
            for (files, paths) in before.folders {
                let (Some(paths), Ok(scan)) = (paths, files.paths()) else { continue };
                let is_removed = |path: &&String| !scan.hashes.contains_key(*path) && !scan.is_unreadable(path);
                let removed: BTreeSet<String> = paths.iter().filter(is_removed).cloned().collect();
                files.change_held(|held| held.iter_mut().for_each(|held| held.retain(|path| !removed.contains(path))));
            }
        });
        // Without the note, fewer memories are deleted.
        let _ = noted.await;
    }
}
