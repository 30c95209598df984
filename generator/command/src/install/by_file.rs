//! Folders that the file system does not move: their files are changed one by one.

use std::{collections::BTreeMap, io};

use super::{Content, Item};

/// Whether the error means that a folder cannot be moved, because it is in a lower layer or is a mount point.
pub(super) fn is_fixed(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy)
}

/// The changes of a folder, file by file.
pub(super) fn split(Item { path: folder, old, new }: Item) -> Vec<Item> {
    let files = |content| match content {
        Some(Content::Folder(files)) => files,
        _ => BTreeMap::new(),
    };
    let [mut old, new] = [files(old), files(new)];
    let mut items = Vec::new();
    for (path, content) in new {
        let old = old.remove(&path).flatten();
        items.push(Item {
            path: format!("{folder}/{path}"),
            old: old.map(Content::File),
            new: content.map(Content::File),
        });
    }
    items.extend(old.into_iter().map(|(path, content)| Item {
        path: format!("{folder}/{path}"),
        old: content.map(Content::File),
        new: None,
    }));
    items.retain(|item| item.old != item.new);
    items
}
