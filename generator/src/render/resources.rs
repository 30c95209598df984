//! Groups of operations: a type that holds the client, and the client's method that makes it.

use std::iter;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Items, Module, Part, below, docs, ident, operations, pages, requests, runtime_paths::CLIENT, statuses};
use crate::{
    lines::{FieldLine, LaidOut, StructLines},
    model::{Api, Operation, Resource},
};

/// The file of a resource, or a part of it.
pub(super) fn module(api: &Api, path: String, resource: &Resource, part: &Part<&Operation>) -> Module<'static> {
    let name = ident(&resource.rust_name);
    let below = below(&path, &part.below);
    let items = Items::new(|laid_out| {
        let itself = part.path.is_empty().then(|| itself(resource, &name, laid_out));
        let operations = operations(api, resource, &name, &part.items, laid_out);
        quote!(#itself #operations)
    });
    let items = Box::new(iter::once(items));
    if part.path.is_empty() {
        let docs = docs::of_resource(resource).inner();
        return Module { head: docs, below, items, ..Module::new(path) };
    }
    let (head, names) = match part.items.as_slice() {
        [] => (TokenStream::new(), Vec::new()),
        _ => {
            let parents = part.path.iter().map(|_| quote!(super::));
            (quote!(use #(#parents)*#name;), vec![name])
        }
    };
    Module { head, names, below, items, ..Module::new(path) }
}

/// The type of the resource, and the method of the client.
fn itself(resource: &Resource, name: &Ident, laid_out: &mut LaidOut) -> TokenStream {
    let docs = docs::of_resource(resource);
    let accessor = ident(&resource.accessor);
    let definition = laid_out.structure(StructLines {
        docs: docs.text(),
        derived: quote!(Clone, Debug),
        is_deprecated: false,
        is_non_exhaustive: false,
        name: name.clone(),
        fields: vec![FieldLine::private("client", quote!(#CLIENT))],
    });
    quote! {
        #definition

        impl #CLIENT {
            #docs
            pub fn #accessor(&self) -> #name {
                #name { client: self.clone() }
            }
        }
    }
}

/// The methods of some operations, and what belongs to each.
pub(super) fn operations(
    api: &Api,
    resource: &Resource,
    name: &Ident,
    operations: &[&Operation],
    laid_out: &mut LaidOut,
) -> TokenStream {
    if operations.is_empty() {
        return TokenStream::new();
    }
    let methods = operations.iter().flat_map(|operation| operations::methods(api, resource, operation));
    let others = operations.iter().map(|operation| {
        let markers = operations::markers(api, resource, operation, laid_out);
        let statuses = statuses::enums(api, resource, operation);
        let setters = requests::setters(api, operation);
        let pages = pages::paged(api, operation);
        quote!(#markers #statuses #setters #pages)
    });
    quote! {
        impl #name {
            #(#methods)*
        }

        #(#others)*
    }
}
