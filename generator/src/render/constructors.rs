//! How callers make an object: `new` with what is required, a setter for the rest.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    arguments::{Owned, owned},
    docs,
    docs::Docs,
    ident,
    runtime_paths::{ADDITIONAL_PROPERTIES, FIELD, UNKNOWN_PROPERTIES},
    type_refs::named,
};
use crate::model::{Api, Field, Presence, Struct, TypeDef, TypeRef};

/// `new` and the setters; nothing for what only responses bring.
pub(super) fn items(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    if !def.is_made_by_callers() {
        return TokenStream::new();
    }
    let name = ident(&def.rust_name);
    let new = new(api, def, object);
    let setters = object.fields.iter().map(|field| {
        let setter = setter(api, field);
        let clear = clear(field);
        quote!(#setter #clear)
    });
    // Callers expect `Default` beside a `new` without arguments.
    let default = (api.arguments(object).is_empty() && !derives_default(def, object)).then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
        #default
    }
}

/// Whether the struct derives `Default`: callers make it, and nothing in it is required.
pub(super) fn derives_default(def: &TypeDef, object: &Struct) -> bool {
    let is_set_by_new = |field: &Field| field.presence == Presence::Required || field.argument.is_some();
    def.is_made_by_callers() && !object.fields.iter().any(is_set_by_new)
}

/// What `new` puts into a field; `None` where the argument of the same name stands for itself.
fn start(api: &Api, field: &Field) -> Option<TokenStream> {
    match field.presence {
        Presence::RequiredNullable | Presence::Optional | Presence::ThreeState if field.argument.is_some() => {
            let name = ident(&field.rust_name);
            let value = owned(api, &field.ty, &name).conversion.unwrap_or_else(|| quote!(#name));
            Some(present(field.presence, &value))
        }
        Presence::RequiredNullable | Presence::Optional => Some(quote!(None)),
        Presence::ThreeState => Some(quote!(#FIELD::Absent)),
        Presence::Required => {
            only_value(api, field).or_else(|| owned(api, &field.ty, &ident(&field.rust_name)).conversion)
        }
    }
}

/// The value of a field that can have but one.
fn only_value(api: &Api, field: &Field) -> Option<TokenStream> {
    match (&field.constant, &field.ty) {
        (Some(variant), TypeRef::Named(id)) => {
            let ty = named(api, *id);
            let variant = ident(variant);
            Some(quote!(#ty::#variant))
        }
        (_, ty) => match api.resolved(ty) {
            TypeRef::Null => Some(quote!(())),
            TypeRef::Literal(value) => Some(quote!(#value)),
            _ => None,
        },
    }
}

fn new(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    if derives_default(def, object) {
        let docs = Docs::new().sentence("Creates it with nothing set.");
        return quote! {
            #docs
            pub fn new() -> Self {
                <Self as Default>::default()
            }
        };
    }
    let arguments: Vec<TokenStream> = api
        .arguments(object)
        .into_iter()
        .map(|field| {
            let name = ident(&field.rust_name);
            let ty = owned(api, &field.ty, &name).ty;
            quote!(#name: #ty)
        })
        .collect();
    let values = object.fields.iter().map(|field| {
        let name = ident(&field.rust_name);
        start(api, field).map_or_else(|| quote!(#name,), |value| quote!(#name: #value,))
    });
    let docs = Docs::new().sentence(if arguments.is_empty() {
        "Creates it with nothing set but what is always the same."
    } else if object.fields.iter().any(|field| field.argument.is_some()) {
        "Creates it from what is required, and what is nearly always said."
    } else {
        "Creates it from what is required."
    });
    let additional_properties = ident(&object.additional_properties.rust_name);
    let empty = match api.resolved(&object.additional_properties.value) {
        TypeRef::Any => UNKNOWN_PROPERTIES,
        _ => ADDITIONAL_PROPERTIES,
    };
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values)* #additional_properties: #empty::new() }
        }
    }
}

/// The method that sets a field; none where there is nothing to choose.
fn setter(api: &Api, field: &Field) -> Option<TokenStream> {
    if field.presence == Presence::Required && only_value(api, field).is_some() {
        return None;
    }
    let docs = docs::of_setter(&format!("Sets {}.", docs::code(&field.wire_name)), &field.docs);
    let deprecated = docs::deprecated(&field.docs);
    let name = ident(&field.rust_name);
    let Owned { ty, conversion } = owned(api, &field.ty, &name);
    let value = present(field.presence, &conversion.unwrap_or_else(|| quote!(#name)));
    Some(quote! {
        #docs
        #deprecated
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    })
}

/// The value of a field that has one.
fn present(presence: Presence, value: &TokenStream) -> TokenStream {
    match presence {
        Presence::Required => value.clone(),
        Presence::RequiredNullable | Presence::Optional => quote!(Some(#value)),
        Presence::ThreeState => quote!(#FIELD::Value(#value)),
    }
}

/// The method that sends `null`, where that is not what absence says.
fn clear(field: &Field) -> Option<TokenStream> {
    match field.presence {
        Presence::Required | Presence::RequiredNullable | Presence::Optional => None,
        Presence::ThreeState => {
            let docs = Docs::new().sentence(&format!("Sends `null` as {}.", docs::code(&field.wire_name)));
            let deprecated = docs::deprecated(&field.docs);
            let clear = ident(&field.clear_name);
            let name = ident(&field.rust_name);
            Some(quote! {
                #docs
                #deprecated
                #[must_use]
                pub fn #clear(mut self) -> Self {
                    self.#name = #FIELD::Null;
                    self
                }
            })
        }
    }
}
