//! Matches the types and operations of two versions.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{Api, Method, Operation, Resource, TypeDef, TypeKind},
    names,
};

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

/// The parts of an operation or a type in both versions.
#[derive(Debug)]
pub(super) struct PartPairs<'a, T> {
    /// Those that are the same.
    pub(super) both: Vec<(&'a T, &'a T)>,
    /// Those that are gone.
    pub(super) removed: Vec<&'a T>,
    /// Those that are new.
    pub(super) added: Vec<&'a T>,
}

/// Whether a part of the old version and a part of the new one are the same.
type IsSame<'s, T> = &'s dyn Fn(&T, &T) -> bool;

/// Matches each part with one part of the new version: with the first condition, the remaining ones with the next condition.
pub(super) fn parts<'a, T>(old: &'a [T], new: &'a [T], same: &[IsSame<'_, T>]) -> PartPairs<'a, T> {
    let mut pairs = PartPairs { both: Vec::new(), removed: old.iter().collect(), added: new.iter().collect() };
    for is_same in same {
        for before in std::mem::take(&mut pairs.removed) {
            match pairs.added.iter().position(|now| is_same(before, now)) {
                Some(index) => pairs.both.push((before, pairs.added.remove(index))),
                None => pairs.removed.push(before),
            }
        }
    }
    pairs
}

/// Matches types by their names. The remaining types are matched by their place, and then a removed type with a new type
/// of the same form. Then the remaining types inside these are matched.
pub(super) fn types<'a>(old: &'a Api, new: &'a Api) -> TypePairs<'a> {
    let mut pairs =
        TypePairs { both: Vec::new(), removed: old.types.iter().collect(), added: new.types.iter().collect() };
    pairs.pair_by(&|def| Some(def.rust_name.clone()), &|def| Some(def.rust_name.clone()));
    pairs.pair_by(&|def| Some(def.pointer.clone()), &|def| Some(def.pointer.clone()));
    pairs.pair_by(&form, &form);
    pairs.pair_inside();
    pairs
}

impl<'a> TypePairs<'a> {
    /// Pairs the remaining types that are at the same place inside two types that are the same.
    fn pair_inside(&mut self) {
        let moved: Vec<_> = self.both.iter().filter(|(old, new)| old.pointer != new.pointer).copied().collect();
        let place_now = |def: &TypeDef| {
            let place_inside = |(old, new): &(&TypeDef, &TypeDef)| {
                let rest = def.pointer.strip_prefix(&old.pointer).filter(|rest| rest.starts_with('/'))?;
                Some((old.pointer.len(), format!("{}{rest}", new.pointer)))
            };
            moved.iter().filter_map(place_inside).max().map(|(_, place)| place)
        };
        self.pair_by(&place_now, &|def| Some(def.pointer.clone()));
    }

    /// The old and the new names of types that have another name.
    pub(super) fn other_names(&self) -> BTreeMap<&'a str, &'a str> {
        let names = self.both.iter().map(|(old, new)| (old.rust_name.as_str(), new.rust_name.as_str()));
        names.filter(|(old, new)| old != new).collect()
    }

    /// Separates types of different names, one inside a removed operation, and one inside a new operation.
    pub(super) fn separate(&mut self, operations: &OperationPairs<'_>) {
        let is_inside = |def: &TypeDef, operations: &[MatchedOperation<'_>]| {
            let rest = |operation: &Operation| def.pointer.strip_prefix(&operation.pointer);
            operations.iter().any(|(_, operation)| rest(operation).is_some_and(|rest| rest.starts_with('/')))
        };
        let is_separate = |old: &TypeDef, new: &TypeDef| {
            old.rust_name != new.rust_name && is_inside(old, &operations.removed) && is_inside(new, &operations.added)
        };
        for (old, new) in self.both.extract_if(.., |pair| is_separate(pair.0, pair.1)) {
            self.removed.push(old);
            self.added.push(new);
        }
    }

    /// Pairs the remaining types by a key that is unique in each version.
    fn pair_by(&mut self, old: &dyn Fn(&TypeDef) -> Option<String>, new: &dyn Fn(&TypeDef) -> Option<String>) {
        let removed = unique(&self.removed, old);
        let added = unique(&self.added, new);
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

/// The length of the common end of the paths of two operations.
type CommonEnd<'a> = (usize, MatchedOperation<'a>, MatchedOperation<'a>);

/// Matches operations by id. The remaining operations are matched by method and path, and then by their type. If their requests
/// and responses are the same, they are then matched by the call. Those without ids are then matched by the path without its
/// version or prefix, and then by the path without one of its names.
pub(super) fn operations<'a>(
    old: &'a Api,
    new: &'a Api,
    contents: [&dyn Fn(&Operation) -> String; 2],
) -> OperationPairs<'a> {
    let mut pairs =
        OperationPairs { both: Vec::new(), removed: old.operations().collect(), added: new.operations().collect() };
    let by_id = |(_, operation): MatchedOperation<'_>| operation.operation_id.clone();
    let by_path =
        |(_, operation): MatchedOperation<'_>| format!("{} {}", operation.method.as_str(), shape(&operation.path));
    // An id in another spelling gives the same type: `listPets` and `list_pets`.
    let by_type = |(_, operation): MatchedOperation<'_>| operation.type_name.clone();
    let [old_contents, new_contents] = contents;
    pairs.pair_by([&by_id, &by_id]);
    pairs.pair_by([&by_path, &by_path]);
    pairs.pair_by([&by_type, &by_type]);
    pairs.pair_by([&|it| call_and_contents(it, old_contents), &|it| call_and_contents(it, new_contents)]);
    pairs.pair_by_end(contents);
    pairs.pair_by_name(contents);
    pairs
}

impl<'a> OperationPairs<'a> {
    /// Pairs each removed operation with the added one whose path has the longest end in common with its path. An operation
    /// with an id is not matched: with another id, it is another operation.
    fn pair_by_end(&mut self, [old, new]: [&dyn Fn(&Operation) -> String; 2]) {
        let said = |contents: &dyn Fn(&Operation) -> String, one: &Operation| (one.method.clone(), contents(one));
        let new_contents: Vec<_> = self.added.iter().map(|(_, now)| said(new, now)).collect();
        let mut ends: Vec<CommonEnd<'a>> = Vec::new();
        for before in self.removed.iter().filter(|(_, before)| has_made_id(before)) {
            let contents = said(old, before.1);
            let added = self.added.iter().zip(&new_contents).filter(|((_, now), _)| has_made_id(now));
            let same = added.filter(|(_, now)| **now == contents);
            ends.extend(same.filter_map(|(now, _)| Some((common_end(&before.1.path, &now.1.path)?, *before, *now))));
        }
        let is_only_best = |(length, before, now): &CommonEnd<'_>| {
            let is_one_of_them =
                |other: &&CommonEnd<'_>| std::ptr::eq(other.1.1, before.1) || std::ptr::eq(other.2.1, now.1);
            ends.iter().filter(is_one_of_them).filter(|(other, ..)| other >= length).count() == 1
        };
        for (_, before, now) in ends.iter().filter(|pair| is_only_best(pair)) {
            self.pair(*before, *now);
        }
    }

    /// Pairs each removed operation with the only added one of the same resource whose path differs in one name: `/pets/find` and
    /// `/pets/search`. Both have no ids, so the type of the operation always has another name. Only operations that read are
    /// matched: `POST /orders/cancel` and `POST /orders/confirm` have different effects.
    fn pair_by_name(&mut self, [old, new]: [&dyn Fn(&Operation) -> String; 2]) {
        let is_same = |before: MatchedOperation<'_>, now: MatchedOperation<'_>| {
            before.0.accessor == now.0.accessor
                && before.1.method == now.1.method
                && matches!(before.1.method, Method::Get | Method::Head)
                && has_other_name(&before.1.path, &now.1.path)
                && old(before.1) == new(now.1)
        };
        let with_made_id = |all: &[MatchedOperation<'a>]| -> Vec<MatchedOperation<'a>> {
            all.iter().copied().filter(|(_, operation)| has_made_id(operation)).collect()
        };
        let (removed, added) = (with_made_id(&self.removed), with_made_id(&self.added));
        for before in &removed {
            let mut found = added.iter().filter(|now| is_same(*before, **now));
            if let (Some(now), None) = (found.next(), found.next())
                && removed.iter().filter(|other| is_same(**other, *now)).count() == 1
            {
                self.pair(*before, *now);
            }
        }
    }

    /// Pairs the remaining operations by a key that is unique in each version.
    fn pair_by(&mut self, [old, new]: [&dyn Fn(MatchedOperation<'_>) -> String; 2]) {
        let removed = unique(&self.removed, |it| Some(old(it)));
        let added = unique(&self.added, |it| Some(new(it)));
        for (key, old) in removed {
            if let Some(new) = added.get(&key) {
                self.pair(old, *new);
            }
        }
    }

    fn pair(&mut self, old: MatchedOperation<'a>, new: MatchedOperation<'a>) {
        self.removed.retain(|found| !std::ptr::eq(found.1, old.1));
        self.added.retain(|found| !std::ptr::eq(found.1, new.1));
        self.both.push((old, new));
    }
}

/// Whether the document gives the operation no id, so that it has one that is made from method and path.
pub(super) fn has_made_id(operation: &Operation) -> bool {
    operation.operation_id == names::operation_id(operation.method.as_str(), &operation.path)
}

/// The method of the resource, the HTTP method, the variables of the path, and the contents of the request and the response.
/// A variable of another name is another key: `/users/{id}` and `/users/by-name/{name}`.
fn call_and_contents((resource, operation): MatchedOperation<'_>, contents: &dyn Fn(&Operation) -> String) -> String {
    let (accessor, name, method) = (&resource.accessor, &operation.rust_name, operation.method.as_str());
    let variables = variables(&operation.path).join(" ");
    format!("{accessor}().{name} {method} {variables}\n{}", contents(operation))
}

/// The names of the variables of a path.
fn variables(path: &str) -> Vec<&str> {
    path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest)).collect()
}

/// The number of segments at the end of two paths that are equal, if the paths differ only in a version or a prefix;
/// `None` if the end has only variables, or if the paths do not have the same number of variables.
fn common_end(old: &str, new: &str) -> Option<usize> {
    let has_same_variables = variables(old).len() == variables(new).len();
    let [old, new] = [old, new].map(shape);
    let [old, new] = [&old, &new].map(|path| path.trim_start_matches('/').split('/').collect::<Vec<_>>());
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let [old_rest, new_rest] = [&old, &new].map(|segments| &segments[..segments.len() - end]);
    let beginning = old_rest.iter().zip(new_rest).take_while(|(old, new)| old == new).count();
    let [old_rest, new_rest] = [old_rest, new_rest].map(|rest| &rest[beginning..]);
    let has_prefix = beginning == 0 && (old_rest.is_empty() || new_rest.is_empty());
    let has_other_version = old_rest.iter().chain(new_rest).all(|segment| is_version(segment));
    let has_name = old[old.len() - end..].iter().any(|segment| !segment.is_empty() && !segment.contains("{}"));
    (has_same_variables && has_name && (has_prefix || has_other_version)).then_some(end)
}

/// Whether two paths differ in one segment that is not a variable, and have another one in common.
fn has_other_name(old: &str, new: &str) -> bool {
    let [old, new] = [old, new].map(|path| path.trim_matches('/').split('/').collect::<Vec<_>>());
    let is_name = |segment: &str| !segment.contains('{') && !is_version(segment);
    let (same, other): (Vec<_>, Vec<_>) = old.iter().zip(&new).partition(|(old, new)| old == new);
    let is_other_name = matches!(other.as_slice(), [(old, new)] if is_name(old) && is_name(new));
    old.len() == new.len() && is_other_name && same.iter().any(|(segment, _)| is_name(segment))
}

/// Whether a segment of a path is a version: `v1`, `2.0`, `2024-01-01` or `beta`.
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    number.starts_with(|first: char| first.is_ascii_digit())
        || ["alpha", "beta", "preview", "stable", "latest"].contains(&segment)
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
