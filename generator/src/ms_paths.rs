//! `x-ms-paths`: paths that differ only in their queries, which OpenAPI does not allow in `paths`.
//!
//! Input: the tree of the document. Output: the tree with these paths in `paths`, and their original places.

use serde_json::{Map, Value};

use crate::{normalize::Origins, pointer::Pointer};

const MEMBER: &str = "x-ms-paths";

/// Moves the paths of the extension to `paths`. A path that already exists there is not changed.
pub(crate) fn take_in(document: &mut Value) -> Origins {
    let mut origins = Origins::default();
    let Value::Object(root) = document else { return origins };
    let Some(Value::Object(more)) = root.get_mut(MEMBER) else { return origins };
    let more = std::mem::take(more);
    let Value::Object(paths) = root.entry("paths").or_insert_with(|| Map::new().into()) else { return origins };
    let (from, to) = (Pointer::root().child(MEMBER), Pointer::root().child("paths"));
    for (path, item) in more {
        if !paths.contains_key(&path) {
            origins.record_move(&from.child(&path), &to.child(&path));
            paths.insert(path, item);
        }
    }
    origins
}
