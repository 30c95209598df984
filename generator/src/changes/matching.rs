//! Matches the types and operations of two versions.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Operation, Resource, TypeDef, TypeKind};

/// The types of both versions.
#[derive(Debug, Default)]
pub(super) struct TypePairs<'a> {
    /// Those that are the same.
    pub(super) both: Vec<(&'a TypeDef, &'a TypeDef)>,
    /// Those that are gone.
    pub(super) removed: Vec<&'a TypeDef>,
    /// Those that are new.
    pub(super) added: Vec<&'a TypeDef>,
}

/// Matches types by their names. The remaining types are matched by their place, and then a removed type with a new type
/// of the same form.
pub(super) fn types<'a>(old: &'a Api, new: &'a Api) -> TypePairs<'a> {
    let mut pairs =
        TypePairs { both: Vec::new(), removed: old.types.iter().collect(), added: new.types.iter().collect() };
    pairs.pair_by(|_, def| Some(def.rust_name.clone()), old, new);
    pairs.pair_by(|_, def| Some(def.pointer.clone()), old, new);
    pairs.pair_by(|_, def| form(def), old, new);
    pairs
}

impl<'a> TypePairs<'a> {
    /// Pairs the remaining types by a key that is unique in each version.
    fn pair_by(&mut self, key: impl Fn(&Api, &TypeDef) -> Option<String>, old: &Api, new: &Api) {
        let removed = unique(&self.removed, |def| key(old, def));
        let added = unique(&self.added, |def| key(new, def));
        let found: Vec<(&'a TypeDef, &'a TypeDef)> =
            removed.into_iter().filter_map(|(key, old)| Some((old, *added.get(&key)?))).collect();
        let olds: BTreeSet<&str> = found.iter().map(|(old, _)| old.rust_name.as_str()).collect();
        let news: BTreeSet<&str> = found.iter().map(|(_, new)| new.rust_name.as_str()).collect();
        self.removed.retain(|def| !olds.contains(def.rust_name.as_str()));
        self.added.retain(|def| !news.contains(def.rust_name.as_str()));
        self.both.extend(found);
    }
}

/// The items whose key is unique, by their key.
fn unique<'a, T: Copy + 'a>(all: &[T], key: impl Fn(T) -> Option<String>) -> BTreeMap<String, T> {
    let mut found: BTreeMap<String, Option<T>> = BTreeMap::new();
    for one in all {
        if let Some(key) = key(*one) {
            found.entry(key).and_modify(|other| *other = None).or_insert(Some(*one));
        }
    }
    found.into_iter().filter_map(|(key, one)| Some((key, one?))).collect()
}

/// The structure of a type without the names of other types; `None` if that is too little to identify it.
fn form(def: &TypeDef) -> Option<String> {
    let words: Vec<String> = match &def.kind {
        TypeKind::Struct(object) => {
            object.fields.iter().map(|field| format!("{} {:?}", field.wire_name, field.presence)).collect()
        }
        TypeKind::StringEnum(values) => values.variants.iter().map(|variant| variant.wire_name.clone()).collect(),
        TypeKind::IntegerEnum(values) => values.variants.iter().map(|variant| variant.value.to_string()).collect(),
        TypeKind::Union(union) => union.arms.iter().map(|arm| arm.rust_name.clone()).collect(),
        TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Tuple(_) => Vec::new(),
    };
    (words.len() > 1).then(|| {
        let mut words = words;
        words.sort_unstable();
        format!("{:?} {}", std::mem::discriminant(&def.kind), words.join("\n"))
    })
}

/// An operation and the resource it belongs to.
pub(super) type MatchedOperation<'a> = (&'a Resource, &'a Operation);

/// The operations of both versions.
#[derive(Debug, Default)]
pub(super) struct OperationPairs<'a> {
    /// Those that are the same.
    pub(super) both: Vec<(MatchedOperation<'a>, MatchedOperation<'a>)>,
    /// Those that are gone.
    pub(super) removed: Vec<MatchedOperation<'a>>,
    /// Those that are new.
    pub(super) added: Vec<MatchedOperation<'a>>,
}

/// Matches operations by id. The remaining operations are matched by method and path.
pub(super) fn operations<'a>(old: &'a Api, new: &'a Api) -> OperationPairs<'a> {
    let mut pairs =
        OperationPairs { both: Vec::new(), removed: old.operations().collect(), added: new.operations().collect() };
    pairs.pair_by(|operation| operation.operation_id.clone());
    pairs.pair_by(|operation| format!("{} {}", operation.method.as_str(), shape(&operation.path)));
    pairs
}

impl OperationPairs<'_> {
    fn pair_by(&mut self, key: impl Fn(&Operation) -> String) {
        let removed = unique(&self.removed, |(_, operation)| Some(key(operation)));
        let added = unique(&self.added, |(_, operation)| Some(key(operation)));
        for (key, old) in removed {
            if let Some(new) = added.get(&key) {
                self.removed.retain(|found| !std::ptr::eq(found.1, old.1));
                self.added.retain(|found| !std::ptr::eq(found.1, new.1));
                self.both.push((old, *new));
            }
        }
    }
}

/// A path template without the names of its parameters, which are not sent.
pub(super) fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut is_inside = false;
    for character in path.chars() {
        match character {
            '{' => is_inside = true,
            '}' => {
                is_inside = false;
                shape.push_str("{}");
            }
            other if !is_inside => shape.push(other),
            _ => {}
        }
    }
    shape
}
