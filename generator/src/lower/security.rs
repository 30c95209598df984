//! Security schemes, and the requirements of operations.

use std::{cmp::Reverse, collections::BTreeMap};

use openapiv3::{APIKeyLocation, OpenAPI, PathItem, ReferenceOr, SecurityRequirement, SecurityScheme};

use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    model::{self, ApiKeyLocation, Docs, OAuthFlow, SecuritySchemeKind},
    names::{self, OAUTH2_METHODS, Scope},
    pointer::Pointer,
    read::Document,
};

use super::{oauth2, reference};

/// HTTP authentication that needs a response to a challenge of the server, so that a token is not sufficient.
const CHALLENGED: &[&str] = &["digest", "hoba", "mutual", "negotiate", "scram-sha-1", "scram-sha-256"];

/// The schemes of the document. A key is for the first scheme with keys. So the schemes in the document's `security` come
/// first, then those that most operations need, then the others by name. Deprecated ones are last.
pub(super) fn schemes(
    document: &Document<'_>,
    prefix: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<model::SecurityScheme> {
    let openapi = &document.openapi;
    let mut found = Vec::new();
    let mut constructors = Scope::new(OAUTH2_METHODS);
    let components = openapi.components.as_ref().map(|components| &components.security_schemes);
    for (wire_name, scheme) in components.into_iter().flatten() {
        let pointer = Pointer::root().child("components").child("securitySchemes").child(wire_name);
        let Some((scheme, at)) = reference::resolve(scheme, &pointer, "securitySchemes", components) else { continue };
        let (description, mut kind, mut flows) = lower(scheme);
        if at.tokens().last().is_some_and(|name| document.mutual_tls.contains(&name)) {
            kind = SecuritySchemeKind::MutualTls;
        }
        if let SecuritySchemeKind::Http(scheme) = &kind
            && CHALLENGED.contains(&scheme.to_ascii_lowercase().as_str())
        {
            diagnostics.push(findings::security_scheme_unsupported(&pointer, scheme));
        }
        oauth2::name(&mut flows, wire_name, &mut constructors);
        let deprecated = at.tokens().last().is_some_and(|name| document.details.deprecated_schemes.contains(&name));
        let docs = Docs { deprecated, ..Docs::described(description.as_deref()) };
        found.push(model::SecurityScheme { wire_name: wire_name.clone(), docs, kind, variable: None, flows });
    }
    let needed = openapi.security.iter().flatten().flat_map(|schemes| schemes.keys());
    let mut first_needed: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, name) in needed.enumerate() {
        first_needed.entry(name).or_insert(place);
    }
    let uses = uses(openapi);
    found.sort_by_key(|scheme| {
        let place = first_needed.get(scheme.wire_name.as_str()).copied().unwrap_or(usize::MAX);
        (scheme.docs.deprecated, place, Reverse(uses.get(scheme.wire_name.as_str()).copied().unwrap_or_default()))
    });
    name_variables(&mut found, prefix);
    found
}

/// The number of operations that name each scheme.
fn uses(openapi: &OpenAPI) -> BTreeMap<&str, usize> {
    let mut uses = BTreeMap::new();
    let items = openapi.paths.paths.values().filter_map(ReferenceOr::as_item);
    let own = items.flat_map(PathItem::iter).filter_map(|(_, operation)| operation.security.as_deref());
    for name in own.flatten().flat_map(|requirement| requirement.keys()) {
        *uses.entry(name.as_str()).or_default() += 1;
    }
    uses
}

/// Gives each scheme with a key or token an environment variable, except the first of each kind: their variables have the
/// same names for every API.
fn name_variables(schemes: &mut [model::SecurityScheme], prefix: &str) {
    let is_key = |kind: &SecuritySchemeKind| matches!(kind, SecuritySchemeKind::ApiKey { .. });
    let is_bearer = |kind: &SecuritySchemeKind| *kind == SecuritySchemeKind::Bearer;
    let is_other_token = |kind: &SecuritySchemeKind| matches!(kind, SecuritySchemeKind::Http(_));
    let first = |fits: &dyn Fn(&SecuritySchemeKind) -> bool| schemes.iter().position(|scheme| fits(&scheme.kind));
    let (key, token) = (first(&is_key), first(&is_bearer).or_else(|| first(&is_other_token)));
    let has_secret = |kind: &SecuritySchemeKind| is_key(kind) || is_bearer(kind) || is_other_token(kind);
    let others = schemes.iter_mut().enumerate().filter(|(index, _)| ![key, token].contains(&Some(*index)));
    let mut others: Vec<_> = others.map(|(_, scheme)| scheme).filter(|scheme| has_secret(&scheme.kind)).collect();
    let variables = names::environment_variables(prefix, others.iter().map(|scheme| scheme.wire_name.as_str()));
    for (scheme, variable) in others.iter_mut().zip(variables) {
        scheme.variable = variable;
    }
}

/// Alternatives of schemes, by name.
pub(super) fn requirements(requirements: &[SecurityRequirement]) -> Vec<Vec<String>> {
    requirements.iter().map(|schemes| schemes.keys().cloned().collect()).collect()
}

fn lower(scheme: &SecurityScheme) -> (Option<String>, SecuritySchemeKind, Vec<OAuthFlow>) {
    match scheme {
        SecurityScheme::APIKey { location, name, description, extensions: _ } => {
            let location = match location {
                APIKeyLocation::Query => ApiKeyLocation::Query,
                APIKeyLocation::Header => ApiKeyLocation::Header,
                APIKeyLocation::Cookie => ApiKeyLocation::Cookie,
            };
            (description.clone(), SecuritySchemeKind::ApiKey { location, wire_name: name.clone() }, Vec::new())
        }
        SecurityScheme::HTTP { scheme, bearer_format: _, description, extensions: _ } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => SecuritySchemeKind::Basic,
                "bearer" => SecuritySchemeKind::Bearer,
                _ => SecuritySchemeKind::Http(scheme.clone()),
            };
            (description.clone(), kind, Vec::new())
        }
        SecurityScheme::OAuth2 { flows, description, extensions: _ } => {
            (description.clone(), SecuritySchemeKind::Bearer, oauth2::flows(flows))
        }
        SecurityScheme::OpenIDConnect { open_id_connect_url: _, description, extensions: _ } => {
            (description.clone(), SecuritySchemeKind::Bearer, Vec::new())
        }
    }
}
