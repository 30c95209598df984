//! Enums of bodies by status: successes with bodies of different types, and errors with bodies of different types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    docs::{self, DocText},
    ident,
    operations::response,
    runtime_paths::{BINARY, BYTES, ERRORS, EVENT, EVENT_STREAM, JSON_LINE_STREAM, PART_LIST, PART_STREAM, SUCCESSES},
    type_refs::rust_type,
};
use crate::{
    model::{Api, ByStatus, ErrorResponse, Operation, PartContent, Resource, StatusArm, StatusRange, Success},
    names::OTHER_STATUS,
};

/// The enums of an operation.
pub(super) fn enums(api: &Api, resource: &Resource, operation: &Operation) -> TokenStream {
    let success = match &operation.success.content {
        Success::ByStatus(by_status) => Some(success(api, resource, operation, by_status)),
        _ => None,
    };
    let error = operation.error_type.as_deref().map(|name| error(api, resource, operation, name));
    quote!(#success #error)
}

fn success(
    api: &Api,
    resource: &Resource,
    operation: &Operation,
    ByStatus { rust_name, arms }: &ByStatus,
) -> TokenStream {
    let docs = docs::of_statuses("The successful responses", resource, operation);
    let (name, other) = (ident(rust_name), ident(OTHER_STATUS));
    let (mut variants, mut table) = (Vec::new(), Vec::new());
    for StatusArm { status, rust_name, docs, content } in arms {
        let docs = docs::of_status(*status, docs);
        let (name, pattern) = (ident(rust_name), pattern(*status));
        let (held, read) = match held(api, content) {
            Some(held) => {
                let marker = response(api, &ident(&operation.type_name), content);
                (Some(quote!((#held))), Some(quote!((#marker))))
            }
            None => (None, None),
        };
        variants.push(quote!(#docs #name #held));
        table.push(quote!(#pattern => #name #read));
    }
    if !arms.iter().any(|arm| is_rest(arm.status)) {
        let docs = DocText::new().sentence("Any other success, which is not documented.");
        variants.push(quote!(#docs #other(#BYTES)));
        table.push(quote!(_ => #other(#BINARY)));
    }
    quote! {
        #docs
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }

        #SUCCESSES! { #name { #(#table,)* } }
    }
}

fn error(api: &Api, resource: &Resource, operation: &Operation, name: &str) -> TokenStream {
    let docs = docs::of_statuses("The documented errors", resource, operation);
    let (name, other) = (ident(name), ident(OTHER_STATUS));
    let (mut variants, mut table) = (Vec::new(), Vec::new());
    for ErrorResponse { status, rust_name, docs, media_type: _, ty } in &operation.errors {
        let docs = docs::of_status(*status, docs);
        let (name, pattern) = (ident(rust_name), pattern(*status));
        let held = ty.as_ref().map(|ty| rust_type(api, ty)).map(|ty| quote!((#ty)));
        variants.push(quote!(#docs #name #held));
        table.push(quote!(#pattern => #name #held));
    }
    if !operation.errors.iter().any(|error| error.status == StatusRange::Default) {
        let docs = DocText::new().sentence("Any other status, which is not documented.");
        variants.push(quote!(#docs #other));
        table.push(quote!(_ => #other));
    }
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }

        #ERRORS! { #name { #(#table,)* } }
    }
}

/// Whether this arm is for all statuses that no other arm names.
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
            let first = Literal::u16_unsuffixed(hundreds * 100);
            let last = Literal::u16_unsuffixed(hundreds * 100 + 99);
            quote!(#first..=#last)
        }
    }
}

/// The value of a success that is read this way.
fn held(api: &Api, content: &Success) -> Option<TokenStream> {
    Some(match content {
        Success::Empty => return None,
        Success::Json(ty) => rust_type(api, ty),
        Success::Text | Success::Location => quote!(String),
        Success::Bytes => quote!(#BYTES),
        Success::Events => quote!(#EVENT_STREAM<#EVENT>),
        Success::JsonEvents(ty) => {
            let ty = rust_type(api, ty);
            quote!(#EVENT_STREAM<#ty>)
        }
        Success::NamedEvents(events) => {
            let ty = rust_type(api, &events.ty);
            quote!(#EVENT_STREAM<#ty>)
        }
        Success::JsonLines(ty) => {
            let ty = rust_type(api, ty);
            quote!(#JSON_LINE_STREAM<#ty>)
        }
        Success::Parts(PartContent::Json(ty)) => {
            let ty = rust_type(api, ty);
            quote!(#PART_STREAM<#ty>)
        }
        Success::Parts(PartContent::Text) => quote!(#PART_STREAM<String>),
        Success::Parts(PartContent::Bytes) => quote!(#PART_STREAM<#BYTES>),
        Success::Parts(PartContent::List(list)) => {
            let ty = rust_type(api, &list.ty);
            quote!(#PART_LIST<#ty>)
        }
        // A status has only one body.
        Success::ByStatus(by_status) => {
            let name = ident(&by_status.rust_name);
            quote!(#name)
        }
    })
}
