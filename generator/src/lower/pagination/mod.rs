//! Lists by pages: how the next page is asked for. `ours` and `vendors` read what extensions say; `resolve` holds it against the
//! finished types; `propose` finds operations that look as if they listed by pages, and about which nothing is said.

mod ours;
mod propose;
mod resolve;
mod vendors;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    extensions,
    model::{Operation, Resource, TypeDef},
    pointer::Pointer,
};

type Extensions = IndexMap<String, Value>;

/// Pagination as an extension describes it. Names of properties are paths: dots lead into objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The extension.
    by: &'static str,
    /// The property of the response that holds the items; none if the response is the list.
    items: Option<String>,
    how: How,
    /// The property of the response that says whether there is another page.
    more: Option<String>,
}

/// How the next page is asked for, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum How {
    /// By the cursor `from` a property, in a query parameter or a member of the body.
    Cursor { from: String, to: String },
    /// By the URL `from` a property, or from the header `Link`.
    Url { from: String },
    /// By its number.
    Number { parameter: String, first: i64 },
    /// By the number of the items before it.
    Offset { parameter: String },
}

/// The pagination of operations, by their pointers.
pub(super) type AllWritten = BTreeMap<String, Written>;

/// Reads the extension of an operation, ours before those of others.
pub(super) fn read(
    extensions: &Extensions,
    of_document: &Extensions,
    operation: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<Written> {
    if let Some(written) = extensions.get(extensions::PAGINATION) {
        return match ours::read(written) {
            Ok(written) => Some(written),
            Err(what) => {
                diagnostics.push(findings::pagination(&operation.child(extensions::PAGINATION), &what));
                None
            }
        };
    }
    vendors::READERS.iter().find_map(|(name, read)| {
        let written = extensions.get(*name)?;
        match read(written, of_document.get(*name)) {
            Ok(written) => written,
            Err(what) => {
                diagnostics.push(findings::pages_not_read(&operation.child(name), name, &what));
                None
            }
        }
    })
}

/// Finds the parts of pages in the types; reports what does not fit, and what looks like pages.
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
    written: &Written,
    place: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let at = place.child(written.by);
    match resolve::resolve(types, operation, written) {
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
