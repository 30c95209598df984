//! Takes operations out of the model, and the types that nothing refers to then.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{Api, Body, BodyContent, Operation, Success, TypeId, TypeKind, TypeRef},
    pointer::Pointer,
};

use super::{Schemas, Selection};

/// Keeps the operations that are wanted and the types that they reach, less the schemas that are left out.
pub fn prune(api: &mut Api, selection: &Selection, left_out: &BTreeSet<String>) {
    if selection.takes_all_operations() {
        if !left_out.is_empty() {
            let is_left_out = |pointer: &str| component(pointer).is_some_and(|name| left_out.contains(&name));
            let kept = api.types.iter().enumerate().filter(|(_, it)| !is_left_out(&it.pointer));
            let kept = kept.map(|(index, _)| TypeId::new(index)).collect();
            keep_types(api, kept);
        }
        return;
    }
    let reached = reached(api, selection);
    for resource in &mut api.resources {
        resource.operations.retain(|it| selection.takes(&it.path, &it.tags, &it.operation_id));
    }
    api.resources.retain(|resource| !resource.operations.is_empty());
    keep_types(api, reached);
}

/// Keeps these types, which refer to no others.
fn keep_types(api: &mut Api, reached: BTreeSet<TypeId>) {
    let mut index = 0;
    api.types.retain(|_| {
        index += 1;
        reached.contains(&TypeId::new(index - 1))
    });
    // Ids are places in the list of types.
    let places: BTreeMap<TypeId, TypeId> =
        reached.into_iter().enumerate().map(|(place, id)| (id, TypeId::new(place))).collect();
    api.types_in_order = places.values().copied().collect();
    let operations = api.resources.iter_mut().flat_map(|resource| &mut resource.operations);
    let of_operations = operations.flat_map(of_operation);
    let of_types = api.types.iter_mut().flat_map(|definition| of_type(&mut definition.kind));
    for id in of_operations.chain(of_types).filter_map(named) {
        *id = *places.get(id).expect("what is left refers to what was reached");
    }
}

/// The name of the component schema at `pointer`.
fn component(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))?;
    Pointer::from_text(format!("#/{name}")).tokens().next()
}

/// The types that the selected operations reach, and those of the schemas that are kept anyway.
pub(super) fn reached(api: &mut Api, selection: &Selection) -> BTreeSet<TypeId> {
    let is_kept = |name: String| match &selection.schemas {
        Schemas::Named(names) => names.contains(&name),
        Schemas::All => true,
    };
    let kept = api.types.iter().enumerate().filter(|(_, it)| component(&it.pointer).is_some_and(is_kept));
    let mut open: Vec<TypeId> = kept.map(|(index, _)| TypeId::new(index)).collect();
    let operations = api.resources.iter_mut().flat_map(|resource| &mut resource.operations);
    let selected = operations.filter(|it| selection.takes(&it.path, &it.tags, &it.operation_id));
    open.extend(selected.flat_map(of_operation).filter_map(named).map(|id| *id));
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        if reached.insert(id)
            && let Some(definition) = api.types.get_mut(id.index())
        {
            open.extend(of_type(&mut definition.kind).into_iter().filter_map(named).map(|id| *id));
        }
    }
    reached
}

/// The type that a use of a type names.
fn named(ty: &mut TypeRef) -> Option<&mut TypeId> {
    match ty {
        TypeRef::Named(id) => Some(id),
        TypeRef::Array(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner)
        | TypeRef::Deep(inner) => named(inner),
        TypeRef::String
        | TypeRef::Secret
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::DateTime
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object => None,
    }
}

/// The types that a type is made of.
fn of_type(kind: &mut TypeKind) -> Vec<&mut TypeRef> {
    match kind {
        TypeKind::Struct(object) => {
            let fields = object.fields.iter_mut().map(|field| &mut field.ty);
            fields.chain([&mut object.additional_properties.value]).collect()
        }
        TypeKind::Tuple(tuple) => tuple.elements.iter_mut().chain(&mut tuple.rest).collect(),
        TypeKind::Union(union) => union.arms.iter_mut().map(|arm| &mut arm.ty).collect(),
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => vec![ty],
        TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => Vec::new(),
    }
}

/// The types that an operation sends and receives.
fn of_operation(operation: &mut Operation) -> Vec<&mut TypeRef> {
    let Operation { parameters, body, pagination, success, other_responses, errors, response_headers, .. } = operation;
    let mut found: Vec<&mut TypeRef> = parameters.iter_mut().map(|parameter| &mut parameter.ty).collect();
    if let Some(Body { content, others, .. }) = body {
        let contents = [content].into_iter().chain(others.iter_mut().map(|other| &mut other.content));
        found.extend(contents.filter_map(of_body));
    }
    found.extend(pagination.iter_mut().map(|pagination| &mut pagination.item));
    found.extend(of_success(&mut success.content));
    found.extend(other_responses.iter_mut().flat_map(|other| of_success(&mut other.response.content)));
    found.extend(errors.iter_mut().filter_map(|error| error.ty.as_mut()));
    found.extend(response_headers.iter_mut().map(|header| &mut header.ty));
    found
}

fn of_body(content: &mut BodyContent) -> Option<&mut TypeRef> {
    match content {
        BodyContent::Json(ty) | BodyContent::JsonLines(ty) => Some(ty),
        BodyContent::Form(fields) | BodyContent::Multipart(fields) => Some(&mut fields.ty),
        BodyContent::Text | BodyContent::Bytes => None,
    }
}

fn of_success(content: &mut Success) -> Vec<&mut TypeRef> {
    match content {
        Success::Json(ty) | Success::JsonEvents(ty) | Success::JsonLines(ty) => vec![ty],
        Success::ByStatus(by_status) => {
            by_status.arms.iter_mut().flat_map(|arm| of_success(&mut arm.content)).collect()
        }
        Success::Empty | Success::Text | Success::Bytes | Success::Events => Vec::new(),
    }
}
