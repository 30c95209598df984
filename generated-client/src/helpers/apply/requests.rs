//! [`Requests`]: the requests for resources, for each kind.

use std::path::Path;

use serde_json::Value;

use super::{
    check,
    error::ApplyError,
    kind::{Key, Kind},
    remote::{Place, Remote},
};
use crate::{
    Client, Error,
    helpers::{json_value::undecoded, skill_folder::files, telemetry::Span},
    runtime::{Operation, Paged, Request, json},
    types,
};

/// Requests for one resource.
#[derive(Clone, Copy)]
pub(super) struct Requests<'r> {
    pub(super) client: &'r Client,
    pub(super) key: &'r Key,
}

type Result<T> = std::result::Result<T, ApplyError>;

impl Requests<'_> {
    async fn send<O: Operation>(&self, request: Request<O>) -> Result<Remote>
    where
        O::Output: json::ToJson,
    {
        self.remote(request.send().await)
    }

    /// The resource of a response or a list. Only its JSON counts, so it need not be as documented.
    fn remote(&self, resource: std::result::Result<impl json::ToJson, Error>) -> Result<Remote> {
        match resource {
            Ok(resource) => Ok(Remote::new(self.key.kind, &resource)),
            Err(error) => match undecoded(&error) {
                Some(resource) => Ok(Remote::new(self.key.kind, &resource)),
                None => Err(ApplyError::request(self.key)(error)),
            },
        }
    }

    /// Gets a resource; `None` if it does not exist.
    pub(super) async fn get(&self, Place { kind, id, vault }: Place<'_>) -> Result<Option<Remote>> {
        let client = self.client;
        let remote = match kind {
            Kind::Agent => self.send(client.agents().get(id)).await,
            Kind::Environment => self.send(client.environments().get(id)).await,
            Kind::MemoryStore => self.send(client.memory_stores().get(id)).await,
            Kind::Vault => self.send(client.vaults().get(id)).await,
            Kind::VaultCredential => self.send(client.vault_credentials().get(vault, id)).await,
            Kind::Deployment => self.send(client.deployments().get(id)).await,
            Kind::Skill => self.send(client.skills().get(id)).await,
        };
        absent(remote)
    }

    /// Creates a resource. `folder` has the files of a skill.
    pub(super) async fn create(&self, mut body: Value, folder: Option<&Path>) -> Result<Remote> {
        let client = self.client;
        match self.key.kind {
            Kind::Agent => {
                let span = Span::creation(client, &body);
                let create = client.agents().create(self.typed::<types::CreateAgentRequest>(&body)?);
                let created = span.around(self.send(create)).await;
                match &created {
                    Ok(agent) => span.created(&agent.id, &agent.version),
                    Err(_) => span.failed("client_error"),
                }
                created
            }
            Kind::Environment => {
                self.send(client.environments().create(self.typed::<types::CreateEnvironmentRequest>(&body)?)).await
            }
            Kind::MemoryStore => {
                self.send(client.memory_stores().create(self.typed::<types::CreateMemoryStoreRequest>(&body)?)).await
            }
            Kind::Vault => self.send(client.vaults().create(self.typed::<types::CreateVaultRequest>(&body)?)).await,
            Kind::VaultCredential => {
                let vault = body.as_object_mut().and_then(|members| members.remove("vault")).unwrap_or_default();
                let body = self.typed::<types::CreateVaultCredentialRequest>(&body)?;
                self.send(client.vault_credentials().create(vault.as_str().unwrap_or_default(), body)).await
            }
            Kind::Deployment => {
                self.send(client.deployments().create(self.typed::<types::CreateDeploymentRequest>(&body)?)).await
            }
            Kind::Skill => {
                let mut request = types::CreateSkillRequest::new(self.files(folder)?);
                request.display_name = body["display_name"].as_str().map(str::to_owned);
                self.send(client.skills().create(request)).await
            }
        }
    }

    /// Changes a resource. A skill gets a new version of its files.
    pub(super) async fn update(&self, place: Place<'_>, mut body: Value, folder: Option<&Path>) -> Result<Remote> {
        let (client, Place { kind, id, vault }) = (self.client, place);
        match kind {
            Kind::Agent => self.send(client.agents().update(id, self.typed::<types::UpdateAgentRequest>(&body)?)).await,
            Kind::Environment => {
                self.send(client.environments().update(id, self.typed::<types::UpdateEnvironmentRequest>(&body)?)).await
            }
            Kind::MemoryStore => {
                self.send(client.memory_stores().update(id, self.typed::<types::UpdateMemoryStoreRequest>(&body)?))
                    .await
            }
            Kind::Vault => self.send(client.vaults().update(id, self.typed::<types::UpdateVaultRequest>(&body)?)).await,
            Kind::VaultCredential => {
                check::keep_changeable(&mut body);
                let body = self.typed::<types::UpdateVaultCredentialRequest>(&body)?;
                self.send(client.vault_credentials().update(vault, id, body)).await
            }
            Kind::Deployment => {
                self.send(client.deployments().update(id, self.typed::<types::UpdateDeploymentRequest>(&body)?)).await
            }
            Kind::Skill => {
                let request = types::CreateSkillVersionRequest::new(self.files(folder)?);
                let created = client.skill_versions().create(id, request).send().await;
                self.remote(created)?;
                self.send(client.skills().get(id)).await
            }
        }
    }

    /// Archives a resource. Skills cannot be archived.
    pub(super) async fn archive(&self, Place { kind, id, vault }: Place<'_>) -> Result<()> {
        let client = self.client;
        let archived = match kind {
            Kind::Agent => self.send(client.agents().archive(id)).await,
            Kind::Environment => self.send(client.environments().archive(id)).await,
            Kind::MemoryStore => self.send(client.memory_stores().archive(id)).await,
            Kind::Vault => self.send(client.vaults().archive(id)).await,
            Kind::VaultCredential => self.send(client.vault_credentials().archive(vault, id)).await,
            Kind::Deployment => self.send(client.deployments().archive(id)).await,
            Kind::Skill => return Ok(()),
        };
        absent(archived).map(|_| ())
    }

    /// Deletes a resource. Agents and deployments are archived instead.
    pub(super) async fn delete(&self, place: Place<'_>) -> Result<()> {
        let (client, Place { kind, id, vault }) = (self.client, place);
        let deleted = match kind {
            Kind::Agent | Kind::Deployment => return self.archive(place).await,
            Kind::Environment => self.send(client.environments().delete(id)).await,
            Kind::MemoryStore => self.send(client.memory_stores().delete(id)).await,
            Kind::Vault => self.send(client.vaults().delete(id)).await,
            Kind::VaultCredential => self.send(client.vault_credentials().delete(vault, id)).await,
            Kind::Skill => self.send(client.skills().delete(id)).await,
        };
        absent(deleted).map(|_| ())
    }

    /// Finds the resource with a marker. `vault` is the ID of the vault of a credential.
    pub(super) async fn find(&self, marker: &str, vault: &str) -> Result<Option<Remote>> {
        let client = self.client;
        let is_it = |remote: &Remote| remote.marker.as_deref() == Some(marker);
        match self.key.kind {
            Kind::Agent => self.first(client.agents().list(), is_it).await,
            Kind::Environment => self.first(client.environments().list(), is_it).await,
            Kind::MemoryStore => self.first(client.memory_stores().list(), is_it).await,
            Kind::Vault => self.first(client.vaults().list(), is_it).await,
            Kind::VaultCredential => self.first(client.vault_credentials().list(vault), is_it).await,
            Kind::Deployment => self.first(client.deployments().list(), is_it).await,
            Kind::Skill => Ok(None),
        }
    }

    /// The skills of this name.
    pub(super) async fn skills(&self, display_name: &str) -> Result<Vec<Remote>> {
        let mut found = Vec::new();
        let all = self.client.skills().list().source("custom");
        self.first(all, |remote| {
            if remote.state["display_name"] == display_name {
                found.push(remote.clone());
            }
            false
        })
        .await?;
        Ok(found)
    }

    /// The IDs of the versions of a skill, the newest first.
    pub(super) async fn skill_versions(&self, id: &str) -> Result<Vec<String>> {
        let mut versions = Vec::new();
        self.first(self.client.skill_versions().list(id), |remote| {
            versions.push(remote.id.clone());
            false
        })
        .await?;
        Ok(versions)
    }

    async fn first<O: Paged>(&self, list: Request<O>, mut is_it: impl FnMut(&Remote) -> bool) -> Result<Option<Remote>>
    where
        O::Item: json::ToJson,
    {
        let mut items = list.items();
        while let Some(item) = items.next().await {
            let remote = self.remote(item)?;
            if is_it(&remote) {
                return Ok(Some(remote));
            }
        }
        Ok(None)
    }

    /// The body as its type.
    fn typed<T: json::FromJson>(&self, body: &Value) -> Result<T> {
        json::from_str(&body.to_string()).map_err(|fault| self.impossible(fault.to_string()))
    }

    fn files(&self, folder: Option<&Path>) -> Result<Vec<crate::runtime::File>> {
        let folder = folder.ok_or_else(|| self.impossible("it has no folder".to_owned()))?;
        files(folder).map_err(|error| self.impossible(error.to_string()))
    }

    fn impossible(&self, reason: String) -> ApplyError {
        ApplyError::Impossible { resource: self.key.clone(), reason }
    }
}

/// A resource that may be absent.
fn absent(remote: Result<Remote>) -> Result<Option<Remote>> {
    match remote {
        Ok(remote) => Ok(Some(remote)),
        Err(ApplyError::Request { error, .. }) if is_status(&error, 404) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn is_status(error: &Error, expected: u16) -> bool {
    error.status().is_some_and(|status| status.as_u16() == expected)
}
