//! Checks files by the types of requests: finds mistakes, and removes properties that a type does not declare.

use std::collections::BTreeSet;

use serde_json::Value;

use super::kind::Kind;
use crate::{
    runtime::json::{Fault, misfits_of_strict, path_segments},
    types,
};

/// The mistakes in the body of a request that creates a resource. Skills have no such body.
pub(super) fn check(kind: Kind, body: &Value) -> Vec<Fault> {
    let text = body.to_string();
    match kind {
        Kind::Agent => misfits_of_strict::<types::CreateAgentRequest>(&text),
        Kind::Environment => misfits_of_strict::<types::CreateEnvironmentRequest>(&text),
        Kind::MemoryStore => misfits_of_strict::<types::CreateMemoryStoreRequest>(&text),
        Kind::Vault => misfits_of_strict::<types::CreateVaultRequest>(&text),
        Kind::VaultCredential => misfits_of_strict::<types::CreateVaultCredentialRequest>(&text),
        Kind::Deployment => misfits_of_strict::<types::CreateDeploymentRequest>(&text),
        Kind::Skill => Vec::new(),
    }
}

/// Removes the properties that only responses have, such as times.
pub(super) fn keep_declared(kind: Kind, state: &mut Value) {
    remove_unknown(state, &check(kind, state));
}

/// Removes the properties that the update of a credential cannot change: its URL, for example.
pub(super) fn keep_changeable(credential: &mut Value) {
    remove_unknown(credential, &fixed(credential));
}

/// Whether the update of a credential cannot make a change at this path.
pub(super) fn is_fixed(path: &str, before: &Value, after: &Value) -> bool {
    let changed = format!("$.{path}");
    let is_inside = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let fixed =
        [before, after].into_iter().flat_map(fixed).filter(is_unknown_property).filter_map(|fault| fault.path());
    // The update is of the type of the credential.
    let mut fixed = fixed.chain(["$.auth.type".to_owned(), "$.auth.refresh.token_endpoint_auth.type".to_owned()]);
    fixed.any(|fixed| is_inside(&fixed, &changed) || is_inside(&changed, &fixed))
}

/// The properties that the update of a credential cannot change.
fn fixed(credential: &Value) -> Vec<Fault> {
    misfits_of_strict::<types::UpdateVaultCredentialRequest>(&credential.to_string())
}

fn remove_unknown(value: &mut Value, faults: &[Fault]) {
    let unknown = faults.iter().filter(|fault| is_unknown_property(fault)).filter_map(Fault::path);
    remove(value, "$", &unknown.collect());
}

fn is_unknown_property(fault: &Fault) -> bool {
    fault.message() == "unknown property"
}

fn remove(value: &mut Value, path: &str, unknown: &BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            members.retain(|name, value| {
                let path = format!("{path}{}", path_segments::member(name));
                remove(value, &path, unknown);
                !unknown.contains(&path)
            });
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                remove(element, &format!("{path}[{index}]"), unknown);
            }
        }
        _ => {}
    }
}
