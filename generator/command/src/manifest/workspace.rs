//! Finds the workspace of a folder, as Cargo does.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use toml_edit::{DocumentMut, Item};

use super::{members, pattern::is_match};

/// The workspace that Cargo finds above a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surroundings {
    /// No workspace, or one that excludes the crate.
    Free,
    /// A workspace that lists the crate among its members.
    Member,
    /// A workspace that does not list it: Cargo refuses the crate, unless the crate is itself a workspace.
    Stranger,
}

/// Reads the manifests in the folders above `folder`, up to the first workspace.
pub fn surroundings(folder: &Path) -> Surroundings {
    // Cargo resolves the links in the path of its current folder.
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    for above in folder.ancestors().skip(1) {
        let Ok(text) = fs::read_to_string(above.join("Cargo.toml")) else { continue };
        // Cargo fails at this manifest, unless it has found a workspace before.
        let Ok(manifest) = text.parse::<DocumentMut>() else { return Surroundings::Stranger };
        if let Some(workspace) = manifest.get("workspace") {
            if is_excluded(above, workspace, &folder) {
                continue;
            }
            return in_workspace(above, workspace, &folder);
        }
        // A member may name its workspace; a folder below it belongs there too.
        let package = manifest.get("package");
        if let Some(root) = package.and_then(|package| package.get("workspace")).and_then(Item::as_str) {
            let root = lexical(&above.join(root));
            let text = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
            let manifest = text.parse::<DocumentMut>().unwrap_or_default();
            let workspace = manifest.get("workspace");
            return workspace.map_or(Surroundings::Stranger, |workspace| in_workspace(&root, workspace, &folder));
        }
    }
    Surroundings::Free
}

fn in_workspace(root: &Path, workspace: &Item, folder: &Path) -> Surroundings {
    let patterns: Vec<String> = listed(workspace, "members").collect();
    let is_listed = patterns.iter().any(|pattern| is_match(root, pattern, folder));
    if is_listed || members::depend_on(root, &patterns, folder) { Surroundings::Member } else { Surroundings::Stranger }
}

fn is_excluded(root: &Path, workspace: &Item, folder: &Path) -> bool {
    let is_below = |path: String| folder.starts_with(lexical(&root.join(path)));
    listed(workspace, "exclude").any(is_below) && !listed(workspace, "members").any(is_below)
}

fn listed(workspace: &Item, key: &str) -> impl Iterator<Item = String> {
    let items = workspace.get(key).and_then(Item::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned))
}

/// A path without `.` and `..`. It need not exist.
pub(super) fn lexical(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The workspace that is found above `folder` if it has this manifest.
    fn found(manifest: &str, folder: &str) -> Surroundings {
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::write(root.path().join("Cargo.toml"), manifest).expect("a manifest can be written");
        let folder = root.path().join(folder);
        fs::create_dir_all(&folder).expect("a folder can be made");
        surroundings(&folder)
    }

    #[test]
    fn patterns_of_members_mean_what_they_mean_to_cargo() {
        for (members, folder) in [
            ("api", "api"),
            ("./api/", "api"),
            ("crates/*", "crates/api"),
            ("crates/a?i", "crates/api"),
            ("crates/[a-c]pi", "crates/api"),
            ("crates/[!b]pi", "crates/api"),
            ("**/api", "one/two/api"),
            ("c*s/*", "crates/api"),
        ] {
            let manifest = format!("[workspace]\nmembers = ['{members}']\n");
            assert_eq!(found(&manifest, folder), Surroundings::Member, "{members} {folder}");
        }
        for (members, folder) in [("api", "apis"), ("crates/*", "crates"), ("crates/*", "crates/one/api"), ("[", "a")] {
            let manifest = format!("[workspace]\nmembers = ['{members}']\n");
            assert_eq!(found(&manifest, folder), Surroundings::Stranger, "{members} {folder}");
        }
    }

    #[test]
    fn what_a_member_depends_on_by_its_path_is_a_member() {
        let app = "[package]\nname = 'app'\n";
        for (root, member) in [
            ("members = ['app']", "[dependencies]\napi = { path = '../crates/api' }\n"),
            ("members = ['a*']", "[dev-dependencies.api]\npath = '../crates/api'\n"),
            ("members = ['**/app']", "[target.'cfg(unix)'.build-dependencies]\napi.path = '../crates/api'\n"),
            ("members = ['app']\ndependencies.api.path = 'crates/api'", "[dependencies]\napi.workspace = true\n"),
            ("members = ['app']", "[dependencies]\nmiddle.path = '../middle'\n"),
        ] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let write = |path: &str, text: String| {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
                fs::write(path, text).expect("a manifest can be written");
            };
            write("Cargo.toml", format!("[workspace]\n{root}\n"));
            write("app/Cargo.toml", format!("{app}{member}"));
            write(
                "middle/Cargo.toml",
                "[package]\nname = 'middle'\n[dependencies]\napi.path = '../crates/api'\n".to_owned(),
            );
            let api = folder.path().join("crates/api");
            fs::create_dir_all(&api).expect("a folder can be made");
            assert_eq!(surroundings(&api), Surroundings::Member, "{root} {member}");
            assert_eq!(surroundings(&folder.path().join("crates")), Surroundings::Stranger);
        }
    }

    #[test]
    fn a_crate_that_is_excluded_or_below_a_mere_package_is_free() {
        assert_eq!(found("[workspace]\nexclude = ['api']\n", "api"), Surroundings::Free);
        assert_eq!(found("[package]\nname = 'app'\n", "api"), Surroundings::Free);
        let listed_too = "[workspace]\nexclude = ['crates']\nmembers = ['crates/api']\n";
        assert_eq!(found(listed_too, "crates/api"), Surroundings::Member);
    }

    #[test]
    fn a_manifest_above_that_cargo_cannot_read_is_kept_away_from() {
        assert_eq!(found("[workspace", "api"), Surroundings::Stranger);
    }
}
