//! Strings with known values, open to others.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    ident,
    open_enums::{self, KnownValue},
    runtime_paths::{STRING_ENUM, UNKNOWN_VALUE},
};
use crate::model::{StringEnum, TypeDef};

/// The enum, and a line for each value.
pub(super) fn items(def: &TypeDef, values: &StringEnum) -> TokenStream {
    let name = ident(&def.rust_name);
    let known = values.variants.iter().map(|variant| KnownValue {
        rust_name: &variant.rust_name,
        value: variant.wire_name.clone(),
        description: variant.description.as_deref(),
    });
    let derived = quote!(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash);
    let declaration = open_enums::declaration(def, &derived, known, (&values.unknown_name, &UNKNOWN_VALUE));
    let lines = values.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.rust_name), &variant.wire_name);
        quote!(#name = #value,)
    });
    let unknown = ident(&values.unknown_name);
    quote! {
        #declaration

        #STRING_ENUM! { #name { #(#lines)* ..#unknown } }
    }
}
