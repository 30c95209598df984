//! [`Remote`]: a resource as the API returned it.

use serde_json::{Value, json};

use super::{
    check,
    kind::{Key, Kind},
    lock::Entry,
};
use crate::runtime::json::ToJson;

/// The key of the metadata that marks a resource that is being created.
pub(super) const MARKER: &str = "managed-agents-apply";

/// A resource as the API returned it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Remote {
    pub(super) id: String,
    /// Number of the version of an agent, ID of the version of a skill, or null.
    pub(super) version: Value,
    pub(super) is_archived: bool,
    pub(super) marker: Option<String>,
    /// The properties that a request can set.
    pub(super) state: Value,
}

impl Remote {
    pub(super) fn new(kind: Kind, response: &impl ToJson) -> Self {
        let text = crate::runtime::json::to_vec(response).unwrap_or_default();
        let mut state: Value = serde_json::from_slice(&text).unwrap_or_default();
        let part = |name: &str| state[name].clone();
        let mut remote = Self {
            id: part("id").as_str().unwrap_or_default().to_owned(),
            version: if kind == Kind::Skill { part("latest_version_id") } else { part("version") },
            is_archived: !part("archived_at").is_null(),
            marker: state["metadata"][MARKER].as_str().map(str::to_owned),
            state: Value::Null,
        };
        if kind == Kind::Skill {
            remote.state = json!({ "display_name": part("display_name"), "version": part("latest_version_id") });
            return remote;
        }
        check::keep_declared(kind, &mut state);
        if let Some(metadata) = state.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove(MARKER);
        }
        // The API renews the token itself.
        if let Some(auth) = state.get_mut("auth").and_then(Value::as_object_mut) {
            auth.remove("expires_at");
        }
        remote.state = state;
        remote
    }

    /// The entry of the lock file.
    pub(super) fn entry(self, spec: Value) -> Entry {
        Entry { id: self.id, version: self.version, spec, state: self.state }
    }
}

/// An existing resource, with its place in the API.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    pub(super) kind: Kind,
    pub(super) id: &'p str,
    /// The ID of the vault of a credential.
    pub(super) vault: &'p str,
}

impl<'p> Place<'p> {
    pub(super) fn of(key: &Key, entry: &'p Entry) -> Self {
        Self { kind: key.kind, id: &entry.id, vault: entry.spec["vault"].as_str().unwrap_or_default() }
    }
}
