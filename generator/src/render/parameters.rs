//! The call of the runtime that writes a parameter into a request.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::runtime_paths::STYLE;
use crate::model::{Api, Parameter, ParameterLocation, ParameterStyle, TypeKind, TypeRef};

/// `.query_parameter("limit", &limit)`, where `value` is `limit`, and `reference` is a reference to it, unless it is
/// already one.
pub(super) fn call(api: &Api, parameter: &Parameter, value: &impl ToTokens, reference: &impl ToTokens) -> TokenStream {
    let Parameter { wire_name, location, style, .. } = parameter;
    match (location, style) {
        (ParameterLocation::Path, ParameterStyle::Simple { explode: false }) if is_text(api, &parameter.ty) => {
            quote!(.path(#wire_name, #value))
        }
        (ParameterLocation::Path, ParameterStyle::Segments) if is_text(api, &parameter.ty) => {
            quote!(.path_segments(#wire_name, #value))
        }
        (ParameterLocation::Path, style) if holds_secret(api, &parameter.ty) => {
            let style = style_value(*style);
            quote!(.secret_path_parameter(#wire_name, #style, #reference))
        }
        (ParameterLocation::Path, style) => {
            let style = style_value(*style);
            quote!(.path_parameter(#wire_name, #style, #reference))
        }
        (ParameterLocation::Query, ParameterStyle::Form { explode: true, allow_reserved: false }) => {
            quote!(.query_parameter(#wire_name, #reference))
        }
        (ParameterLocation::Query, style) => {
            let style = style_value(*style);
            quote!(.query_parameter_with(#wire_name, #style, #reference))
        }
        (ParameterLocation::Header, ParameterStyle::Simple { explode: false }) => {
            quote!(.header_parameter(#wire_name, #reference))
        }
        (ParameterLocation::Header, style) => {
            let style = style_value(*style);
            quote!(.header_parameter_with(#wire_name, #style, #reference))
        }
        (ParameterLocation::Cookie, ParameterStyle::Cookie { explode: true, spaces: false }) => {
            quote!(.cookie_parameter(#wire_name, #reference))
        }
        (ParameterLocation::Cookie, style) => {
            let style = style_value(*style);
            quote!(.cookie_parameter_with(#wire_name, #style, #reference))
        }
    }
}

/// `.add_query_parameter("statuses", &[value])`, which adds `value` to a list in the query.
pub(super) fn call_to_add(parameter: &Parameter, value: &impl ToTokens) -> TokenStream {
    let Parameter { wire_name, style, .. } = parameter;
    match style {
        ParameterStyle::Form { explode: true, allow_reserved: false } => {
            quote!(.add_query_parameter(#wire_name, &[#value]))
        }
        style => {
            let style = style_value(*style);
            quote!(.add_query_parameter_with(#wire_name, #style, &[#value]))
        }
    }
}

/// Whether a value is one piece of text, as `Display` writes it.
fn is_text(api: &Api, ty: &TypeRef) -> bool {
    match api.resolved(ty) {
        TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::NumberLiteral(_)
        | TypeRef::Text(_) => true,
        TypeRef::Named(id) => match &api.type_def(*id).kind {
            TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => true,
            TypeKind::Newtype(inner) => matches!(inner, TypeRef::Integer(_)),
            TypeKind::Struct(_) | TypeKind::Tuple(_) | TypeKind::Union(_) | TypeKind::Alias(_) => false,
        },
        TypeRef::Secret
        | TypeRef::File
        | TypeRef::Float
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object
        | TypeRef::Array(_)
        | TypeRef::Map(_)
        | TypeRef::Nullable(_)
        | TypeRef::Boxed(_)
        | TypeRef::Deep(_) => false,
    }
}

/// Whether a value is a secret, or a list of them. Values of queries, headers and cookies are never shown.
fn holds_secret(api: &Api, ty: &TypeRef) -> bool {
    let ty = api.resolved(ty);
    *ty == TypeRef::Secret || ty.inner().is_some_and(|inner| holds_secret(api, inner))
}

pub(super) fn style_value(style: ParameterStyle) -> TokenStream {
    match style {
        ParameterStyle::Form { explode, allow_reserved } => {
            quote!(#STYLE::Form { explode: #explode, allow_reserved: #allow_reserved })
        }
        ParameterStyle::SpaceDelimited { allow_reserved } => {
            quote!(#STYLE::SpaceDelimited { allow_reserved: #allow_reserved })
        }
        ParameterStyle::PipeDelimited { allow_reserved } => {
            quote!(#STYLE::PipeDelimited { allow_reserved: #allow_reserved })
        }
        ParameterStyle::DeepObject { allow_reserved } => {
            quote!(#STYLE::DeepObject { allow_reserved: #allow_reserved })
        }
        ParameterStyle::Simple { explode } => quote!(#STYLE::Simple { explode: #explode }),
        // Each value of a list or object is a part of one segment.
        ParameterStyle::Segments => quote!(#STYLE::Simple { explode: false }),
        ParameterStyle::Label { explode } => quote!(#STYLE::Label { explode: #explode }),
        ParameterStyle::Matrix { explode } => quote!(#STYLE::Matrix { explode: #explode }),
        ParameterStyle::Cookie { explode, spaces } => {
            quote!(#STYLE::Cookie { explode: #explode, spaces: #spaces })
        }
        ParameterStyle::Json => quote!(#STYLE::Json),
        ParameterStyle::WholeQuery { json } => quote!(#STYLE::WholeQuery { json: #json }),
    }
}
