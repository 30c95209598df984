//! Who sends each type: requests, responses, both, or nobody.

use crate::model::{Api, BodyContent, Operation, Success, TypeDef, TypeId, TypeKind, TypeRef, Usage};

/// Marks everything that an operation reaches.
pub(super) fn usage(api: &mut Api) {
    let all_sent = api.operations().flat_map(|(_, operation)| sent(operation)).collect();
    let all_received = api.operations().flat_map(|(_, operation)| received(operation)).collect();
    mark(&mut api.types, all_sent, |usage| &mut usage.request);
    mark(&mut api.types, all_received, |usage| &mut usage.response);
}

/// The types of what an operation sends.
pub(super) fn sent(operation: &Operation) -> Vec<TypeRef> {
    let parameters = operation.parameters.iter().map(|parameter| parameter.ty.clone());
    let bodies = operation.body.iter().flat_map(|body| {
        let others = body.others.iter().map(|other| &other.content);
        [&body.content].into_iter().chain(others).filter_map(of_body)
    });
    parameters.chain(bodies).collect()
}

/// The types of what it receives.
pub(super) fn received(operation: &Operation) -> Vec<TypeRef> {
    let others = operation.other_responses.iter().flat_map(|other| of_success(&other.response.content));
    let errors = operation.errors.iter().filter_map(|error| error.ty.clone());
    let headers = operation.response_headers.iter().map(|header| header.ty.clone());
    of_success(&operation.success.content).into_iter().chain(others).chain(errors).chain(headers).collect()
}

fn of_body(content: &BodyContent) -> Option<TypeRef> {
    match content {
        BodyContent::Json(ty) | BodyContent::JsonLines(ty) => Some(ty.clone()),
        BodyContent::Form(fields) | BodyContent::Multipart(fields) => Some(fields.ty.clone()),
        BodyContent::Text | BodyContent::Bytes => None,
    }
}

fn of_success(content: &Success) -> Vec<TypeRef> {
    match content {
        Success::Json(ty) | Success::JsonEvents(ty) | Success::JsonLines(ty) => vec![ty.clone()],
        Success::ByStatus(by_status) => by_status.arms.iter().flat_map(|arm| of_success(&arm.content)).collect(),
        Success::Empty | Success::Text | Success::Bytes | Success::Events => Vec::new(),
    }
}

fn mark(types: &mut [TypeDef], mut open: Vec<TypeRef>, side: fn(&mut Usage) -> &mut bool) {
    while let Some(ty) = open.pop() {
        if let Some(id) = named(&ty) {
            let definition = &mut types[id.index()];
            if !std::mem::replace(side(&mut definition.usage), true) {
                open.extend(parts(&definition.kind));
            }
        }
    }
}

/// The type with a definition that `ty` is, or is made of.
pub(super) fn named(ty: &TypeRef) -> Option<TypeId> {
    match ty {
        TypeRef::Named(id) => Some(*id),
        TypeRef::Array(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner)
        | TypeRef::Deep(inner) => named(inner),
        TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::Secret
        | TypeRef::DateTime
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object => None,
    }
}

/// The types that a type is made of.
pub(super) fn parts(kind: &TypeKind) -> Vec<TypeRef> {
    match kind {
        TypeKind::Struct(struct_) => {
            let fields = struct_.fields.iter().map(|field| field.ty.clone());
            fields.chain([struct_.additional_properties.value.clone()]).collect()
        }
        TypeKind::Union(union) => union.arms.iter().map(|arm| arm.ty.clone()).collect(),
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => vec![ty.clone()],
        TypeKind::Tuple(tuple) => tuple.elements.iter().chain(&tuple.rest).cloned().collect(),
        TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => Vec::new(),
    }
}
