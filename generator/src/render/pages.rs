//! Lists by pages: what the runtime must know to ask for the next one.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, runtime_paths::PAGED, type_refs::rust_type};
use crate::model::{Api, Field, Operation, Pagination, Success, TypeKind, TypeRef};

/// The table of an operation that lists by pages.
pub(super) fn paged(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let Pagination { items, next, parameter, item } = operation.pagination.as_ref()?;
    let Success::Json(page) = &operation.success.content else { return None };
    let marker = ident(&operation.type_name);
    let next = ident(&field(api, page, next)?.rust_name);
    let items = ident(&field(api, page, items)?.rust_name);
    let item = rust_type(api, item);
    Some(quote!(#PAGED! { #marker: #parameter => #next, #items: #item }))
}

fn field<'a>(api: &'a Api, page: &'a TypeRef, wire_name: &str) -> Option<&'a Field> {
    let TypeRef::Named(id) = api.resolved(page) else { return None };
    match &api.type_def(*id).kind {
        TypeKind::Struct(object) => object.fields.iter().find(|field| field.wire_name == wire_name),
        TypeKind::StringEnum(_)
        | TypeKind::IntegerEnum(_)
        | TypeKind::Tuple(_)
        | TypeKind::Union(_)
        | TypeKind::Alias(_)
        | TypeKind::Newtype(_) => None,
    }
}
