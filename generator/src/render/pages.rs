//! Paginated lists: the data that the runtime needs to request the next page.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{ident, runtime_paths::PAGED, type_refs::rust_type};
use crate::model::{
    Api, Counter, Field, NextPage, Operation, Pagination, Presence, Success, TypeKind, TypeRef, structure,
};

/// The table of an operation that lists by pages.
pub(super) fn paged(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    let Success::Json(page) = &operation.success.content else { return None };
    let marker = ident(&operation.type_name);
    let item = rust_type(api, &pagination.item);
    if let Pagination { items, next: NextPage::Query { from, parameter }, more: None, item: _ } = pagination
        && let ([items], [next]) = (&items[..], &from[..])
    {
        let (next, list) = (field(api, page, next)?, field(api, page, items)?);
        // The macro makes the path of the list from the name of the field.
        if list.rust_name == *items && ![next, list].iter().any(|field| is_newtype(api, &field.ty)) {
            let (next, items) = (ident(&next.rust_name), ident(items));
            return Some(quote!(#PAGED! { #marker: #parameter => #next, #items: #item }));
        }
    }
    let Pagination { items, next, more, item: _ } = pagination;
    let kind = kind(next);
    let members = [("next", cursor(next)), ("more", more.as_ref()), ("count", Some(items))];
    let mut ways = TokenStream::new();
    for (name, path) in members {
        let Some(path) = path else { continue };
        let (name, way) = (ident(name), way(api, page, path, by_reference)?);
        // The page itself is behind a reference.
        let way = if path.is_empty() && !is_newtype(api, page) { quote!(*#way) } else { way };
        ways.extend(quote!(, #name = #way));
    }
    let list = way(api, page, items, by_value)?;
    Some(quote!(#PAGED! { #marker(page): #kind => { items: #item = #list, at = [#(#items),*] #ways } }))
}

/// How the next page is requested.
fn kind(next: &NextPage) -> TokenStream {
    match next {
        NextPage::Query { parameter, from: _ } => quote!(Query(#parameter)),
        NextPage::Body { to, from: _ } => quote!(Body(&[#(#to),*])),
        NextPage::Number { counter, first } => {
            let first = Literal::i64_unsuffixed(*first);
            match counter {
                Counter::Query(parameter) => quote!(Number(#parameter, #first)),
                Counter::Body(path) => quote!(NumberInBody(&[#(#path),*], #first)),
            }
        }
        NextPage::Offset { counter: Counter::Query(parameter) } => quote!(Offset(#parameter)),
        NextPage::Offset { counter: Counter::Body(path) } => quote!(OffsetInBody(&[#(#path),*])),
        NextPage::Link => quote!(Link),
        NextPage::Url { from: _ } => quote!(Url),
    }
}

/// The path of the cursor or the URL of the next page.
fn cursor(next: &NextPage) -> Option<&Vec<String>> {
    match next {
        NextPage::Query { from, .. } | NextPage::Body { from, .. } | NextPage::Url { from } => Some(from),
        NextPage::Number { .. } | NextPage::Offset { .. } | NextPage::Link => None,
    }
}

/// The expression from `page` to the last field of a path, or to the value inside it. It returns early if an earlier field has no value.
fn way(api: &Api, page: &TypeRef, path: &[String], step: fn(Presence) -> TokenStream) -> Option<TokenStream> {
    let mut way = quote!(page);
    let mut ty = page;
    let mut step_before = TokenStream::new();
    for name in path {
        let field = field(api, ty, name)?;
        let name = ident(&field.rust_name);
        way.extend(quote!(#step_before.#name));
        step_before = step(field.presence);
        ty = &field.ty;
    }
    if is_newtype(api, ty) {
        way.extend(quote!(#step_before.0));
    }
    Some(way)
}

/// Whether a type is a struct around an integer, or around a list of integers.
fn is_newtype(api: &Api, ty: &TypeRef) -> bool {
    matches!(api.resolved(ty), TypeRef::Named(id) if matches!(api.type_def(*id).kind, TypeKind::Newtype(_)))
}

/// The expression for the value, from a reference to a field.
fn by_reference(presence: Presence) -> TokenStream {
    match presence {
        Presence::Required => quote!(),
        Presence::RequiredNullable | Presence::Optional => quote!(.as_ref()?),
        Presence::ThreeState => quote!(.value()?),
    }
}

/// The expression for the value, from a field.
fn by_value(presence: Presence) -> TokenStream {
    match presence {
        Presence::Required => quote!(),
        Presence::RequiredNullable | Presence::Optional => quote!(?),
        Presence::ThreeState => quote!(.into_value()?),
    }
}

fn field<'a>(api: &'a Api, page: &'a TypeRef, wire_name: &str) -> Option<&'a Field> {
    structure(&api.types, page)?.field(wire_name)
}
