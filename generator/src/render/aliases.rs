//! Aliases of types, and separate types around another one.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{docs, ident, runtime_paths::NEWTYPE, type_refs::rust_type};
use crate::model::{Api, TypeDef, TypeRef};

/// `pub type`.
pub(super) fn alias(api: &Api, def: &TypeDef, target: &TypeRef) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let name = ident(&def.rust_name);
    let target = rust_type(api, target);
    quote!(#docs #deprecated pub type #name = #target;)
}

/// A struct of one field that is written and read as that field.
pub(super) fn newtype(api: &Api, def: &TypeDef, target: &TypeRef) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let name = ident(&def.rust_name);
    let is_integer = matches!(target, TypeRef::Integer(_));
    let target = rust_type(api, target);
    let derives = if is_integer {
        quote!(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)
    } else {
        quote!(Clone, Debug, PartialEq)
    };
    let of_integer = is_integer.then(|| of_integer(&name, &target));
    quote! {
        #docs
        #[derive(#derives)]
        #deprecated
        pub struct #name(
            /// The value.
            pub #target,
        );

        impl From<#target> for #name {
            fn from(value: #target) -> Self {
                Self(value)
            }
        }

        #NEWTYPE! { #name }

        #of_integer
    }
}

/// The other items of an integer with a name.
fn of_integer(name: &Ident, integer: &TokenStream) -> TokenStream {
    quote! {
        impl From<#name> for #integer {
            fn from(value: #name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }
    }
}
