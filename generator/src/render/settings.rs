//! `api.rs`: the data about the API that the runtime needs, and the functions that make and configure a client.

use std::iter;

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Module, docs,
    docs::DocText,
    ident, oauth2,
    operations::alternatives,
    requests::optional,
    runtime_paths::{
        ANY_OPERATION, API, API_KEY_LOCATION, CLIENT, CLIENT_BUILDER, DEFAULT_HEADER, ERROR_BODY, HEADER_LIST, REQUEST,
        RESULT, SECURITY_SCHEME, SECURITY_SCHEME_KIND, SERVER_VARIABLE,
    },
};
use crate::model::{
    Api, ApiKeyLocation, ErrorBody, HeaderList, HeaderSetting, SecuritySchemeKind, ServerVariable, Settings,
};

/// The file.
pub(super) fn module(api: &Api, path: String) -> Module<'static> {
    let description = description(api);
    let client = client(&api.settings);
    let variables =
        (!api.settings.server_variables.is_empty()).then(|| variable_setters(&api.settings.server_variables));
    let setters = (!api.settings.headers.is_empty()).then(|| setters(&api.settings.headers));
    let flows = oauth2::constructors(&api.settings.security_schemes);
    let items = quote!(#description #client #variables #setters #flows);
    Module { items: Box::new(iter::once(items.into())), ..Module::new(path) }
}

/// The static data.
fn description(api: &Api) -> TokenStream {
    let Settings {
        base_url,
        server_variables,
        named_servers: _,
        environment_prefix,
        headers,
        security_schemes,
        security,
        error_body,
        features: _,
        has_fake: _,
        guaranteed: _,
    } = &api.settings;
    let title = &api.title;
    let server_variables = server_variables.iter().map(|ServerVariable { wire_name, default, values, .. }| {
        quote!(#SERVER_VARIABLE { name: #wire_name, default: #default, values: &[#(#values),*] })
    });
    let (lists, headers): (Vec<_>, Vec<_>) = headers.iter().partition(|header| header.list.is_some());
    let headers = headers.into_iter().filter_map(|HeaderSetting { wire_name, default, .. }| {
        default.as_ref().map(|default| quote!(#DEFAULT_HEADER { name: #wire_name, value: #default }))
    });
    let lists = lists.into_iter().filter_map(header_list);
    let security_schemes = security_schemes.iter().map(|scheme| {
        let name = &scheme.wire_name;
        let kind = security_scheme_kind(&scheme.kind);
        let variable = optional(scheme.variable.as_ref());
        quote!(#SECURITY_SCHEME { name: #name, kind: #kind, variable: #variable })
    });
    let security = alternatives(security);
    let ErrorBody { kind, message, request_id } = error_body;
    quote! {
        /// The facts about the API that the runtime needs.
        pub(crate) static API: #API = #API {
            title: #title,
            base_url: #base_url,
            server_variables: &[#(#server_variables),*],
            environment_prefix: #environment_prefix,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
            headers: &[#(#headers),*],
            header_lists: &[#(#lists),*],
            security_schemes: &[#(#security_schemes),*],
            security: #security,
            error_body: #ERROR_BODY {
                kind: &[#(#kind),*],
                message: &[#(#message),*],
                request_id: &[#(#request_id),*],
            },
        };
    }
}

fn header_list(HeaderSetting { wire_name, default, list, .. }: &HeaderSetting) -> Option<TokenStream> {
    let HeaderList { method: _, exclusive } = list.as_ref()?;
    let usual = default.as_deref().unwrap_or_default();
    Some(quote!(#HEADER_LIST { name: #wire_name, usual: #usual, exclusive: &[#(#exclusive),*] }))
}

fn security_scheme_kind(kind: &SecuritySchemeKind) -> TokenStream {
    match kind {
        SecuritySchemeKind::ApiKey { location, wire_name } => {
            let location = ident(match location {
                ApiKeyLocation::Header => "Header",
                ApiKeyLocation::Query => "Query",
                ApiKeyLocation::Cookie => "Cookie",
            });
            quote!(#SECURITY_SCHEME_KIND::ApiKey { location: #API_KEY_LOCATION::#location, name: #wire_name })
        }
        SecuritySchemeKind::Basic => quote!(#SECURITY_SCHEME_KIND::Basic),
        SecuritySchemeKind::Bearer => quote!(#SECURITY_SCHEME_KIND::Bearer),
        SecuritySchemeKind::Http(scheme) => quote!(#SECURITY_SCHEME_KIND::Http(#scheme)),
        SecuritySchemeKind::MutualTls => quote!(#SECURITY_SCHEME_KIND::MutualTls),
    }
}

/// How a client is made.
fn client(settings: &Settings) -> TokenStream {
    let prefix = &settings.environment_prefix;
    let from_env = DocText::new().sentence("Creates a client from the environment.").sentence(&format!(
        "See [`from_env`](crate::{CLIENT_BUILDER}::from_env) for the variables, whose names begin with `{prefix}_`."
    ));
    let builder = docs::of_builder(&settings.named_servers);
    quote! {
        impl #CLIENT {
            #from_env
            pub fn from_env() -> #RESULT<Self> {
                #CLIENT_BUILDER::new(&API).from_env()?.build()
            }

            #builder
            pub fn builder() -> #CLIENT_BUILDER {
                #CLIENT_BUILDER::new(&API)
            }
        }
    }
}

/// The setters of variables of the base URL.
fn variable_setters(variables: &[ServerVariable]) -> TokenStream {
    let setters = variables.iter().map(|ServerVariable { wire_name, rust_name, docs, default, values }| {
        let values: Vec<String> = values.iter().map(|value| docs::code(value)).collect();
        let one_of = if values.is_empty() { String::new() } else { format!(", one of {}", values.join(", ")) };
        let (variable, default) = (docs::code(wire_name), docs::code(default));
        let first = format!("Sets {variable} of the base URL, {default} by default{one_of}.");
        let docs = docs::of_setter(&first, docs);
        let name = ident(rust_name);
        quote! {
            #docs
            pub fn #name(self, value: impl Into<String>) -> Self {
                self.server_variable(#wire_name, value)
            }
        }
    });
    quote! {
        impl #CLIENT_BUILDER {
            #(#setters)*
        }
    }
}

/// The setters of headers that every operation has: for all calls, and for one.
fn setters(headers: &[HeaderSetting]) -> TokenStream {
    let of_client = headers.iter().map(|header| {
        let HeaderSetting { pointer: _, wire_name, rust_name, docs, default, list } = header;
        let usual = default.as_deref().map_or_else(|| "not sent".to_owned(), docs::code);
        let first = match list {
            None => format!("Sets the header {}, {usual} by default.", docs::code(wire_name)),
            Some(_) => format!("Adds to the header {} of every call.", docs::code(wire_name)),
        };
        let docs = docs::of_setter(&first, docs);
        let name = ident(rust_name);
        quote! {
            #docs
            pub fn #name(self, value: impl Into<String>) -> Self {
                self.default_header(#wire_name, value)
            }
        }
    });
    let of_request = headers.iter().map(|header| {
        let HeaderSetting { wire_name, rust_name, docs, list, .. } = header;
        let (first, set) = match list {
            None => (format!("Sets the header {} for this call.", docs::code(wire_name)), "header"),
            Some(_) => (format!("Adds to the header {} of this call.", docs::code(wire_name)), "add_to_header"),
        };
        let docs = docs::of_setter(&first, docs);
        let (name, set) = (ident(rust_name), ident(set));
        quote! {
            #docs
            pub fn #name(self, value: impl AsRef<str>) -> Self {
                self.#set(#wire_name, value)
            }
        }
    });
    quote! {
        impl #CLIENT_BUILDER {
            #(#of_client)*
        }

        impl<O: #ANY_OPERATION> #REQUEST<O> {
            #(#of_request)*
        }
    }
}
