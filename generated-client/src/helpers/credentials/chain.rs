//! [`CredentialChain`]: the sources of credentials, in order.

use std::{fmt, sync::Arc};

use secrecy::SecretString;

use super::{
    IdentityToken, OAUTH_FEATURE, WorkloadIdentity, oauth,
    profile::{Authentication, Place, Profile},
};
use crate::{ClientBuilder, Result};

type Read = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Reads a variable. An empty one is absent.
#[derive(Clone)]
pub(super) struct Variables(Arc<Read>);

impl Variables {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }
}

/// Finds a credential; see the [module](super).
#[derive(Clone)]
pub struct CredentialChain {
    variables: Variables,
    profile: Option<String>,
}

/// The source of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialSource {
    /// `ANTHROPIC_API_KEY`.
    ApiKey,
    /// `ANTHROPIC_AUTH_TOKEN`.
    AuthToken,
    /// A profile of this name.
    Profile(String),
    /// Workload identity by environment variables.
    WorkloadIdentity,
}

/// The credential that was found.
enum Found {
    Key(String),
    Token(String),
    Profile(Box<Profile>),
    Workload(WorkloadIdentity),
}

impl Default for CredentialChain {
    fn default() -> Self {
        Self::new()
    }
}

impl CredentialChain {
    /// Makes a chain that reads the environment variables of this process. Variables that are not Unicode are ignored.
    pub fn new() -> Self {
        Self::with_variables(|name| std::env::var(name).ok())
    }

    /// Makes a chain that reads your own variables, for example in a test.
    pub fn with_variables(read: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { variables: Variables(Arc::new(read)), profile: None }
    }

    /// Uses the profile with this name, and ignores the variables.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// The source of the credential; `None` if there is none.
    ///
    /// # Errors
    /// A profile that the chain would use is missing or invalid.
    pub fn source(&self) -> Result<Option<CredentialSource>> {
        Ok(self.find()?.map(|found| match found {
            Found::Key(_) => CredentialSource::ApiKey,
            Found::Token(_) => CredentialSource::AuthToken,
            Found::Profile(profile) => CredentialSource::Profile(profile.name),
            Found::Workload(_) => CredentialSource::WorkloadIdentity,
        }))
    }

    /// The variables that are set but not used, since the credential is from another source.
    pub fn unused(&self) -> Vec<&'static str> {
        let of_source: &[&str] = match self.source() {
            Ok(Some(CredentialSource::ApiKey)) => &["ANTHROPIC_API_KEY"],
            Ok(Some(CredentialSource::AuthToken)) => &["ANTHROPIC_AUTH_TOKEN"],
            Ok(Some(CredentialSource::Profile(_))) if self.profile.is_none() => &["ANTHROPIC_PROFILE"],
            Ok(Some(CredentialSource::WorkloadIdentity)) => &["ANTHROPIC_FEDERATION_RULE_ID"],
            _ => &[],
        };
        let all = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE", "ANTHROPIC_FEDERATION_RULE_ID"];
        all.into_iter().filter(|name| !of_source.contains(name) && self.variables.get(name).is_some()).collect()
    }

    /// ID and key of a self-hosted environment, for a [`Worker`](crate::worker::Worker): `ANTHROPIC_ENVIRONMENT_ID` and `ANTHROPIC_ENVIRONMENT_KEY`; `None` unless both are
    /// set.
    pub fn environment_key(&self) -> Option<(String, SecretString)> {
        let key = self.variables.get("ANTHROPIC_ENVIRONMENT_KEY")?;
        Some((self.variables.get("ANTHROPIC_ENVIRONMENT_ID")?, key.into()))
    }

    pub(super) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder> {
        let is_set = builder.has_credentials();
        let found = if is_set { None } else { self.find()? };
        let (mut key, mut token) = (None, None);
        let mut base_url = self.variables.get("ANTHROPIC_BASE_URL");
        let mut builder = builder;
        match found {
            None => {}
            Some(Found::Key(found)) => key = Some(found),
            Some(Found::Token(found)) => token = Some(found),
            Some(Found::Workload(identity)) => builder = builder.workload_identity(identity),
            Some(Found::Profile(profile)) => {
                base_url = base_url.or_else(|| profile.base_url.clone());
                builder = with_profile(builder, *profile);
            }
        }
        let headers = self.variables.get("ANTHROPIC_CUSTOM_HEADERS");
        builder.with_variables(|name| {
            Ok(match name {
                "ANTHROPIC_API_KEY" => key.clone(),
                "ANTHROPIC_AUTH_TOKEN" => token.clone(),
                "ANTHROPIC_BASE_URL" => base_url.clone(),
                "ANTHROPIC_CUSTOM_HEADERS" => headers.clone(),
                _ => None,
            })
        })
    }

    fn find(&self) -> Result<Option<Found>> {
        let variable = |name| self.variables.get(name);
        let place = Place::new(&self.variables);
        if let Some(name) = &self.profile {
            return place.profile(name).map(|profile| Some(Found::Profile(Box::new(profile))));
        }
        if let Some(key) = variable("ANTHROPIC_API_KEY") {
            return Ok(Some(Found::Key(key)));
        }
        if let Some(token) = variable("ANTHROPIC_AUTH_TOKEN") {
            return Ok(Some(Found::Token(token)));
        }
        if let Some(name) = variable("ANTHROPIC_PROFILE") {
            return place.profile(&name).map(|profile| Some(Found::Profile(Box::new(profile))));
        }
        if let Some(identity) = self.workload() {
            return Ok(Some(Found::Workload(identity)));
        }
        let active = place.active();
        let is_wanted = active.is_some() || variable("ANTHROPIC_CONFIG_DIR").is_some();
        match place.profile(active.as_deref().unwrap_or("default")) {
            Ok(profile) => Ok(Some(Found::Profile(Box::new(profile)))),
            Err(error) if is_wanted => Err(error),
            // An invalid profile that was not selected is skipped.
            Err(_) => Ok(None),
        }
    }

    fn workload(&self) -> Option<WorkloadIdentity> {
        let variable = |name| self.variables.get(name);
        let (rule, organization) = (variable("ANTHROPIC_FEDERATION_RULE_ID")?, variable("ANTHROPIC_ORGANIZATION_ID")?);
        let token = match variable("ANTHROPIC_IDENTITY_TOKEN_FILE") {
            Some(path) => IdentityToken::File(path.into()),
            None => {
                variable("ANTHROPIC_IDENTITY_TOKEN")?;
                // It is read each time, since its value may have changed.
                let variables = self.variables.clone();
                IdentityToken::function(move || variables.get("ANTHROPIC_IDENTITY_TOKEN"))
            }
        };
        let mut identity = WorkloadIdentity::new(rule, organization, token);
        identity.service_account_id = variable("ANTHROPIC_SERVICE_ACCOUNT_ID");
        identity.workspace_id = variable("ANTHROPIC_WORKSPACE_ID");
        Some(identity)
    }
}

fn with_profile(builder: ClientBuilder, profile: Profile) -> ClientBuilder {
    let builder = builder.default_header("anthropic-beta", OAUTH_FEATURE);
    let is_workload = matches!(profile.authentication, Ok(Authentication::Workload(_)));
    let builder = match &profile.workspace_id {
        // The exchange names the workspace.
        Some(id) if !is_workload => builder.default_header("anthropic-workspace-id", id),
        _ => builder,
    };
    builder.token_provider(oauth::ProfileProvider::new(profile))
}

impl fmt::Debug for CredentialChain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CredentialChain").field("profile", &self.profile).finish_non_exhaustive()
    }
}
