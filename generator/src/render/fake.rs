//! The server for tests of applications: the parameters of each operation, the table by which its requests are read, and its responses.

use std::{collections::BTreeSet, iter};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    Items, Module, Part, below, declaration, docs,
    docs::DocText,
    ident, if_feature, item_paths, json_samples,
    operations::response,
    parameters,
    requests::{encoding, encodings},
    runtime_paths::{BYTES, FAKE, FAKE_BODY, FAKE_OPERATION, FAKE_ROUTE},
    type_refs::rust_type,
};
use crate::{
    lines::{FieldLine, LaidOut, StructLines},
    model::{
        Api, Body, BodyContent, ByStatus, Example, Operation, OtherContent, OtherResponse, Parameter,
        ParameterLocation, ParameterStyle, PartContent, PartList, Resource, StatusArm, StatusRange, Success,
        SuccessResponse, TypeRef,
    },
    output::CRATE,
};

/// `fake/mod.rs`: how the server is started, and the modules of the operations.
pub(super) fn root(api: &Api, path: String) -> Module<'static> {
    let feature = |resource: &Resource| if_feature(api.settings.features.resources.get(&resource.accessor));
    let modules = api.resources.iter().map(|resource| {
        let (feature, declaration) = (feature(resource), declaration(&TokenStream::new(), "", &resource.accessor));
        quote!(#feature #declaration)
    });
    let exports = api.resources.iter().filter(|resource| has_parameters(resource)).map(|resource| {
        let (feature, name) = (feature(resource), ident(&resource.accessor));
        quote!(#feature pub use self::#name::*;)
    });
    let routes = api.resources.iter().map(|resource| {
        let (feature, name) = (feature(resource), ident(&resource.accessor));
        quote!(#feature self::#name::ROUTES)
    });
    let docs = DocText::new()
        .sentence("A server for tests of applications: it has the operations of the API, in this process and on loopback.")
        .sentence(
            "[`Fake::start`] starts it, and [`Fake::on`] sets the handler of an operation. Without a handler, the response is made from the \
             schemas of the document and their examples. The response to a request that is not as documented says why.",
        );
    let head = match api.operations().next() {
        Some((resource, operation)) => docs.example(example_of_use(resource, operation)).inner(),
        None => docs.inner(),
    };
    let start = start();
    let items = quote! {
        #(#modules)*
        #(#exports)*
        #[doc(inline)]
        pub use #FAKE::{Arrived, Fake, FakeBody, FakeOperation, FakeRequest, FakeResponse};

        #start

        static ROUTES: &[&[#FAKE_ROUTE]] = &[#(#routes),*];
    };
    Module { head, items: Box::new(iter::once(items.into())), ..Module::new(path) }
}

/// The lines of an example: an application that calls an operation is tested.
fn example_of_use(resource: &Resource, operation: &Operation) -> Vec<String> {
    let (module, marker) = (&resource.accessor, &operation.type_name);
    vec![
        format!("use {CRATE}::{{fake::Fake, {module}::{marker}}};"),
        String::new(),
        "# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
        "let fake = Fake::start().await?;".to_owned(),
        format!("fake.on::<{marker}>(|request| request.example());"),
        "let client = fake.client()?; // for the application".to_owned(),
        format!("assert!(fake.requests::<{marker}>().is_empty());"),
        "# Ok(())".to_owned(),
        "# }".to_owned(),
    ]
}

/// The functions that start the server.
fn start() -> TokenStream {
    quote! {
        impl #FAKE::Fake {
            /// Starts a server on a free port of the loopback interface, in this runtime.
            ///
            /// # Errors
            /// No port is free.
            pub async fn start() -> std::io::Result<Self> {
                Self::begin(None, &super::api::API, ROUTES).await
            }

            /// Starts a server on an address, in this runtime.
            ///
            /// # Errors
            /// The address is not free.
            pub async fn start_on(address: std::net::SocketAddr) -> std::io::Result<Self> {
                Self::begin(Some(address), &super::api::API, ROUTES).await
            }

            /// Starts a server in a thread of its own, for code that is not asynchronous.
            ///
            /// # Errors
            /// No port is free, or the thread cannot be started.
            pub fn start_blocking() -> std::io::Result<Self> {
                Self::begin_blocking(&super::api::API, ROUTES)
            }
        }
    }
}

fn has_parameters(resource: &Resource) -> bool {
    resource.operations.iter().any(|operation| !operation.parameters.is_empty())
}

/// The file of a resource, or a part of it.
pub(super) fn module(api: &Api, path: String, resource: &Resource, part: &Part<&Operation>) -> Module<'static> {
    let depth = part.path.len() + 2;
    let routes = part.path.is_empty().then(|| routes(resource));
    let items = Items::new(|laid_out| {
        let operations = part.items.iter().map(|operation| items(api, resource, operation, depth, laid_out));
        quote!(#routes #(#operations)*)
    });
    Module { below: below(&path, &part.below), items: Box::new(iter::once(items)), ..Module::new(path) }
}

/// The list of a resource's operations.
fn routes(resource: &Resource) -> TokenStream {
    let accessor = ident(&resource.accessor);
    let routes = resource.operations.iter().flat_map(markers).map(|name| {
        let name = ident(name);
        quote!(#FAKE_ROUTE::of::<super::super::#accessor::#name>())
    });
    quote!(pub(super) static ROUTES: &[#FAKE_ROUTE] = &[#(#routes),*];)
}

/// The types that name an operation: one for each way to read a success.
fn markers(operation: &Operation) -> impl Iterator<Item = &str> {
    let others = operation.other_responses.iter().map(|other| other.type_name.as_str());
    iter::once(operation.type_name.as_str()).chain(others)
}

fn items(api: &Api, resource: &Resource, operation: &Operation, depth: usize, laid_out: &mut LaidOut) -> TokenStream {
    let supers = (0..depth).map(|_| quote!(super::));
    let accessor = ident(&resource.accessor);
    let module = quote!(#(#supers)*#accessor);
    let fields = fields(operation);
    let parameters =
        (!fields.is_empty()).then(|| laid_out.structure(parameters_struct(api, operation, &module, &fields)));
    let read = (!fields.is_empty()).then(|| {
        let name = ident(&item_paths::fake_parameters(operation));
        let fields = fields.iter().map(|(field, parameter)| {
            let (field, place) = (ident(field), place(parameter));
            quote!(#field: #place)
        });
        quote!(parameters: #name { #(#fields,)* })
    });
    let Reader { ty: body, call: read_body } = operation.body.as_ref().map_or_else(no_body, |body| of_body(api, body));
    let errors: Vec<TokenStream> = errors(api, operation).collect();
    let usual = (&operation.type_name, &operation.success);
    let others =
        operation.other_responses.iter().map(|OtherResponse { type_name, response, .. }| (type_name, response));
    let tables = iter::once(usual).chain(others).map(|(name, success)| {
        let name = ident(name);
        let marker = quote!(#module::#name);
        let (content, documented) = of_success(api, &marker, success);
        let other_successes = other_successes(api, success);
        quote! {
            #FAKE_OPERATION! {
                #marker {
                    #read
                    body: #body { #read_body }
                    success: #content;
                    responses: { #documented, #(#other_successes,)* #(#errors,)* }
                }
            }
        }
    });
    quote!(#parameters #(#tables)*)
}

/// The parameters with the names of their fields, which are all different.
fn fields(operation: &Operation) -> Vec<(String, &Parameter)> {
    let mut taken = BTreeSet::new();
    let named = operation.parameters.iter().map(|parameter| {
        let mut name = parameter.rust_name.clone();
        while !taken.insert(name.clone()) {
            name = format!("{}_", name.trim_start_matches("r#"));
        }
        (name, parameter)
    });
    named.collect()
}

fn parameters_struct(
    api: &Api,
    operation: &Operation,
    module: &TokenStream,
    fields: &[(String, &Parameter)],
) -> StructLines {
    let marker = ident(&operation.type_name);
    let link = format!("[`{marker}`]({}::{marker})", crate::one_line::text(module));
    let docs = DocText::new().sentence(&format!("The parameters of a request of {link}."));
    let fields = fields.iter().map(|(field, parameter)| {
        let place = match parameter.location {
            ParameterLocation::Path => "in the path",
            ParameterLocation::Query => "in the query",
            ParameterLocation::Header => "in a header",
            ParameterLocation::Cookie => "in a cookie",
        };
        let docs = docs::of_setter(&format!("{}, {place}.", docs::code(&parameter.wire_name)), &parameter.docs);
        let (field, ty) = (ident(field), rust_type(api, &parameter.ty));
        let is_required = parameter.required && parameter.default.is_none();
        let is_option = matches!(api.resolved(&parameter.ty), TypeRef::Nullable(_));
        let ty = if is_required || is_option { ty } else { quote!(Option<#ty>) };
        FieldLine { docs: docs.text(), is_deprecated: false, name: field, ty, is_public: true }
    });
    StructLines {
        docs: docs.text(),
        derived: quote!(Clone, Debug),
        is_deprecated: false,
        is_non_exhaustive: true,
        name: ident(&item_paths::fake_parameters(operation)),
        fields: fields.collect(),
    }
}

/// The call of the runtime that reads a parameter.
fn place(Parameter { wire_name, location, style, .. }: &Parameter) -> TokenStream {
    let style_value = parameters::style_value(*style);
    match (location, style) {
        (ParameterLocation::Path, ParameterStyle::Simple { explode: false }) => quote!(path_parameter(#wire_name)),
        (ParameterLocation::Path, ParameterStyle::Segments) => quote!(segments(#wire_name)),
        (ParameterLocation::Path, _) => quote!(path_parameter_with(#wire_name, #style_value)),
        (ParameterLocation::Query, ParameterStyle::Form { explode: true, .. }) => quote!(query_parameter(#wire_name)),
        (ParameterLocation::Query, _) => quote!(query_parameter_with(#wire_name, #style_value)),
        (ParameterLocation::Header, ParameterStyle::Simple { .. }) => quote!(header_parameter(#wire_name)),
        (ParameterLocation::Header, _) => quote!(header_parameter_with(#wire_name, #style_value)),
        (ParameterLocation::Cookie, ParameterStyle::Cookie { explode: true, spaces: false }) => {
            quote!(cookie_parameter(#wire_name))
        }
        (ParameterLocation::Cookie, _) => quote!(cookie_parameter_with(#wire_name, #style_value)),
    }
}

/// The type of a body, and the call of the runtime that reads it.
struct Reader {
    ty: TokenStream,
    call: TokenStream,
}

fn no_body() -> Reader {
    Reader { ty: quote!(()), call: quote!(no_body()) }
}

fn of_body(api: &Api, Body { docs: _, required, media_type, content, others }: &Body) -> Reader {
    let usual = of_content(api, content);
    let others: Vec<(&String, Reader)> = others
        .iter()
        .map(|OtherContent { rust_name: _, media_type, content }| (media_type, of_content(api, content)))
        .collect();
    let is_same = others.iter().all(|(_, other)| other.ty.to_string() == usual.ty.to_string());
    let Reader { ty, call } = usual;
    let reader = match others.as_slice() {
        [] => Reader { ty, call },
        others if is_same => {
            let all = iter::once((media_type, &call)).chain(others.iter().map(|(name, other)| (*name, &other.call)));
            let all = all.map(|(name, call)| quote!(#name => #call,));
            Reader { ty, call: quote!(one_of { #(#all)* }) }
        }
        _ => Reader { ty: quote!(#FAKE_BODY<#ty>), call: quote!(usual_or_other { #media_type => #call }) },
    };
    if *required {
        return reader;
    }
    let Reader { ty, call } = reader;
    Reader { ty: quote!(Option<#ty>), call: quote!(optional #call) }
}

fn of_content(api: &Api, content: &BodyContent) -> Reader {
    match content {
        BodyContent::Json(ty) => Reader { ty: rust_type(api, ty), call: quote!(json()) },
        BodyContent::JsonLines(ty) => {
            let ty = rust_type(api, ty);
            Reader { ty: quote!(Vec<#ty>), call: quote!(json_lines()) }
        }
        BodyContent::JsonEvents(ty) => {
            let ty = rust_type(api, ty);
            Reader { ty: quote!(Vec<#ty>), call: quote!(json_events()) }
        }
        BodyContent::Form(fields) => {
            let encodings = encodings(&fields.encodings);
            Reader { ty: rust_type(api, &fields.ty), call: quote!(form(#encodings)) }
        }
        BodyContent::Multipart(fields) => {
            let encodings = encodings(&fields.encodings);
            Reader { ty: rust_type(api, &fields.ty), call: quote!(multipart(#encodings)) }
        }
        BodyContent::Parts(PartList { ty, encodings: of_parts, rest, nested }) if nested.is_empty() => {
            let (encodings, rest) = (encodings(of_parts), encoding(rest));
            Reader { ty: rust_type(api, ty), call: quote!(list_of_parts(#encodings, #rest)) }
        }
        BodyContent::Text => Reader { ty: quote!(String), call: quote!(text()) },
        // Events that are sent to a server are rare, and so are nested parts: a handler gets them as bytes.
        BodyContent::Events | BodyContent::NamedEvents(_) | BodyContent::Parts(_) | BodyContent::Bytes => {
            Reader { ty: quote!(#BYTES), call: quote!(bytes()) }
        }
    }
}

/// How a success is written, and its entry in the table.
fn of_success(api: &Api, marker: &TokenStream, success: &SuccessResponse) -> (TokenStream, TokenStream) {
    let SuccessResponse { docs, status, media_type, content } = success;
    let (status, content, docs) = match content {
        Success::ByStatus(by_status) => match usual_arm(by_status) {
            Some(arm) => {
                let status = match arm.status {
                    StatusRange::Code(code) => code,
                    StatusRange::Hundreds(_) | StatusRange::Default => *status,
                };
                (status, &arm.content, &arm.docs)
            }
            None => (*status, &Success::Empty, docs),
        },
        content => (*status, content, docs),
    };
    let example = literal(&example(api, content, docs.example.as_deref()));
    let media_type = sent(media_type, content);
    let statuses = statuses(status, status);
    (response(api, marker, content), quote!(#statuses #media_type => #example))
}

/// The arm of the default success: the first with a body.
fn usual_arm(by_status: &ByStatus) -> Option<&StatusArm> {
    let with_body = by_status.arms.iter().find(|arm| !matches!(arm.content, Success::Empty));
    with_body.or_else(|| by_status.arms.first())
}

/// The entries of the successes of other statuses, if their bodies are values or text.
fn other_successes(api: &Api, success: &SuccessResponse) -> Vec<TokenStream> {
    let Success::ByStatus(by_status) = &success.content else { return Vec::new() };
    let usual = usual_arm(by_status).map(|arm| arm.status);
    let others = by_status.arms.iter().filter(|arm| Some(arm.status) != usual);
    let entries = others.filter_map(|arm| {
        let statuses = match arm.status {
            StatusRange::Code(code) => statuses(code, code),
            StatusRange::Hundreds(hundreds) => statuses(hundreds * 100, hundreds * 100 + 99),
            StatusRange::Default => return None,
        };
        let media_type = match &arm.content {
            Success::Empty => "",
            content @ (Success::Json(_) | Success::Text) => sent("", content),
            _ => return None,
        };
        let example = literal(&example(api, &arm.content, arm.docs.example.as_deref()));
        Some(quote!(#statuses #media_type => #example))
    });
    entries.collect()
}

/// The media type of a response: the documented one, unless that is a range or a list.
fn sent<'a>(documented: &'a str, content: &Success) -> &'a str {
    let is_one = !documented.is_empty() && !documented.contains(['*', ',']);
    match content {
        Success::Empty | Success::Location => "",
        _ if is_one => documented,
        Success::Json(_) => "application/json",
        Success::Text => "text/plain; charset=utf-8",
        Success::Bytes | Success::ByStatus(_) => "application/octet-stream",
        Success::Events | Success::JsonEvents(_) | Success::NamedEvents(_) => "text/event-stream",
        Success::JsonLines(_) => "application/jsonl",
        Success::Parts(_) => "multipart/mixed",
    }
}

/// The example of a value, or of an item of a stream.
fn example(api: &Api, content: &Success, shown: Option<&Example>) -> String {
    let json = |ty: &TypeRef| json_samples::of(api, ty, "value", shown).unwrap_or_default();
    let text = |otherwise: &str| match shown {
        Some(Example::Text(text)) => text.clone(),
        _ => otherwise.to_owned(),
    };
    match content {
        Success::Empty | Success::ByStatus(_) => String::new(),
        Success::Json(ty)
        | Success::JsonEvents(ty)
        | Success::JsonLines(ty)
        | Success::Parts(PartContent::Json(ty)) => json(ty),
        Success::NamedEvents(events) => json(&events.ty),
        Success::Parts(PartContent::List(list)) => json(&list.ty),
        Success::Text | Success::Events | Success::Parts(PartContent::Text) => text("text"),
        Success::Bytes | Success::Parts(PartContent::Bytes) => text("bytes"),
        Success::Location => "/".to_owned(),
    }
}

/// The entries of the documented errors.
fn errors<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = TokenStream> + 'a {
    operation.errors.iter().map(|error| {
        let statuses = match error.status {
            StatusRange::Code(code) => statuses(code, code),
            StatusRange::Hundreds(hundreds) => statuses(hundreds * 100, hundreds * 100 + 99),
            StatusRange::Default => statuses(400, 599),
        };
        let example =
            error.ty.as_ref().map(|ty| example(api, &Success::Json(ty.clone()), error.docs.example.as_deref()));
        let media_type = match (&example, error.media_type.as_str()) {
            (None, _) => "",
            (Some(_), documented) => sent(documented, &Success::Json(TypeRef::Any)),
        };
        let example = literal(&example.unwrap_or_default());
        quote!(#statuses #media_type => #example)
    })
}

/// `404`, or `400 to 499`.
fn statuses(first: u16, last: u16) -> TokenStream {
    let [from, to] = [first, last].map(Literal::u16_unsuffixed);
    if first == last { quote!(#from) } else { quote!(#from to #to) }
}

/// A literal, without escapes if it can be.
fn literal(text: &str) -> Literal {
    let is_plain = text.contains('"') && !text.contains("\"#") && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let raw = is_plain.then(|| format!("r#\"{text}\"#").parse().ok()).flatten();
    raw.unwrap_or_else(|| Literal::string(text))
}
