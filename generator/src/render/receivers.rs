//! Types of payloads that the API sends.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, runtime_paths::WEBHOOK_EVENT, type_refs::canonical};
use crate::model::{Api, Receiver, TypeDef, TypeRef};

/// The table that makes a type the payload of a receiver, if it is one. Types that are the same in Rust have only one
/// table.
pub(super) fn received(api: &Api, def: &TypeDef) -> Option<TokenStream> {
    let canonical = |receiver: &Receiver| canonical(api, &TypeRef::Named(receiver.ty));
    let is_def = |receiver: &&Receiver| api.type_def(receiver.ty).rust_name == def.rust_name;
    let (index, receiver) = api.receivers.iter().enumerate().find(|(_, receiver)| is_def(receiver))?;
    let ty = canonical(receiver);
    if api.receivers.iter().take(index).any(|other| canonical(other) == ty) {
        return None;
    }
    let name = ident(&def.rust_name);
    let names = receiver.names.as_ref().map(|names| quote!({ #(#names,)* }));
    Some(quote!(#WEBHOOK_EVENT! { #name #names }))
}
