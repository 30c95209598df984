//! The arguments of methods. Constructors and setters keep owned values, and methods that start requests send borrowed
//! values.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use super::{
    runtime_paths::{DEEP, LIST, MAP, OR_NULL},
    type_refs::rust_type,
};
use crate::model::{Api, TypeId, TypeKind, TypeRef};

/// An argument whose value is kept.
pub(super) struct Owned {
    /// Its type in the signature: all types that can be converted to the kept one.
    pub(super) ty: TokenStream,
    /// The value to keep, if it is not the argument itself.
    pub(super) conversion: Option<TokenStream>,
}

/// The argument called `name` for a value of type `ty`.
pub(super) fn owned(api: &Api, ty: &TypeRef, name: &Ident) -> Owned {
    let printed = rust_type(api, ty);
    match api.resolved(ty) {
        TypeRef::Named(_)
        | TypeRef::String
        | TypeRef::Secret
        | TypeRef::Number
        | TypeRef::NumberLiteral(_)
        | TypeRef::Float
        | TypeRef::Text(_)
        | TypeRef::File
        | TypeRef::Any
        | TypeRef::Nullable(_) => Owned { ty: quote!(impl Into<#printed>), conversion: Some(quote!(#name.into())) },
        TypeRef::Boolean | TypeRef::Literal(_) | TypeRef::Integer(_) | TypeRef::Null => {
            Owned { ty: printed, conversion: None }
        }
        TypeRef::Array(element) => list(name, element_of(api, element)),
        TypeRef::Map(value) => map(name, element_of(api, value)),
        TypeRef::Object => map(name, element_of(api, &TypeRef::Any)),
        TypeRef::Boxed(inner) => {
            let Owned { ty, conversion } = owned(api, inner, name);
            let value = conversion.unwrap_or_else(|| quote!(#name));
            Owned { ty, conversion: Some(quote!(Box::new(#value))) }
        }
        TypeRef::Deep(inner) => {
            let Owned { ty, conversion } = owned(api, inner, name);
            let value = conversion.unwrap_or_else(|| quote!(#name));
            Owned { ty, conversion: Some(quote!(#DEEP::new(#value))) }
        }
    }
}

fn list(name: &Ident, Owned { ty, conversion }: Owned) -> Owned {
    let conversion = match conversion.filter(|conversion| !is_into(conversion)) {
        None => quote!(#LIST(#name)),
        Some(conversion) => quote!(#name.into_iter().map(|value| #conversion).collect()),
    };
    Owned { ty: quote!(impl IntoIterator<Item = #ty>), conversion: Some(conversion) }
}

fn map(name: &Ident, Owned { ty, conversion }: Owned) -> Owned {
    let conversion = match conversion.filter(|conversion| !is_into(conversion)) {
        None => quote!(#MAP(#name)),
        Some(value) => quote!(#name.into_iter().map(|(key, value)| (key.into(), #value)).collect()),
    };
    Owned { ty: quote!(impl IntoIterator<Item = (impl Into<String>, #ty)>), conversion: Some(conversion) }
}

/// Whether a conversion is the same as `into`.
fn is_into(conversion: &TokenStream) -> bool {
    conversion.to_string() == quote!(value.into()).to_string()
}

/// A value within an array or a map, with the name `value`. It is converted if this needs no second iterator.
fn element_of(api: &Api, ty: &TypeRef) -> Owned {
    match api.resolved(ty) {
        TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Object | TypeRef::Nullable(_) => {
            Owned { ty: rust_type(api, ty), conversion: None }
        }
        TypeRef::Named(_)
        | TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::NumberLiteral(_)
        | TypeRef::Float
        | TypeRef::Secret
        | TypeRef::Text(_)
        | TypeRef::File
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Boxed(_)
        | TypeRef::Deep(_) => owned(api, ty, &super::ident("value")),
    }
}

/// An argument that is sent and not kept.
pub(super) struct Borrowed {
    /// Its type in the signature: a reference, except for small values.
    pub(super) ty: TokenStream,
    /// A reference to the value, whose type has a size.
    pub(super) reference: TokenStream,
}

/// The argument called `name` for a value of type `ty`.
pub(super) fn borrowed(api: &Api, ty: &TypeRef, name: &Ident) -> Borrowed {
    let printed = rust_type(api, ty);
    match api.resolved(ty) {
        TypeRef::Named(id) if is_integer(api, *id) => Borrowed { ty: printed, reference: quote!(&#name) },
        TypeRef::Named(_)
        | TypeRef::Secret
        | TypeRef::Number
        | TypeRef::NumberLiteral(_)
        | TypeRef::Text(_)
        | TypeRef::File
        | TypeRef::Any
        | TypeRef::Object
        | TypeRef::Map(_) => Borrowed { ty: quote!(&#printed), reference: quote!(#name) },
        TypeRef::Boolean | TypeRef::Literal(_) | TypeRef::Integer(_) | TypeRef::Float | TypeRef::Null => {
            Borrowed { ty: printed, reference: quote!(&#name) }
        }
        TypeRef::String => Borrowed { ty: quote!(&str), reference: quote!(&#name) },
        TypeRef::Array(element) => {
            let element = rust_type(api, element);
            Borrowed { ty: quote!(&[#element]), reference: quote!(&#name) }
        }
        TypeRef::Nullable(inner) => {
            let inner = borrowed(api, inner, name).ty;
            let reference = if is_reference(&inner) { quote!(&#OR_NULL(#name)) } else { quote!(&#name) };
            Borrowed { ty: quote!(Option<#inner>), reference }
        }
        TypeRef::Boxed(inner) | TypeRef::Deep(inner) => borrowed(api, inner, name),
    }
}

fn is_reference(ty: &TokenStream) -> bool {
    matches!(ty.clone().into_iter().next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '&')
}

/// Whether a named type is an integer, which is copied.
pub(super) fn is_integer(api: &Api, id: TypeId) -> bool {
    match &api.type_def(id).kind {
        TypeKind::IntegerEnum(_) => true,
        TypeKind::Newtype(inner) => matches!(inner, TypeRef::Integer(_)),
        TypeKind::Struct(_)
        | TypeKind::StringEnum(_)
        | TypeKind::Tuple(_)
        | TypeKind::Union(_)
        | TypeKind::Alias(_) => false,
    }
}
