//! Who sends each type: requests, responses, both, or nobody.

use crate::model::{Api, BodyContent, Success, TypeDef, TypeKind, TypeRef, Usage};

/// Marks everything that an operation reaches.
pub(super) fn usage(api: &mut Api) {
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for (_, operation) in api.operations() {
        sent.extend(operation.parameters.iter().map(|parameter| parameter.ty.clone()));
        match operation.body.as_ref().map(|body| &body.content) {
            Some(BodyContent::Json(ty)) => sent.push(ty.clone()),
            Some(BodyContent::Form(fields) | BodyContent::Multipart(fields)) => sent.push(fields.ty.clone()),
            Some(BodyContent::Text | BodyContent::Bytes) | None => {}
        }
        match &operation.success.content {
            Success::Json(ty) | Success::JsonEvents(ty) | Success::JsonLines(ty) => received.push(ty.clone()),
            Success::Empty | Success::Text | Success::Bytes | Success::Events => {}
        }
        received.extend(operation.errors.iter().filter_map(|error| error.ty.clone()));
    }
    mark(&mut api.types, sent, |usage| &mut usage.request);
    mark(&mut api.types, received, |usage| &mut usage.response);
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
