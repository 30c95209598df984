//! The CI workflow of an emitted crate, which is written on request.
//!
//! A later run updates it, unless the user has edited it. If the user has removed it, it stays removed.

use std::{ffi::OsStr, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    choices,
    failure::Failure,
    install::{self, Content, Item},
    owned::{Record, checksum},
};

/// A system that runs checks on each change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ci {
    /// GitHub Actions: .github/workflows/ci.yml
    Github,
}

/// The change of a workflow.
#[derive(Debug, Default)]
pub struct Workflow {
    /// The file that this run writes. `None` if the user wrote, edited or removed it, or if no workflow is requested.
    pub item: Option<Item>,
    /// The path of the file, and the checksum by which the next run recognises the text that this run has written.
    pub recorded: Option<(String, String)>,
    /// Advice to the user.
    pub advice: Option<String>,
}

/// The workflow of a crate that builds with the Rust version `rust` and newer ones.
pub fn workflow(root: &Path, ci: Option<Ci>, rust: &str, last: Option<&Record>) -> Result<Workflow, Failure> {
    let path = match ci.unwrap_or(Ci::Github) {
        Ci::Github => ".github/workflows/ci.yml",
    };
    let recorded = last.and_then(|last| last.once.get(path));
    let keep = recorded.map(|sum| (path.to_owned(), sum.clone()));
    if ci.is_none() {
        return Ok(Workflow { recorded: keep, ..Workflow::default() });
    }
    let old = install::current(root, path)?;
    let text = github(rust);
    let is_ours = match (&old, recorded) {
        (None, recorded) => recorded.is_none(),
        (Some(Content::File(bytes)), Some(recorded)) => checksum(bytes) == *recorded,
        (Some(Content::File(bytes)), None) => *bytes == text.as_bytes(),
        (Some(Content::Folder(_)), _) => false,
    };
    if !is_ours {
        let advice = (old.is_some() && recorded.is_none()).then(|| format!("{path} is yours, and was not changed."));
        return Ok(Workflow { recorded: keep, advice, item: None });
    }
    let folder = below_repository(root).filter(|_| old.is_none());
    let advice = folder.map(|folder| {
        format!(
            "GitHub reads workflows only from the root of a repository: move {path} there, and add to it:\n\
             defaults: {{run: {{working-directory: {}}}}}",
            Value::from(folder)
        )
    });
    let recorded = Some((path.to_owned(), checksum(text.as_bytes())));
    let item = Some(Item { path: path.to_owned(), old, new: Some(Content::text(text)) });
    Ok(Workflow { item, recorded, advice })
}

/// The path of the folder from the root of its repository; `None` if it is the root, or not in a repository.
fn below_repository(root: &Path) -> Option<String> {
    let root = choices::absolute(root).ok()?;
    let repository = root.ancestors().find(|folder| folder.join(".git").exists())?;
    let folders = root.strip_prefix(repository).ok()?.iter().map(OsStr::to_string_lossy);
    Some(folders.collect::<Vec<_>>().join("/")).filter(|path| !path.is_empty())
}

fn github(rust: &str) -> String {
    format!(
        "\
# Made by `openapi-crate generate --ci github`. A later run updates this file, unless you have changed it.
name: ci

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - run: rustup toolchain install stable --profile minimal --component clippy && rustup default stable
      - run: cargo clippy --all-targets -- -D warnings
      - run: cargo test
      - run: cargo doc --no-deps
        env:
          RUSTDOCFLAGS: -D warnings
      - run: cargo package

  oldest-rust:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - run: rustup toolchain install {rust} --profile minimal
      - run: cargo +{rust} check

  # Fails if the code is not up to date with the document. Remove the comment signs, and name the repository of openapi-crate.
  # fresh:
  #   runs-on: ubuntu-latest
  #   timeout-minutes: 30
  #   steps:
  #     - uses: actions/checkout@v5
  #       with:
  #         persist-credentials: false
  #     - run: cargo install --locked --git URL openapi-crate
  #     - run: openapi-crate generate --check
"
    )
}
