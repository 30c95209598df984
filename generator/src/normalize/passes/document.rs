//! The document object, `info`, and what OpenAPI 3.1 lets be missing.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::{Context, carry, context::Version, objects::Kind, walk::walk_kind};
use crate::{diagnostic::catalog::structure as catalog, left_out::references, pointer::Pointer};

/// The version, `summary`, `license.identifier`, `paths`.
pub(super) fn run(context: &mut Context<'_>) {
    let Value::Object(root) = &mut context.document else { return };
    let version = root.insert("openapi".to_owned(), json!("3.0.3"));
    if let Some(version) = version {
        root.insert(carry::VERSION.to_owned(), version);
    }
    if !root.contains_key("paths") {
        root.insert("paths".to_owned(), json!({}));
        if context.version == Version::V3_0 {
            context.findings.report(catalog::filled_in(&Pointer::root(), Kind::OpenApi.title(), "paths", 1));
        }
    }
    if let Some(Value::Object(info)) = root.get_mut("info") {
        rename(info, "summary", carry::SUMMARY);
        if let Some(Value::Object(license)) = info.get_mut("license") {
            rename(license, "identifier", carry::LICENSE_IDENTIFIER);
        }
    }
}

/// Operations without `responses`.
pub(super) fn responses(context: &mut Context<'_>) {
    let mut missing = Vec::new();
    walk_kind(&mut context.document, Kind::Operation, |operation, path| {
        if !operation.contains_key("responses") {
            operation.insert("responses".to_owned(), json!({}));
            missing.push(path.pointer());
        }
    });
    if let (Version::V3_0, Some(first)) = (context.version, missing.first()) {
        context.findings.report(catalog::filled_in(first, Kind::Operation.title(), "responses", missing.len()));
    }
    walk_kind(&mut context.document, Kind::Responses, |responses, _| {
        // `4xx` is meant as `4XX`.
        if responses.keys().any(|key| key.ends_with("xx")) {
            let upper = |key: String| if key.ends_with("xx") { key.to_uppercase() } else { key };
            *responses = std::mem::take(responses).into_iter().map(|(key, value)| (upper(key), value)).collect();
        }
    });
}

/// Requests that the API sends, and links: a client does nothing with them. Whoever receives the requests reads their schemas.
pub(super) fn set_aside(context: &mut Context<'_>) {
    let mut callbacks = Vec::new();
    let mut received = Vec::new();
    walk_kind(&mut context.document, Kind::Operation, |operation, path| {
        if let Some(removed) = operation.shift_remove("callbacks") {
            callbacks.push(path.pointer().child("callbacks"));
            received.push(removed);
        }
    });
    walk_kind(&mut context.document, Kind::Response, |response, _| {
        response.shift_remove("links");
    });
    let why = "the API sends these requests; a client only receives them";
    if let Some(first) = callbacks.first() {
        context.findings.report(catalog::not_generated(first, "callbacks", callbacks.len(), why));
    }
    let Value::Object(root) = &mut context.document else { return };
    if let Some(removed) = root.shift_remove("webhooks") {
        context.findings.report(catalog::not_generated(&Pointer::root().child("webhooks"), "webhooks", 1, why));
        received.push(removed);
    }
    if let Some(Value::Object(components)) = root.get_mut("components") {
        components.shift_remove("links");
        received.extend(["callbacks", "pathItems"].into_iter().filter_map(|section| components.shift_remove(section)));
    }
    let references: BTreeSet<&str> = received.iter().flat_map(references).collect();
    if !references.is_empty() {
        root.insert(carry::RECEIVED.to_owned(), json!(references));
    }
}

fn rename(object: &mut Map<String, Value>, old: &str, new: &str) {
    if let Some(value) = object.shift_remove(old) {
        object.insert(new.to_owned(), value);
    }
}
