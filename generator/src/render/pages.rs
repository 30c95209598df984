//! Lists by pages: what the runtime must know to ask for the next one.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, runtime_paths::PAGED, type_refs::rust_type};
use crate::model::{Api, Field, Operation, Pagination, Presence, Success, TypeKind, TypeRef};

/// The impl of an operation that lists by pages.
pub(super) fn paged(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let Pagination { items, next, parameter, item } = operation.pagination.as_ref()?;
    let Success::Json(page) = &operation.success.content else { return None };
    let marker = ident(&operation.type_name);
    let item = rust_type(api, item);
    let next = cursor(field(api, page, next)?);
    let items = list(field(api, page, items)?);
    let page = rust_type(api, page);
    Some(quote! {
        impl #PAGED for #marker {
            type Item = #item;
            const PARAMETER: &'static str = #parameter;

            fn next(page: &#page) -> Option<&str> {
                #next
            }

            fn items(page: #page) -> Vec<#item> {
                #items
            }
        }
    })
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

fn cursor(field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    match field.presence {
        Presence::Required => quote!(Some(page.#name.as_str())),
        Presence::RequiredNullable | Presence::Optional => quote!(page.#name.as_deref()),
        Presence::ThreeState => quote!(page.#name.value().map(String::as_str)),
    }
}

fn list(field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    match field.presence {
        Presence::Required => quote!(page.#name),
        Presence::RequiredNullable | Presence::Optional => quote!(page.#name.unwrap_or_default()),
        Presence::ThreeState => quote!(page.#name.into_value().unwrap_or_default()),
    }
}
