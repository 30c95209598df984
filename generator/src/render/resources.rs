//! Groups of operations: a type that borrows the client, and the client's method that makes it.

use std::iter;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Module, docs, file_name, ident, operations, pages, requests, runtime_paths::CLIENT, statuses};
use crate::model::{Api, Resource};

/// The file of a resource.
pub(super) fn module(api: &Api, resource: &Resource) -> Module<'static> {
    let docs = docs::of_resource(resource);
    let inner_docs = docs.inner();
    let name = ident(&resource.rust_name);
    let accessor = ident(&resource.accessor);
    let methods = resource.operations.iter().flat_map(|operation| operations::methods(api, operation));
    let operations = resource.operations.iter().map(|operation| {
        let markers = operations::markers(api, resource, operation);
        let statuses = statuses::enums(api, resource, operation);
        let setters = requests::setters(api, operation);
        let pages = pages::paged(api, operation);
        quote!(#markers #statuses #setters #pages)
    });
    let items: TokenStream = quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'a> {
            client: &'a #CLIENT,
        }

        impl #CLIENT {
            #docs
            pub fn #accessor(&self) -> #name<'_> {
                #name { client: self }
            }
        }

        impl #name<'_> {
            #(#methods)*
        }

        #(#operations)*
    };
    Module { path: file_name(&resource.accessor), head: inner_docs, items: Box::new(iter::once(items)) }
}
