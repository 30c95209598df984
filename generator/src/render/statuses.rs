//! Enums of what statuses bring: successes with bodies of different types, and errors with such.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    docs::{self, Docs},
    ident,
    operations::response,
    runtime_paths::{
        ANSWER_BY_STATUS, API_ERROR, BINARY, BYTES, ERROR_BY_STATUS, EVENT, EVENT_STREAM, INCOMING, JSON_LINE_STREAM,
        RESPONSE, RESULT,
    },
    type_refs::rust_type,
};
use crate::{
    model::{Api, ByStatus, ErrorResponse, Operation, Resource, StatusArm, StatusRange, Success},
    names::OTHER_STATUS,
};

/// The enums of an operation.
pub(super) fn enums(api: &Api, resource: &Resource, operation: &Operation) -> TokenStream {
    let answer = match &operation.success.content {
        Success::ByStatus(by_status) => Some(answer(api, resource, operation, by_status)),
        _ => None,
    };
    let error = operation.error_type.as_deref().map(|name| error(api, resource, operation, name));
    quote!(#answer #error)
}

fn answer(
    api: &Api,
    resource: &Resource,
    operation: &Operation,
    ByStatus { rust_name, arms }: &ByStatus,
) -> TokenStream {
    let docs = docs::of_statuses("The answers", resource, operation);
    let (name, other) = (ident(rust_name), ident(OTHER_STATUS));
    let (mut variants, mut readers) = (Vec::new(), Vec::new());
    for StatusArm { status, rust_name, docs, content } in arms {
        let docs = docs::of_status(*status, docs);
        let (name, pattern) = (ident(rust_name), pattern(*status));
        let marker = response(api, content);
        let held = held(api, content);
        let variant = if held.is_some() { quote!(Self::#name) } else { quote!(|()| Self::#name) };
        let held = held.map(|ty| quote!((#ty)));
        variants.push(quote!(#docs #name #held));
        readers.push(quote!(#pattern => incoming.receive::<#marker, _>(#variant).await));
    }
    if !arms.iter().any(|arm| is_rest(arm.status)) {
        let docs = Docs::new().sentence("Any other success, which is not documented.");
        variants.push(quote!(#docs #other(#BYTES)));
        readers.push(quote!(_ => incoming.receive::<#BINARY, _>(Self::#other).await));
    }
    quote! {
        #docs
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }

        impl #ANSWER_BY_STATUS for #name {
            async fn receive(incoming: #INCOMING) -> #RESULT<#RESPONSE<Self>> {
                match incoming.status() {
                    #(#readers,)*
                }
            }
        }
    }
}

fn error(api: &Api, resource: &Resource, operation: &Operation, name: &str) -> TokenStream {
    let docs = docs::of_statuses("The documented errors", resource, operation);
    let (name, other) = (ident(name), ident(OTHER_STATUS));
    let (mut variants, mut readers) = (Vec::new(), Vec::new());
    for ErrorResponse { status, rust_name, docs, ty } in &operation.errors {
        let docs = docs::of_status(*status, docs);
        let (name, pattern) = (ident(rust_name), pattern(*status));
        let held = ty.as_ref().map(|ty| rust_type(api, ty)).map(|ty| quote!((#ty)));
        let read = if held.is_some() { quote!(error.body_as().map(Self::#name)) } else { quote!(Ok(Self::#name)) };
        variants.push(quote!(#docs #name #held));
        readers.push(quote!(#pattern => #read));
    }
    if !operation.errors.iter().any(|error| error.status == StatusRange::Default) {
        let docs = Docs::new().sentence("Any other status, which is not documented.");
        variants.push(quote!(#docs #other));
        readers.push(quote!(_ => Ok(Self::#other)));
    }
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }

        impl #ERROR_BY_STATUS for #name {
            fn read(error: &#API_ERROR) -> serde_json::Result<Self> {
                match error.status().as_u16() {
                    #(#readers,)*
                }
            }
        }
    }
}

/// Whether a success of any status that no other arm names is of this one.
fn is_rest(status: StatusRange) -> bool {
    matches!(status, StatusRange::Hundreds(2) | StatusRange::Default)
}

fn pattern(status: StatusRange) -> TokenStream {
    match status {
        StatusRange::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        StatusRange::Hundreds(2) | StatusRange::Default => quote!(_),
        StatusRange::Hundreds(hundreds) => {
            // No range: one that has a status of another arm in it is taken for a mistake.
            let hundreds = Literal::u16_unsuffixed(hundreds);
            quote!(status if status / 100 == #hundreds)
        }
    }
}

/// What a success that is read so gives.
fn held(api: &Api, content: &Success) -> Option<TokenStream> {
    Some(match content {
        Success::Empty => return None,
        Success::Json(ty) => rust_type(api, ty),
        Success::Text => quote!(String),
        Success::Bytes => quote!(#BYTES),
        Success::Events => quote!(#EVENT_STREAM<#EVENT>),
        Success::JsonEvents(ty) => {
            let ty = rust_type(api, ty);
            quote!(#EVENT_STREAM<#ty>)
        }
        Success::JsonLines(ty) => {
            let ty = rust_type(api, ty);
            quote!(#JSON_LINE_STREAM<#ty>)
        }
        // A status brings one thing.
        Success::ByStatus(by_status) => {
            let name = ident(&by_status.rust_name);
            quote!(#name)
        }
    })
}
