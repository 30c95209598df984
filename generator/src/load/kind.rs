//! Determines the kind and the version of a document.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostics, catalog::load as catalog};

/// Whether this is a supported OpenAPI document. If it is not, a finding says what it is.
pub(super) fn check(document: &Value, diagnostics: &mut Diagnostics) -> bool {
    let root = match document {
        Value::Object(root) => root,
        Value::Null => return refuse(diagnostics, catalog::empty_document()),
        Value::Bool(_) | Value::Number(_) => return refuse(diagnostics, catalog::root_not_mapping("a single value")),
        Value::String(_) => return refuse(diagnostics, catalog::root_not_mapping("a single line of text")),
        Value::Array(_) => return refuse(diagnostics, catalog::root_not_mapping("a list")),
    };
    if let (None, Some(version)) = (root.get("openapi"), root.get("swagger")) {
        let version = version.as_str().map_or_else(|| version.to_string(), |text| text.trim().to_owned());
        let is_read = matches!(version.as_str(), "2.0" | "2");
        return is_read || refuse(diagnostics, catalog::older_version("swagger", &version));
    }
    let Some(version) = root.get("openapi") else { return refuse(diagnostics, other_kind(root)) };
    // `openapi: 3.1` is a number in YAML. So is `3.0`, which Rust also writes as `3.0`.
    let version = match version {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match minor_version(&version) {
        Some(0..=2) => true,
        Some(_) | None => refuse(diagnostics, catalog::unsupported_version(&version)),
    }
}

/// The `1` of `3.1`, `3.1.0` or `3.1.0-rc1`.
pub(super) fn minor_version(version: &str) -> Option<u8> {
    let minor = version.strip_prefix("3.")?.split(['.', '-']).next()?;
    minor.parse().ok()
}

fn other_kind(root: &Map<String, Value>) -> crate::diagnostic::Diagnostic {
    if let Some(Value::String(version)) = root.get("swaggerVersion") {
        return catalog::older_version("swaggerVersion", version);
    }
    if root.contains_key("asyncapi") {
        return catalog::async_api();
    }
    if root.contains_key("overlay") {
        return catalog::overlay_document();
    }
    if let Some(format) = other_format(root) {
        return catalog::other_format(format);
    }
    if !root.contains_key("paths") {
        let schema_members =
            ["$schema", "$id", "properties", "$defs", "definitions", "allOf", "oneOf", "anyOf", "type"];
        if let Some(member) = schema_members.into_iter().find(|member| root.contains_key(*member)) {
            return catalog::json_schema(member);
        }
    }
    catalog::missing_version()
}

/// The name of another format for HTTP APIs, by the member that only this format has.
fn other_format(root: &Map<String, Value>) -> Option<&'static str> {
    let member = |outer: &str, inner: &str| root.get(outer).and_then(|value| value.get(inner)).is_some();
    if member("info", "_postman_id") || member("info", "schema") && root.contains_key("item") {
        Some("a Postman collection")
    } else if root.get("_type").is_some_and(|kind| kind == "export") {
        Some("an export of Insomnia")
    } else if member("log", "entries") {
        Some("a recording of HTTP requests (HAR)")
    } else if root.get("kind").is_some_and(|kind| kind == "discovery#restDescription") {
        Some("a Google API Discovery document")
    } else if root.contains_key("smithy") {
        Some("a Smithy model")
    } else if root.contains_key("arazzo") {
        Some("an Arazzo description")
    } else if member("data", "__schema") || root.contains_key("__schema") {
        Some("a GraphQL schema")
    } else {
        None
    }
}

fn refuse(diagnostics: &mut Diagnostics, diagnostic: crate::diagnostic::Diagnostic) -> bool {
    diagnostics.push(diagnostic);
    false
}
