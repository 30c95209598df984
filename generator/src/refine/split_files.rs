//! An object with files that a multipart body shares with JSON or a form is two types: JSON cannot hold files.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Body, BodyContent, Operation, TypeDef, TypeId, TypeRef};

use super::files;

/// Gives multipart bodies a type of their own instead of each such object.
pub(super) fn split_files(api: &mut Api) {
    let elsewhere = files::named_elsewhere(api);
    let mut shared = files::properties(api);
    shared.retain(|id, names| elsewhere.contains(id) && files::has_files(&api.types, *id, names));
    let mut taken: BTreeSet<String> = api.types.iter().map(|definition| definition.rust_name.clone()).collect();
    let mut copies: BTreeMap<TypeId, TypeId> = BTreeMap::new();
    for operation in api.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let Operation { pointer, body, .. } = operation;
        for content in body.iter_mut().flat_map(contents_mut) {
            let BodyContent::Multipart(fields) = content else { continue };
            let Some(id) = fields.ty.named().filter(|id| shared.contains_key(id)) else { continue };
            let copy = *copies.entry(id).or_insert_with(|| {
                let rust_name = free_name(&mut taken, &api.types[id.index()].rust_name);
                let pointer = format!("{pointer}/requestBody");
                api.types.push(TypeDef { pointer, rust_name, ..api.types[id.index()].clone() });
                let copy = TypeId::new(api.types.len() - 1);
                api.types_in_order.push(copy);
                copy
            });
            fields.ty = TypeRef::Named(copy);
        }
    }
}

fn contents_mut(body: &mut Body) -> impl Iterator<Item = &mut BodyContent> {
    let others = body.others.iter_mut().map(|other| &mut other.content);
    [&mut body.content].into_iter().chain(others)
}

/// A name of a type that no other has.
fn free_name(taken: &mut BTreeSet<String>, name: &str) -> String {
    let mut wanted = format!("{name}Multipart");
    while !taken.insert(wanted.clone()) {
        wanted.push('_');
    }
    wanted
}
