//! Security schemes that `openapiv3` does not know, and requirements of schemes that nobody declares.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::{Context, carry, objects::Kind, walk::walk_kind};
use crate::{diagnostic::catalog::schema as catalog, pointer::Pointer};

pub(super) fn run(context: &mut Context<'_>) {
    let place = Pointer::from_tokens(["components", "securitySchemes"]);
    let mut declared = BTreeSet::new();
    if let Some(Value::Object(schemes)) = context.document.pointer_mut("/components/securitySchemes") {
        for (name, scheme) in schemes {
            declared.insert(name.clone());
            if scheme.get("type").is_some_and(|kind| *kind == "mutualTLS") {
                context.findings.report(catalog::mutual_tls(&place.child(name), name));
                *scheme = mutual_tls(scheme);
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

/// `openapiv3` reads it as an HTTP scheme that no server has.
fn mutual_tls(scheme: &Value) -> Value {
    let mut read = Map::new();
    read.insert("type".to_owned(), json!("http"));
    read.insert("scheme".to_owned(), json!("mutual-tls"));
    read.insert(carry::MUTUAL_TLS.to_owned(), json!(true));
    if let Some(description) = scheme.get("description") {
        read.insert("description".to_owned(), description.clone());
    }
    Value::Object(read)
}
