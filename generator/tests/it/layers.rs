//! Each stage knows only what the import table of ARCHITECTURE.md allows.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Crates and modules of ours that have an owner: whoever uses one must have it in its row of the table.
const WATCHED: &[&str] = &[
    "analyze",
    "annotate_snippets",
    "diagnostic",
    "format",
    "heck",
    "load",
    "locate",
    "lower",
    "model",
    "names",
    "normalize",
    "openapiv3",
    "output",
    "overlay",
    "parse",
    "pointer",
    "prettyplease",
    "proc_macro2",
    "quote",
    "render",
    "saphyr_parser",
    "serde_json",
    "serde_yaml",
    "syn",
    "unicode_ident",
    "unicode_normalization",
];

#[test]
fn modules_import_only_what_their_row_of_the_table_names() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let table = table();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in rust_files(&source) {
        let relative = path.strip_prefix(&source).expect("a file of the folder");
        let module = relative.components().next().expect("a path has a first part").as_os_str().to_string_lossy();
        let module = module.trim_end_matches(".rs").to_owned();
        let is_test = relative.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        if module != "lib" && !is_test {
            let text = fs::read_to_string(&path).expect("a source file can be read");
            found.entry(module).or_default().extend(used(&text));
        }
    }
    for (module, used) in &mut found {
        used.remove(module);
        let allowed = table.get(module).unwrap_or_else(|| panic!("`{module}` has no row in ARCHITECTURE.md"));
        let forbidden: Vec<_> = used.difference(allowed).collect();
        assert!(forbidden.is_empty(), "`{module}` imports {forbidden:?}, which ARCHITECTURE.md does not allow");
        let unused: Vec<_> = allowed.difference(used).collect();
        assert!(unused.is_empty(), "`{module}` does not import {unused:?}, which ARCHITECTURE.md names");
    }
    let rows: BTreeSet<_> = table.keys().collect();
    assert_eq!(found.keys().collect::<BTreeSet<_>>(), rows, "the table's rows are the modules");
}

/// The import table: lines `` | `module` | `a`, `b` | `` below its heading.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let text = fs::read_to_string(path).expect("ARCHITECTURE.md can be read");
    let (_, section) = text.split_once("## Import table").expect("ARCHITECTURE.md has an import table");
    let section = section.split("\n## ").next().expect("a section has text");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(code_words);
        let module = cells.next().and_then(|words| words.into_iter().next()).expect("a row names its module");
        (module, cells.next().expect("a row has imports"))
    })
    .collect()
}

fn code_words(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The watched names that stand in a path: `use crate::model`, `serde_json::Value`.
fn used(text: &str) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    let imports: String = code
        .split("use ")
        .skip(1)
        .filter_map(|rest| rest.split(';').next())
        .map(|import| format!("{import};"))
        .collect();
    WATCHED
        .iter()
        .filter(|name| {
            mentions(&imports, name)
                || code.contains(&format!(" {name}::"))
                || code.contains(&format!("crate::{name}::"))
                || code.contains(&format!("<{name}::"))
                || code.contains(&format!("({name}::"))
        })
        .map(|name| (*name).to_owned())
        .collect()
}

/// Whether an import names a watched crate or one of our modules at its root.
fn mentions(imports: &str, name: &str) -> bool {
    imports.split(';').any(|import| {
        let import = import.trim();
        let import = import.strip_prefix("crate::").unwrap_or(import);
        roots(import).iter().any(|root| root == name)
    })
}

/// The first segments of an import: `{a::b, c}` → a, c.
fn roots(import: &str) -> Vec<String> {
    let first = |path: &str| path.split("::").next().unwrap_or_default().trim().to_owned();
    let Some(inner) = import.strip_prefix('{') else { return vec![first(import)] };
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for character in inner.trim_end_matches('}').chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(character);
        }
    }
    parts.iter().map(|part| first(part)).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder can be listed") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found
}
