//! Boxes uses of types. A use is boxed only if the type would otherwise contain itself by value, or would be so large
//! that reading it exhausts the stack.
//!
//! A depth-first walk over "contains by value" finds the uses that close a cycle; these are boxed. Then [`sizes`] looks at each
//! type after those that it contains.

use super::{
    by_value::{box_slot, by_value},
    sizes,
};
use crate::{
    depth_first::depth_first,
    model::{Api, TypeId},
};

/// Boxes the uses that close a cycle, and those that make a type too large.
pub(super) fn boxing(api: &mut Api) {
    let types = &api.types;
    let contained = |index: usize| {
        by_value(types, &types[index].kind).into_iter().map(|target| target.map(TypeId::index)).collect()
    };
    let mut closing = Vec::new();
    let order = depth_first(types.len(), contained, |path, _| {
        closing.extend(path.last().map(|step| (step.node, step.edge())));
    });
    for (owner, slot) in closing {
        box_slot(&mut api.types[owner].kind, slot);
    }
    sizes::bound(&mut api.types, &order);
}
