//! What is chained to a request: optional parameters and optional bodies.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{
    arguments::{Borrowed, Owned, borrowed, owned},
    docs, ident, parameters,
    runtime_paths::{BYTES, ENCODING, REQUEST},
    type_refs::rust_type,
};
use crate::model::{Api, Body, BodyContent, Encoding, Fields, Operation, Parameter, TypeRef};

/// The setters of an operation's request, where it has any.
pub(super) fn setters(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let parameters = operation.parameters.iter().filter(|parameter| !parameter.is_positional());
    let mut setters: Vec<TokenStream> = parameters.map(|parameter| setter(api, parameter)).collect();
    let body = operation.body.as_ref().filter(|body| !body.required);
    setters.extend(body.map(|body| body_setter(api, body)));
    if setters.is_empty() {
        return None;
    }
    let marker = ident(&operation.type_name);
    Some(quote! {
        impl #REQUEST<#marker> {
            #(#setters)*
        }
    })
}

fn setter(api: &Api, parameter: &Parameter) -> TokenStream {
    let docs = docs::of_parameter_setter(parameter);
    let deprecated = docs::deprecated(&parameter.docs);
    let name = ident(&parameter.rust_name);
    let Owned { ty, conversion } = owned(api, &parameter.ty, &name);
    let convert = conversion.map(|value| {
        let ty = rust_type(api, &parameter.ty);
        quote!(let #name: #ty = #value;)
    });
    let call = parameters::call(api, parameter, &name, &quote!(&#name));
    quote! {
        #docs
        #deprecated
        pub fn #name(self, #name: #ty) -> Self {
            #convert
            self #call
        }
    }
}

fn body_setter(api: &Api, body: &Body) -> TokenStream {
    let docs = docs::of_setter("Sets the body.", &body.docs);
    let BodyArgument { ty, call } = body_argument(api, body);
    quote! {
        #docs
        pub fn body(self, body: #ty) -> Self {
            self #call
        }
    }
}

/// The argument `body`.
pub(super) struct BodyArgument {
    /// Its type in the signature.
    pub(super) ty: TokenStream,
    /// The call of the runtime that writes it.
    pub(super) call: TokenStream,
}

/// How a body is given and written.
pub(super) fn body_argument(api: &Api, body: &Body) -> BodyArgument {
    let Body { media_type, content, .. } = body;
    let borrowed = |ty: &TypeRef| borrowed(api, ty, &ident("body"));
    match content {
        BodyContent::Json(ty) => {
            let Borrowed { ty, reference } = borrowed(ty);
            let is_usual = media_type == "application/json";
            let call = if is_usual { quote!(.json(#reference)) } else { quote!(.json_as(#media_type, #reference)) };
            BodyArgument { ty, call }
        }
        BodyContent::Form(fields) => {
            let Borrowed { ty, reference } = borrowed(&fields.ty);
            let is_usual = media_type == "application/x-www-form-urlencoded" && fields.encodings.is_empty();
            let encodings = encodings(fields);
            let call = if is_usual {
                quote!(.form(#reference))
            } else {
                quote!(.form_as(#media_type, #encodings, #reference))
            };
            BodyArgument { ty, call }
        }
        BodyContent::Multipart(fields) => {
            let Borrowed { ty, reference } = borrowed(&fields.ty);
            let is_usual = media_type == "multipart/form-data" && fields.encodings.is_empty();
            let encodings = encodings(fields);
            let call = if is_usual {
                quote!(.multipart(#reference))
            } else {
                quote!(.multipart_as(#media_type, #encodings, #reference))
            };
            BodyArgument { ty, call }
        }
        BodyContent::Text => BodyArgument { ty: quote!(impl Into<String>), call: quote!(.text(#media_type, body)) },
        BodyContent::Bytes => BodyArgument { ty: quote!(impl Into<#BYTES>), call: quote!(.bytes(#media_type, body)) },
    }
}

fn encodings(Fields { ty: _, encodings }: &Fields) -> TokenStream {
    let encodings = encodings.iter().map(|Encoding { wire_name, style, content_type, is_file }| {
        let style = optional(style.map(parameters::style_value));
        let content_type = optional(content_type.as_ref());
        quote!(#ENCODING { name: #wire_name, style: #style, content_type: #content_type, is_file: #is_file })
    });
    quote!(&[#(#encodings),*])
}

fn optional(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
