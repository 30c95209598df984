//! The amount of LLVM IR of the crates, without the code that their users instantiate.

use std::{fmt::Write as _, fs, path::Path};

use super::build::Emitted;
use openapi_crate::{failure::Failure, print};

use crate::project;

/// One row for each crate.
pub(super) fn table(crates: &[&Emitted]) -> Result<String, Failure> {
    let mut table = "\
| crate | operations | types | lines of LLVM IR | MB | lines per operation | lines per type |
| --- | --: | --: | --: | --: | --: | --: |
"
    .to_owned();
    for Emitted { name, folder, operations, types } in crates {
        let text = ir(folder, &folder.join("target"), &["--lib"])?;
        let lines = text.lines().count();
        let (per_operation, per_type) = (lines / operations.max(&1), lines / types.max(&1));
        let megabytes = text.len() / 1_000_000;
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| {name} | {operations} | {types} | {lines} | {megabytes} | {per_operation} | {per_type} |"
        );
    }
    Ok(table)
}

/// The IR of a release build, before it is optimized.
pub(super) fn ir(folder: &Path, target: &Path, of: &[&str]) -> Result<String, Failure> {
    // A separate file: the next build overwrites it, and a build without changes does not touch it.
    let path = target.join("llvm.ll");
    print::message(&format!("cargo rustc --release -- --emit=llvm-ir in {}", folder.display()));
    let status = project::cargo()
        .args(["rustc", "--quiet", "--release"])
        .args(of)
        .args(["--", "-Ccodegen-units=1", "-Cno-prepopulate-passes"])
        .arg(format!("--emit=llvm-ir={}", path.display()))
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .status()
        .map_err(|error| Failure::Use(format!("cannot run cargo: {error}")))?;
    if !status.success() {
        return Err(Failure::Check(format!("{} does not compile", folder.display())));
    }
    fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))
}
