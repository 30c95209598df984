//! The cost of compiling an emitted crate, compared with a crate of the same dependencies without code.
//!
//! The crates are the client of the bundled document and one of 1,200 operations, made as `cargo bench -p openapi-crate-core` makes it.

use std::{
    fmt::Write as _,
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Instant, SystemTime},
};

use generator::{
    Errors, Options, Parts,
    load::{Input, Source},
    select::Selection,
};

use super::run;
use openapi_crate::{
    crate_files::{self, Contents},
    document::Generated,
    failure::Failure,
    files::{self, Files},
    print,
};

use crate::{document, project};

/// The number of runs of a fast measurement.
pub(super) const TURNS: usize = 5;

/// The crates that are compiled.
#[derive(Debug)]
pub(super) struct Crates {
    pub(super) bundled: Emitted,
    pub(super) made: Emitted,
    /// One without code.
    empty: PathBuf,
}

/// A crate, with the numbers of its operations and types.
#[derive(Debug)]
pub(super) struct Emitted {
    pub(super) name: &'static str,
    pub(super) folder: PathBuf,
    pub(super) operations: usize,
    pub(super) types: usize,
}

/// Writes the crates.
pub(super) fn crates() -> Result<Crates, Failure> {
    let made = run(&["bench", "--package", "openapi-crate-core", "--bench", "generate", "--", "document", "1200"])?;
    let made = Input::from(Source { name: "made.yaml".to_owned(), bytes: made.into_bytes() });
    let bundled = emit("bundled", &document::bundled()?)?;
    Ok(Crates { empty: emit_empty(&bundled.folder)?, made: emit("made", &made)?, bundled })
}

/// The rows of the table, in seconds.
pub(super) fn rows(crates: &Crates) -> Result<String, Failure> {
    let (bundled, made, empty) = (&crates.bundled.folder, &crates.made.folder, &crates.empty);
    let mut rows = String::new();
    for (what, arguments) in [
        ("clean check, default features, s", &["check"][..]),
        ("clean check, no TLS, s", &["check", "--no-default-features"]),
        ("clean release build, default features, s", &["build", "--release"]),
    ] {
        let [ours, other] = [clean(bundled, arguments)?, clean(empty, arguments)?];
        row(&mut rows, what, "its dependencies alone", &mut [(ours, other)]);
    }
    for (what, folder, touched) in [
        ("check of the crate alone, s", bundled, "src/lib.rs"),
        ("check after a change of one type, s", bundled, "src/generated/types/mod.rs"),
        ("check of 1,200 operations alone, s", made, "src/lib.rs"),
    ] {
        let check = |folder: &Path, touched| again(folder, &folder.join("target"), touched, &["check"]);
        check(folder, touched)?;
        check(empty, "src/lib.rs")?;
        let turn = |_| Ok((check(folder, touched)?, check(empty, "src/lib.rs")?));
        let mut turns = (0..TURNS).map(turn).collect::<Result<Vec<_>, Failure>>()?;
        row(&mut rows, what, "a crate without code", &mut turns);
    }
    Ok(rows)
}

/// The path of a work folder.
pub(super) fn folder(name: &str) -> PathBuf {
    project::root().join("target/bench").join(name)
}

fn emit(name: &'static str, input: &Input) -> Result<Emitted, Failure> {
    let options = Options {
        environment_prefix: None,
        made_by: "`openapi-crate generate` for a benchmark".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection::default(),
    };
    let generator::Run { api: Some(api), output: Some(output), .. } = generator::generate(input, &options) else {
        return Err(Failure::Check(format!("{} has errors", input.document.name)));
    };
    let folder = folder(name);
    let operations = api.resources.iter().map(|resource| resource.operations.len()).sum();
    let types = api.types.len();
    let contents = Contents {
        name,
        options: &options,
        generated: &Generated { api, output },
        template: &project::template()?,
        license: None,
        ci: None,
        choices: None,
    };
    crate_files::write_anew(&folder, contents)?;
    Ok(Emitted { name, folder, operations, types })
}

/// A crate with the same manifest.
fn emit_empty(of: &Path) -> Result<PathBuf, Failure> {
    let path = of.join("Cargo.toml");
    let manifest = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let empty = folder("empty");
    let library = "//! Nothing.\n".to_owned();
    files::write(&empty, &Files::from([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), library)]))?;
    Ok(empty)
}

/// The seconds of a build of the crate and all its dependencies.
fn clean(folder: &Path, arguments: &[&str]) -> Result<f64, Failure> {
    let target = folder.join("target");
    if target.exists() {
        fs::remove_dir_all(&target).map_err(|error| Failure::io("remove", &target, &error))?;
    }
    build(folder, &target, arguments)
}

/// The seconds of a build after a change of one file.
pub(super) fn again(folder: &Path, target: &Path, touched: &str, arguments: &[&str]) -> Result<f64, Failure> {
    let path = folder.join(touched);
    let touch = |file: File| file.set_modified(SystemTime::now());
    File::options().append(true).open(&path).and_then(touch).map_err(|error| Failure::io("touch", &path, &error))?;
    build(folder, target, arguments)
}

fn build(folder: &Path, target: &Path, arguments: &[&str]) -> Result<f64, Failure> {
    print::message(&format!("cargo {} in {}", arguments.join(" "), folder.display()));
    let begin = Instant::now();
    let status = project::cargo()
        .args(arguments)
        .arg("--quiet")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .status()
        .map_err(|error| Failure::Use(format!("cannot run cargo: {error}")))?;
    let seconds = begin.elapsed().as_secs_f64();
    if status.success() { Ok(seconds) } else { Err(Failure::Check(format!("{} does not compile", folder.display()))) }
}

/// A row of the table: the smallest value of both sides, and the median and the spread of their ratio.
pub(super) fn row(rows: &mut String, what: &str, compared_with: &str, turns: &mut [(f64, f64)]) {
    turns.sort_by(|left, right| (left.1 / left.0).total_cmp(&(right.1 / right.0)));
    let ratio = |index: usize| turns.get(index).map_or(f64::NAN, |(ours, other)| other / ours);
    let least = |of: fn(&(f64, f64)) -> f64| turns.iter().map(of).fold(f64::INFINITY, f64::min);
    let last = turns.len().saturating_sub(1);
    // Writing to a string cannot fail.
    let _ = writeln!(
        rows,
        "| {what} | {compared_with} | {:.2} | {:.2} | {:.2} | {:.2} to {:.2} |",
        least(|turn| turn.0),
        least(|turn| turn.1),
        ratio(last / 2),
        ratio(last / 4),
        ratio(last - last / 4),
    );
}
