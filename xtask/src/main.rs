//! The commands of this repository: `cargo xtask …`. Commands for any document call the library `openapi_crate`.

mod bench;
mod corpus;
mod diff;
mod docs_coverage;
mod document;
#[cfg(test)]
mod kills;
mod new;
mod project;
mod regenerate;
mod revision;
mod update_spec;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use openapi_crate::{
    bundle,
    diff::Manner,
    explain,
    extent::Extent,
    extras::Extras,
    failure::Failure,
    generate::{self, Action, Target},
    model,
    owned::Changed,
    suggest_overlay,
};

use document::Files;

/// The commands of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write generated-client/src/generated/ from the bundled document and its overlays
    Regenerate {
        /// Write nothing; print the differences, and exit with 1 if there are any
        #[arg(long, conflicts_with = "overwrite")]
        check: bool,
        /// Also replace generated files that were edited or merged
        #[arg(long)]
        overwrite: bool,
    },
    /// Replace the bundled document, write all files that follow from it, and print the effect on users
    ///
    /// The overlays are applied to it. If there is an error, nothing is changed. The new document is compared with the document
    /// of the last commit, or without git, with the current one.
    UpdateSpec {
        /// The new document
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The source of the document, for spec/README.md
        #[arg(long, value_name = "TEXT")]
        origin: Option<String>,
    },
    /// Write a complete client crate for any OpenAPI or Swagger 2.0 document
    ///
    /// Each run replaces src/generated, src/runtime, API.txt and generated.lock. src/lib.rs is written once. Cargo.toml is
    /// written once; later runs add the features and dependencies that the code needs.
    Generate {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        extent: Extent,
        /// The folder of the crate; by default, its name
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// The name of the crate; by default, made from the title of the document
        #[arg(long, value_name = "CRATE")]
        name: Option<String>,
        #[command(flatten)]
        extras: Extras,
        /// Also replace generated files that were edited. A file that was added to a folder of generated code is still
        /// an error
        #[arg(long)]
        overwrite: bool,
    },
    /// Print every type and operation that the generator reads from a document
    Model {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        extent: Extent,
        /// Print the path of each schema and operation in the crate, as JSON
        #[arg(long)]
        json: bool,
    },
    /// Generate, compile and test a crate for every document of a folder, and print a table
    Corpus {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// How many compilers to run at once
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
        /// Run clippy on the crates too
        #[arg(long)]
        clippy: bool,
        /// How many failed round trips of each document to print
        #[arg(long, value_name = "N", default_value_t = 3)]
        shown: usize,
    },
    /// Run the benchmarks, and print one table of the results
    Bench {
        /// Their names: `generate`, `decode`, `build`, …; all if none is given
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// Also write the table into docs/benchmarks.md
        #[arg(long, conflicts_with = "names")]
        write: bool,
    },
    /// Explain a finding or an extension, or show one schema or operation at each stage: source, normalized, model, Rust
    Explain {
        /// A schema, type, operation id or method: `Agent`, `createAgent`, `agents().create`; a code: `dangling-reference`; or
        /// an extension: `x-rust-pagination`
        name: String,
        #[command(flatten)]
        files: Files,
    },
    /// Compare two documents, or two revisions of the bundled one: the effects on users of the crate, and its next
    /// version
    Diff {
        #[command(flatten)]
        sides: diff::Sides,
        #[command(flatten)]
        manner: Manner,
    },
    /// Print how many fields, parameters, types, variants and operations have documentation that says more than a name
    DocsCoverage {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        extent: Extent,
        /// Also print the items without documentation
        #[arg(long)]
        missing: bool,
    },
    /// Propose an overlay that corrects a document, from mismatches that a client has recorded
    ///
    /// The records are lines of JSON, as `DecodeError::record` and `Response::record` of a client write them. The overlay is
    /// printed as YAML. It has a comment for each mismatch without a proposal. Review it before you apply it.
    SuggestOverlay {
        /// The records; `-` is standard input
        #[arg(value_name = "FILE")]
        records: PathBuf,
        #[command(flatten)]
        files: Files,
    },
    /// Add the parts of a fixture, a finding or a keyword, each in its place
    New {
        #[command(subcommand)]
        part: new::Part,
    },
    /// Print the document with its overlays applied, as YAML
    EffectiveSpec {
        #[command(flatten)]
        files: Files,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let changed = |overwrite| if overwrite { Changed::Overwrite } else { Changed::Refuse };
    match arguments.command {
        Command::Regenerate { check: false, overwrite } => regenerate::write(changed(overwrite)),
        Command::Regenerate { check: true, overwrite: _ } => regenerate::check(),
        Command::UpdateSpec { file, origin } => update_spec::update(&file, origin.as_deref()),
        Command::Generate { files, extent, out, name, extras, overwrite } => {
            let action = Action::Write(changed(overwrite));
            let target = Target { out, name, extras, license: None, ci: None, choices: None, action };
            generate::generate(files.read_part(&extent)?, target, &project::template()?)
        }
        Command::Model { files, extent, json: false } => model::text(files.read_part(&extent)?),
        Command::Model { files, extent, json: true } => model::json(files.read_part(&extent)?),
        Command::Corpus { folder, jobs, clippy, shown } => {
            corpus::corpus(&folder, corpus::Manner { jobs, clippy, shown })
        }
        Command::Bench { names, write } => bench::bench(&names, write),
        Command::Explain { name, files } => explain::explain(&name, || files.read()),
        Command::Diff { sides, manner } => diff::diff(&sides, &manner),
        Command::DocsCoverage { files, extent, missing } => docs_coverage::print(files.read_part(&extent)?, missing),
        Command::SuggestOverlay { records, files } => suggest_overlay::suggest(&records, files.read()?),
        Command::New { part } => new::add(project::root(), &part),
        Command::EffectiveSpec { files } => bundle::print(files.read()?),
    }
}
