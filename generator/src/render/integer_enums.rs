//! Integers with known values, open to others.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    docs,
    docs::Docs,
    ident,
    runtime_paths::{INTEGER_ENUM, UNKNOWN_INTEGER},
};
use crate::model::{IntegerEnum, TypeDef};

/// The enum; the runtime's macro adds what all of them have in common.
pub(super) fn items(def: &TypeDef, values: &IntegerEnum) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let name = ident(&def.rust_name);
    let unknown = ident(&values.unknown_name);
    let unknown_docs = Docs::new().sentence("A value that this version of the crate does not know, kept as received.");
    let variants = values.variants.iter().map(|variant| {
        let docs = Docs::new().sentence(&docs::code(&variant.value.to_string()));
        let name = ident(&variant.rust_name);
        quote!(#docs #name,)
    });
    let numbered = || {
        let number = |value: i64| Literal::i64_unsuffixed(value);
        values.variants.iter().map(move |variant| (ident(&variant.rust_name), number(variant.value)))
    };
    let to_integer = numbered().map(|(name, value)| quote!(Self::#name => #value,));
    let from_integer = numbered().map(|(name, value)| quote!(#value => Self::#name,));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #deprecated
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #unknown_docs
            #unknown(#UNKNOWN_INTEGER),
        }

        impl #name {
            /// The value as it stands in JSON.
            pub fn as_i64(self) -> i64 {
                match self {
                    #(#to_integer)*
                    Self::#unknown(value) => value.as_i64(),
                }
            }
        }

        impl From<i64> for #name {
            fn from(value: i64) -> Self {
                match value {
                    #(#from_integer)*
                    _ => Self::#unknown(#UNKNOWN_INTEGER::new(value)),
                }
            }
        }

        #INTEGER_ENUM!(#name);
    }
}
