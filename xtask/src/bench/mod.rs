//! `cargo xtask bench`: all benchmarks, one after the other, and one table of their results.
//!
//! The table has six columns: the measurement, the other program, our value, the other value, their ratio, its spread. Other
//! output of benchmarks, also tables with another head, is shown but not kept. A second table has the amount of LLVM IR of the
//! crates.

mod application;
mod build;
mod llvm;
mod page;

use std::{fs, process::Stdio};

use toml_edit::DocumentMut;

use openapi_crate::{failure::Failure, print};

use crate::project;

const HEAD: &str = "\
| measurement | compared with | ours | other | other / ours | spread |
| --- | --- | --: | --: | --: | --: |
";

/// The names of the measurements that build other crates.
const APPLICATION: &str = "application";
const BUILD: &str = "build";

/// Runs the named benchmarks, or all, prints the table, and with `write` writes it into the page of benchmarks.
pub(crate) fn bench(wanted: &[String], write: bool) -> Result<(), Failure> {
    let benches = benches()?;
    let known = || benches.iter().map(|(_, bench)| bench.as_str()).chain([APPLICATION, BUILD]);
    if let Some(unknown) = wanted.iter().find(|wanted| !known().any(|name| name == *wanted)) {
        let names: Vec<&str> = known().collect();
        return Err(Failure::Use(format!("there is no benchmark `{unknown}`; there are {}", names.join(", "))));
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let mut table = HEAD.to_owned();
    for (package, bench) in benches.iter().filter(|(_, bench)| is_wanted(bench)) {
        let said = run(&["bench", "--package", package, "--bench", bench])?;
        print::message(&said);
        table.extend(rows(&said).flat_map(|line| [line, "\n".to_owned()]));
    }
    if is_wanted(APPLICATION) {
        table.push_str(&application::rows()?);
    }
    if is_wanted(BUILD) {
        let crates = build::crates()?;
        table.push_str(&build::rows(&crates)?);
        table.push('\n');
        table.push_str(&llvm::table(&[&crates.bundled, &crates.made])?);
    }
    print::result(&table)?;
    if write { page::write(&table) } else { Ok(()) }
}

/// The packages with benchmarks and the names of these, from the manifests.
fn benches() -> Result<Vec<(String, String)>, Failure> {
    let mut found = Vec::new();
    for folder in [project::root().join("generator"), project::client()] {
        let path = folder.join("Cargo.toml");
        let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let manifest: DocumentMut =
            text.parse().map_err(|error| Failure::Use(format!("{} is not a manifest: {error}", path.display())))?;
        let package = manifest.get("package").and_then(|package| package.get("name")?.as_str()).unwrap_or_default();
        let benches = manifest.get("bench").and_then(|benches| benches.as_array_of_tables()).into_iter().flatten();
        let names = benches.filter_map(|bench| bench.get("name")?.as_str());
        found.extend(names.map(|name| (package.to_owned(), name.to_owned())));
    }
    Ok(found)
}

/// Runs cargo in the project, and gives what it prints on standard output.
fn run(arguments: &[&str]) -> Result<String, Failure> {
    print::message(&format!("cargo {}", arguments.join(" ")));
    let output = project::cargo()
        .args(arguments)
        .current_dir(project::root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::Use(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failure::Check(format!("`cargo {}` failed", arguments.join(" "))));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The rows of the tables that have the head of this one. If a head has a unit, each row gets it.
fn rows(said: &str) -> impl Iterator<Item = String> {
    // The unit of the table that the line is in; `None` outside of such a table.
    let mut table: Option<String> = None;
    said.lines().filter_map(move |line| {
        if let Some(head) = line.strip_prefix("| measurement | compared with | ours") {
            table = Some(head.split(" |").next().unwrap_or_default().to_owned());
            return None;
        }
        let row = line.strip_prefix('|').filter(|row| !row.starts_with(" ---"));
        if !line.starts_with('|') {
            table = None;
        }
        let (what, rest) = row?.split_once(" |")?;
        Some(format!("|{what}{} |{rest}", table.as_ref()?))
    })
}

#[cfg(test)]
mod tests {
    use super::{benches, rows};

    #[test]
    fn rows_are_told_from_heads_and_other_tables() {
        let said = "\
no table
| measurement | compared with | ours, ms | other, ms | other / ours | spread |
| --- | --- | --: | --: | --: | --: |
| an agent | serde_json::Value | 6.993 | 10.163 | 1.45 | 1.44 to 1.46 |

| small events | ms | M events/s | MB/s | median above best | speed compared with the fastest other |
| --- | --: | --: | --: | --: | --: |
| ours | 0.1 | 1.0 | 2 | 3 % | 1.10 |
";
        let found: Vec<String> = rows(said).collect();
        assert_eq!(found, ["| an agent, ms | serde_json::Value | 6.993 | 10.163 | 1.45 | 1.44 to 1.46 |"]);
    }

    #[test]
    fn the_benchmarks_of_all_packages_are_found() {
        let found = benches().expect("the manifests can be read");
        for (package, bench) in
            [("openapi-crate-core", "generate"), ("managed-agents", "decode"), ("managed-agents", "sse")]
        {
            assert!(found.contains(&(package.to_owned(), bench.to_owned())), "{found:?}");
        }
    }
}
