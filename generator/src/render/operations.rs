//! Operations: the methods that start a request, and the types of the operation.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::{
    arguments::{Borrowed, borrowed},
    docs::{self, DocText},
    examples, ident, parameters,
    requests::{self, BodyArgument},
    runtime_paths::{
        BINARY, BINARY_PARTS, EMPTY, ENCODING, EVENT_NAMES, EVENTS, HEADER, JSON, JSON_EVENTS, JSON_LINES, JSON_PARTS,
        LISTED_PARTS, LOCATION, NAMED_EVENTS, NESTED_PARTS, OPERATION, PART_ENCODINGS, REQUEST, TEXT, TEXT_PARTS,
    },
    type_refs::rust_type,
};
use crate::lines::{FieldLine, LaidOut, StructLines};
use crate::model::{
    self, Api, EventData, HeaderFormat, Operation, OtherContent, OtherResponse, PartContent, PartList, Resource,
    ResponseHeader, Success, SuccessResponse, TypeRef,
};

/// The methods of the resource that start the operation: one for each way to write a required body.
pub(super) fn methods(api: &Api, resource: &Resource, operation: &Operation) -> Vec<TokenStream> {
    let docs = docs::of_operation(api, operation).example(examples::of(api, resource, operation).lines);
    let Some(body) = operation.body.as_ref().filter(|body| body.required) else {
        return vec![method(api, operation, &operation.rust_name, &docs, None)];
    };
    let usual = requests::body_argument(api, &body.media_type, &body.content);
    let usual = method(api, operation, &operation.rust_name, &docs, Some(usual));
    let others = body.others.iter().map(|OtherContent { rust_name, media_type, content }| {
        let docs = docs::of_other_method(&operation.rust_name, media_type);
        let argument = requests::body_argument(api, media_type, content);
        method(api, operation, rust_name, &docs, Some(argument))
    });
    [usual].into_iter().chain(others).collect()
}

fn method(api: &Api, operation: &Operation, name: &str, docs: &DocText, body: Option<BodyArgument>) -> TokenStream {
    let deprecated = docs::deprecated(&operation.docs);
    let name = ident(name);
    let marker = ident(&operation.type_name);
    let mut arguments = Vec::new();
    let mut calls = Vec::new();
    for parameter in &operation.parameters {
        if parameter.is_positional() {
            let name = ident(&parameter.rust_name);
            let Borrowed { ty, reference } = borrowed(api, &parameter.ty, &name);
            arguments.push(quote!(#name: #ty));
            calls.push(parameters::call(api, parameter, &name, &reference));
        } else if let (true, Some(default)) = (parameter.required, &parameter.default) {
            calls.push(parameters::call(api, parameter, default, &quote!(&#default)));
        }
    }
    for (header, value) in &operation.headers {
        let set = ident(if is_list(api, header) { "header_list" } else { "header" });
        calls.push(quote!(.#set(#header, #value)));
    }
    if let Some(BodyArgument { media_type, ty, call }) = body {
        arguments.push(quote!(#media_type body: #ty));
        calls.push(call);
    }
    quote! {
        #docs
        #deprecated
        pub fn #name(&self, #(#arguments),*) -> #REQUEST<#marker> {
            #REQUEST::new(&self.client) #(#calls)*
        }
    }
}

/// Whether callers add items to the header `name` of all operations.
fn is_list(api: &Api, name: &str) -> bool {
    api.settings.headers.iter().any(|header| header.list.is_some() && header.wire_name.eq_ignore_ascii_case(name))
}

/// The types of the operation: one for each way to read a success.
pub(super) fn markers(api: &Api, resource: &Resource, operation: &Operation, laid_out: &mut LaidOut) -> TokenStream {
    let usual = docs::of_marker(resource, operation);
    let usual = marker(api, operation, &operation.type_name, &usual, &operation.success, laid_out);
    let others = operation.other_responses.iter().map(|OtherResponse { rust_name: _, type_name, response }| {
        let docs = docs::of_other_marker(resource, operation, &response.media_type);
        marker(api, operation, type_name, &docs, response, laid_out)
    });
    let headers = headers(api, operation);
    quote!(#usual #headers #(#others)*)
}

/// The constants for the headers that responses have.
fn headers(api: &Api, operation: &Operation) -> Option<TokenStream> {
    if operation.response_headers.is_empty() {
        return None;
    }
    let constants = operation.response_headers.iter().map(|header| constant(api, header));
    let marker = ident(&operation.type_name);
    Some(quote! {
        impl #marker {
            #(#constants)*
        }
    })
}

fn constant(api: &Api, ResponseHeader { wire_name, rust_name, docs, ty, format }: &ResponseHeader) -> TokenStream {
    let deprecated = docs::deprecated(docs);
    let docs = docs::of_setter(&format!("The header {} of its responses.", docs::code(wire_name)), docs);
    let (name, ty) = (ident(rust_name), header_type(api, ty));
    let read = match format {
        HeaderFormat::Simple => quote!(simple),
        HeaderFormat::Json => quote!(json),
    };
    quote! {
        #docs
        #deprecated
        pub const #name: #ty = #HEADER::#read(#wire_name);
    }
}

fn marker(
    api: &Api,
    operation: &Operation,
    name: &str,
    docs: &DocText,
    success: &SuccessResponse,
    laid_out: &mut LaidOut,
) -> TokenStream {
    let Operation { operation_id, method, path, server, security, .. } = operation;
    let name = ident(name);
    // An unusual method has its own token. The usual method next to it determines whether the request may be repeated.
    let token = match method {
        model::Method::Other(name) => Some(quote!(, token: #name)),
        _ => None,
    };
    let method = ident(if token.is_some() { "POST" } else { method.as_str() });
    let response = response(api, &name, &success.content);
    let event_names = event_names(&name, &success.content);
    let part_encodings = part_encodings(&name, &success.content);
    let accept = accept(success).map(|accept| quote!(, accept: #accept));
    let server = server.as_deref().map(|server| quote!(, server: #server));
    let security = security.as_deref().map(|security| {
        let alternatives = alternatives(security);
        quote!(, security: #alternatives)
    });
    let definition = laid_out.structure(StructLines {
        docs: docs.text(),
        derived: quote!(Debug),
        is_deprecated: false,
        is_non_exhaustive: false,
        name: name.clone(),
        fields: vec![FieldLine::private("_private", quote!(()))],
    });
    quote! {
        #definition

        #event_names

        #part_encodings

        #OPERATION! { #name: #operation_id, #method #path => #response #token #accept #server #security }
    }
}

/// The type of a header's constant.
fn header_type(api: &Api, ty: &TypeRef) -> TokenStream {
    let ty = rust_type(api, ty);
    quote!(#HEADER<#ty>)
}

/// Alternatives of names of security schemes.
pub(super) fn alternatives(security: &[Vec<String>]) -> TokenStream {
    let alternatives = security.iter().map(|names| quote!(&[#(#names),*]));
    quote!(&[#(#alternatives),*])
}

/// The marker of the runtime by which a success is read.
pub(super) fn response(api: &Api, marker: &impl ToTokens, success: &Success) -> TokenStream {
    match success {
        Success::Empty => quote!(#EMPTY),
        Success::Json(ty) => {
            let ty = rust_type(api, ty);
            quote!(#JSON<#ty>)
        }
        Success::Text => quote!(#TEXT),
        Success::Location => quote!(#LOCATION),
        Success::Bytes => quote!(#BINARY),
        Success::Events => quote!(#EVENTS),
        Success::JsonEvents(ty) => {
            let ty = rust_type(api, ty);
            quote!(#JSON_EVENTS<#ty>)
        }
        Success::NamedEvents(events) => {
            let ty = rust_type(api, &events.ty);
            quote!(#NAMED_EVENTS<#ty, #marker>)
        }
        Success::JsonLines(ty) => {
            let ty = rust_type(api, ty);
            quote!(#JSON_LINES<#ty>)
        }
        Success::Parts(PartContent::Json(ty)) => {
            let ty = rust_type(api, ty);
            quote!(#JSON_PARTS<#ty>)
        }
        Success::Parts(PartContent::Text) => quote!(#TEXT_PARTS),
        Success::Parts(PartContent::Bytes) => quote!(#BINARY_PARTS),
        Success::Parts(PartContent::List(list)) => {
            let ty = rust_type(api, &list.ty);
            quote!(#LISTED_PARTS<#ty, #marker>)
        }
        Success::ByStatus(by_status) => {
            let name = ident(&by_status.rust_name);
            quote!(#name)
        }
    }
}

/// The names of the events in the responses of an operation.
fn event_names(marker: &Ident, success: &Success) -> Option<TokenStream> {
    let mut known: Vec<(&str, EventData)> = Vec::new();
    for (name, data) in named_events(success) {
        if !known.iter().any(|(other, _)| *other == name) {
            known.push((name, data));
        }
    }
    let events = known.into_iter().map(|(name, data)| {
        let data = ident(match data {
            EventData::Json => "Json",
            EventData::Text => "Text",
        });
        quote!(#name => #data)
    });
    let events: Vec<TokenStream> = events.collect();
    (!events.is_empty()).then(|| quote!(#EVENT_NAMES! { #marker: #(#events),* }))
}

/// How the parts of a response are read, if it has a list of parts.
fn part_encodings(marker: &Ident, success: &Success) -> Option<TokenStream> {
    let list = match success {
        Success::Parts(PartContent::List(list)) => list,
        Success::ByStatus(by_status) => {
            return by_status.arms.iter().find_map(|arm| part_encodings(marker, &arm.content));
        }
        _ => return None,
    };
    let PartList { ty: _, encodings, rest, nested } = list;
    let (first, rest) = (requests::encodings(encodings), requests::encoding(rest));
    let nested = nested.iter().map(requests::nested_parts);
    Some(quote! {
        impl #PART_ENCODINGS for #marker {
            const FIRST: &'static [#ENCODING] = #first;
            const REST: #ENCODING = #rest;
            const NESTED: &'static [#NESTED_PARTS] = &[#(#nested),*];
        }
    })
}

fn named_events(success: &Success) -> Vec<(&str, EventData)> {
    match success {
        Success::NamedEvents(events) => events.events.iter().map(|(name, data)| (name.as_str(), *data)).collect(),
        Success::ByStatus(by_status) => by_status.arms.iter().flat_map(|arm| named_events(&arm.content)).collect(),
        _ => Vec::new(),
    }
}

/// The media type to request, if it is not the default for the kind of response.
fn accept(success: &SuccessResponse) -> Option<&str> {
    let SuccessResponse { media_type, content, docs: _, status: _ } = success;
    let usual: &[&str] = match content {
        // A response without a body has no media type.
        Success::Empty | Success::Location => return None,
        Success::Json(_) => &["application/json"],
        Success::Text => &["text/plain"],
        Success::Bytes => &["*/*"],
        Success::Events | Success::JsonEvents(_) | Success::NamedEvents(_) => &["text/event-stream"],
        Success::JsonLines(_) => &["application/jsonl", "application/x-ndjson"],
        Success::Parts(_) => &["multipart/mixed"],
        Success::ByStatus(_) => &[],
    };
    // A media type that cannot be in a header is not requested.
    let is_header_value = !media_type.is_empty() && media_type.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    (is_header_value && !usual.contains(&media_type.as_str())).then_some(media_type)
}
