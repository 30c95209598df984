//! The list of emitted files, and the content of each.

use std::collections::BTreeMap;

use super::cut::{self, Branch, Piece};
use crate::{
    model::{Api, Operation, Resource, TypeDef},
    names,
};

/// The subject of a file below `generated/`.
#[derive(Clone, Debug)]
pub enum File<'a> {
    /// `mod.rs`.
    Root,
    /// `api.rs`.
    Settings,
    /// A group of operations, or a part of it.
    Resource(&'a Resource, Part<&'a Operation>),
    /// `fake/mod.rs`: the server for tests.
    Fake,
    /// A group of operations, as the server for tests has them, or a part of it.
    FakeResource(&'a Resource, Part<&'a Operation>),
    /// `types/mod.rs`, or a part of it: declares the modules of types.
    TypesIndex(Part<TypesModule<'a>>),
    /// The types of one module of `types/`, or a part of it.
    Types(TypesModule<'a>, Part<&'a TypeDef>),
}

/// The part of the subject that one of several files contains.
#[derive(Clone, Debug)]
pub struct Part<T> {
    /// The modules that lead to it from the first of these files.
    pub path: Vec<String>,
    /// Its own items.
    pub items: Vec<T>,
    /// The modules in the folder next to it.
    pub below: Vec<String>,
}

/// A module of `types/`.
#[derive(Clone, Debug)]
pub struct TypesModule<'a> {
    /// Its name.
    pub name: &'a str,
    /// The modules that lead to it from `types`.
    pub path: Vec<String>,
    /// Its types.
    pub types: Vec<&'a TypeDef>,
}

/// The file that declares the modules of types. It is cut first if it is too long, since the places of the modules
/// depend on this.
pub fn types_index(api: &Api) -> File<'_> {
    let modules = by_module(api).into_iter();
    let modules = modules.map(|(name, types)| TypesModule { name, path: Vec::new(), types });
    File::TypesIndex(Part::whole(modules.collect()))
}

/// The types of each module.
fn by_module(api: &Api) -> BTreeMap<&str, Vec<&TypeDef>> {
    let mut by_module: BTreeMap<&str, Vec<&TypeDef>> = BTreeMap::new();
    for def in &api.types {
        by_module.entry(&def.module).or_default().push(def);
    }
    by_module
}

/// The files next to the `indices` of types.
pub fn files<'a>(api: &'a Api, indices: &[File<'a>]) -> Vec<File<'a>> {
    let mut files = vec![File::Root, File::Settings];
    let resources = api.resources.iter();
    let operations = |resource: &'a Resource| Part::whole(resource.operations.iter().collect());
    files.extend(resources.clone().map(|resource| File::Resource(resource, operations(resource))));
    if api.settings.has_fake {
        files.push(File::Fake);
        files.extend(resources.map(|resource| File::FakeResource(resource, operations(resource))));
    }
    for index in indices {
        let File::TypesIndex(part) = index else { continue };
        files.extend(part.items.iter().map(|module| {
            let module = TypesModule { path: part.path.clone(), ..module.clone() };
            let types = module.types.clone();
            File::Types(module, Part::whole(types))
        }));
    }
    files
}

impl File<'_> {
    /// The path below `generated/`.
    pub(super) fn path(&self) -> String {
        let join = |path: &[String]| path.iter().map(|name| format!("/{}", bare(name))).collect::<String>();
        match self {
            File::Root => "mod.rs".to_owned(),
            File::Settings => "api.rs".to_owned(),
            File::Resource(resource, part) => format!("{}{}.rs", bare(&resource.accessor), join(&part.path)),
            File::Fake => "fake/mod.rs".to_owned(),
            File::FakeResource(resource, part) => format!("fake/{}{}.rs", bare(&resource.accessor), join(&part.path)),
            File::TypesIndex(part) if part.path.is_empty() => "types/mod.rs".to_owned(),
            File::TypesIndex(part) => format!("types{}.rs", join(&part.path)),
            File::Types(module, part) => {
                format!("types{}/{}{}.rs", join(&module.path), bare(module.name), join(&part.path))
            }
        }
    }

    /// The same file without items, and a file for each single item.
    pub fn single(&self) -> (Self, Vec<Self>) {
        match self {
            File::Root | File::Settings | File::Fake => (self.clone(), Vec::new()),
            File::FakeResource(resource, part) => part.single(|part| File::FakeResource(resource, part)),
            File::Resource(resource, part) => part.single(|part| File::Resource(resource, part)),
            File::TypesIndex(part) => part.single(File::TypesIndex),
            File::Types(module, part) => part.single(|part| File::Types(module.clone(), part)),
        }
    }

    /// The files that replace one that would be too long. `lines` has the number of lines of each of its items.
    pub fn cut(&self, lines: &[usize]) -> Vec<Self> {
        match self {
            File::Root | File::Settings | File::Fake => vec![self.clone()],
            File::Resource(resource, part) => {
                cut_operations(resource, part, lines).into_iter().map(|part| File::Resource(resource, part)).collect()
            }
            File::FakeResource(resource, part) => {
                let parts = cut_operations(resource, part, lines).into_iter();
                parts.map(|part| File::FakeResource(resource, part)).collect()
            }
            File::TypesIndex(part) => {
                let key = |module: &TypesModule<'_>| (words(module.name), module.name.to_owned());
                part.cut(lines, key).into_iter().map(File::TypesIndex).collect()
            }
            File::Types(module, part) => {
                let key = |definition: &&TypeDef| (words_below(module.name, definition), definition.rust_name.clone());
                part.cut(lines, key).into_iter().map(|part| File::Types(module.clone(), part)).collect()
            }
        }
    }
}

impl<T: Clone> Part<T> {
    fn whole(items: Vec<T>) -> Self {
        Self { path: Vec::new(), items, below: Vec::new() }
    }

    fn single<F>(&self, file: impl Fn(Self) -> F) -> (F, Vec<F>) {
        let each = self.items.iter().map(|item| file(Self::whole(vec![item.clone()]))).collect();
        (file(Self::whole(Vec::new())), each)
    }

    fn cut(&self, lines: &[usize], key: impl Fn(&T) -> (Vec<String>, String)) -> Vec<Self> {
        let pieces = self.items.iter().zip(lines).map(|(item, lines)| {
            let (key, name) = key(item);
            Piece { item: item.clone(), key, name, lines: *lines }
        });
        let mut parts = Vec::new();
        collect(cut::cut(pieces.collect()), &self.path, &mut parts);
        parts
    }
}

fn cut_operations<'a>(resource: &Resource, part: &Part<&'a Operation>, lines: &[usize]) -> Vec<Part<&'a Operation>> {
    part.cut(lines, |operation: &&Operation| (route(resource, operation), operation.rust_name.clone()))
}

fn collect<T>(Branch { items, below }: Branch<T>, path: &[String], parts: &mut Vec<Part<T>>) {
    parts.push(Part { path: path.to_vec(), items, below: below.keys().cloned().collect() });
    for (name, branch) in below {
        collect(branch, &[path, &[name]].concat(), parts);
    }
}

/// The names in an operation's path that are not in the name of its resource: `branches protection` of
/// `/repos/{repo}/branches/{branch}/protection` among the `repos`.
fn route(resource: &Resource, operation: &Operation) -> Vec<String> {
    let segments = operation.path.split('/').filter(|segment| names::is_name(segment) && !segment.starts_with('{'));
    segments.map(names::value_name).filter(|name| *name != resource.accessor).collect()
}

/// The words of a type's name that its module does not have.
fn words_below(module: &str, definition: &TypeDef) -> Vec<String> {
    let name = names::value_name(&definition.rust_name);
    let below = name.strip_prefix(module).filter(|rest| rest.is_empty() || rest.starts_with('_'));
    words(below.unwrap_or(&name))
}

/// The words of a name in snake case.
fn words(name: &str) -> Vec<String> {
    name.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The name of the file that holds the module `name`, without extension.
pub(super) fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
