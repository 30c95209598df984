//! Mutual TLS, which the client does not set up, and requirements of undeclared schemes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{PassContext, objects::Kind, walk::walk_kind};
use crate::{diagnostic::catalog::schema as catalog, pointer::Pointer};

pub(super) fn check(context: &mut PassContext<'_>) {
    let place = Pointer::from_tokens(["components", "securitySchemes"]);
    let mut declared = BTreeSet::new();
    if let Some(Value::Object(schemes)) = context.document.pointer("/components/securitySchemes") {
        for (name, scheme) in schemes {
            declared.insert(name.clone());
            if scheme.get("type").is_some_and(|kind| *kind == "mutualTLS") {
                context.findings.report(catalog::mutual_tls(&place.child(name), name));
            }
        }
    }
    let own_url = context.document.get("$self").and_then(Value::as_str).map(str::to_owned);
    let findings = &mut context.findings;
    let mut reported = BTreeSet::new();
    walk_kind(&mut context.document, Kind::SecurityRequirement, |requirement, path| {
        let unknown: Vec<String> = requirement.keys().filter(|name| !declared.contains(*name)).cloned().collect();
        for name in unknown {
            let scopes = requirement.shift_remove(&name).unwrap_or_default();
            if let Some(known) = component(&name, own_url.as_deref()).filter(|name| declared.contains(name)) {
                requirement.insert(known, scopes);
                continue;
            }
            if reported.insert(name.clone()) {
                findings.report(catalog::unknown_scheme(&path.pointer().child(&name), &name));
            }
        }
    });
}

/// The component that the URI of a scheme refers to (OpenAPI 3.2).
fn component(reference: &str, own_url: Option<&str>) -> Option<String> {
    let (base, fragment) = reference.split_once('#')?;
    let is_here = base.is_empty() || own_url.is_some_and(|own| own.trim_end_matches('#') == base);
    let mut tokens = Pointer::from_fragment(fragment).tokens().collect::<Vec<_>>().into_iter();
    let is_scheme =
        tokens.next().as_deref() == Some("components") && tokens.next().as_deref() == Some("securitySchemes");
    tokens.next().filter(|_| is_here && is_scheme)
}
