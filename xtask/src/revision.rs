//! The bundled document and its overlays at a revision of the project's git repository.

use std::{
    path::Path,
    process::{Command, Output},
};

use generator::load::{Input, Source};

use openapi_crate::failure::Failure;

use crate::project;

/// Reads them from the repository of `root`.
pub(crate) fn bundled(root: &Path, revision: &str) -> Result<Input, Failure> {
    let commit = commit(root, revision)?;
    let read = |path: &str| {
        let bytes = git(root, &["show", &format!("{commit}:./{path}")])?.stdout;
        Ok(Source { name: format!("{revision}:{path}"), bytes })
    };
    let mut input = Input::from(if is_there(root, &commit, project::BUNDLED)? {
        read(project::BUNDLED)?
    } else {
        return Err(Failure::Use(format!("there is no {} at the git revision `{revision}`", project::BUNDLED)));
    });
    let folder = format!("{}/", project::OVERLAYS);
    let listed = git(root, &["ls-tree", "--name-only", &commit, &folder])?.stdout;
    let mut names: Vec<String> = String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|extension| extension == "yaml"));
    names.sort_unstable();
    input.overlays = names.iter().map(|name| read(name)).collect::<Result<_, Failure>>()?;
    Ok(input)
}

/// The commit that a revision names.
fn commit(root: &Path, revision: &str) -> Result<String, Failure> {
    let unknown = || Failure::Use(format!("`{revision}` is neither a file nor a git revision of {}", root.display()));
    // It would be taken for an option.
    if revision.starts_with('-') {
        return Err(unknown());
    }
    let wanted = format!("{revision}^{{commit}}");
    let output = run(root, &["rev-parse", "--verify", "--quiet", &wanted])?;
    if !output.status.success() {
        return Err(unknown());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn is_there(root: &Path, commit: &str, path: &str) -> Result<bool, Failure> {
    Ok(!git(root, &["ls-tree", "--name-only", commit, path])?.stdout.is_empty())
}

/// Runs git, which has to succeed.
fn git(root: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    let output = run(root, arguments)?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::Use(format!("`git {}` failed: {}", arguments.join(" "), said.trim())))
}

fn run(root: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    output.map_err(|error| Failure::Use(format!("cannot run git, which is needed to read a revision: {error}")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn done(root: &Path, arguments: &[&str]) {
        git(root, arguments).expect("git can be run");
    }

    /// A repository with a revision without a document, and one with a document and two overlays.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        let commit = |message: &str| {
            let name = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
            done(root, &[&name[..], &["commit", "-q", "--no-verify", "--allow-empty", "-m", message]].concat());
        };
        done(root, &["init", "-q"]);
        commit("nothing");
        fs::create_dir_all(root.join(project::OVERLAYS)).expect("a folder can be made");
        for (path, text) in [
            (project::BUNDLED.to_owned(), "openapi: 3.1.0"),
            (format!("{}/20.yaml", project::OVERLAYS), "second"),
            (format!("{}/10.yaml", project::OVERLAYS), "first"),
            (format!("{}/README.md", project::OVERLAYS), "no overlay"),
        ] {
            fs::write(root.join(path), text).expect("a file can be written");
        }
        done(root, &["add", "."]);
        commit("document");
        folder
    }

    #[test]
    fn a_revision_has_its_document_and_overlays_in_order() {
        let folder = repository();
        fs::write(folder.path().join(project::BUNDLED), "changed").expect("a file can be written");
        let input = bundled(folder.path(), "HEAD").expect("the revision is there");
        assert_eq!(input.document.bytes, b"openapi: 3.1.0");
        assert_eq!(input.document.name, format!("HEAD:{}", project::BUNDLED));
        let texts: Vec<&[u8]> = input.overlays.iter().map(|overlay| overlay.bytes.as_slice()).collect();
        assert_eq!(texts, [b"first".as_slice(), b"second"]);
    }

    #[test]
    fn what_is_missing_is_said() {
        let folder = repository();
        let said = |revision: &str| bundled(folder.path(), revision).expect_err("nothing is there").to_string();
        assert_eq!(said("HEAD~1"), format!("there is no {} at the git revision `HEAD~1`", project::BUNDLED));
        for revision in ["nowhere.yaml", "--help", "HEAD~9"] {
            assert!(said(revision).starts_with(&format!("`{revision}` is neither a file nor a git revision")));
        }
    }
}
