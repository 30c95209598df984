//! Each stage knows only what the import table of ARCHITECTURE.md names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::visit::{self, Visit};

/// Crates that only their own stage may know.
const WATCHED: &[&str] = &[
    "annotate_snippets",
    "heck",
    "openapiv3",
    "prettyplease",
    "proc_macro2",
    "quote",
    "saphyr_parser",
    "serde_json",
    "serde_yaml",
    "syn",
    "unicode_ident",
    "unicode_normalization",
];

#[test]
fn modules_import_what_their_row_of_the_table_names() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in rust_files(&source) {
        let relative = path.strip_prefix(&source).expect("a file of the folder");
        let mut parts = relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let module = parts.next().expect("a path has a first part").trim_end_matches(".rs").to_owned();
        if module != "lib" && !parts.any(|part| part == "tests" || part == "tests.rs") {
            let text = fs::read_to_string(&path).expect("a source file can be read");
            let file = syn::parse_file(&text).expect("a source file is Rust");
            let mut imports = Imports::default();
            imports.visit_file(&file);
            found.entry(module).or_default().extend(imports.0);
        }
    }
    for (module, imports) in &mut found {
        imports.remove(module);
    }
    assert_eq!(rows(&found), rows(&table()), "the import table of ARCHITECTURE.md is not what the modules import");
}

/// Modules of ours, by `crate::…`, and watched crates that a file names outside of its tests.
#[derive(Default)]
struct Imports(BTreeSet<String>);

impl Imports {
    fn add(&mut self, segments: &[String]) {
        match segments {
            [first, second, ..] if first == "crate" => drop(self.0.insert(second.clone())),
            [first, ..] if WATCHED.contains(&first.as_str()) => drop(self.0.insert(first.clone())),
            _ => {}
        }
    }

    fn add_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.add(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.add_tree(before, item)),
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 {
            self.add(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
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
