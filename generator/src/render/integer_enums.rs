//! Integers with known values, open to others.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    ident,
    open_enums::{self, Known},
    runtime_paths::{INTEGER_ENUM, UNKNOWN_INTEGER},
};
use crate::model::{IntegerEnum, TypeDef};

/// The enum; the runtime's macro adds what all of them have in common.
pub(super) fn items(def: &TypeDef, values: &IntegerEnum) -> TokenStream {
    let name = ident(&def.rust_name);
    let unknown = ident(&values.unknown_name);
    let known = values.variants.iter().map(|variant| Known {
        rust_name: &variant.rust_name,
        value: variant.value.to_string(),
        description: variant.description.as_deref(),
    });
    let derived = quote!(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash);
    let declaration = open_enums::declaration(def, &derived, known, (&values.unknown_name, &UNKNOWN_INTEGER));
    let numbered = || {
        let number = |value: i64| Literal::i64_unsuffixed(value);
        values.variants.iter().map(move |variant| (ident(&variant.rust_name), number(variant.value)))
    };
    let to_integer = numbered().map(|(name, value)| quote!(Self::#name => #value,));
    let from_integer = numbered().map(|(name, value)| quote!(#value => Self::#name,));
    quote! {
        #declaration

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
