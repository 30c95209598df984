//! Which types the parts of an API use, and taking out those that are not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Api, Body, BodyContent, Operation, Success, TypeId, TypeKind, TypeRef};

impl Api {
    /// The types that operations name.
    pub fn named_by_operations(&mut self, is_meant: impl Fn(&Operation) -> bool) -> Vec<TypeId> {
        let operations = self.resources.iter_mut().flat_map(|resource| &mut resource.operations);
        let meant = operations.filter(|operation| is_meant(operation));
        meant.flat_map(of_operation).filter_map(named).map(|id| *id).collect()
    }

    /// The types in `open`, and those that they are made of.
    pub fn reached(&mut self, mut open: Vec<TypeId>) -> BTreeSet<TypeId> {
        let mut reached = BTreeSet::new();
        while let Some(id) = open.pop() {
            if reached.insert(id)
                && let Some(definition) = self.types.get_mut(id.index())
            {
                open.extend(of_type(&mut definition.kind).into_iter().filter_map(named).map(|id| *id));
            }
        }
        reached
    }

    /// Takes out all types but these, which refer to no others.
    pub fn keep_types(&mut self, kept: BTreeSet<TypeId>) {
        let mut index = 0;
        self.types.retain(|_| {
            index += 1;
            kept.contains(&TypeId::new(index - 1))
        });
        // Ids are places in the list of types.
        let places: BTreeMap<TypeId, TypeId> =
            kept.into_iter().enumerate().map(|(place, id)| (id, TypeId::new(place))).collect();
        self.types_in_order = places.values().copied().collect();
        let operations = self.resources.iter_mut().flat_map(|resource| &mut resource.operations);
        let of_operations = operations.flat_map(of_operation);
        let of_types = self.types.iter_mut().flat_map(|definition| of_type(&mut definition.kind));
        for id in of_operations.chain(of_types).filter_map(named) {
            *id = *places.get(id).expect("what is left refers to what was reached");
        }
    }
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
