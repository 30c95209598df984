//! Strings with known values, open to others.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    ident,
    open_enums::{self, Known},
    runtime_paths::{STRING_ENUM, UNKNOWN_VALUE},
};
use crate::model::{StringEnum, TypeDef};

/// The enum; the runtime's macro adds what all of them have in common.
pub(super) fn items(def: &TypeDef, values: &StringEnum) -> TokenStream {
    let name = ident(&def.rust_name);
    let known = values.variants.iter().map(|variant| Known {
        rust_name: &variant.rust_name,
        value: variant.wire_name.clone(),
        description: variant.description.as_deref(),
    });
    let derived = quote!(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash);
    let declaration = open_enums::declaration(def, &derived, known, (&values.unknown_name, &UNKNOWN_VALUE));
    let as_str = as_str(values);
    let from_str = from_str(values);
    quote! {
        #declaration

        impl #name {
            /// The value as it stands in JSON.
            pub fn as_str(&self) -> &str {
                #as_str
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                #from_str
            }
        }

        #STRING_ENUM!(#name);
    }
}

fn as_str(values: &StringEnum) -> TokenStream {
    let unknown = ident(&values.unknown_name);
    if values.variants.is_empty() {
        return quote!(let Self::#unknown(value) = self; value.as_str());
    }
    let arms = values.variants.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        let value = &variant.wire_name;
        quote!(Self::#name => #value,)
    });
    quote! {
        match self {
            #(#arms)*
            Self::#unknown(value) => value.as_str(),
        }
    }
}

fn from_str(values: &StringEnum) -> TokenStream {
    let unknown = ident(&values.unknown_name);
    let keep = quote!(Self::#unknown(#UNKNOWN_VALUE::new(value)));
    if values.variants.is_empty() {
        return keep;
    }
    let arms = values.variants.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        let value = &variant.wire_name;
        quote!(#value => Self::#name,)
    });
    quote! {
        match value {
            #(#arms)*
            _ => #keep,
        }
    }
}
