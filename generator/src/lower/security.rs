//! Security schemes, and which of them an operation needs.

use openapiv3::{APIKeyLocation, OpenAPI, ReferenceOr, SecurityRequirement, SecurityScheme};

use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    model::{self, ApiKeyLocation, Docs, SecuritySchemeKind},
    pointer::Pointer,
};

/// The schemes of the document.
pub(super) fn schemes(openapi: &OpenAPI, diagnostics: &mut Diagnostics) -> Vec<model::SecurityScheme> {
    let mut found = Vec::new();
    for (wire_name, scheme) in openapi.components.iter().flat_map(|components| &components.security_schemes) {
        let pointer = Pointer::root().child("components").child("securitySchemes").child(wire_name);
        let ReferenceOr::Item(scheme) = scheme else {
            diagnostics.push(findings::security_scheme_unsupported(&pointer, "a reference"));
            continue;
        };
        match lower(scheme) {
            Ok((description, kind)) => found.push(model::SecurityScheme {
                wire_name: wire_name.clone(),
                docs: Docs { description, ..Docs::default() },
                kind,
            }),
            Err(scheme) => diagnostics.push(findings::security_scheme_unsupported(&pointer, &scheme)),
        }
    }
    found
}

/// Alternatives of schemes, by name.
pub(super) fn requirements(requirements: &[SecurityRequirement]) -> Vec<Vec<String>> {
    requirements.iter().map(|schemes| schemes.keys().cloned().collect()).collect()
}

fn lower(scheme: &SecurityScheme) -> Result<(Option<String>, SecuritySchemeKind), String> {
    match scheme {
        SecurityScheme::APIKey { location, name, description, extensions: _ } => {
            let location = match location {
                APIKeyLocation::Query => ApiKeyLocation::Query,
                APIKeyLocation::Header => ApiKeyLocation::Header,
                APIKeyLocation::Cookie => ApiKeyLocation::Cookie,
            };
            Ok((description.clone(), SecuritySchemeKind::ApiKey { location, wire_name: name.clone() }))
        }
        SecurityScheme::HTTP { scheme, bearer_format: _, description, extensions: _ } => {
            match scheme.to_ascii_lowercase().as_str() {
                "basic" => Ok((description.clone(), SecuritySchemeKind::Basic)),
                "bearer" => Ok((description.clone(), SecuritySchemeKind::Bearer)),
                _ => Err(format!("HTTP authentication `{scheme}`")),
            }
        }
        SecurityScheme::OAuth2 { flows: _, description, extensions: _ }
        | SecurityScheme::OpenIDConnect { open_id_connect_url: _, description, extensions: _ } => {
            Ok((description.clone(), SecuritySchemeKind::Bearer))
        }
    }
}
