//! Paginated lists: reads from extensions how the next page is requested. `resolve::pagination` finds the parts in the
//! types.

mod ours;
mod vendors;

use std::collections::BTreeMap;

use super::Extensions;
use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    extensions,
    pointer::Pointer,
};

/// Pagination as an extension describes it. Names of properties are paths: dots lead into objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaginationExtension {
    /// The extension.
    pub(crate) by: &'static str,
    /// The property of the response with the items; none if the response is the list.
    pub(crate) items: Option<String>,
    pub(crate) how: How,
    /// The property of the response that says whether there is another page.
    pub(crate) more: Option<String>,
}

/// How the next page is requested, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// By the cursor in the property `from`, in a query parameter or a member of the body.
    Cursor { from: String, to: String },
    /// By the URL in the property `from`, or in the header `Link`.
    Url { from: String },
    /// By its number.
    Number { parameter: String, first: i64 },
    /// By the number of items before it.
    Offset { parameter: String },
}

/// The pagination of operations, by their pointers.
pub(crate) type AllWritten = BTreeMap<String, PaginationExtension>;

/// Reads the extension of an operation. Ours has precedence.
pub(super) fn read(
    extensions: &Extensions,
    of_document: &Extensions,
    operation: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<PaginationExtension> {
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
