//! Limits the depth of nested types, as the compiler counts it.
//!
//! The compiler computes from the types of the fields, and from their fields, whether a type may be sent to another thread, its
//! layout, and how it is dropped.
//!
//! It gives up after 128 steps, also in the crate of a user, whose futures contain our types and add their own steps. A use
//! that would be deeper than [`MOST_STEPS`] becomes [`TypeRef::Deep`], whose properties do not depend on the type inside it.
//! Uses that close a cycle do not count, since the compiler does not enter a type twice.

use crate::{
    depth_first::depth_first,
    model::{Api, TypeId, TypeRef},
};

/// The number of steps for one type: half of the compiler's limit. The rest is for the user's own types.
const MOST_STEPS: usize = 64;
/// From a type to the types of its fields, and through `Option`, each.
const STEP: usize = 1;
/// Through `Box` or `Vec`, which contain pointers and markers.
const STEPS_OF_CONTAINER: usize = 3;
/// Through `BTreeMap`, whose nodes point to each other.
const STEPS_OF_MAP: usize = 10;

/// Hides the uses that nest types too deeply.
pub(super) fn depth(api: &mut Api) {
    let types = &api.types;
    let used =
        |index: usize| types[index].kind.children().into_iter().map(|ty| ty.named().map(TypeId::index)).collect();
    let mut steps: Vec<Option<usize>> = vec![None; types.len()];
    for index in depth_first(types.len(), used, |_, _| {}) {
        let uses = api.types[index].kind.children_mut().into_iter();
        // One step into the type, and one through the `Option` of a field that may be absent.
        steps[index] = uses.map(|ty| bound(ty, 2 * STEP, &steps)).max().or(Some(STEP));
    }
}

/// Hides the parts of a use that are nested too deeply. The use is `outside` steps below its type. Returns the
/// remaining steps.
fn bound(ty: &mut TypeRef, outside: usize, steps: &[Option<usize>]) -> usize {
    match ty {
        TypeRef::Named(id) => {
            let total = outside + steps[id.index()].unwrap_or(0);
            if total > MOST_STEPS { hide(ty, outside) } else { total }
        }
        TypeRef::Nullable(inner) => bound(inner, outside + STEP, steps),
        TypeRef::Array(inner) => match outside + STEPS_OF_CONTAINER {
            within if within <= MOST_STEPS => bound(inner, within, steps),
            _ => hide_all(ty, outside, STEPS_OF_CONTAINER, steps),
        },
        TypeRef::Map(inner) => match outside + STEPS_OF_MAP {
            within if within <= MOST_STEPS => bound(inner, within, steps),
            _ => hide_all(ty, outside, STEPS_OF_MAP, steps),
        },
        TypeRef::Boxed(inner) => {
            let total = bound(inner, outside + STEPS_OF_CONTAINER, steps);
            if let TypeRef::Deep(_) = **inner {
                // One pointer is enough.
                *ty = std::mem::replace(&mut **inner, TypeRef::Null);
            }
            total
        }
        TypeRef::Deep(_)
        | TypeRef::String
        | TypeRef::Secret
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::NumberLiteral(_)
        | TypeRef::Float
        | TypeRef::Text(_)
        | TypeRef::File
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object => outside + STEP,
    }
}

/// Hides a container, and the parts of it that are nested too deeply.
fn hide_all(ty: &mut TypeRef, outside: usize, within: usize, steps: &[Option<usize>]) -> usize {
    if let TypeRef::Array(inner) | TypeRef::Map(inner) = ty {
        bound(inner, within, steps);
    }
    hide(ty, outside)
}

fn hide(ty: &mut TypeRef, outside: usize) -> usize {
    let hidden = std::mem::replace(ty, TypeRef::Null);
    *ty = TypeRef::Deep(Box::new(hidden));
    outside + STEP
}
