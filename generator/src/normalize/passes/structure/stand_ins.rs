//! Replacements for parts whose errors were reported. So all other parts can be read, and no later finding is only a
//! consequence of these errors.

use serde_json::{Value, json};

use super::super::super::objects::{Kind, Need, Shape};

/// The replacement for the member `name`; `None` if it can be missing.
pub(super) fn for_member(kind: Kind, name: &str) -> Option<Value> {
    match (kind, name) {
        // It is unknown which parameters are missing.
        (Kind::PathItem | Kind::Operation, "parameters") => Some(json!([for_kind(Kind::Parameter)])),
        _ => match kind.member(name) {
            Some(member) if member.need == Need::Required && matches!(member.shape, Shape::Text) => Some(json!("")),
            Some(member) => for_shape(&member.shape),
            None => kind.pattern().and_then(for_shape),
        },
    }
}

/// The replacement for an element of a list or map; `None` if nothing can replace it.
pub(super) fn for_shape(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::Object(kind) | Shape::OrReference(kind) => for_kind(*kind),
        Shape::FlagOrSchema => Some(json!({})),
        _ => None,
    }
}

/// The simplest object of a kind; `None` for kinds that are better left out.
pub(crate) fn for_kind(kind: Kind) -> Option<Value> {
    match kind {
        Kind::Schema
        | Kind::MediaType
        | Kind::Encoding
        | Kind::PathItem
        | Kind::Paths
        | Kind::Responses
        | Kind::Components
        | Kind::Callback
        | Kind::Example
        | Kind::Link
        | Kind::OAuthFlows
        | Kind::SecurityRequirement => Some(json!({})),
        Kind::Info => Some(json!({"title": "", "version": ""})),
        Kind::Server => Some(json!({"url": "/"})),
        Kind::ServerVariable => Some(json!({"default": ""})),
        // No document has one that is in nothing.
        Kind::Parameter => Some(json!({"name": "x", "in": "", "schema": {}})),
        Kind::Header => Some(json!({"schema": {}})),
        Kind::RequestBody => Some(json!({"content": {}})),
        Kind::Response => Some(json!({"description": ""})),
        Kind::Tag => Some(json!({"name": ""})),
        Kind::SecurityScheme => Some(json!({"type": "http", "scheme": "bearer"})),
        Kind::OpenApi
        | Kind::Contact
        | Kind::License
        | Kind::Operation
        | Kind::ExternalDocs
        | Kind::Discriminator
        | Kind::OAuthFlow => None,
    }
}

/// Whether a parameter replaces one with an error.
pub(crate) fn is_parameter(parameter: &Value) -> bool {
    parameter.get("in").is_some_and(|location| location == "")
}

/// Whether an object of this kind is replaced as a whole if it lacks a member.
pub(super) fn needs_all(kind: Kind) -> bool {
    matches!(kind, Kind::Parameter | Kind::Discriminator | Kind::SecurityScheme | Kind::ExternalDocs)
}
