//! Reads a document and runs the generator on it.

use std::{
    fs,
    io::{self, IsTerminal},
    path::Path,
};

use generator::{
    Options, Run,
    diagnostic::{self, Colour},
    load::Source,
    model::Api,
    output::Output,
};

use crate::{failure::Failure, print, project};

/// A document and what the generator made of it.
#[derive(Debug)]
pub(crate) struct Document {
    /// The bytes, and the name that messages use.
    pub(crate) source: Source,
    /// The stages.
    pub(crate) run: Run,
}

/// A document without errors.
#[derive(Debug)]
pub(crate) struct Generated {
    /// The model.
    pub(crate) api: Api,
    /// The emitted files.
    pub(crate) output: Output,
}

/// Reads `spec`, or the bundled document.
pub(crate) fn read(spec: Option<&Path>) -> Result<Source, Failure> {
    let (path, name) = match spec {
        Some(path) => (path.to_owned(), path.display().to_string()),
        None => (project::root().join(project::BUNDLED), project::BUNDLED.to_owned()),
    };
    let bytes = fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
    Ok(Source { name, bytes })
}

impl Document {
    /// Runs the generator and prints its findings on standard error.
    pub(crate) fn generate(source: Source, options: &Options) -> Self {
        let run = generator::generate(&source, options);
        if !run.diagnostics.is_empty() {
            let colour = if io::stderr().is_terminal() { Colour::Always } else { Colour::Never };
            print::message(&diagnostic::render(&source, &run.diagnostics, colour));
        }
        Self { source, run }
    }

    /// The model and the files; fails if the document has errors.
    pub(crate) fn generated(self) -> Result<Generated, Failure> {
        match (self.run.api, self.run.output) {
            (Some(api), Some(output)) => Ok(Generated { api, output }),
            _ => Err(Failure::Document),
        }
    }
}

/// The options under which `spec`, or the bundled document, is only looked at.
pub(crate) fn options_to_show(spec: Option<&Path>) -> Options {
    let bundled = bundled_options();
    match spec {
        Some(_) => Options { environment_prefix: None, ..bundled },
        None => bundled,
    }
}

/// The options under which the bundled document's client is made.
pub(crate) fn bundled_options() -> Options {
    Options {
        environment_prefix: Some(project::ENVIRONMENT_PREFIX.to_owned()),
        made_by: format!("`cargo xtask regenerate` from {}", project::BUNDLED),
    }
}
