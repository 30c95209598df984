//! References to components.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;

use crate::pointer::Pointer;

/// The longest chain of references that is followed. They were checked before. The limit ends a chain that leads back
/// to itself.
pub(super) const MAX_REFERENCES: usize = 1000;

/// The object at `at`, or the target of the reference there in a section of `components`; and its place.
pub(super) fn resolve<'a, T>(
    written: &'a ReferenceOr<T>,
    at: &Pointer,
    section: &str,
    components: Option<&'a IndexMap<String, ReferenceOr<T>>>,
) -> Option<(&'a T, Pointer)> {
    let mut written = written;
    let mut last: Option<String> = None;
    for _ in 0..MAX_REFERENCES {
        match written {
            ReferenceOr::Item(item) => {
                let component = last.map(|name| Pointer::from_tokens(["components", section, name.as_str()]));
                return Some((item, component.unwrap_or_else(|| at.clone())));
            }
            ReferenceOr::Reference { reference } => {
                let token = reference.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')?;
                let name = token.replace("~1", "/").replace("~0", "~");
                written = components?.get(&name)?;
                last = Some(name);
            }
        }
    }
    None
}
