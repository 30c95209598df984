//! The members that a workspace does not list: for Cargo, a path dependency of a member is a member too.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item, TableLike};

use super::{pattern::is_match, workspace::lexical};

/// The maximum depth of members below the folder of a workspace.
const DEEPEST: usize = 8;

/// Whether a member that one of the patterns lists depends on the crate in `folder`, directly or not.
pub(super) fn depend_on(root: &Path, patterns: &[String], folder: &Path) -> bool {
    let shared = read(root);
    let mut open = vec![root.to_owned()];
    for pattern in patterns {
        let plain = lexical(&root.join(pattern));
        if plain.join("Cargo.toml").exists() {
            open.push(plain);
        } else if pattern.contains(['*', '?', '[']) {
            find(root, &|place| is_match(root, pattern, place), DEEPEST, &mut open);
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(member) = open.pop() {
        if member == folder {
            return true;
        }
        // A dependency elsewhere is not a member.
        if !member.starts_with(root) || !seen.insert(member.clone()) {
            continue;
        }
        open.extend(paths(&member, root, &shared));
    }
    false
}

/// The folders below `place` that have a manifest, and for which `is_wanted` is true.
fn find(place: &Path, is_wanted: &dyn Fn(&Path) -> bool, depth: usize, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        let path = entry.path();
        // The output of Cargo may be large.
        if path.ends_with("target") || path.ends_with(".git") {
            continue;
        }
        if is_wanted(&path) && path.join("Cargo.toml").exists() {
            found.push(path.clone());
        }
        if depth > 0 {
            find(&path, is_wanted, depth - 1, found);
        }
    }
}

/// The folders that a member depends on.
fn paths(member: &Path, root: &Path, shared: &DocumentMut) -> Vec<PathBuf> {
    let manifest = read(member);
    let targets = manifest.get("target").and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
    let tables =
        targets.filter_map(|(_, target)| target.as_table_like()).chain([manifest.as_table() as &dyn TableLike]);
    let mut paths = Vec::new();
    for table in tables {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let dependencies = table.get(kind).and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
            paths.extend(dependencies.filter_map(|(name, dependency)| {
                let is_shared = dependency.get("workspace").and_then(Item::as_bool) == Some(true);
                let (base, dependency) = if is_shared {
                    (root, shared.get("workspace")?.get("dependencies")?.get(name)?)
                } else {
                    (member, dependency)
                };
                Some(lexical(&base.join(dependency.get("path")?.as_str()?)))
            }));
        }
    }
    paths
}

/// The manifest in a folder; an empty one if it cannot be read.
fn read(folder: &Path) -> DocumentMut {
    fs::read_to_string(folder.join("Cargo.toml")).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}
