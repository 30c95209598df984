//! Integers with known values, open to others.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    ident,
    open_enums::{self, KnownValue},
    runtime_paths::{INTEGER_ENUM, UNKNOWN_INTEGER},
};
use crate::model::{IntegerEnum, TypeDef};

/// The enum, and a line for each value.
pub(super) fn items(def: &TypeDef, values: &IntegerEnum) -> TokenStream {
    let name = ident(&def.rust_name);
    let unknown = ident(&values.unknown_name);
    let known = values.variants.iter().map(|variant| KnownValue {
        rust_name: &variant.rust_name,
        value: variant.value.to_string(),
        description: variant.description.as_deref(),
    });
    let derived = quote!(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash);
    let declaration = open_enums::declaration(def, &derived, known, (&values.unknown_name, &UNKNOWN_INTEGER));
    let lines = values.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.rust_name), Literal::i64_unsuffixed(variant.value));
        quote!(#name = #value,)
    });
    quote! {
        #declaration

        #INTEGER_ENUM! { #name { #(#lines)* ..#unknown } }
    }
}
