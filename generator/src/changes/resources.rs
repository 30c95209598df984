//! Resources: the groups of operations that the client has.

use super::{
    claims::Claim,
    comparison::Comparison,
    docs,
    matching::MatchedOperation,
    owned_types::other_names,
    pairs::{OperationPair, of_setting},
    report::DocumentVersion,
    rules::client as rules,
};
use crate::{model::Resource, render::runtime_paths::CLIENT};

/// Reports the resources that have another name: all operations of a removed resource are now all operations of a new one.
/// `claims_of` are the claims of all that an operation has.
pub(super) fn renamed<'a>(
    cx: &mut Comparison<'a>,
    pairs: &[(MatchedOperation<'a>, MatchedOperation<'a>)],
    claims_of: fn(MatchedOperation<'_>) -> Vec<Claim>,
) {
    let [old_api, new_api] = [cx.old.api, cx.new.api];
    let has = |resources: &[Resource], accessor: &str| resources.iter().any(|one| one.accessor == accessor);
    for before in old_api.resources.iter().filter(|before| !has(&new_api.resources, &before.accessor)) {
        let moved: Vec<_> = pairs.iter().filter(|(old, _)| old.0.accessor == before.accessor).collect();
        let Some((_, (now, _))) = moved.first() else { continue };
        let is_whole = [before, now].iter().all(|resource| resource.operations.len() == moved.len());
        let is_one = moved.iter().all(|(_, new)| new.0.accessor == now.accessor);
        if is_whole && is_one && !has(&old_api.resources, &now.accessor) {
            let methods = moved.iter().filter(|pair| has_other_method(pair));
            let methods = other_names(methods.map(|(old, new)| (&*old.1.rust_name, &*new.1.rust_name)));
            let message = format!("the resource `{}()` is `{}()` now{methods}", before.accessor, now.accessor);
            let about = of_setting(&now.accessor, DocumentVersion::New, place_of(now));
            let of_operations = moved.iter().flat_map(|(old, new)| [claims_of(*old), claims_of(*new)]);
            let claims = [claims(before), claims(now)].into_iter().chain(of_operations).flatten().collect();
            cx.renamed_resources.insert(&before.accessor, &now.accessor);
            cx.add(rules::RESOURCE_RENAMED, &about, message, claims);
        }
    }
}

/// Whether an operation has another method because its resource has another name: its id is the same.
fn has_other_method((old, new): &(MatchedOperation<'_>, MatchedOperation<'_>)) -> bool {
    old.1.rust_name != new.1.rust_name && old.1.type_name == new.1.type_name
}

/// Whether the resource of an operation has another name.
pub(super) fn is_renamed(cx: &Comparison<'_>, pair: OperationPair<'_>) -> bool {
    let now = cx.renamed_resources.get(pair.old.0.accessor.as_str());
    now.is_some_and(|now| *now == pair.new.0.accessor)
}

/// Whether the entry of a renamed resource has the new name of a method.
pub(super) fn reports_method(cx: &Comparison<'_>, pair: OperationPair<'_>) -> bool {
    is_renamed(cx, pair) && has_other_method(&(pair.old, pair.new))
}

/// Compares the resources.
pub(super) fn compare(cx: &mut Comparison<'_>, old: &[Resource], new: &[Resource]) {
    for before in old {
        let Resource { tag: _, parent: _, rust_name, accessor, docs, operations: _ } = before;
        let renamed = cx.renamed_resources.get(accessor.as_str()).copied();
        let Some(now) = new.iter().find(|now| now.accessor == renamed.unwrap_or(accessor)) else {
            let message = format!("the client has no `{accessor}()` any more");
            let about = of_setting(accessor, DocumentVersion::Old, place_of(before));
            cx.add(rules::RESOURCE_REMOVED, &about, message, claims(before));
            continue;
        };
        let about = of_setting(&now.accessor, DocumentVersion::New, "#/tags");
        docs::text(cx, rules::RESOURCE_DOCS, &about, [docs, &now.docs], Vec::new());
        if renamed.is_none() && *rust_name != now.rust_name {
            let message = format!("`{accessor}()` gave `{rust_name}` and gives `{}` now", now.rust_name);
            cx.add(rules::RESOURCE_TYPE_RENAMED, &about, message, [claims(before), claims(now)].concat());
        }
    }
    let is_known = |now: &Resource| {
        let is_same = |before: &Resource| before.accessor == now.accessor;
        old.iter().any(is_same) || cx.renamed_resources.values().any(|renamed| *renamed == now.accessor)
    };
    for now in new.iter().filter(|now| !is_known(now)).collect::<Vec<_>>() {
        let message = format!("the client has `{}()`", now.accessor);
        let about = of_setting(&now.accessor, DocumentVersion::New, place_of(now));
        cx.add(rules::RESOURCE_ADDED, &about, message, claims(now));
    }
}

fn claims(Resource { rust_name, accessor, .. }: &Resource) -> Vec<Claim> {
    vec![
        Claim::Item(accessor.clone()),
        Claim::Item(format!("{CLIENT}::{accessor}")),
        Claim::Whole(format!("{accessor}::{rust_name}")),
    ]
}

/// The place of the first operation of a resource. Its tag need not be among the tags of the document.
fn place_of(resource: &Resource) -> &str {
    resource.operations.first().map_or("#/tags", |operation| operation.pointer.as_str())
}
