//! `diff`: the effect of a change of the document on users of the crate.

use generator::{
    Options, Run,
    changes::{self, Report, rules::Effect},
    diagnostic,
    load::Input,
};

use crate::{
    failure::Failure,
    print,
    progress::Step,
    shown::{MessageFormat, Shown},
};

/// How to report.
#[derive(Debug, clap::Args)]
pub struct Manner {
    /// Print the report as JSON
    ///
    /// The report is an object with `old` and `new` (titles and versions), `verdict` (`none`, `patch`, `minor` or `major`), `counts` by
    /// severity, `entries` and `coverage`.
    #[arg(long)]
    json: bool,
    /// Exit with code 1 if there is a change of this severity; separate several severities by commas
    #[arg(long, value_name = "SEVERITY", value_enum, value_delimiter = ',')]
    deny: Vec<Denied>,
}

/// A severity that fails the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Denied {
    /// Code may fail to compile, or the server may treat its requests differently
    Breaking,
    /// Something is new; existing code does not have to change
    Added,
    /// Code does not have to change, but requests, responses or compiler warnings differ
    Changed,
    /// Only documentation differs
    DocsOnly,
}

/// Compares two documents, prints the report, and fails if it has a denied severity.
pub fn diff(old: &Input, new: &Input, options: &Options, manner: &Manner, shown: Shown) -> Result<(), Failure> {
    let report = compare(old, new, options, shown)?;
    if manner.json {
        print::json(&report.to_json())?;
    } else {
        print::result(&report.to_markdown())?;
    }
    check(&report, &manner.deny)
}

/// Compares two documents. If one has errors, prints them and fails.
pub fn compare(old: &Input, new: &Input, options: &Options, shown: Shown) -> Result<Report, Failure> {
    let runs = [run(old, options, shown), run(new, options, shown)];
    changes::compare(&runs[0], &runs[1]).ok_or(Failure::Document)
}

fn run(input: &Input, options: &Options, shown: Shown) -> Run {
    let step = Step::begin(shown, format!("Reading the operations of {}", input.document.name));
    let run = generator::generate(input, options);
    drop(step);
    // The findings of a document without errors are counted in the report.
    if run.output.is_none() {
        match shown.format {
            MessageFormat::Human => print::findings(input, &run.diagnostics, shown.colour()),
            MessageFormat::Json => print::json_message(&diagnostic::json::to_json(input, &run.diagnostics)),
        }
    }
    run
}

fn check(report: &Report, denied: &[Denied]) -> Result<(), Failure> {
    let found: Vec<String> = denied
        .iter()
        .map(|denied| match denied {
            Denied::Breaking => Effect::Breaking,
            Denied::Added => Effect::Added,
            Denied::Changed => Effect::Changed,
            Denied::DocsOnly => Effect::DocsOnly,
        })
        .map(|severity| (report.of(severity).count(), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{count} {}", severity.as_str()))
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Failure::Check(format!("denied changes: {}", found.join(", ")))) }
}
