//! Claims: the lines of the public surface that an entry explains.

use crate::{
    model::{Field, Presence, TypeDef, TypeKind},
    render::item_paths,
};

/// Items whose lines of the surface an entry explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The items at this path.
    Item(String),
    /// The item at this path and all that belongs to it.
    Whole(String),
}

/// A claim of one item for each path.
pub(super) fn items<const N: usize>(paths: [String; N]) -> Vec<Claim> {
    paths.into_iter().map(Claim::Item).collect()
}

/// The claims of the items that a struct has only if callers make it.
pub(super) fn claims_of_construction(def: &TypeDef) -> Vec<Claim> {
    let TypeKind::Struct(object) = &def.kind else { return Vec::new() };
    let names =
        object.fields.iter().flat_map(|field| [&field.rust_name, &field.clear_name].into_iter().chain(&field.add_name));
    let mut claims: Vec<Claim> = names.map(|name| Claim::Item(item_paths::of_member(def, name))).collect();
    claims.extend(claims_of_new(def));
    claims
}

/// The claims of the items that depend on the required properties.
pub(super) fn claims_of_new(def: &TypeDef) -> Vec<Claim> {
    items([item_paths::of_member(def, "new"), format!("{}: Default", item_paths::of_type(def))])
}

/// The claims of a field and its methods.
pub(super) fn claims_of_field(def: &TypeDef, field: &Field) -> Vec<Claim> {
    let Field { rust_name, clear_name, add_name, .. } = field;
    let clear = (field.presence == Presence::ThreeState).then_some(clear_name);
    let names = [rust_name].into_iter().chain(clear).chain(add_name);
    names.map(|name| Claim::Item(item_paths::of_member(def, name))).collect()
}
