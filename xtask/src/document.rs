//! Reads a document and runs the generator on it.

use std::{
    ffi::OsStr,
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use generator::{
    Errors, Options, Parts, Run,
    diagnostic::{self, Colour, Severity},
    left_out,
    load::{Input, Source},
    model::Api,
    output::Output,
    select::{Schemas, Selection},
};

use crate::{failure::Failure, files_beside, print, project};

/// A document and what the generator made of it.
#[derive(Debug)]
pub(crate) struct Document {
    /// The texts, with the names that messages use.
    pub(crate) input: Input,
    /// The stages.
    pub(crate) run: Run,
}

/// A document without errors, or what is left of it without them.
#[derive(Debug)]
pub(crate) struct Generated {
    /// The model.
    pub(crate) api: Api,
    /// The emitted files.
    pub(crate) output: Output,
}

/// The document and the overlays that a command works on.
#[derive(Debug, clap::Args)]
pub(crate) struct Files {
    /// The document, YAML or JSON; the bundled one with its overlays if not given
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// An overlay to apply to it; may be given several times, and is applied in this order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// How findings are printed on standard error; docs/diagnostics.md describes the JSON
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = MessageFormat::Human)]
    message_format: MessageFormat,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum MessageFormat {
    /// For people, with the lines that they are about
    Human,
    /// For tools, as one array
    Json,
}

/// How much of a document is used.
#[derive(Debug, clap::Args)]
pub(crate) struct Extent {
    /// Leave out schemas and other components in error too, with all that needs them, and go on with the rest
    ///
    /// Without it, only operations in error are left out, if all else is without errors.
    #[arg(long)]
    keep_going: bool,
    /// Refuse a document with any error: leave out no operation
    #[arg(long, conflicts_with = "keep_going")]
    strict: bool,
    /// Use only the operations with this tag, and the types that they need; may be given several times, and with `--path` and
    /// `--operation`: what any of them names is used
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Use only the operations of this path, as the document has it; `/pets*` stands for all that begin so
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<String>,
    /// Use only the operation with this id
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,
    #[command(flatten)]
    schemas: Kept,
}

/// The schemas that are kept although no operation reaches them.
#[derive(Debug, clap::Args)]
pub(crate) struct Kept {
    /// Keep the schemas that no operation reaches
    #[arg(long, conflicts_with = "schemas")]
    all_schemas: bool,
    /// Keep this schema, and what it needs, though no operation reaches it; may be given several times
    #[arg(long = "schema", value_name = "NAME")]
    schemas: Vec<String>,
}

impl Kept {
    /// Which these are.
    pub(crate) fn schemas(&self) -> Schemas {
        if self.all_schemas { Schemas::All } else { Schemas::Named(self.schemas.clone()) }
    }
}

impl Extent {
    /// What the generator is to do with errors.
    pub(crate) fn errors(&self) -> Errors {
        match (self.strict, self.keep_going) {
            (true, _) => Errors::Refuse,
            (false, true) => Errors::LeaveOut,
            (false, false) => Errors::LeaveOutOperations,
        }
    }

    /// The operations and schemas that are wanted. The client of the bundled document has all schemas, reached or not.
    pub(crate) fn selection(&self, files: &Files) -> Selection {
        let Self { keep_going: _, strict: _, tags, paths, operations, schemas } = self;
        Selection {
            tags: tags.clone(),
            paths: paths.clone(),
            operations: operations.clone(),
            schemas: if files.spec.is_none() { Schemas::All } else { schemas.schemas() },
        }
    }
}

impl Files {
    /// Reads them.
    fn read(&self) -> Result<Input, Failure> {
        let mut input = match &self.spec {
            Some(path) => Input::from(source(path, path.display().to_string())?),
            None => bundled()?,
        };
        for path in &self.overlays {
            input.overlays.push(source(path, path.display().to_string())?);
        }
        if let Some(path) = &self.spec {
            input.files = files_beside::read(path, &input)?;
        }
        Ok(input)
    }

    /// The name of the document.
    pub(crate) fn name(&self) -> String {
        self.spec.as_ref().map_or_else(|| project::BUNDLED.to_owned(), |path| path.display().to_string())
    }

    /// Reads them, runs the generator on them and prints its findings.
    pub(crate) fn generate(&self, options: &Options) -> Result<Document, Failure> {
        Ok(Document::generate(self.read()?, options, self.message_format))
    }

    /// The options under which they are only looked at.
    pub(crate) fn options_to_show(&self) -> Options {
        let bundled = bundled_options();
        match self.spec {
            Some(_) => Options { environment_prefix: None, ..bundled },
            None => bundled,
        }
    }
}

/// Reads the bundled document and its overlays, these in the order of their names.
pub(crate) fn bundled() -> Result<Input, Failure> {
    let root = project::root();
    let document = source(&root.join(project::BUNDLED), project::BUNDLED.to_owned())?;
    let folder = root.join(project::OVERLAYS);
    let mut names = Vec::new();
    if folder.exists() {
        for entry in fs::read_dir(&folder).map_err(|error| Failure::io("list", &folder, &error))? {
            let path = entry.map_err(|error| Failure::io("list", &folder, &error))?.path();
            if path.extension() == Some(OsStr::new("yaml")) {
                names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
            }
        }
    }
    names.sort_unstable();
    let overlay = |name: String| source(&folder.join(&name), format!("{}/{name}", project::OVERLAYS));
    let overlays = names.into_iter().map(overlay).collect::<Result<_, _>>()?;
    Ok(Input { overlays, ..Input::from(document) })
}

/// Reads one text.
pub(crate) fn source(path: &Path, name: String) -> Result<Source, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    Ok(Source { name, bytes })
}

impl Document {
    /// Runs the generator and prints its findings on standard error.
    pub(crate) fn generate(input: Input, options: &Options, format: MessageFormat) -> Self {
        let run = generator::generate(&input, options);
        let document = Self { input, run };
        document.report(options, format);
        document
    }

    /// Prints the findings on standard error.
    pub(crate) fn report(&self, options: &Options, format: MessageFormat) {
        let Self { input, run } = self;
        match format {
            MessageFormat::Human => {
                if !run.diagnostics.is_empty() {
                    let colour = if io::stderr().is_terminal() { Colour::Always } else { Colour::Never };
                    print::findings(input, &run.diagnostics, colour);
                    print_what_became(run, options.errors);
                }
                print_left_out(run);
            }
            MessageFormat::Json => {
                print::json_message(&diagnostic::json::to_json(input, &run.diagnostics));
            }
        }
    }

    /// The model and the files; fails if the document has errors, unless these could be left out.
    pub(crate) fn generated(self) -> Result<Generated, Failure> {
        match (self.run.api, self.run.output) {
            (Some(api), Some(output)) => Ok(Generated { api, output }),
            _ => Err(Failure::Document),
        }
    }
}

/// Says what became of a document with errors that was read to its end.
fn print_what_became(run: &Run, errors: Errors) {
    let mut found = run.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).peekable();
    if found.peek().is_none() {
        return;
    }
    match (errors, &run.output) {
        (_, Some(_)) => {
            print::message(
                "What is in error was left out; the rest was generated. `--strict` refuses such a document.",
            );
        }
        (Errors::LeaveOut, None) => print::message("Nothing was generated: without what is in error, nothing is left."),
        (Errors::Refuse | Errors::LeaveOutOperations, None) if found.all(left_out::can_be_left_out) => {
            print::message("Nothing was generated. `--keep-going` leaves out what is in error, and what needs it.");
        }
        (Errors::Refuse | Errors::LeaveOutOperations, None) => {}
    }
}

/// Says how many schemas no operation reaches.
fn print_left_out(run: &Run) {
    let (schemas, them) = match run.left_out.len() {
        _ if run.output.is_none() => return,
        0 => return,
        1 => ("One schema was".to_owned(), "it"),
        count => (format!("{count} schemas were"), "them"),
    };
    print::message(&format!(
        "{schemas} left out, as no operation reaches {them}; `--all-schemas` keeps all, `--schema NAME` one and what it needs."
    ));
}

/// The options under which the bundled document's client is made: with all schemas, reached or not.
pub(crate) fn bundled_options() -> Options {
    Options {
        environment_prefix: Some(project::ENVIRONMENT_PREFIX.to_owned()),
        made_by: format!("`cargo xtask regenerate` from {}", project::BUNDLED),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        selection: Selection { schemas: Schemas::All, ..Selection::default() },
    }
}
