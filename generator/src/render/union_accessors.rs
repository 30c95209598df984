//! Methods of unions that a tag decides: what any arm says about itself.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    docs,
    docs::Docs,
    ident,
    runtime_paths::TAG,
    unions::{by_arm, is_unit},
};
use crate::model::{Api, Arm, ArmId, Choice, Field, JsonKind, Presence, Tags, TypeKind, TypeRef, Union};

/// The property that names one thing among others of its kind.
const ID: &str = "id";

/// The methods, where each arm has one tag and all else is kept as received.
pub(super) fn items(api: &Api, union: &Union, name: &Ident) -> Option<TokenStream> {
    let (Some(Choice::Tag { wire_name, arms: Tags::Strings(arms), otherwise: None }), 1) =
        (union.by_kind.get(&JsonKind::Object), union.by_kind.len())
    else {
        return None;
    };
    let is_one_to_one = arms.len() == union.arms.len() && by_arm(arms).len() == arms.len();
    let unknown = ident(union.unknown_name.as_deref().filter(|_| is_one_to_one)?);
    let kind = kind(api, union, wire_name, arms, &unknown);
    let id = id(api, union, &unknown);
    Some(quote! {
        impl #name {
            #kind
            #id
        }
    })
}

fn kind(api: &Api, union: &Union, wire_name: &str, arms: &[(String, ArmId)], unknown: &Ident) -> TokenStream {
    let cases = arms.iter().map(|(tag, arm)| {
        let arm = &union.arms[arm.0];
        let variant = ident(&arm.rust_name);
        let held = (!is_unit(api, arm)).then(|| quote!((_)));
        quote!(Self::#variant #held => #tag,)
    });
    let docs = Docs::new().sentence(&format!("The value of {}; empty where there is none.", docs::code(wire_name)));
    quote! {
        #docs
        pub fn kind(&self) -> &str {
            match self {
                #(#cases)*
                Self::#unknown(value) => #TAG(value, #wire_name),
            }
        }
    }
}

/// The id, where some arm has one.
fn id(api: &Api, union: &Union, unknown: &Ident) -> Option<TokenStream> {
    let cases: Vec<TokenStream> = union.arms.iter().filter_map(|arm| id_of_arm(api, arm)).collect();
    if cases.is_empty() {
        return None;
    }
    let rest = (cases.len() < union.arms.len()).then(|| quote!(_ => None,));
    let docs = Docs::new().sentence(&format!("The value of {}, where it has one.", docs::code(ID)));
    Some(quote! {
        #docs
        pub fn id(&self) -> Option<&str> {
            match self {
                #(#cases)*
                Self::#unknown(value) => value.get(#ID).and_then(serde_json::Value::as_str),
                #rest
            }
        }
    })
}

fn id_of_arm(api: &Api, arm: &Arm) -> Option<TokenStream> {
    let ty = if let TypeRef::Boxed(inner) = &arm.ty { inner } else { &arm.ty };
    let TypeRef::Named(id) = api.resolved(ty) else { return None };
    let TypeKind::Struct(struct_) = &api.type_def(*id).kind else { return None };
    let field: &Field =
        struct_.fields.iter().find(|field| field.wire_name == ID && *api.resolved(&field.ty) == TypeRef::String)?;
    let variant = ident(&arm.rust_name);
    let name = ident(&field.rust_name);
    Some(match field.presence {
        Presence::Required => quote!(Self::#variant(value) => Some(&value.#name),),
        Presence::Optional | Presence::RequiredNullable => quote!(Self::#variant(value) => value.#name.as_deref(),),
        Presence::ThreeState => return None,
    })
}
