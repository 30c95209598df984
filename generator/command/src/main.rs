//! The command `openapi-crate`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;
use openapi_crate::{
    bundle,
    choices::{CHOICES, Choices},
    ci::Ci,
    diff::{self, Manner, Sides},
    document::Task,
    explain,
    extent::Extent,
    extras::Extras,
    failure::Failure,
    generate::{self, Action, Counts, Target},
    license::License,
    model,
    owned::Changed,
    print,
    shown::Shown,
    suggest_overlay,
    template::Template,
};

/// Writes a typed Rust client crate from an OpenAPI or Swagger 2.0 document, and keeps it up to date.
#[derive(Debug, Parser)]
#[command(version, after_help = format!("Example: openapi-crate generate openapi.yaml --name petstore-client\n\n{EXIT_CODES}"))]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shown: Shown,
}

/// A document and its overlays.
#[derive(Debug, clap::Args)]
struct Files {
    /// The OpenAPI or Swagger 2.0 document, YAML or JSON; `-` is standard input
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// An OpenAPI Overlay to apply to the document; can be repeated, and overlays are applied in the given order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
}

impl Files {
    fn read(&self, shown: Shown) -> Result<Task, Failure> {
        Task::read(&self.spec, &self.overlays, shown)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a client crate, or update it
    ///
    /// Each run replaces src/generated, src/runtime, API.txt and generated.lock. src/lib.rs, README.md, CHANGELOG.md and .gitignore are
    /// written once. Later runs add or update the features and dependencies in Cargo.toml that the code needs.
    /// openapi-crate.toml stores the options of the run. Without SPEC, the options are read from this file.
    #[command(after_help = "Examples:\n  openapi-crate generate openapi.yaml --name petstore-client\n  \
                      cd petstore-client && openapi-crate generate --check")]
    Generate(Generate),
    /// Print the findings in one or more documents, and write nothing
    #[command(after_help = "Examples:\n  openapi-crate check openapi.yaml --strict\n  \
                      curl https://api.example/openapi.json | openapi-crate check -")]
    Check {
        /// The OpenAPI or Swagger 2.0 documents, YAML or JSON; `-` is standard input
        #[arg(value_name = "SPEC", required = true)]
        specs: Vec<PathBuf>,
        /// An OpenAPI Overlay to apply to each document; can be repeated, and overlays are applied in the given order
        #[arg(long = "overlay", value_name = "FILE")]
        overlays: Vec<PathBuf>,
        #[command(flatten)]
        extent: Extent,
    },
    /// Compare two versions of a document: the effects on users of the crate, and the next version of the crate
    ///
    /// A side is a document or the folder of a crate with openapi-crate.toml.
    #[command(after_help = "Examples:\n  openapi-crate diff old.yaml new.yaml --deny breaking\n  \
                      openapi-crate diff petstore-client new.yaml")]
    Diff {
        #[command(flatten)]
        sides: Sides,
        #[command(flatten)]
        manner: Manner,
    },
    /// Print a document as one YAML text, with its overlays applied and its other files included
    #[command(after_help = "Example: openapi-crate bundle openapi.yaml --overlay corrections.yaml")]
    Bundle {
        #[command(flatten)]
        files: Files,
    },
    /// Explain a finding or an extension, or show one schema or operation at each stage: source, normalized, model, Rust
    #[command(after_help = "Examples:\n  openapi-crate explain dangling-reference\n  \
                      openapi-crate explain x-rust-pagination\n  openapi-crate explain Pet openapi.yaml")]
    Explain {
        /// The code of a finding, the name of an extension (`x-rust-name`), a schema, a type, an operation id, a method
        /// (`pets().list`), or a route (`GET /pets`)
        name: String,
        /// The OpenAPI or Swagger 2.0 document, YAML or JSON; not needed for the code of a finding or for an extension
        #[arg(value_name = "SPEC")]
        spec: Option<PathBuf>,
        /// An OpenAPI Overlay to apply to the document; can be repeated, and overlays are applied in the given order
        #[arg(long = "overlay", value_name = "FILE")]
        overlays: Vec<PathBuf>,
    },
    /// Print every type and operation that the generator reads from a document
    #[command(after_help = "Example: openapi-crate model openapi.yaml --tag Pets")]
    Model {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        extent: Extent,
        /// Print the Rust path of each schema and operation in the crate, as JSON
        #[arg(long)]
        json: bool,
    },
    /// Propose an overlay that corrects a document, from mismatches that a client has recorded
    ///
    /// The records are JSON texts, one on each line. `DecodeError::record` and `Response::record` of a client make them.
    /// Review the overlay before you apply it. It has a comment for each mismatch without a proposal.
    #[command(after_help = "Example: openapi-crate suggest-overlay mismatches.jsonl openapi.yaml > corrections.yaml")]
    SuggestOverlay {
        /// The records; `-` is standard input
        #[arg(value_name = "RECORDS")]
        records: PathBuf,
        #[command(flatten)]
        files: Files,
    },
    /// Print a completion script for a shell
    #[command(
        after_help = "Example: openapi-crate completions bash > ~/.local/share/bash-completion/completions/openapi-crate"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, clap::Args)]
struct Generate {
    /// The OpenAPI or Swagger 2.0 document, YAML or JSON; `-` is standard input. Without SPEC, the
    /// options in openapi-crate.toml are used
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// An OpenAPI Overlay to apply to the document; can be repeated, and overlays are applied in the given order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    #[command(flatten)]
    extent: Extent,
    /// The folder of the crate. The default is the name of the crate; without SPEC, it is the current folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the crate. The default is made from the title of the document
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// The licence of a new crate, as an SPDX expression: `MIT OR Apache-2.0`. The texts of these two licences
    /// are written too
    #[arg(long, value_name = "SPDX")]
    license: Option<String>,
    #[command(flatten)]
    extras: Extras,
    /// Write a workflow that checks the crate in CI. A later run updates it, unless you have changed it
    #[arg(long, value_name = "SYSTEM")]
    ci: Option<Ci>,
    /// Also replace generated files that were edited. A file that was added to a folder of generated code is still an
    /// error
    #[arg(long)]
    overwrite: bool,
    /// Write nothing. Print the differences from the existing crate, and exit with 1 if there are any
    #[arg(long, conflicts_with = "overwrite")]
    check: bool,
}

const EXIT_CODES: &str = "Exit codes: 0: success, also if parts with errors were left out. 1: the document has other errors, or a check failed. 2: wrong arguments, or a file cannot be read or written.";

/// The arguments, with the exit codes in the help of each command.
fn interface() -> clap::Command {
    Arguments::command().mut_subcommands(|command| {
        let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        command.after_help(format!("{examples}\n\n{EXIT_CODES}"))
    })
}

fn main() -> ExitCode {
    let arguments = Arguments::from_arg_matches(&interface().get_matches());
    let Arguments { command, shown } = arguments.unwrap_or_else(|error| error.exit());
    match run(command, shown) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command, shown: Shown) -> Result<(), Failure> {
    match command {
        Command::Generate(arguments) => write_crate(arguments, shown),
        Command::Check { specs, overlays, extent } => check_all(&specs, &overlays, &extent, shown),
        Command::Diff { sides, manner } => diff::diff(&sides.read(shown)?, sides.version(), &manner),
        Command::Bundle { files } => bundle::print(files.read(shown)?),
        Command::Explain { name, spec, overlays } => {
            let without = || {
                Failure::Use(format!(
                    "`{name}` is not the code of a finding or a known extension; for a schema or an operation, also give the document"
                ))
            };
            explain::explain(&name, || Task::read(&spec.ok_or_else(without)?, &overlays, shown))
        }
        Command::Model { files, extent, json: false } => model::text(files.read(shown)?.with(&extent)),
        Command::Model { files, extent, json: true } => model::json(files.read(shown)?.with(&extent)),
        Command::SuggestOverlay { records, files } => suggest_overlay::suggest(&records, files.read(shown)?),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut interface(), env!("CARGO_PKG_NAME"), &mut script);
            print::result(&String::from_utf8_lossy(&script))
        }
    }
}

fn write_crate(arguments: Generate, shown: Shown) -> Result<(), Failure> {
    let Generate { spec, overlays, extent, out, name, license, extras, ci, overwrite, check } = arguments;
    let (choices, out) = match spec {
        Some(spec) => {
            let out = out.map_or_else(|| no_crate_here(&spec), |out| Ok(Some(out)))?;
            (Choices { spec, overlays, name, extras, ci, extent }, out)
        }
        None => {
            let out = out.unwrap_or_else(|| PathBuf::from("."));
            let before = chosen_before(&out)?;
            if license.is_some() {
                let manifest = out.join("Cargo.toml");
                return Err(Failure::Use(format!(
                    "`--license` is only for a new crate: set `license` in {}",
                    manifest.display()
                )));
            }
            let has_options = !overlays.is_empty() || name.is_some();
            if has_options || extras != Extras::default() || extent != Extent::default() {
                return Err(Failure::Use(format!(
                    "without SPEC, the options are those in {CHOICES}: change them there, or give SPEC and all options, as in `openapi-crate generate {} --out {}`",
                    before.spec.display(),
                    out.display()
                )));
            }
            (Choices { ci: ci.or(before.ci), ..before }, Some(out))
        }
    };
    let task = Task::read(&choices.spec, &choices.overlays, shown)?.with(&choices.extent);
    let action = match (check, overwrite) {
        (true, _) => Action::Check,
        (false, true) => Action::Write(Changed::Overwrite),
        (false, false) => Action::Write(Changed::Refuse),
    };
    let license = license.as_deref().map(License::parse).transpose()?;
    let target = Target {
        out,
        name: choices.name.clone(),
        license,
        extras: choices.extras,
        ci: choices.ci,
        // The next run cannot read standard input again.
        choices: (choices.spec != Path::new("-")).then_some(choices),
        action,
    };
    generate::generate(task, target, &Template::embedded())
}

/// The stored options in the folder of a crate.
fn chosen_before(folder: &Path) -> Result<Choices, Failure> {
    Choices::read(folder)?.ok_or_else(|| {
        Failure::Use(format!(
            "no document is given, and there is no {CHOICES} in {}: name the document, as in `openapi-crate generate openapi.yaml`",
            folder.display()
        ))
    })
}

/// Refuses to write a new crate into the folder of another one, unless `--out` says so.
fn no_crate_here(spec: &Path) -> Result<Option<PathBuf>, Failure> {
    if Choices::read(Path::new("."))?.is_none() {
        return Ok(None);
    }
    Err(Failure::Use(format!(
        "this folder has the {CHOICES} of a crate: to update this crate, use `openapi-crate generate {} --out .`; to write another one, give its folder with `--out`",
        spec.display()
    )))
}

/// Checks each document, and fails if one has errors.
fn check_all(specs: &[PathBuf], overlays: &[PathBuf], extent: &Extent, shown: Shown) -> Result<(), Failure> {
    let mut outcome = Ok(());
    for spec in specs {
        match check(Task::read(spec, overlays, shown)?.with(extent)) {
            Err(Failure::Document) => outcome = Err(Failure::Document),
            checked => checked?,
        }
    }
    outcome
}

fn check(task: Task) -> Result<(), Failure> {
    let shown = task.shown;
    let document = task.generate();
    let counts = Counts::of(&document);
    document.generated()?;
    if shown.has_summary() {
        print::message(&format!("Read {counts}."));
    }
    Ok(())
}
