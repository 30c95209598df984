//! Makes a `File`, which is bytes with a name and a media type, of each property of a multipart body that is sent as a file.
//! `split_files` has made two types of an object that is used elsewhere too.

use std::{
    collections::{BTreeMap, BTreeSet},
    ptr,
};

use crate::model::{
    Api, BodyContent, NestedParts, Operation, PartContent, PartList, Success, TypeDef, TypeId, TypeKind, TypeRef,
    resolved,
};

/// Converts properties to files, in objects that only multipart bodies send.
pub(super) fn files(api: &mut Api) {
    let elsewhere = named_elsewhere(api);
    files_by_position(api, &elsewhere);
    for (id, properties) in properties(api) {
        if elsewhere.contains(&id) {
            continue;
        }
        let mut changed = Vec::new();
        if let TypeKind::Struct(object) = &api.types[id.index()].kind {
            for (index, field) in object.fields.iter().enumerate() {
                let file = properties.contains(&field.wire_name).then(|| file(&api.types, &field.ty)).flatten();
                changed.extend(file.map(|ty| (index, ty)));
            }
        }
        if let TypeKind::Struct(object) = &mut api.types[id.index()].kind {
            for (index, ty) in changed {
                object.fields[index].ty = ty;
            }
        }
    }
}

/// Converts elements to files, in tuples that only multipart bodies send.
fn files_by_position(api: &mut Api, elsewhere: &BTreeSet<TypeId>) {
    let lists: Vec<PartList> = part_lists(api).cloned().collect();
    for list in lists {
        files_of_list(api, &list, elsewhere);
    }
    texts_elsewhere(api, elsewhere);
}

/// Reads the elements of other tuples as text, since they cannot be files.
fn texts_elsewhere(api: &mut Api, elsewhere: &BTreeSet<TypeId>) {
    let successes = api.resources.iter_mut().flat_map(|resource| &mut resource.operations).flat_map(|operation| {
        let others = operation.other_responses.iter_mut().map(|other| &mut other.response.content);
        [&mut operation.success.content].into_iter().chain(others)
    });
    for list in successes.flat_map(of_success_mut) {
        if list.ty.named().is_some_and(|id| elsewhere.contains(&id)) {
            list.encodings.iter_mut().chain([&mut list.rest]).for_each(|encoding| encoding.is_file = false);
        }
    }
}

fn files_of_list(api: &mut Api, PartList { ty, encodings, rest, nested }: &PartList, elsewhere: &BTreeSet<TypeId>) {
    let Some(id) = ty.named().filter(|id| !elsewhere.contains(id)) else { return };
    let TypeKind::Tuple(tuple) = &mut api.types[id.index()].kind else { return };
    let elements = tuple.elements.iter_mut().chain(tuple.rest.as_mut()).enumerate();
    for (position, element) in elements {
        if encodings.get(position).unwrap_or(rest).is_file {
            *element = TypeRef::File;
        }
        let nested = nested.iter().find(|nested| nested.position == position);
        // A list of files has no separate type.
        if let Some(NestedParts { list: PartList { ty: list @ TypeRef::Array(_), .. }, .. }) = nested {
            *element = list.clone();
        }
    }
    for NestedParts { list, .. } in nested {
        files_of_list(api, list, elsewhere);
    }
}

/// The lists of parts of all bodies and responses.
fn part_lists(api: &Api) -> impl Iterator<Item = &PartList> {
    let sent = api.operations().flat_map(|(_, operation)| contents(operation)).filter_map(|content| match content {
        BodyContent::Parts(list) => Some(list),
        _ => None,
    });
    sent.chain(api.operations().flat_map(|(_, operation)| received(operation)))
}

/// The lists of parts of the responses of an operation.
fn received(operation: &Operation) -> impl Iterator<Item = &PartList> {
    let others = operation.other_responses.iter().map(|other| &other.response.content);
    [&operation.success.content].into_iter().chain(others).flat_map(of_success)
}

fn of_success(success: &Success) -> Vec<&PartList> {
    match success {
        Success::Parts(PartContent::List(list)) => vec![list],
        Success::ByStatus(by_status) => by_status.arms.iter().flat_map(|arm| of_success(&arm.content)).collect(),
        _ => Vec::new(),
    }
}

fn of_success_mut(success: &mut Success) -> Vec<&mut PartList> {
    match success {
        Success::Parts(PartContent::List(list)) => vec![list],
        Success::ByStatus(by_status) => {
            by_status.arms.iter_mut().flat_map(|arm| of_success_mut(&mut arm.content)).collect()
        }
        _ => Vec::new(),
    }
}

/// All contents of request bodies.
fn contents(operation: &Operation) -> impl Iterator<Item = &BodyContent> {
    operation.body.iter().flat_map(|body| {
        let others = body.others.iter().map(|other| &other.content);
        [&body.content].into_iter().chain(others)
    })
}

/// The objects of multipart bodies, with the properties that each of these bodies sends as files.
pub(super) fn properties(api: &Api) -> BTreeMap<TypeId, BTreeSet<String>> {
    let mut found: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    for content in api.operations().flat_map(|(_, operation)| contents(operation)) {
        let BodyContent::Multipart(fields) = content else { continue };
        let TypeRef::Named(id) = fields.ty else { continue };
        let files = fields.encodings.iter().filter(|encoding| encoding.is_file);
        let files: BTreeSet<String> = files.map(|encoding| encoding.wire_name.clone()).collect();
        found.entry(id).and_modify(|known| known.retain(|name| files.contains(name))).or_insert(files);
    }
    found
}

/// The types that something other than a multipart body names.
pub(super) fn named_elsewhere(api: &Api) -> BTreeSet<TypeId> {
    let nested = |list: &PartList| -> Vec<(Option<TypeId>, Option<TypeId>)> {
        list.nested.iter().map(|nested| (list.ty.named(), nested.list.ty.named())).collect()
    };
    let nested: BTreeSet<(Option<TypeId>, Option<TypeId>)> = part_lists(api).flat_map(nested).collect();
    let of_types = api.types.iter().enumerate().flat_map(|(index, definition)| {
        let is_elsewhere = |ty: &&TypeRef| !nested.contains(&(Some(TypeId::new(index)), ty.named()));
        definition.kind.children().into_iter().filter(is_elsewhere).collect::<Vec<_>>()
    });
    let of_operations = api.operations().flat_map(|(_, operation)| {
        let bodies =
            contents(operation).filter(|content| !matches!(content, BodyContent::Multipart(_) | BodyContent::Parts(_)));
        let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
        let is_list = |ty: &TypeRef| received(operation).flat_map(PartList::types).any(|list| ptr::eq(list, ty));
        let others = operation.received().into_iter().filter(|ty| !is_list(ty)).collect::<Vec<_>>();
        bodies.filter_map(BodyContent::ty).chain(parameters).chain(others)
    });
    of_types.chain(of_operations).filter_map(TypeRef::named).collect()
}

/// Whether one of the properties `names` of a struct can be a file.
pub(super) fn has_files(types: &[TypeDef], id: TypeId, names: &BTreeSet<String>) -> bool {
    let TypeKind::Struct(object) = &types[id.index()].kind else { return false };
    object.fields.iter().any(|field| names.contains(&field.wire_name) && file(types, &field.ty).is_some())
}

/// The type with a file in place of its text. A file or a list of files is a list.
fn file(types: &[TypeDef], ty: &TypeRef) -> Option<TypeRef> {
    match resolved(types, ty) {
        TypeRef::Named(id) if has_list(types, *id) => Some(TypeRef::Array(TypeRef::File.into())),
        TypeRef::String | TypeRef::Text(_) | TypeRef::Any | TypeRef::Object | TypeRef::Named(_) | TypeRef::Map(_) => {
            Some(TypeRef::File)
        }
        TypeRef::Array(element) => Some(TypeRef::Array(file(types, element)?.into())),
        TypeRef::Nullable(inner) => Some(TypeRef::Nullable(file(types, inner)?.into())),
        _ => None,
    }
}

/// Whether a list is an alternative of a union.
fn has_list(types: &[TypeDef], id: TypeId) -> bool {
    match &types[id.index()].kind {
        TypeKind::Union(union) => union.arms.iter().any(|arm| matches!(resolved(types, &arm.ty), TypeRef::Array(_))),
        _ => false,
    }
}
