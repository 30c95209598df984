//! The generator has no circular imports.
//!
//! For other modules, a folder is one part. So its files may name items of its `mod.rs`, which names the files.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports::{self, Imports, ModulePath};

/// The modules that each module imports.
type Graph = BTreeMap<ModulePath, BTreeSet<ModulePath>>;

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_eq!(circles(&graph()), Vec::<String>::new());
}

#[test]
fn no_stages_import_each_other_in_a_circle() {
    let stage = |path: &ModulePath| path.iter().take(1).cloned().collect::<ModulePath>();
    let mut stages = Graph::new();
    for (path, imported) in graph() {
        let imported = imported.iter().map(stage).filter(|other| *other != stage(&path));
        stages.entry(stage(&path)).or_default().extend(imported);
    }
    assert_eq!(circles(&stages), Vec::<String>::new());
}

fn graph() -> Graph {
    let modules = imports::of_generator();
    let imported = |path: &ModulePath, imports: &Imports| {
        let targets = imports.paths.iter().filter_map(|import| target(&modules, path, import));
        targets.filter(|target| !target.starts_with(path) && !path.starts_with(target)).collect()
    };
    let graph: Graph = modules.iter().map(|(path, imports)| (path.clone(), imported(path, imports))).collect();
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 500, "the imports are found: {graph:?}");
    graph
}

/// The module that declares the item `import` of the module `at`. Exports lead to the exported item.
fn target(modules: &BTreeMap<ModulePath, Imports>, at: &ModulePath, import: &[String]) -> Option<ModulePath> {
    let mut path = absolute(modules, at, import)?;
    loop {
        let module = (0..=path.len()).rev().map(|end| &path[..end]).find(|path| modules.contains_key(*path))?.to_vec();
        let exported = path.get(module.len()).and_then(|name| modules[&module].exports.get(name));
        match exported.and_then(|exported| absolute(modules, &module, exported)) {
            Some(exported) if exported != path => {
                path = [exported.as_slice(), path.get(module.len() + 1..).unwrap_or_default()].concat();
            }
            _ => return Some(module),
        }
    }
}

/// The path without `crate`; `None` if it leads to another crate, or to an item of the same file.
fn absolute(modules: &BTreeMap<ModulePath, Imports>, at: &ModulePath, path: &[String]) -> Option<ModulePath> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([at.as_slice(), rest].concat()),
        "super" => {
            let (_, parent) = at.split_last()?;
            let supers = rest.iter().take_while(|segment| *segment == "super").count();
            let parent = parent.get(..parent.len().checked_sub(supers)?)?;
            Some([parent, &rest[supers..]].concat())
        }
        _ => {
            let child = [at.as_slice(), path].concat();
            modules.contains_key(&child[..=at.len()]).then_some(child)
        }
    }
}

/// The modules with circular imports: a line for each circle.
fn circles(graph: &Graph) -> Vec<String> {
    let reached: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
        graph.keys().map(|module| (module, reached(graph, module))).collect();
    let circle = |module: &ModulePath| -> Vec<String> {
        let back = reached[module].iter().filter(|other| reached[*other].contains(module));
        back.map(|other| other.join("::")).collect()
    };
    let all: BTreeSet<Vec<String>> = graph.keys().map(circle).filter(|circle| !circle.is_empty()).collect();
    all.into_iter().map(|circle| circle.join(", ")).collect()
}

/// The modules that a module imports, and those that these import.
fn reached<'g>(graph: &'g Graph, module: &ModulePath) -> BTreeSet<&'g ModulePath> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&ModulePath> = graph[module].iter().collect();
    while let Some(module) = open.pop() {
        if reached.insert(module) {
            open.extend(graph.get(module).into_iter().flatten());
        }
    }
    reached
}

#[test]
fn a_circle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let graph = Graph::from([
        (module("a"), BTreeSet::from([module("b")])),
        (module("b"), BTreeSet::from([module("c")])),
        (module("c"), BTreeSet::from([module("a")])),
        (module("d"), BTreeSet::from([module("a")])),
    ]);
    assert_eq!(circles(&graph), ["a, b, c"]);
}
