//! The common parts of enums of strings and of integers: a variant for each known value, and one that keeps any other.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{docs, docs::DocText, ident};
use crate::model::TypeDef;

/// A known value of an open enum.
pub(super) struct KnownValue<'v> {
    /// The name of its variant.
    pub(super) rust_name: &'v str,
    /// The value as JSON has it.
    pub(super) value: String,
    /// Its description in the document.
    pub(super) description: Option<&'v str>,
}

/// The declaration of an enum that has the `known` values, and keeps any other in the
/// variant `unknown`.
pub(super) fn declaration<'v>(
    def: &TypeDef,
    derived: &TokenStream,
    known: impl Iterator<Item = KnownValue<'v>>,
    unknown: (&str, &impl ToTokens),
) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let name = ident(&def.rust_name);
    let variants = known.map(|KnownValue { rust_name, value, description }| {
        let docs = DocText::new().sentence(&docs::code(&value)).prose(description);
        let name = ident(rust_name);
        quote!(#docs #name,)
    });
    let (unknown_name, kept) = unknown;
    let unknown_docs =
        DocText::new().sentence("A value that this version of the crate does not know, kept as received.");
    let unknown_name = ident(unknown_name);
    quote! {
        #docs
        #[derive(#derived)]
        #deprecated
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #unknown_docs
            #unknown_name(#kept),
        }
    }
}
