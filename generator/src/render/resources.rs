//! Groups of operations: a type that holds the client, and the client's method that makes it.

use std::iter;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Module, Part, below, docs, ident, operations, pages, requests, runtime_paths::CLIENT, statuses};
use crate::model::{Api, Operation, Resource};

/// The file of a resource, or a part of it.
pub(super) fn module(api: &Api, path: String, resource: &Resource, part: &Part<&Operation>) -> Module<'static> {
    let name = ident(&resource.rust_name);
    let below = below(&path, &part.below);
    let operations = operations(api, resource, &name, &part.items);
    if part.path.is_empty() {
        let docs = docs::of_resource(resource).inner();
        let itself = itself(resource, &name);
        let items = Box::new(iter::once(quote!(#itself #operations)));
        return Module { head: docs, below, items, ..Module::new(path) };
    }
    let (head, names) = match part.items.as_slice() {
        [] => (TokenStream::new(), Vec::new()),
        _ => {
            let parents = part.path.iter().map(|_| quote!(super::));
            (quote!(use #(#parents)*#name;), vec![name])
        }
    };
    Module { head, names, below, items: Box::new(operations.into_iter()), ..Module::new(path) }
}

/// The type of the resource, and the client's method.
fn itself(resource: &Resource, name: &Ident) -> TokenStream {
    let docs = docs::of_resource(resource);
    let accessor = ident(&resource.accessor);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name {
            client: #CLIENT,
        }

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
) -> Option<TokenStream> {
    if operations.is_empty() {
        return None;
    }
    let methods = operations.iter().flat_map(|operation| operations::methods(api, resource, operation));
    let others = operations.iter().map(|operation| {
        let markers = operations::markers(api, resource, operation);
        let statuses = statuses::enums(api, resource, operation);
        let setters = requests::setters(api, operation);
        let pages = pages::paged(api, operation);
        quote!(#markers #statuses #setters #pages)
    });
    Some(quote! {
        impl #name {
            #(#methods)*
        }

        #(#others)*
    })
}
