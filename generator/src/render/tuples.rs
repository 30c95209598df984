//! Arrays whose first elements have their own types: a struct of the elements.

use std::ops::Range;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{docs, docs::DocText, ident, runtime_paths::TUPLE, type_refs::rust_type};
use crate::model::{Api, Tuple, TypeDef, TypeRef};

/// The most elements for which Rust's tuples have the traits of their elements.
const LARGEST_OF_RUST: usize = 12;

/// The struct with all of its impls.
pub(super) fn items(api: &Api, def: &TypeDef, tuple: &Tuple) -> TokenStream {
    let name = ident(&def.rust_name);
    let definition = definition(api, def, tuple);
    let conversion = conversion(api, &name, tuple);
    let table = table(&name, tuple);
    quote!(#definition #conversion #table)
}

/// The elements with their own fields, and whether they are always present.
fn elements(tuple: &Tuple) -> impl Iterator<Item = (usize, &TypeRef, bool)> {
    tuple.elements.iter().enumerate().map(|(index, element)| (index, element, index < tuple.required))
}

fn definition(api: &Api, def: &TypeDef, tuple: &Tuple) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let name = ident(&def.rust_name);
    let fields = elements(tuple).map(|(index, element, is_required)| {
        let ty = rust_type(api, element);
        if is_required {
            let docs = DocText::new().sentence(&format!("Element {index}."));
            quote!(#docs pub #ty,)
        } else {
            let docs = DocText::new().sentence(&format!("Element {index}, if there is one."));
            quote!(#docs pub Option<#ty>,)
        }
    });
    let rest = tuple.rest.as_ref().map(|rest| {
        let docs = DocText::new().sentence("All elements after those.");
        let ty = rust_type(api, rest);
        quote!(#docs pub Vec<#ty>,)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #deprecated
        pub struct #name(#(#fields)* #rest);
    }
}

/// `From` a Rust tuple, if the struct has no other fields.
fn conversion(api: &Api, name: &Ident, tuple: &Tuple) -> Option<TokenStream> {
    let count = tuple.elements.len();
    if tuple.rest.is_some() || tuple.required < count || !(2..=LARGEST_OF_RUST).contains(&count) {
        return None;
    }
    let types = tuple.elements.iter().map(|element| rust_type(api, element));
    let types = quote!((#(#types),*));
    let values = (0..count).map(Literal::usize_unsuffixed);
    Some(quote! {
        impl From<#types> for #name {
            fn from(elements: #types) -> Self {
                Self(#(elements.#values),*)
            }
        }
    })
}

/// How it is read and written, by the indices of its elements.
fn table(name: &Ident, tuple: &Tuple) -> TokenStream {
    let indices = |range: Range<usize>| range.map(Literal::usize_unsuffixed);
    let required = indices(0..tuple.required);
    let optional = (tuple.required < tuple.elements.len()).then(|| {
        let optional = indices(tuple.required..tuple.elements.len());
        quote!(; optional [#(#optional),*])
    });
    let rest = tuple.rest.is_some().then(|| {
        let index = Literal::usize_unsuffixed(tuple.elements.len());
        quote!(; ..#index)
    });
    quote!(#TUPLE! { #name([#(#required),*] #optional #rest) })
}
