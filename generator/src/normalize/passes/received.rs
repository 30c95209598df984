//! Requests that the API sends.

use serde_json::Value;

use super::super::{Context, objects::Kind, walk::walk_kind};
use crate::{diagnostic::catalog::structure as catalog, left_out::references, pointer::Pointer};

/// Requests that the API sends, and links: a client does nothing with them. Whoever receives the requests reads their schemas.
pub(super) fn run(context: &mut Context<'_>) {
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
    context.received = received.iter().flat_map(references).map(str::to_owned).collect();
}
