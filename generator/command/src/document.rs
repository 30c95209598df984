//! Reads a document and runs the generator on it.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use generator::{
    Errors, Options, Parts, Run,
    diagnostic::{self, Severity},
    left_out,
    load::{Input, Source},
    model::Api,
    output::Output,
    select::{Schemas, Selection},
};

use crate::{
    choices::CHOICES,
    extent::Extent,
    failure::Failure,
    files_beside, print,
    progress::Step,
    shown::{MessageFormat, Shown},
};

/// A document and the result of the generator.
#[derive(Debug)]
pub struct Document {
    /// The texts, with the names that messages use.
    pub input: Input,
    /// The stages.
    pub run: Run,
}

/// A document without errors, or without the parts with errors.
#[derive(Debug)]
pub struct Generated {
    /// The model.
    pub api: Api,
    /// The emitted files.
    pub output: Output,
}

/// The input of a command.
#[derive(Clone, Debug)]
pub struct Task {
    /// The document, its overlays, and the files that it refers to.
    pub input: Input,
    /// The options of the generator.
    pub options: Options,
    /// How findings are printed.
    pub shown: Shown,
}

impl Task {
    /// Reads a document with its overlays, and the files that it refers to.
    pub fn read(document: &Path, overlays: &[PathBuf], shown: Shown) -> Result<Self, Failure> {
        let _step = Step::begin(shown, format!("Reading {}", document.display()));
        let name = document.display().to_string();
        if document.join(CHOICES).exists() {
            return Err(Failure::Use(format!(
                "{name} is the folder of a crate: give its document, or update the crate with `openapi-crate generate --out {name}`"
            )));
        }
        let mut input = Input::from(source(document, name)?);
        input.overlays = self::overlays(overlays)?;
        input.files = files_beside::read(document, &input)?;
        Ok(Self { input, options: options(), shown })
    }

    /// The same task, for a part of the document.
    pub fn with(mut self, extent: &Extent) -> Self {
        self.options.errors = extent.errors();
        self.options.selection = extent.selection();
        self
    }

    /// Runs the generator and prints its findings.
    pub fn generate(self) -> Document {
        Document::generate(self.input, &self.options, self.shown)
    }
}

/// Reads overlays, in their order.
pub fn overlays(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    paths.iter().map(|path| source(path, path.display().to_string())).collect()
}

/// The options for a whole document: with all of its schemas, and without tolerating errors.
pub fn options() -> Options {
    Options {
        environment_prefix: None,
        made_by: MADE_BY.to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection { schemas: Schemas::All, ..Selection::default() },
    }
}

/// The program that the first line of emitted files names.
pub const MADE_BY: &str = "`openapi-crate generate`";

/// Reads one text; standard input if the path is `-`.
pub fn source(path: &Path, name: String) -> Result<Source, Failure> {
    if path == Path::new("-") {
        return Ok(Source { name: STANDARD_INPUT.to_owned(), bytes: standard_input()? });
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    Ok(Source { name, bytes })
}

/// The name of standard input in messages.
const STANDARD_INPUT: &str = "standard input";

/// All bytes of standard input. They can be read only once.
fn standard_input() -> Result<Vec<u8>, Failure> {
    static WAS_READ: AtomicBool = AtomicBool::new(false);
    if WAS_READ.swap(true, Ordering::Relaxed) {
        return Err(Failure::Use(
            "`-` is read more than once, but standard input can be read only once: give a file".to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    let read = io::stdin().read_to_end(&mut bytes);
    read.map_err(|error| Failure::io("read", Path::new(STANDARD_INPUT), &error))?;
    Ok(bytes)
}

/// The failure to read a text, with help for a URL and for a folder.
fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    let is_url = path.to_str().is_some_and(|path| path.starts_with("http://") || path.starts_with("https://"));
    if is_url {
        Failure::Use(format!(
            "{shown} is a URL: download the file first, as with `curl --fail --location --output openapi.yaml '{shown}'`"
        ))
    } else if path.is_dir() {
        Failure::Use(format!("{shown} is a folder: give the path of a file in it"))
    } else {
        Failure::io("read", path, error)
    }
}

impl Document {
    /// Runs the generator and prints its findings on standard error.
    pub fn generate(input: Input, options: &Options, shown: Shown) -> Self {
        let step = Step::begin(shown, "Generating");
        let run = generator::generate(&input, options);
        drop(step);
        let document = Self { input, run };
        document.report(options, shown);
        document
    }

    /// Prints the findings on standard error.
    pub fn report(&self, options: &Options, shown: Shown) {
        let Self { input, run } = self;
        match shown.format {
            MessageFormat::Human => {
                if !run.diagnostics.is_empty() {
                    print::findings(input, &run.diagnostics, shown.colour());
                    print_result(run, options.errors);
                }
            }
            MessageFormat::Json => {
                print::json_message(&diagnostic::json::to_json(input, &run.diagnostics));
            }
        }
    }

    /// The model and the files; fails if the document has errors, unless these could be left out.
    pub fn generated(self) -> Result<Generated, Failure> {
        match (self.run.api, self.run.output) {
            (Some(api), Some(output)) => Ok(Generated { api, output }),
            _ => Err(Failure::Document),
        }
    }
}

/// Prints whether a document with errors is used. The text is the same for all commands, also for those that write nothing.
fn print_result(run: &Run, errors: Errors) {
    let mut found = run.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).peekable();
    if found.peek().is_none() {
        return;
    }
    match (errors, &run.output) {
        (_, Some(_)) => {
            print::message("The parts with errors are left out. `--strict` refuses such a document.");
        }
        (Errors::LeaveOut, None) => {
            print::message("The document is refused: all parts have errors, or need a part with an error.");
        }
        (Errors::Refuse | Errors::LeaveOutOperations, None) if found.all(left_out::can_be_left_out) => {
            print::message(
                "The document is refused. `--keep-going` leaves out the parts with errors, and everything that needs them.",
            );
        }
        (Errors::Refuse | Errors::LeaveOutOperations, None) => {}
    }
}
