//! Who sends each type: requests, responses, both, or nobody.

use crate::model::{Api, BodyContent, Success, TypeDef, TypeKind, TypeRef, Usage};

/// Marks everything that an operation reaches.
pub(super) fn usage(api: &mut Api) {
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for (_, operation) in api.operations() {
        sent.extend(operation.parameters.iter().map(|parameter| parameter.ty.clone()));
        if let Some(body) = &operation.body {
            let others = body.others.iter().map(|other| &other.content);
            sent.extend([&body.content].into_iter().chain(others).filter_map(of_body));
        }
        received.extend(of_success(&operation.success.content));
        received.extend(operation.other_responses.iter().flat_map(|other| of_success(&other.response.content)));
        received.extend(operation.errors.iter().filter_map(|error| error.ty.clone()));
    }
    mark(&mut api.types, sent, |usage| &mut usage.request);
    mark(&mut api.types, received, |usage| &mut usage.response);
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
        match ty {
            TypeRef::Named(id) => {
                let definition = &mut types[id.index()];
                if !std::mem::replace(side(&mut definition.usage), true) {
                    open.extend(parts(&definition.kind));
                }
            }
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => {
                open.push(*inner);
            }
            TypeRef::String
            | TypeRef::Boolean
            | TypeRef::Integer(_)
            | TypeRef::Number
            | TypeRef::Secret
            | TypeRef::DateTime
            | TypeRef::Null
            | TypeRef::Any
            | TypeRef::Object => {}
        }
    }
}

/// The types that a type is made of.
fn parts(kind: &TypeKind) -> Vec<TypeRef> {
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
