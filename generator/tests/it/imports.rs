//! Imports of the generator's files, read from their text.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The path of a module below the crate: `["lower", "union"]`; empty for `lib.rs`.
pub(crate) type ModulePath = Vec<String>;

/// The imports of one file, except for its tests.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    /// All paths in the file with more than one segment.
    pub(crate) paths: Vec<Vec<String>>,
    /// The exported paths, by name.
    pub(crate) exports: BTreeMap<String, Vec<String>>,
}

/// The imports of all modules of the generator, except for its tests.
pub(crate) fn of_generator() -> BTreeMap<ModulePath, Imports> {
    let imports = |file: syn::File| {
        let mut imports = Imports::default();
        imports.visit_file(&file);
        imports
    };
    files().into_iter().map(|(module, file)| (module, imports(file))).collect()
}

/// The files of all modules of the generator, except for its tests.
pub(crate) fn files() -> BTreeMap<ModulePath, syn::File> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    for path in rust_files(&source) {
        let relative = path.strip_prefix(&source).expect("a file of the folder").with_extension("");
        let mut module: ModulePath = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        module.pop_if(|last| last == "mod" || last == "lib");
        if !module.iter().any(|part| part == "tests") {
            let text = fs::read_to_string(&path).expect("a source file can be read");
            found.insert(module, syn::parse_file(&text).expect("a source file is Rust"));
        }
    }
    found
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

impl Imports {
    fn add_tree(&mut self, before: &[String], tree: &syn::UseTree, is_export: bool) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&with(&path.ident), &path.tree, is_export),
            syn::UseTree::Name(name) if name.ident == "self" => self.paths.push(before.to_vec()),
            syn::UseTree::Name(name) => self.add_use(&name.ident, with(&name.ident), is_export),
            syn::UseTree::Rename(rename) => self.add_use(&rename.rename, with(&rename.ident), is_export),
            syn::UseTree::Glob(_) => self.paths.push(before.to_vec()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.add_tree(before, item, is_export)),
        }
    }

    fn add_use(&mut self, name: &syn::Ident, path: Vec<String>, is_export: bool) {
        if is_export {
            self.exports.insert(name.to_string(), path.clone());
        }
        self.paths.push(path);
    }

    /// Paths among the arguments of a macro: `names::type_name` in `format!("{}", names::type_name(id))`.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
                TokenTree::Group(group) => {
                    self.end(&mut path);
                    self.add_tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.end(&mut path),
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.paths.push(path);
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree, !matches!(item.vis, syn::Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.end(&mut segments);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        visit::visit_macro(self, call);
        // The arguments of `quote` are emitted code.
        if !call.path.is_ident("quote") {
            self.add_tokens(call.tokens.clone());
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }
}
