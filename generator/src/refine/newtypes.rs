//! Aliases that become separate types. Rust has no recursive aliases, so aliases that lead back to themselves become types.
//! Aliases of integers, or of lists or maps of integers, become types because the `Deserialize` of `i64` refuses `1.0`, which
//! is an integer in JSON Schema.

use crate::{
    depth_first::depth_first,
    model::{Api, TypeDef, TypeId, TypeKind, TypeRef},
};

/// Breaks every cycle of aliases at its last member, and gives integers with a name a type.
pub(super) fn newtypes(api: &mut Api) {
    let alias = |index: usize| api.types[index].kind.alias();
    let target = |index: usize| alias(index).map(|ty| ty.named().map(TypeId::index)).into_iter().collect();
    let mut found: Vec<usize> =
        (0..api.types.len()).filter(|index| alias(*index).is_some_and(holds_integers)).collect();
    depth_first(api.types.len(), target, |path, _| found.extend(path.last().map(|step| step.node)));
    for index in found {
        let TypeDef { kind, .. } = &mut api.types[index];
        if let TypeKind::Alias(ty) = kind {
            *kind = TypeKind::Newtype(ty.clone());
        }
    }
}

/// Whether a type has integers in it that are not behind a name.
fn holds_integers(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Integer(_)) || ty.inner().is_some_and(holds_integers)
}
