//! The project's commands: `cargo xtask …`. Everything that reads or writes files is here; the generator is pure.

mod corpus;
mod crate_files;
mod document;
mod explain;
mod failure;
mod files;
mod generate;
mod manifest;
mod model;
mod print;
mod project;
mod regenerate;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// The project's commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write generated-client/src/generated/ from the bundled document
    Regenerate {
        /// Write nothing; print the difference and exit 1 if there is any
        #[arg(long)]
        check: bool,
    },
    /// Write a complete client crate for any OpenAPI document
    Generate {
        /// The document, YAML or JSON; the bundled one if not given
        #[arg(long, value_name = "FILE")]
        spec: Option<PathBuf>,
        /// The folder of the crate; its name if not given
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// The name of the crate; made from the document's title if not given
        #[arg(long, value_name = "CRATE")]
        name: Option<String>,
    },
    /// Print what the generator understands of a document: every type and every operation
    Model {
        /// The document, YAML or JSON; the bundled one if not given
        #[arg(long, value_name = "FILE")]
        spec: Option<PathBuf>,
        /// Print where each schema and operation is found in the emitted crate, as JSON
        #[arg(long)]
        json: bool,
    },
    /// Generate, compile and try a crate for every document of a folder, and print a table
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
    /// Print one schema or operation at each stage: source, normalized, model, Rust
    Explain {
        /// A schema, type, operation id or method: `Agent`, `createAgent`, `agents().create`
        name: String,
        /// The document, YAML or JSON; the bundled one if not given
        #[arg(long, value_name = "FILE")]
        spec: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Regenerate { check: false } => regenerate::write(),
        Command::Regenerate { check: true } => regenerate::check(),
        Command::Generate { spec, out, name } => generate::generate(spec.as_deref(), out, name),
        Command::Model { spec, json: false } => model::text(spec.as_deref()),
        Command::Model { spec, json: true } => model::json(spec.as_deref()),
        Command::Corpus { folder, jobs, clippy, shown } => {
            corpus::corpus(&folder, corpus::Manner { jobs, clippy, shown })
        }
        Command::Explain { name, spec } => explain::explain(&name, spec.as_deref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
