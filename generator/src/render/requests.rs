//! What is chained to a request: optional parameters and optional bodies.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    arguments::{Argument, borrowed, owned},
    docs, ident,
    operations::is_positional,
    parameters,
    runtime_paths::{BYTES, REQUEST},
    type_refs::rust_type,
};
use crate::model::{Api, Body, BodyContent, Operation, Parameter, TypeRef};

/// The setters of an operation's request, where it has any.
pub(super) fn setters(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let parameters = operation.parameters.iter().filter(|parameter| !is_positional(parameter));
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
    let argument = owned(api, &parameter.ty, &name);
    let ty = argument.ty;
    let value = argument.value;
    let convert = (value.to_string() != name.to_string()).then(|| {
        let ty = rust_type(api, &parameter.ty);
        quote!(let #name: #ty = #value;)
    });
    let call = parameters::call(api, parameter, &quote!(&#name));
    quote! {
        #docs
        #deprecated
        #[must_use]
        pub fn #name(self, #name: #ty) -> Self {
            #convert
            self #call
        }
    }
}

fn body_setter(api: &Api, body: &Body) -> TokenStream {
    let docs = docs::of_setter("Sets the body.", &body.docs);
    let argument = self::body(api, body);
    let (ty, call) = (argument.ty, argument.value);
    quote! {
        #docs
        #[must_use]
        pub fn body(self, body: #ty) -> Self {
            self #call
        }
    }
}

/// The argument that brings the body; its `value` is the call of the runtime that writes it.
pub(super) fn body(api: &Api, body: &Body) -> Argument {
    let Body { media_type, content, .. } = body;
    match content {
        BodyContent::Json(ty) if media_type == "application/json" => {
            serialized(api, ty, |reference| quote!(.json(#reference)))
        }
        BodyContent::Json(ty) => serialized(api, ty, |reference| quote!(.json_as(#media_type, #reference))),
        BodyContent::Form(ty) => serialized(api, ty, |reference| quote!(.form(#reference))),
        BodyContent::Multipart(ty) => serialized(api, ty, |reference| quote!(.multipart(#reference))),
        BodyContent::Text => Argument { ty: quote!(impl Into<String>), value: quote!(.text(#media_type, body)) },
        BodyContent::Bytes => Argument { ty: quote!(impl Into<#BYTES>), value: quote!(.bytes(#media_type, body)) },
    }
}

fn serialized(api: &Api, ty: &TypeRef, call: impl Fn(TokenStream) -> TokenStream) -> Argument {
    let Argument { ty, value } = borrowed(api, ty, &ident("body"));
    Argument { ty, value: call(value) }
}
