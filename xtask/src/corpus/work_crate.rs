//! The crate of one document in `target/corpus/`, with a program that decodes and encodes instances.

use std::{fmt::Write as _, path::PathBuf, process::Output};

use generator::{Options, model::Api};

use super::Manner;
use openapi_crate::{
    crate_files::{self, Contents},
    document::Generated,
    failure::Failure,
    files,
};

use crate::project;

/// The name of the crate, the same for all documents: their programs share one target folder.
const NAME: &str = "corpus_work";

/// The program of the crate that was built last.
pub(super) fn program() -> PathBuf {
    target().join("debug").join(NAME)
}

/// Writes and builds the crate. Returns whether clippy has no warnings either, or the message of the compiler.
pub(super) fn build(generated: &Generated, options: &Options, manner: Manner) -> Result<Result<bool, String>, Failure> {
    let folder = project::root().join("target/corpus/work");
    let template = &project::template()?;
    crate_files::write_anew(
        &folder,
        Contents { name: NAME, options, generated, template, license: None, ci: None, choices: None },
    )?;
    let mut own = files::read(&folder)?;
    own.retain(|path, _| path == "Cargo.toml" || path == "src/lib.rs");
    if let Some(manifest) = own.get_mut("Cargo.toml") {
        manifest.push_str("\n[profile.dev]\ndebug = false\nincremental = false\n");
    }
    if let Some(library) = own.get_mut("src/lib.rs") {
        *library = library.replace("#![deny(missing_docs)]", "#![deny(missing_docs, warnings)]");
    }
    own.insert("src/main.rs".to_owned(), driver(&generated.api));
    files::write(&folder, &own)?;
    let built = cargo(&["build", "--quiet"], &folder, manner)?;
    if !built.status.success() {
        return Ok(Err(first_error(&built)));
    }
    let is_clean = !manner.clippy
        || cargo(&["clippy", "--quiet", "--lib", "--", "-D", "warnings"], &folder, manner)?.status.success();
    Ok(Ok(is_clean))
}

fn cargo(arguments: &[&str], folder: &PathBuf, manner: Manner) -> Result<Output, Failure> {
    let mut command = project::cargo();
    command.current_dir(folder).env("CARGO_TARGET_DIR", target());
    if let Some(jobs) = manner.jobs {
        command.env("CARGO_BUILD_JOBS", jobs.to_string());
    }
    command.args(arguments).output().map_err(|error| Failure::Use(format!("cannot run cargo: {error}")))
}

fn target() -> PathBuf {
    project::root().join("target/corpus/target")
}

fn first_error(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let from = text.find("error").unwrap_or(0);
    text.get(from..).unwrap_or_default().lines().take(8).collect::<Vec<_>>().join("\n    ")
}

/// The source of a program. It reads lines of `schema instance`, decodes and encodes each instance with the type of the
/// schema, and writes the result.
fn driver(api: &Api) -> String {
    let mut arms = String::new();
    for (index, definition) in
        api.types.iter().enumerate().filter(|(_, definition)| super::round_trips::is_component(&definition.pointer))
    {
        let name = &definition.rust_name;
        // Writing to a string cannot fail.
        let _ = writeln!(arms, "            \"{index}\" => trip::<{NAME}::types::{name}>(instance),");
    }
    format!(
        "\
#![allow(deprecated)]
use std::io::BufRead as _;

fn trip<T: serde::Serialize + serde::de::DeserializeOwned>(text: &str) -> Result<String, String> {{
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let tree: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let from_tree: T = serde_json::from_value(tree).map_err(|error| format!(\"from a tree: {{error}}\"))?;
    let written = serde_json::to_string(&value).map_err(|error| error.to_string())?;
    let from_tree = serde_json::to_string(&from_tree).map_err(|error| error.to_string())?;
    // A tree sorts the members that the type does not declare.
    let tree = |text: &str| serde_json::from_str::<serde_json::Value>(text).map_err(|error| error.to_string());
    if tree(&written)? == tree(&from_tree)? {{ Ok(written) }} else {{ Err(format!(\"from a tree it is {{from_tree}}\")) }}
}}

fn main() {{
    for line in std::io::stdin().lock().lines() {{
        let line = line.expect(\"lines can be read\");
        let (schema, instance) = line.split_once(' ').expect(\"a line is a number and an instance\");
        let result: Result<String, String> = match schema {{
{arms}            _ => Err(\"there is no such type\".to_owned()),
        }};
        match result {{
            Ok(text) => println!(\"ok {{text}}\"),
            Err(error) => println!(\"error {{}}\", error.replace(['\\n', '\\r'], \" \")),
        }}
    }}
}}
"
    )
}
