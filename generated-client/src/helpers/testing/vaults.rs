//! [`Vaults`]: vaults with their credentials, whose secrets are never returned.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{collection::Collection, ids::Ids, request::Request, response::Response};

/// The members that contain secrets.
const SECRETS: [&str; 5] = ["access_token", "client_secret", "refresh_token", "secret_value", "token"];

/// Vaults, and the credentials of each.
pub(super) struct Vaults {
    vaults: Collection,
    credentials: BTreeMap<String, Collection>,
}

impl Default for Vaults {
    fn default() -> Self {
        Self { vaults: Collection::new("vault", "vlt"), credentials: BTreeMap::new() }
    }
}

impl Vaults {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.vaults.get(id).is_some()
    }

    pub(super) fn answer(&mut self, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
        match (request.method.as_str(), rest) {
            ("POST", []) => {
                let vault = self.vaults.create(&request.body, ids);
                let id = vault["id"].as_str().unwrap_or_default().to_owned();
                self.credentials.insert(id, Collection::new("vault_credential", "vcrd"));
                Response::ok(vault)
            }
            ("DELETE", [id]) => {
                self.credentials.remove(*id);
                self.vaults.remove(id)
            }
            (_, [id, "credentials", rest @ ..]) => match self.credentials.get_mut(*id) {
                Some(credentials) => answer(credentials, id, request, rest, ids),
                None => Response::not_found(),
            },
            _ => self.vaults.answer(request, rest, ids),
        }
    }
}

fn answer(credentials: &mut Collection, vault: &str, request: &Request, rest: &[&str], ids: &mut Ids) -> Response {
    match (request.method.as_str(), rest) {
        ("POST", []) => {
            let mut members = request.body.clone();
            forget_secrets(&mut members);
            members["vault_id"] = vault.into();
            Response::ok(credentials.create(&members, ids))
        }
        ("POST", [id]) => {
            let Some(credential) = credentials.get_mut(id) else { return Response::not_found() };
            let mut members = request.body.clone();
            forget_secrets(&mut members);
            // The members of `auth` that are not named stay.
            let mut auth = credential["auth"].clone();
            for (name, value) in members["auth"].as_object().into_iter().flatten() {
                auth[name.as_str()] = value.clone();
            }
            members["auth"] = auth;
            super::collection::changed(credential, &members, ids)
        }
        ("POST", [id, "mcp_oauth_validate"]) => match credentials.get(id) {
            Some(_) => Response::ok(json!({
                "type": "vault_credential_validation", "credential_id": id, "vault_id": vault, "status": "valid",
                "has_refresh_token": false, "mcp_probe": null, "refresh": null, "validated_at": ids.now(),
            })),
            None => Response::not_found(),
        },
        _ => credentials.answer(request, rest, ids),
    }
}

/// Removes the secrets from a body, at any depth.
fn forget_secrets(value: &mut Value) {
    let Some(members) = value.as_object_mut() else { return };
    members.retain(|name, _| !SECRETS.contains(&name.as_str()));
    members.values_mut().for_each(forget_secrets);
}
