//! Mutual TLS, which the client does not set up, and requirements of schemes that nobody declares.

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
    let findings = &mut context.findings;
    let mut reported = BTreeSet::new();
    walk_kind(&mut context.document, Kind::SecurityRequirement, |requirement, path| {
        let unknown: Vec<String> = requirement.keys().filter(|name| !declared.contains(*name)).cloned().collect();
        for name in unknown {
            requirement.shift_remove(&name);
            if reported.insert(name.clone()) {
                findings.report(catalog::unknown_scheme(&path.pointer().child(&name), &name));
            }
        }
    });
}
