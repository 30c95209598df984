//! Bounds how deeply types are nested, as the compiler counts it.
//!
//! Whether a type may go to another thread, its layout and how it is dropped follow from the types of its fields, and from
//! theirs in turn. The compiler gives up at 128 steps, in the crate of a user too, whose futures hold our types and add
//! steps of their own. A use that would nest more than [`MOST_STEPS`] becomes [`TypeRef::Deep`], whose properties do not
//! follow from the type that it holds.
//!
//! Uses that close a cycle count as nothing: the compiler does not enter a type twice.

use crate::{
    depth_first::depth_first,
    model::{Api, TypeId, TypeRef},
};

/// How many steps one type may take: half of what the compiler allows, and the rest is for the user's own types.
const MOST_STEPS: usize = 64;
/// From a type to the types of its fields, and through `Option`, each.
const STEP: usize = 1;
/// Through `Box` or `Vec`, which have pointers and markers of their own.
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

/// Hides what nests too deeply within a use that is `outside` steps from the type that has it. Gives the steps that are left.
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

/// Hides a container, and what nests too deeply in it.
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
