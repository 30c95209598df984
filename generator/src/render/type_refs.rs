//! The Rust type of a use of a type.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    ident,
    runtime_paths::{
        BASE64, DATE, DATE_TIME, DEEP, FIELD, FILE, ISO_DURATION, JSON_OBJECT, NUMBER, SECRET, TIME, UUID,
    },
};
use crate::model::{Api, IntegerWidth, Presence, TextFormat, TypeId, TypeRef};

/// The path of a type of `types`.
pub(super) fn named(api: &Api, id: TypeId) -> TokenStream {
    let name = ident(&api.type_def(id).rust_name);
    quote!(types::#name)
}

/// The Rust type.
pub(super) fn rust_type(api: &Api, ty: &TypeRef) -> TokenStream {
    rust_type_by(&|id| named(api, id), ty)
}

/// The Rust type. `named` gives the names of types with a definition.
pub(super) fn rust_type_by(named: &dyn Fn(TypeId) -> TokenStream, ty: &TypeRef) -> TokenStream {
    let rust_type = |ty: &TypeRef| rust_type_by(named, ty);
    match ty {
        TypeRef::Named(id) => named(*id),
        TypeRef::String => quote!(String),
        TypeRef::Boolean | TypeRef::Literal(_) => quote!(bool),
        TypeRef::Integer(width) => integer(*width),
        TypeRef::Number | TypeRef::NumberLiteral(_) => quote!(#NUMBER),
        TypeRef::Float => quote!(f64),
        TypeRef::Secret => quote!(#SECRET),
        TypeRef::Text(format) => text(*format),
        TypeRef::File => quote!(#FILE),
        TypeRef::Null => quote!(()),
        TypeRef::Any => quote!(serde_json::Value),
        TypeRef::Object => quote!(#JSON_OBJECT),
        TypeRef::Array(element) => {
            let element = rust_type(element);
            quote!(Vec<#element>)
        }
        TypeRef::Map(value) => {
            let value = rust_type(value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        TypeRef::Nullable(inner) => {
            let inner = rust_type(inner);
            quote!(Option<#inner>)
        }
        TypeRef::Boxed(inner) => {
            let inner = rust_type(inner);
            quote!(Box<#inner>)
        }
        TypeRef::Deep(inner) => {
            let inner = rust_type(inner);
            quote!(#DEEP<#inner>)
        }
    }
}

/// The Rust type of a field.
pub(super) fn field_type(api: &Api, ty: &TypeRef, presence: Presence) -> TokenStream {
    with_presence(&rust_type(api, ty), presence)
}

/// The Rust type of a field whose value is of type `value`.
pub(super) fn with_presence(value: &TokenStream, presence: Presence) -> TokenStream {
    match presence {
        Presence::Required => value.clone(),
        Presence::RequiredNullable | Presence::Optional => quote!(Option<#value>),
        Presence::ThreeState => quote!(#FIELD<#value>),
    }
}

/// The same type without aliases and without boxes around it: equal for equal Rust types, except for [`Box`] and
/// `Deep`.
pub(super) fn canonical(api: &Api, ty: &TypeRef) -> TypeRef {
    match api.resolved(ty) {
        TypeRef::Boxed(inner) | TypeRef::Deep(inner) => canonical(api, inner),
        // All convert from `f64`.
        TypeRef::Float | TypeRef::NumberLiteral(_) => TypeRef::Number,
        TypeRef::Literal(_) => TypeRef::Boolean,
        resolved => {
            let mut ty = resolved.clone();
            if let Some(inner) = ty.inner_mut() {
                *inner = canonical(api, inner);
            }
            ty
        }
    }
}

pub(super) fn text(format: TextFormat) -> TokenStream {
    match format {
        TextFormat::DateTime => quote!(#DATE_TIME),
        TextFormat::Date => quote!(#DATE),
        TextFormat::Time => quote!(#TIME),
        TextFormat::Duration => quote!(#ISO_DURATION),
        TextFormat::Uuid => quote!(#UUID),
        TextFormat::Base64 => quote!(#BASE64),
    }
}

fn integer(width: IntegerWidth) -> TokenStream {
    match width {
        IntegerWidth::I64 => quote!(i64),
        IntegerWidth::U64 => quote!(u64),
    }
}
