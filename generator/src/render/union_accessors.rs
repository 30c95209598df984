//! Methods of unions with a tag: the tag and the id of any arm.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    docs,
    docs::DocText,
    runtime_paths::{ID_OF, KIND_OF},
};
use crate::model::{Api, Arm, Choice, Field, JsonKind, Presence, Tags, TypeKind, TypeRef, Union};

/// The property with the id of an object.
const ID: &str = "id";

/// The methods, if each arm has one tag, and all other values are kept as received.
pub(super) fn items(api: &Api, union: &Union, name: &Ident) -> Option<TokenStream> {
    let (Some(Choice::Tag { wire_name, arms: Tags::Strings(arms), otherwise: None, absent: None, .. }), 1) =
        (union.by_kind.get(&JsonKind::Object), union.by_kind.len())
    else {
        return None;
    };
    let is_one_to_one =
        arms.len() == union.arms.len() && arms.iter().map(|(_, arm)| arm).collect::<BTreeSet<_>>().len() == arms.len();
    if !is_one_to_one || union.unknown_name.is_none() {
        return None;
    }
    let kind = kind(wire_name);
    let id = id(api, union);
    Some(quote! {
        impl #name {
            #kind
            #id
        }
    })
}

fn kind(wire_name: &str) -> TokenStream {
    let docs = DocText::new().sentence(&format!("The value of {}; empty if there is none.", docs::code(wire_name)));
    quote! {
        #docs
        pub fn kind(&self) -> &str {
            #KIND_OF(self)
        }
    }
}

/// The id, if some arm has one.
fn id(api: &Api, union: &Union) -> Option<TokenStream> {
    if !union.arms.iter().any(|arm| has_id(api, arm)) {
        return None;
    }
    let docs = DocText::new().sentence(&format!("The value of {}, if it has one.", docs::code(ID)));
    Some(quote! {
        #docs
        pub fn id(&self) -> Option<&str> {
            #ID_OF(self)
        }
    })
}

fn has_id(api: &Api, arm: &Arm) -> bool {
    let ty = arm.ty.unboxed();
    let TypeRef::Named(id) = api.resolved(ty) else { return false };
    let TypeKind::Struct(struct_) = &api.type_def(*id).kind else { return false };
    let is_id = |field: &Field| field.wire_name == ID && api.resolved(&field.ty).is_text();
    struct_.fields.iter().any(|field| is_id(field) && field.presence != Presence::ThreeState)
}
