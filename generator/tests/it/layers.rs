//! Each stage imports only the modules in the import table of ARCHITECTURE.md.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::imports;

/// Crates that only one stage may use.
const WATCHED: &[&str] = &[
    "annotate_snippets",
    "granit_parser",
    "heck",
    "openapiv3",
    "prettyplease",
    "proc_macro2",
    "quote",
    "serde_json",
    "serde_yaml",
    "syn",
    "unicode_ident",
    "unicode_normalization",
];

#[test]
fn modules_import_only_the_modules_in_their_row_of_the_table() {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, imports) in imports::of_generator() {
        if let Some(module) = path.first() {
            found.entry(module.clone()).or_default().extend(imports.paths.iter().filter_map(|path| watched(path)));
        }
    }
    for (module, imports) in &mut found {
        imports.remove(module);
    }
    assert_eq!(rows(&found), rows(&table()), "the import table of ARCHITECTURE.md is not what the modules import");
}

/// The module (`crate::…`) or the listed crate at the beginning of a path.
fn watched(path: &[String]) -> Option<String> {
    match path {
        [first, second, ..] if first == "crate" => Some(second.clone()),
        [first, ..] if WATCHED.contains(&first.as_str()) => Some(first.clone()),
        _ => None,
    }
}

fn rows(table: &BTreeMap<String, BTreeSet<String>>) -> String {
    let row = |(module, imports): (&String, &BTreeSet<String>)| {
        let imports: Vec<String> = imports.iter().map(|import| format!("`{import}`")).collect();
        format!("| `{module}` | {} |\n", imports.join(", "))
    };
    table.iter().map(row).collect()
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
