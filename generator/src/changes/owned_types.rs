//! The types that are reported with another part of the document: with a removed or new operation, if no operation of the other
//! version uses them, with a removed or new type that contains them, and with a renamed operation or schema, if they are inside it and
//! named after it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    claims::Claim,
    matching::{MatchedOperation, OperationPairs, TypePairs},
    pairs::TypePair,
};
use crate::{
    model::{Api, TypeDef, TypeId, TypeRef},
    render::item_paths,
};

/// How many names of renamed parts one message has.
const MOST_NAMES: usize = 20;

/// The types, by the part that they are reported with.
#[derive(Debug)]
pub(super) struct OwnedTypes<'a> {
    /// By the place of an operation or the name of a type.
    removed: BTreeMap<&'a str, Vec<&'a TypeDef>>,
    /// Likewise.
    added: BTreeMap<&'a str, Vec<&'a TypeDef>>,
    /// By the new place of an operation or a schema.
    renamed: BTreeMap<&'a str, Vec<TypePair<'a>>>,
}

impl<'a> OwnedTypes<'a> {
    pub(super) fn of([old, new]: [&'a Api; 2], types: &TypePairs<'a>, operations: &OperationPairs<'a>) -> Self {
        let both = |version: usize| types.both.iter().map(move |pair| [pair.0, pair.1][version]).collect::<Vec<_>>();
        Self {
            removed: of_users(old, &operations.removed, &types.removed, &both(0)),
            added: of_users(new, &operations.added, &types.added, &both(1)),
            renamed: of_renamed(types, operations),
        }
    }

    /// The types that are removed with an operation at a place, or with a type of a name.
    pub(super) fn removed_with(&self, user: &str) -> &[&'a TypeDef] {
        self.removed.get(user).map_or(&[], Vec::as_slice)
    }

    /// The types that are new with an operation at a place, or with a type of a name.
    pub(super) fn added_with(&self, user: &str) -> &[&'a TypeDef] {
        self.added.get(user).map_or(&[], Vec::as_slice)
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

/// The types that only some operations use, each with the first of these operations, and the types inside the other ones. Types that
/// both versions have use only the latter.
fn of_users<'a>(
    api: &'a Api,
    operations: &[MatchedOperation<'a>],
    types: &[&'a TypeDef],
    both: &[&'a TypeDef],
) -> BTreeMap<&'a str, Vec<&'a TypeDef>> {
    let ids_of = |all: &[&TypeDef]| -> BTreeSet<TypeId> {
        let ids = (0..api.types.len()).map(TypeId::new);
        ids.filter(|id| all.iter().any(|def| std::ptr::eq(*def, api.type_def(*id)))).collect()
    };
    let children = |id: TypeId| api.type_def(id).kind.children().into_iter().filter_map(TypeRef::named);
    let is_meant = |pointer: &str| operations.iter().any(|(_, meant)| meant.pointer == pointer);
    let of_others = api.named_by_operations(|operation| !is_meant(&operation.pointer));
    let of_receivers = api.receivers.iter().map(|receiver| receiver.ty);
    let of_both = ids_of(both).into_iter().flat_map(children);
    let named: BTreeSet<TypeId> = of_others.into_iter().chain(of_receivers).chain(of_both).collect();
    let used = api.reached(named.iter().copied().collect());
    let mut open = ids_of(types);
    let mut owned = BTreeMap::new();
    for (_, operation) in operations {
        let reached = api.reached(api.named_by_operations(|other| other.pointer == operation.pointer));
        let found = reached.into_iter().filter(|id| !used.contains(id) && open.remove(id));
        owned.insert(operation.pointer.as_str(), found.map(|id| api.type_def(id)).collect());
    }
    // With all schemas, there can be types that neither an operation nor another type uses.
    let contained: BTreeSet<TypeId> = open.iter().flat_map(|id| children(*id)).collect();
    let is_outermost = |id: &TypeId| named.contains(id) || !contained.contains(id);
    let outermost: Vec<TypeId> = open.iter().copied().filter(is_outermost).collect();
    open.retain(|id| !outermost.contains(id));
    for id in outermost {
        let found = api.reached(children(id).collect()).into_iter().filter(|id| open.remove(id));
        owned.insert(api.type_def(id).rust_name.as_str(), found.map(|id| api.type_def(id)).collect());
    }
    owned
}

/// The renamed types inside a renamed operation or schema, each with the outermost one.
fn of_renamed<'a>(types: &TypePairs<'a>, operations: &OperationPairs<'a>) -> BTreeMap<&'a str, Vec<TypePair<'a>>> {
    let mut renamed: Vec<TypePair<'a>> = types
        .both
        .iter()
        .filter(|(old, new)| old.rust_name != new.rust_name)
        .map(|(old, new)| TypePair { old, new })
        .collect();
    renamed.sort_by_key(|pair| &pair.old.rust_name);
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
