//! `generate`: a complete crate for any document.

use std::{
    ffi::OsStr,
    fmt,
    path::{Path, PathBuf},
};

use generator::{diagnostic::Severity, model::Api, names};

use crate::{
    choices::Choices,
    ci::Ci,
    crate_files::{self, Contents, Written},
    document::{Document, MADE_BY, Task},
    extras::Extras,
    failure::Failure,
    license::License,
    owned::Changed,
    print,
    progress::Step,
    template::Template,
};

/// The folder and the options of a crate that is written.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder of the crate. The default is the name of the crate.
    pub out: Option<PathBuf>,
    /// The name of the crate. The default is made from the title of the document.
    pub name: Option<String>,
    /// The parts of the crate that are written on demand.
    pub extras: Extras,
    /// The licence of a new crate.
    pub license: Option<License>,
    /// The system that runs the checks of the crate, if its workflow is written.
    pub ci: Option<Ci>,
    /// The options to store in the crate.
    pub choices: Option<Choices>,
    /// The action on the crate.
    pub action: Action,
}

/// An action on a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Writes it, with this treatment of edited generated files.
    Write(Changed),
    /// Compares it with the existing crate, writes nothing, and fails if they differ.
    Check,
}

/// Makes the crate. If the document has errors, nothing is written, unless the parts with errors are left out.
pub fn generate(task: Task, target: Target, template: &Template) -> Result<(), Failure> {
    let Target { out, name, extras, license, ci, choices, action } = target;
    let task = prepared(task, name.as_deref(), extras)?;
    let (options, shown) = (task.options.clone(), task.shown);
    let document = task.generate();
    let counts = Counts::of(&document);
    let generated = document.generated()?;
    let asked_for = name.as_ref().map(|name| name.replace('-', "_"));
    let name = name.unwrap_or_else(|| names::crate_name(&generated.api.title));
    let out = out.unwrap_or_else(|| PathBuf::from(&name));
    let contents = Contents {
        name: &name,
        options: &options,
        generated: &generated,
        template,
        license: license.as_ref(),
        ci,
        choices: choices.as_ref(),
    };
    let changed = match action {
        Action::Write(changed) => changed,
        Action::Check => return check(&out, contents),
    };
    let step = Step::begin(shown, format!("Writing {}", out.display()));
    let Written { name: is_named, files, changed } = crate_files::write(&out, contents, changed)?;
    drop(step);
    if asked_for.is_some_and(|asked_for| asked_for != is_named) {
        print::message(&format!(
            "Cargo.toml is yours, and names the crate `{}`. The crate keeps this name. The environment variables of `from_env` \
             begin with `{}_`.",
            is_named.escape_debug(),
            names::environment_prefix(&name)
        ));
    }
    if shown.has_summary() {
        for change in changed.iter().filter(|_| shown.verbose) {
            print::message(&format!("  {change}"));
        }
        print::message(&format!("Wrote {}: {counts}.", number(files, "file")));
    }
    print::result(&format!("{}\n", out.display()))
}

/// A task with the options of a crate of this name.
pub fn prepared(mut task: Task, name: Option<&str>, extras: Extras) -> Result<Task, Failure> {
    if let Some(name) = name.filter(|name| !names::is_crate_name(name)) {
        let why = if names::is_reserved(name) {
            format!("it is a keyword, or a name that Cargo or the code needs; use for example `{name}-client`")
        } else {
            "use letters, digits, `-` and `_`, and begin with a letter".to_owned()
        };
        return Err(Failure::Use(format!("`{name}` cannot be the name of the crate: {why}")));
    }
    if let Some(name) = name {
        task.options.environment_prefix = Some(names::environment_prefix(name));
    }
    extras.set(&mut task.options);
    task.options.made_by = format!("{MADE_BY} from {}", file_name(&task.input.document.name));
    Ok(task)
}

fn check(out: &Path, contents: Contents<'_>) -> Result<(), Failure> {
    let difference = crate_files::difference(out, contents)?;
    if difference.is_empty() {
        return Ok(());
    }
    print::result(&difference)?;
    Err(Failure::Check(format!("the crate in {} is not up to date: run `generate` without `--check`", out.display())))
}

/// The numbers of a summary.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Operations of the client.
    pub operations: usize,
    /// Types of the client.
    pub types: usize,
    /// Errors in the document.
    pub errors: usize,
    /// Warnings on the document.
    pub warnings: usize,
    /// Schemas that are left out, because no operation uses them.
    pub unreached: usize,
}

impl Counts {
    /// Counts the operations and types in the model of a document, and its findings.
    pub fn of(document: &Document) -> Self {
        let of = |severity| document.run.diagnostics.iter().filter(|finding| finding.severity == severity).count();
        let api = document.run.api.as_ref();
        Self {
            operations: api.map_or(0, |api| Api::operations(api).count()),
            types: api.map_or(0, |api| api.types.len()),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            unreached: document.run.left_out.len(),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, types, errors, warnings, unreached } = *self;
        write!(formatter, "{}, {}", number(operations, "operation"), number(types, "type"))?;
        for (count, what) in [(errors, "error"), (warnings, "warning")] {
            if count > 0 {
                write!(formatter, ", {}", number(count, what))?;
            }
        }
        if unreached > 0 {
            write!(formatter, "; {} unused (`--all-schemas` keeps them)", number(unreached, "schema"))?;
        }
        Ok(())
    }
}

/// A count with its noun.
pub(crate) fn number(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The last part of a path, since the folders of one machine mean nothing on others.
fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name().map_or_else(|| path.into(), OsStr::to_string_lossy);
    // It is written into comments, which a line break would end.
    name.chars().filter(|character| !character.is_control()).collect()
}
