//! The methods of a resource: each operation gets its preferred name, or a longer one if the name is taken.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::StatusCode;

use crate::{
    diagnostic::catalog::lower as findings,
    extensions,
    names::{self, MethodNames, Route, Scope},
    path_variable,
};

use super::{
    Context, given_names, lists,
    operation::{WrittenOperation, pointer, written_id},
};

/// The status of a response to a request that has created something.
const CREATED: u16 = 201;

/// The names that an operation may have.
struct NameClaim {
    names: MethodNames,
    /// The precedence: names by the author, then operations on the resource's own collection and items, then operations that
    /// change one item instead of all, then operations that read one item, then shorter paths.
    rank: (Owner, bool, bool, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Author,
    Resource,
    Other,
}

/// The method of each operation, and the scope of them all.
pub(super) fn claim(
    context: &mut Context<'_, '_>,
    resource: &str,
    operations: &[WrittenOperation<'_>],
) -> (Vec<String>, Scope) {
    let with_items = with_items(operations);
    let claim = |found| NameClaim::of(context, resource, &with_items, found);
    let claims: Vec<NameClaim> = operations.iter().map(claim).collect();
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|index| claims[*index].rank);
    let mut scope = Scope::default();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = vec![String::new(); claims.len()];
    for index in order {
        let NameClaim { names: MethodNames { wanted, long, .. }, rank } = &claims[index];
        let owner = owners.get(wanted).copied();
        let first = if is_contested(&claims, index) { long } else { wanted };
        let candidates = [first.clone(), long.clone(), names::value_name(&operations[index].operation_id)];
        let free = candidates.iter().find(|name| !owners.contains_key(*name)).unwrap_or(long);
        let name = scope.claim(free);
        owners.insert(name.clone(), index);
        owners.entry(free.clone()).or_insert(index);
        if let Some(owner) = owner.filter(|owner| claims[*owner].rank.0 == rank.0) {
            let at = pointer(operations[index].path, &operations[index].method);
            context.diagnostics.push(findings::method_name_taken(&at, wanted, &operations[owner].operation_id, &name));
        }
        names[index] = name;
    }
    (names, scope)
}

/// The paths below which there are operations on items: `/customer` of `/customer/{id}`.
fn with_items<'p>(operations: &[WrittenOperation<'p>]) -> BTreeSet<&'p str> {
    let divided = operations.iter().filter_map(|found| found.path.trim_end_matches('/').rsplit_once('/'));
    divided.filter(|(_, item)| item.starts_with('{') && item.ends_with('}')).map(|(path, _)| path).collect()
}

/// Whether the same collection below another parent has an equal claim to the name: `get` of `/genres/{id}/images/{type}`
/// and of `/items/{id}/images/{type}`. Then neither gets it.
fn is_contested(claims: &[NameClaim], index: usize) -> bool {
    let own = &claims[index];
    let is_rival = |other: &NameClaim| {
        own.names.wanted == other.names.wanted
            && (own.rank.0, own.rank.1, own.rank.2) == (other.rank.0, other.rank.1, other.rank.2)
            && !own.names.has_parents_of(&other.names)
    };
    own.rank.0 == Owner::Resource && claims.iter().any(is_rival)
}

impl NameClaim {
    fn of(
        context: &mut Context<'_, '_>,
        resource: &str,
        with_items: &BTreeSet<&str>,
        found: &WrittenOperation<'_>,
    ) -> Self {
        let method = found.method.as_str();
        let id = written_id(found.operation).map(|id| names::without_route(id, method, found.path));
        let path = path_variable::plain(found.path);
        let route = Route {
            id,
            method,
            path: &path,
            shared: context.shared_prefix,
            resource,
            lists: lists::lists(context, found.operation),
            is_list: lists::is_list(context, found.operation),
            creates: with_items.contains(found.path.trim_end_matches('/'))
                || found.operation.responses.responses.contains_key(&StatusCode::Code(CREATED)),
        };
        let names = names::method_names(&route);
        let length = path.split('/').count();
        let at = pointer(found.path, &found.method);
        match given_names::name(context, &found.operation.extensions, extensions::METHOD_NAMES, &at) {
            Some(name) => {
                let wanted = names::value_name(&name);
                let names = MethodNames { long: wanted.clone(), wanted, ..names };
                Self { names, rank: (Owner::Author, false, false, 0) }
            }
            None => {
                let owner = if names.is_own { Owner::Resource } else { Owner::Other };
                let (changes_more, reads_one) = (changes_more(method, &path), reads_one(method, &path));
                Self { names, rank: (owner, changes_more, !reads_one, length) }
            }
        }
    }
}

/// Whether an operation changes something without an id in the path, possibly all items.
fn changes_more(method: &str, path: &str) -> bool {
    let is_change = ["put", "patch", "delete"].iter().any(|change| method.eq_ignore_ascii_case(change));
    is_change && !ends_with_id(path)
}

/// Whether an operation reads the item of the id at the end of the path.
fn reads_one(method: &str, path: &str) -> bool {
    method.eq_ignore_ascii_case("get") && ends_with_id(path)
}

fn ends_with_id(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').ends_with('}')
}
