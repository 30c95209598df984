//! Paginated lists: compares the extensions with the finished types (`parts`), and finds operations that look like
//! pagination but have no extension (`propose`).

mod parts;
mod propose;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    extensions,
    lower::pagination::{AllWritten, PaginationExtension},
    model::{Operation, Resource, TypeDef},
    pointer::Pointer,
};

/// Finds the parts of pages in the types. Reports extensions that do not fit, and operations that look like pagination.
pub(super) fn check(
    types: &[TypeDef],
    resources: &mut [Resource],
    written: &AllWritten,
    diagnostics: &mut Diagnostics,
) {
    let mut proposals: BTreeMap<(&'static str, String), (Pointer, usize)> = BTreeMap::new();
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let place = Pointer::from_text(operation.pointer.clone());
        match written.get(&operation.pointer) {
            Some(written) => resolve(types, operation, written, &place, diagnostics),
            None => {
                if let Some(proposal) = propose::propose(types, operation) {
                    proposals.entry(proposal).or_insert((place, 0)).1 += 1;
                }
            }
        }
    }
    for ((kind, extension), (first, count)) in proposals {
        diagnostics.push(findings::looks_like_pages(&first, kind, &extension, count));
    }
}

fn resolve(
    types: &[TypeDef],
    operation: &mut Operation,
    written: &PaginationExtension,
    place: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let at = place.child(written.by);
    match parts::find(types, operation, written) {
        Ok(found) => {
            if let (Some(items), true) = (&written.items, found.items.is_empty()) {
                diagnostics.push(findings::pagination_items(&at, items));
            }
            operation.pagination = Some(found);
        }
        Err(what) if written.by == extensions::PAGINATION => diagnostics.push(findings::pagination(&at, &what)),
        Err(what) => diagnostics.push(findings::pages_not_read(&at, written.by, &what)),
    }
}
