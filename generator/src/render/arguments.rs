//! How methods take values from the caller: owned ones for fields and setters, borrowed ones for positional parameters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::type_refs::{resolved, rust_type};
use crate::model::{Api, TypeRef};

/// An argument of a method.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    /// Its type in the signature.
    pub(super) ty: TokenStream,
    /// The value made of it.
    pub(super) value: TokenStream,
}

/// An argument that becomes a value of type `ty`: as many types as convert to it without loss.
pub(super) fn owned(api: &Api, ty: &TypeRef, name: &Ident) -> Argument {
    match resolved(api, ty) {
        TypeRef::Array(element) => {
            let element = Element::of(api, element);
            let item = &element.ty;
            let convert = element.convert.map(|convert| {
                let function = convert.function();
                quote!(.map(#function))
            });
            Argument { ty: quote!(impl IntoIterator<Item = #item>), value: quote!(#name.into_iter()#convert.collect()) }
        }
        TypeRef::Map(value) => map(name, &Element::of(api, value)),
        TypeRef::Object => map(name, &Element::of(api, &TypeRef::Any)),
        TypeRef::Nullable(_) => {
            let ty = rust_type(api, ty);
            Argument { ty: quote!(impl Into<#ty>), value: quote!(#name.into()) }
        }
        TypeRef::Boxed(inner) => {
            let Argument { ty, value } = owned(api, inner, name);
            Argument { ty, value: quote!(Box::new(#value)) }
        }
        TypeRef::Named(_)
        | TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::DateTime
        | TypeRef::Null
        | TypeRef::Any => {
            let element = Element::of(api, ty);
            let value = element.convert.map_or_else(|| quote!(#name), |convert| convert.apply(&quote!(#name)));
            Argument { ty: element.ty, value }
        }
    }
}

fn map(name: &Ident, element: &Element) -> Argument {
    let item = &element.ty;
    let value = element.convert.map_or_else(|| quote!(value), |convert| convert.apply(&quote!(value)));
    Argument {
        ty: quote!(impl IntoIterator<Item = (impl Into<String>, #item)>),
        value: quote!(#name.into_iter().map(|(key, value)| (key.into(), #value)).collect()),
    }
}

/// A value within an array or map, or on its own where it is neither.
struct Element {
    ty: TokenStream,
    convert: Option<Convert>,
}

/// What makes the wanted value of a given one.
#[derive(Clone, Copy)]
enum Convert {
    Into,
    Box,
    IntoBox,
}

impl Convert {
    fn apply(self, value: &TokenStream) -> TokenStream {
        match self {
            Self::Into => quote!(#value.into()),
            Self::Box => quote!(Box::new(#value)),
            Self::IntoBox => quote!(Box::new(#value.into())),
        }
    }

    fn function(self) -> TokenStream {
        match self {
            Self::Into => quote!(Into::into),
            Self::Box => quote!(Box::new),
            Self::IntoBox => quote!(|value| Box::new(value.into())),
        }
    }
}

impl Element {
    fn of(api: &Api, ty: &TypeRef) -> Self {
        let printed = rust_type(api, ty);
        match resolved(api, ty) {
            TypeRef::Named(_) | TypeRef::String | TypeRef::Number | TypeRef::DateTime | TypeRef::Any => {
                Self { ty: quote!(impl Into<#printed>), convert: Some(Convert::Into) }
            }
            TypeRef::Boolean
            | TypeRef::Integer(_)
            | TypeRef::Null
            | TypeRef::Object
            | TypeRef::Array(_)
            | TypeRef::Map(_)
            | TypeRef::Nullable(_) => Self { ty: printed, convert: None },
            TypeRef::Boxed(inner) => {
                let inner = Self::of(api, inner);
                let convert = match inner.convert {
                    None => Convert::Box,
                    // A box around a box does not occur: one is enough for a cycle.
                    Some(Convert::Into | Convert::Box | Convert::IntoBox) => Convert::IntoBox,
                };
                Self { ty: inner.ty, convert: Some(convert) }
            }
        }
    }
}

/// An argument that is sent and not kept: by reference but for small values. Its `value` is a reference to it.
pub(super) fn borrowed(api: &Api, ty: &TypeRef, name: &Ident) -> Argument {
    let Borrowed { ty, is_reference } = Borrowed::of(api, ty);
    Argument { ty, value: if is_reference { quote!(#name) } else { quote!(&#name) } }
}

struct Borrowed {
    ty: TokenStream,
    /// Whether it is a reference to a type of known size.
    is_reference: bool,
}

impl Borrowed {
    fn of(api: &Api, ty: &TypeRef) -> Self {
        let printed = rust_type(api, ty);
        match resolved(api, ty) {
            TypeRef::String => Self { ty: quote!(&str), is_reference: false },
            TypeRef::Boolean | TypeRef::Integer(_) | TypeRef::Null => Self { ty: printed, is_reference: false },
            TypeRef::Array(element) => {
                let element = rust_type(api, element);
                Self { ty: quote!(&[#element]), is_reference: false }
            }
            TypeRef::Nullable(inner) => {
                let inner = Self::of(api, inner).ty;
                Self { ty: quote!(Option<#inner>), is_reference: false }
            }
            TypeRef::Boxed(inner) => Self::of(api, inner),
            TypeRef::Named(_)
            | TypeRef::Number
            | TypeRef::DateTime
            | TypeRef::Any
            | TypeRef::Object
            | TypeRef::Map(_) => Self { ty: quote!(&#printed), is_reference: true },
        }
    }
}
