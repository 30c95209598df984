//! Methods that are chained to a request: optional parameters, optional bodies, and other media types.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{
    arguments::{Borrowed, Owned, borrowed, is_integer, owned},
    docs, ident, parameters,
    runtime_paths::{AS_BODY, BODY, BODY_ITEMS, ENCODING, EVENT, EVENT_DATA, NESTED_PARTS, REQUEST},
    type_refs::rust_type,
};
use crate::model::{
    Api, Body, BodyContent, Encoding, EventData, NamedEvents, NestedParts, Operation, OtherContent, OtherResponse,
    Parameter, PartList, TypeRef,
};
use crate::names::BODY_TYPE;

/// The setters of an operation's request, if it has any.
pub(super) fn setters(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let parameters = operation.parameters.iter().filter(|parameter| !parameter.is_positional());
    let mut setters: Vec<TokenStream> =
        parameters.flat_map(|parameter| [Some(setter(api, parameter)), adder(api, parameter)]).flatten().collect();
    let body = operation.body.as_ref().filter(|body| !body.required);
    setters.extend(body.into_iter().flat_map(|body| body_setters(api, body)));
    setters.extend(operation.other_responses.iter().map(other_response));
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
    let docs = docs::of_parameter_setter(api, parameter);
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

/// The method that adds an item to a list.
fn adder(api: &Api, parameter: &Parameter) -> Option<TokenStream> {
    let add = ident(parameter.add_name.as_ref()?);
    let TypeRef::Array(element) = api.resolved(&parameter.ty) else { return None };
    let docs = docs::of_parameter_adder(parameter);
    let deprecated = docs::deprecated(&parameter.docs);
    let argument = ident("value");
    let Owned { ty, conversion } = owned(api, element, &argument);
    let convert = conversion.map(|value| {
        let ty = rust_type(api, element);
        quote!(let #argument: #ty = #value;)
    });
    let call = parameters::call_to_add(parameter, &argument);
    Some(quote! {
        #docs
        #deprecated
        pub fn #add(self, #argument: #ty) -> Self {
            #convert
            self #call
        }
    })
}

fn body_setters(api: &Api, body: &Body) -> Vec<TokenStream> {
    let Body { docs, required: _, media_type, content, others } = body;
    let usual = body_setter(api, "body", &docs::of_setter("Sets the body.", docs), media_type, content);
    let others = others.iter().map(|OtherContent { rust_name, media_type, content }| {
        let first = format!("Sets the body, as {}.", docs::code(media_type));
        body_setter(api, rust_name, &docs::of_setter(&first, docs), media_type, content)
    });
    [usual].into_iter().chain(others).collect()
}

fn body_setter(api: &Api, name: &str, docs: &docs::DocText, media_type: &str, content: &BodyContent) -> TokenStream {
    let name = ident(name);
    let BodyArgument { media_type, ty, call } = body_argument(api, media_type, content);
    quote! {
        #docs
        pub fn #name(self, #media_type body: #ty) -> Self {
            self #call
        }
    }
}

/// The method that requests another media type.
fn other_response(OtherResponse { rust_name, type_name, response }: &OtherResponse) -> TokenStream {
    let first = format!("Asks for {}. What is optional is set before.", docs::code(&response.media_type));
    let docs = docs::of_setter(&first, &response.docs);
    let (name, marker) = (ident(rust_name), ident(type_name));
    quote! {
        #docs
        pub fn #name(self) -> #REQUEST<#marker> {
            self.read_as()
        }
    }
}

/// The argument `body`.
pub(super) struct BodyArgument {
    /// The argument before it, by which the caller names the media type, if the document names a range.
    pub(super) media_type: Option<TokenStream>,
    /// Its type in the signature.
    pub(super) ty: TokenStream,
    /// The call of the runtime that writes it.
    pub(super) call: TokenStream,
}

/// The argument of a body, and the call that writes it.
pub(super) fn body_argument(api: &Api, media_type: &str, content: &BodyContent) -> BodyArgument {
    let borrowed = |ty: &TypeRef| by_value_or_reference(api, ty);
    match content {
        BodyContent::Json(ty) => {
            let Borrowed { ty, reference } = borrowed(ty);
            let is_usual = media_type == "application/json";
            let call = if is_usual { quote!(.json(#reference)) } else { quote!(.json_as(#media_type, #reference)) };
            BodyArgument { media_type: None, ty, call }
        }
        BodyContent::JsonLines(ty) => items(&rust_type(api, ty), quote!(.json_lines(#media_type, body))),
        BodyContent::JsonEvents(ty) => items(&rust_type(api, ty), quote!(.json_events(#media_type, body))),
        BodyContent::NamedEvents(events) => named_events(api, media_type, events),
        BodyContent::Events => {
            items(&quote!(#EVENT), quote!(.named_events(#media_type, &[("*", #EVENT_DATA::Text)], body)))
        }
        BodyContent::Parts(PartList { ty, encodings, rest, nested }) => {
            let Borrowed { ty, reference } = borrowed(ty);
            let (encodings, rest) = (self::encodings(encodings), encoding(rest));
            let call = if nested.is_empty() {
                quote!(.parts(#media_type, #encodings, #rest, #reference))
            } else {
                let nested = nested.iter().map(nested_parts);
                quote!(.nested_parts(#media_type, #encodings, #rest, &[#(#nested),*], #reference))
            };
            BodyArgument { media_type: None, ty, call }
        }
        BodyContent::Form(fields) => {
            let Borrowed { ty, reference } = borrowed(&fields.ty);
            let is_usual = media_type == "application/x-www-form-urlencoded" && fields.encodings.is_empty();
            let encodings = encodings(&fields.encodings);
            let call = if is_usual {
                quote!(.form(#reference))
            } else {
                quote!(.form_as(#media_type, #encodings, #reference))
            };
            BodyArgument { media_type: None, ty, call }
        }
        BodyContent::Multipart(fields) => {
            let Borrowed { ty, reference } = borrowed(&fields.ty);
            let is_usual = media_type == "multipart/form-data" && fields.encodings.is_empty();
            let encodings = encodings(&fields.encodings);
            let call = if is_usual {
                quote!(.multipart(#reference))
            } else {
                quote!(.multipart_as(#media_type, #encodings, #reference))
            };
            BodyArgument { media_type: None, ty, call }
        }
        BodyContent::Text => plain(media_type, &quote!(impl Into<String>), &quote!(text)),
        BodyContent::Bytes => plain(media_type, &quote!(impl Into<#BODY>), &quote!(bytes)),
    }
}

/// The argument for a value: callers may pass an object itself, or a reference to it.
fn by_value_or_reference(api: &Api, ty: &TypeRef) -> Borrowed {
    match api.resolved(ty) {
        TypeRef::Named(id) if !is_integer(api, *id) => {
            let ty = rust_type(api, ty);
            Borrowed { ty: quote!(impl #AS_BODY<#ty>), reference: quote!(#AS_BODY::as_body(&body)) }
        }
        _ => borrowed(api, ty, &ident("body")),
    }
}

/// A body that is sent unchanged.
fn plain(media_type: &str, ty: &TokenStream, method: &TokenStream) -> BodyArgument {
    if media_type.contains('*') {
        let argument = ident(BODY_TYPE);
        BodyArgument {
            media_type: Some(quote!(#argument: &str,)),
            ty: ty.clone(),
            call: quote!(.#method(#argument, body)),
        }
    } else {
        BodyArgument { media_type: None, ty: ty.clone(), call: quote!(.#method(#media_type, body)) }
    }
}

/// Items, which `call` writes.
fn items(item: &TokenStream, call: TokenStream) -> BodyArgument {
    BodyArgument { media_type: None, ty: quote!(impl Into<#BODY_ITEMS<#item>>), call }
}

/// Events that are distinguished by their names.
fn named_events(api: &Api, media_type: &str, NamedEvents { ty, events }: &NamedEvents) -> BodyArgument {
    let events = events.iter().map(|(name, data)| match data {
        EventData::Json => quote!((#name, #EVENT_DATA::Json)),
        EventData::Text => quote!((#name, #EVENT_DATA::Text)),
    });
    items(&rust_type(api, ty), quote!(.named_events(#media_type, &[#(#events),*], body)))
}

pub(super) fn nested_parts(NestedParts { position, media_type, list }: &NestedParts) -> TokenStream {
    let (encodings, rest) = (encodings(&list.encodings), encoding(&list.rest));
    quote!(#NESTED_PARTS { position: #position, media_type: #media_type, encodings: #encodings, rest: #rest })
}

pub(super) fn encodings(encodings: &[Encoding]) -> TokenStream {
    let encodings = encodings.iter().map(encoding);
    quote!(&[#(#encodings),*])
}

pub(super) fn encoding(Encoding { wire_name, style, content_type, is_file }: &Encoding) -> TokenStream {
    let style = optional(style.map(parameters::style_value));
    let content_type = optional(content_type.as_ref());
    quote!(#ENCODING { name: #wire_name, style: #style, content_type: #content_type, is_file: #is_file })
}

pub(super) fn optional(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
