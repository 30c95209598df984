//! How callers make an object: `new` with what is required, a setter for the rest.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    arguments::{Owned, owned},
    docs,
    docs::Docs,
    ident,
    runtime_paths::FIELD,
    type_refs::{named, resolved},
};
use crate::model::{Api, Field, Presence, Struct, TypeDef, TypeRef};

/// `new` and the setters; nothing for what only responses bring.
pub(super) fn items(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    if !is_made_by_callers(def) {
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
    let default = (is_made_of_nothing(api, object) && !derives_default(def, object)).then(|| {
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
    is_made_by_callers(def) && object.fields.iter().all(|field| field.presence != Presence::Required)
}

/// Whether the type is a part of requests, or of nothing.
fn is_made_by_callers(def: &TypeDef) -> bool {
    def.usage.request || !def.usage.response
}

/// Whether `new` takes no argument.
fn is_made_of_nothing(api: &Api, object: &Struct) -> bool {
    object.fields.iter().all(|field| matches!(origin(api, field), Origin::Fixed(_)))
}

/// Where `new` has the value of a field from.
enum Origin {
    /// From the caller.
    Argument,
    /// It is always this one.
    Fixed(TokenStream),
}

fn origin(api: &Api, field: &Field) -> Origin {
    match field.presence {
        Presence::RequiredNullable | Presence::Optional => Origin::Fixed(quote!(None)),
        Presence::ThreeState => Origin::Fixed(quote!(#FIELD::Absent)),
        Presence::Required => only_value(api, field).map_or(Origin::Argument, Origin::Fixed),
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
        (_, ty) if *resolved(api, ty) == TypeRef::Null => Some(quote!(())),
        _ => None,
    }
}

fn new(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    if derives_default(def, object) {
        let docs = Docs::new().sentence("Creates it with nothing set.");
        return quote! {
            #docs
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for field in &object.fields {
        let name = ident(&field.rust_name);
        values.push(match origin(api, field) {
            Origin::Fixed(value) => quote!(#name: #value,),
            Origin::Argument => {
                let Owned { ty, conversion } = owned(api, &field.ty, &name);
                arguments.push(quote!(#name: #ty));
                conversion.map_or_else(|| quote!(#name,), |value| quote!(#name: #value,))
            }
        });
    }
    let docs = Docs::new().sentence(if arguments.is_empty() {
        "Creates it with nothing set but what is always the same."
    } else {
        "Creates it from what is required."
    });
    let additional_properties = ident(&object.additional_properties.rust_name);
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values)* #additional_properties: std::collections::BTreeMap::new() }
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
    let value = conversion.unwrap_or_else(|| quote!(#name));
    let value = match field.presence {
        Presence::Required => value,
        Presence::RequiredNullable | Presence::Optional => quote!(Some(#value)),
        Presence::ThreeState => quote!(#FIELD::Value(#value)),
    };
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
