//! The settings of every operation.

use super::{Dump, renamed, said};
use crate::model::{
    Api, ApiKeyLocation, ErrorBody, Grant, HeaderList, HeaderSetting, NamedServer, OAuthFlow, SecurityScheme,
    SecuritySchemeKind, ServerVariable, Settings,
};

pub(super) fn write(text: &mut Dump, api: &Api) {
    let Api { title, version, docs, settings, types: _, types_in_order: _, resources: _, receivers: _ } = api;
    let Settings {
        base_url,
        server_variables,
        named_servers,
        environment_prefix,
        headers,
        security_schemes,
        security,
        error_body,
        features: _,
        has_fake: _,
        guaranteed: _,
    } = settings;
    text.line(0, format!("api {title:?} {version:?}{}", said(docs)));
    text.line(1, format!("base url {base_url:?}, environment {environment_prefix}_*"));
    for NamedServer { name, url, docs } in named_servers {
        text.line(1, format!("server {name:?}: {url:?}{}", said(docs)));
    }
    for ServerVariable { wire_name, rust_name, docs, default, values } in server_variables {
        let values = if values.is_empty() { String::new() } else { format!(" of {values:?}") };
        let name = renamed(rust_name, wire_name);
        text.line(1, format!("server variable {rust_name}{name} = {default:?}{values}{}", said(docs)));
    }
    for HeaderSetting { pointer: _, wire_name, rust_name, docs, default, list } in headers {
        let default = default.as_ref().map_or_else(String::new, |default| format!(" = {default:?}"));
        let list = match list {
            None => String::new(),
            Some(HeaderList { method: _, exclusive }) if exclusive.is_empty() => " + more".to_owned(),
            Some(HeaderList { method: _, exclusive }) => format!(" + more, one of {exclusive:?}"),
        };
        text.line(1, format!("header {rust_name}{}{default}{list}{}", renamed(rust_name, wire_name), said(docs)));
    }
    for scheme in security_schemes {
        write_scheme(text, scheme);
    }
    text.line(1, format!("security {}", alternatives(security)));
    let ErrorBody { kind, message, request_id } = error_body;
    text.line(1, format!("error body: kind {kind:?}, message {message:?}, request id {request_id:?}"));
}

/// One security scheme.
fn write_scheme(text: &mut Dump, scheme: &SecurityScheme) {
    let SecurityScheme { wire_name, docs, kind, variable, flows } = scheme;
    let kind = match kind {
        SecuritySchemeKind::ApiKey { location, wire_name } => {
            let location = match location {
                ApiKeyLocation::Header => "header",
                ApiKeyLocation::Query => "query",
                ApiKeyLocation::Cookie => "cookie",
            };
            format!("key in {location} {wire_name:?}")
        }
        SecuritySchemeKind::Basic => "basic".to_owned(),
        SecuritySchemeKind::Bearer => "bearer".to_owned(),
        SecuritySchemeKind::Http(scheme) => format!("http {scheme:?}"),
        SecuritySchemeKind::MutualTls => "mutual TLS".to_owned(),
    };
    let variable = variable.as_ref().map(|variable| format!(" from {variable}")).unwrap_or_default();
    text.line(1, format!("security scheme {wire_name:?}: {kind}{variable}{}", said(docs)));
    for OAuthFlow { rust_name, grant, token_url, scopes } in flows {
        let grant = match grant {
            Grant::ClientCredentials => "client credentials",
            Grant::RefreshToken => "refresh token",
        };
        text.line(2, format!("flow {rust_name}: {grant} at {token_url:?}"));
        for (scope, description) in scopes {
            text.line(3, format!("scope {scope:?} {description:?}"));
        }
    }
}

/// `"A" + "B" or none`.
pub(super) fn alternatives(security: &[Vec<String>]) -> String {
    let none = || "none".to_owned();
    let alternatives = security.iter().map(|names| {
        let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
        if names.is_empty() { none() } else { names.join(" + ") }
    });
    let alternatives: Vec<String> = alternatives.collect();
    if alternatives.is_empty() { none() } else { alternatives.join(" or ") }
}
