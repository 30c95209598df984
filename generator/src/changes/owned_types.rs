//! The types that are reported with another part of the document: with a removed or new operation, if no operation of the other
//! version uses them, and with a renamed operation or schema, if they are inside it and named after it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    claims::Claim,
    matching::{MatchedOperation, OperationPairs, TypePairs},
    pairs::TypePair,
};
use crate::{
    model::{Api, TypeDef, TypeId},
    render::item_paths,
};

/// How many names of renamed parts one message has.
const MOST_NAMES: usize = 20;

/// The types, by the place of the part that they are reported with. The place is in the document that has the part: for
/// renamed types, in the new one.
#[derive(Debug)]
pub(super) struct OwnedTypes<'a> {
    removed: BTreeMap<&'a str, Vec<&'a TypeDef>>,
    added: BTreeMap<&'a str, Vec<&'a TypeDef>>,
    renamed: BTreeMap<&'a str, Vec<TypePair<'a>>>,
}

impl<'a> OwnedTypes<'a> {
    pub(super) fn of([old, new]: [&'a Api; 2], types: &TypePairs<'a>, operations: &OperationPairs<'a>) -> Self {
        let both = |version: usize| types.both.iter().map(move |pair| [pair.0, pair.1][version]).collect::<Vec<_>>();
        Self {
            removed: of_operations(old, &operations.removed, &types.removed, &both(0)),
            added: of_operations(new, &operations.added, &types.added, &both(1)),
            renamed: of_renamed(types, operations),
        }
    }

    /// The types that are removed with an operation.
    pub(super) fn removed_with(&self, (_, operation): MatchedOperation<'_>) -> &[&'a TypeDef] {
        self.removed.get(operation.pointer.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The types that are new with an operation.
    pub(super) fn added_with(&self, (_, operation): MatchedOperation<'_>) -> &[&'a TypeDef] {
        self.added.get(operation.pointer.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The types that are renamed with the operation or schema at a place.
    pub(super) fn renamed_with(&self, place: &str) -> &[TypePair<'a>] {
        self.renamed.get(place).map_or(&[], Vec::as_slice)
    }

    /// Whether a type that is removed, new or renamed is reported with another part.
    pub(super) fn has(&self, def: &TypeDef) -> bool {
        let of_operations = self.removed.values().chain(self.added.values()).flatten().copied();
        let of_renamed = self.renamed.values().flatten().map(|pair| pair.new);
        of_operations.chain(of_renamed).any(|owned| std::ptr::eq(owned, def))
    }
}

/// The types that only some operations use, each with the first of these operations. Other operations and the types that both
/// versions have use none of them.
fn of_operations<'a>(
    api: &'a Api,
    operations: &[MatchedOperation<'a>],
    types: &[&'a TypeDef],
    both: &[&'a TypeDef],
) -> BTreeMap<&'a str, Vec<&'a TypeDef>> {
    let is_one_of = |all: &[&TypeDef], id: TypeId| all.iter().any(|def| std::ptr::eq(*def, api.type_def(id)));
    let ids = || (0..api.types.len()).map(TypeId::new);
    let is_meant = |pointer: &str| operations.iter().any(|(_, meant)| meant.pointer == pointer);
    let of_others = api.named_by_operations(|operation| !is_meant(&operation.pointer));
    let of_receivers = api.receivers.iter().map(|receiver| receiver.ty);
    let of_types = ids().filter(|id| is_one_of(both, *id));
    let used = api.reached(of_others.into_iter().chain(of_receivers).chain(of_types).collect());
    let mut open: BTreeSet<TypeId> = ids().filter(|id| is_one_of(types, *id) && !used.contains(id)).collect();
    let mut owned = BTreeMap::new();
    for (_, operation) in operations {
        let reached = api.reached(api.named_by_operations(|other| other.pointer == operation.pointer));
        let found: Vec<&TypeDef> = reached.iter().filter(|id| open.remove(id)).map(|id| api.type_def(*id)).collect();
        owned.insert(operation.pointer.as_str(), found);
    }
    owned
}

/// The renamed types inside a renamed operation or schema, each with the outermost one.
fn of_renamed<'a>(types: &TypePairs<'a>, operations: &OperationPairs<'a>) -> BTreeMap<&'a str, Vec<TypePair<'a>>> {
    let renamed: Vec<TypePair<'a>> = types
        .both
        .iter()
        .filter(|(old, new)| old.rust_name != new.rust_name)
        .map(|(old, new)| TypePair { old, new })
        .collect();
    let of_operations = operations.both.iter().map(|((_, old), (_, new))| (*old, *new));
    let of_operations = of_operations.filter(|(old, new)| old.type_name != new.type_name);
    let mut places: Vec<[&'a str; 2]> = of_operations.map(|(old, new)| [&*old.pointer, &*new.pointer]).collect();
    places.extend(renamed.iter().map(|pair| [&*pair.old.pointer, &*pair.new.pointer]));
    places.sort_by_key(|[_, new]| new.len());
    let is_inside = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let mut owned: BTreeMap<&'a str, Vec<TypePair<'a>>> = BTreeMap::new();
    for pair in renamed {
        let has_pair = |[old, new]: &&[&str; 2]| is_inside(&pair.old.pointer, old) && is_inside(&pair.new.pointer, new);
        if let Some([_, place]) = places.iter().find(has_pair) {
            owned.entry(place).or_default().push(pair);
        }
    }
    owned
}

/// The number of types, as messages say it.
pub(super) fn counted(types: &[&TypeDef], kind: &str) -> Option<String> {
    match types.len() {
        0 => None,
        1 => Some(format!("with 1 {kind}type")),
        count => Some(format!("with {count} {kind}types")),
    }
}

/// The old and new names of types inside a renamed part, as messages say them.
pub(super) fn names_inside(types: &[TypePair<'_>]) -> String {
    other_names(types.iter().map(|pair| (pair.old.rust_name.as_str(), pair.new.rust_name.as_str())))
}

/// The old and new names inside a renamed part, as messages say them.
pub(super) fn other_names<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let named: Vec<String> = names.map(|(old, new)| format!("`{old}` is called `{new}`")).collect();
    let more = match named.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(", and {more} more have other names"),
    };
    match named.get(..MOST_NAMES).unwrap_or(&named) {
        [] => String::new(),
        named => format!("; inside it, {}{more}", named.join(", ")),
    }
}

/// The claims of all that belongs to types.
pub(super) fn claims<'a>(types: impl IntoIterator<Item = &'a TypeDef>) -> Vec<Claim> {
    types.into_iter().map(|def| Claim::Whole(item_paths::of_type(def))).collect()
}

/// The claims of all that belongs to renamed types, by both names.
pub(super) fn claims_of_pairs(types: &[TypePair<'_>]) -> Vec<Claim> {
    claims(types.iter().flat_map(|pair| [pair.old, pair.new]))
}
