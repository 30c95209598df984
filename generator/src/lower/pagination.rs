//! `x-rust-pagination`: how the next page of a list is asked for. `read` takes it as written; `check` holds it against the
//! finished types.

use indexmap::IndexMap;
use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    extensions,
    model::{Operation, Pagination, ParameterLocation, Resource, Struct, Success, TypeDef, TypeKind, TypeRef},
    pointer::Pointer,
};

/// Reads the extension of an operation.
pub(super) fn read(
    extensions: &IndexMap<String, Value>,
    operation: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<Pagination> {
    let written = extensions.get(extensions::PAGINATION)?;
    let text = |name: &str| written.get(name).and_then(Value::as_str).map(str::to_owned);
    let is_complete = written.as_object().is_some_and(|members| members.len() == 3);
    match (text("items"), text("next"), text("parameter")) {
        (Some(items), Some(next), Some(parameter)) if is_complete => {
            Some(Pagination { items, next, parameter, item: TypeRef::Any })
        }
        _ => {
            let what = "it needs `items`, `next` and `parameter`, which are text, and nothing else";
            diagnostics.push(findings::pagination(&operation.child(extensions::PAGINATION), what));
            None
        }
    }
}

/// Finds the type of the items; reports what does not fit the operation.
pub(super) fn check(types: &[TypeDef], resources: &mut [Resource], diagnostics: &mut Diagnostics) {
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let Some(pagination) = operation.pagination.take() else { continue };
        match item(types, operation, &pagination) {
            Ok(item) => operation.pagination = Some(Pagination { item, ..pagination }),
            Err(what) => {
                let place = Pointer::from_text(operation.pointer.clone()).child(extensions::PAGINATION);
                diagnostics.push(findings::pagination(&place, &what));
            }
        }
    }
}

fn item(types: &[TypeDef], operation: &Operation, pagination: &Pagination) -> Result<TypeRef, String> {
    let Pagination { items, next, parameter, item: _ } = pagination;
    let is_parameter = operation
        .parameters
        .iter()
        .any(|other| other.wire_name == *parameter && other.location == ParameterLocation::Query && !other.required);
    if !is_parameter {
        return Err(format!("the operation has no optional query parameter `{parameter}`"));
    }
    let page = match &operation.success.content {
        Success::Json(ty) => structure(types, ty),
        _ => None,
    };
    let page = page.ok_or("the operation does not answer with an object of declared properties")?;
    let field = |name: &str| page.fields.iter().find(|field| field.wire_name == name).map(|field| &field.ty);
    if field(next) != Some(&TypeRef::String) {
        return Err(format!("the answer has no text `{next}`"));
    }
    match field(items) {
        Some(TypeRef::Array(item)) => Ok((**item).clone()),
        Some(_) | None => Err(format!("the answer has no list `{items}`")),
    }
}

fn structure<'t>(types: &'t [TypeDef], ty: &TypeRef) -> Option<&'t Struct> {
    let mut ty = ty;
    // An alias that leads back to itself is no object; the bound ends it.
    for _ in 0..=types.len() {
        let TypeRef::Named(id) = ty else { return None };
        match &types.get(id.index())?.kind {
            TypeKind::Struct(object) => return Some(object),
            TypeKind::Alias(inner) | TypeKind::Newtype(inner) => ty = inner,
            TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) | TypeKind::Union(_) => {
                return None;
            }
        }
    }
    None
}
