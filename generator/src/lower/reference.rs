//! References to components.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;

use crate::pointer::Pointer;

/// The longest chain of references that is followed. They are checked before; the bound ends one that leads back to itself.
pub(super) const MAX_REFERENCES: usize = 1000;

/// What stands at `at`, or where the reference there leads among the `components` of a section; and its place.
pub(super) fn resolve<'a, T>(
    written: &'a ReferenceOr<T>,
    at: &Pointer,
    section: &str,
    components: Option<&'a IndexMap<String, ReferenceOr<T>>>,
) -> Option<(&'a T, Pointer)> {
    let mut written = written;
    let mut at = at.clone();
    for _ in 0..MAX_REFERENCES {
        match written {
            ReferenceOr::Item(item) => return Some((item, at)),
            ReferenceOr::Reference { reference } => {
                let name = reference.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')?;
                at = Pointer::root().child("components").child(section).child(name);
                written = components?.get(name)?;
            }
        }
    }
    None
}
