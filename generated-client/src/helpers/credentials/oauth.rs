//! [`ProfileProvider`]: the access tokens of a profile.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    WorkloadIdentity,
    exchange::{Exchanged, Grant, exchange},
    profile::{Authentication, Profile},
    store::{Store, Stored},
};
use crate::runtime::{CredentialProvider, IssueContext, IssuedCredential, Issuing, ProviderError};

/// A stored token is not used if it has less than this time left.
const SHORTEST: Duration = Duration::from_secs(30);
/// The lifetime of a token if the server does not state one.
const USUAL: Duration = Duration::from_secs(3600);

/// Issues the tokens of a profile: the stored one first, and a new one if the client asks again.
pub(super) struct ProfileProvider {
    name: String,
    base_url: Option<String>,
    authentication: Result<Authentication, String>,
    store: Store,
    /// The last issued token. The client requests another one because this token expires or was refused, so it is not
    /// issued again.
    last: Mutex<Option<SecretString>>,
}

impl ProfileProvider {
    pub(super) fn new(profile: Profile) -> Self {
        let Profile { name, base_url, credentials, mut authentication, workspace_id: _ } = profile;
        if let Ok(Authentication::Workload(identity)) = &mut authentication {
            identity.base_url.clone_from(&base_url);
        }
        Self { name, base_url, authentication, store: Store(credentials), last: Mutex::default() }
    }

    async fn token(&self, context: &IssueContext) -> Result<IssuedCredential, ProviderError> {
        let stored = match &self.authentication {
            Ok(Authentication::Workload(identity)) => self.by_workload(context, identity).await?,
            Ok(Authentication::User { client_id: None }) => self.read()?,
            Ok(Authentication::User { client_id: Some(id) }) => self.by_refresh(context, id).await?,
            Err(reason) => return Err(ProviderError::new(reason.clone())),
        };
        let token = stored.access_token.as_ref().ok_or_else(|| self.lacks("access_token"))?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        let issued = IssuedCredential::token(token.expose_secret());
        Ok(match stored.lifetime(context.client().clock.now()) {
            Some(lifetime) => issued.expires_in(lifetime),
            None => issued,
        })
    }

    /// The stored credentials, which have an access token.
    fn read(&self) -> Result<Stored, ProviderError> {
        let stored = self.store.read()?;
        let stored = stored.ok_or_else(|| {
            ProviderError::new(format!(
                "there are no credentials at {} (profile `{}`)",
                self.store.path().display(),
                self.name
            ))
        })?;
        if stored.access_token.is_none() { Err(self.lacks("access_token")) } else { Ok(stored) }
    }

    fn lacks(&self, member: &str) -> ProviderError {
        ProviderError::new(format!("the credentials at {} lack `{member}`", self.store.path().display()))
    }

    /// Whether a stored token can be issued.
    fn is_usable(&self, stored: &Stored, context: &IssueContext) -> bool {
        let lifetime = stored.lifetime(context.client().clock.now());
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_last = match (&*last, &stored.access_token) {
            (Some(last), Some(token)) => last.expose_secret() == token.expose_secret(),
            _ => false,
        };
        !is_last && stored.access_token.is_some() && lifetime.is_some_and(|lifetime| lifetime > SHORTEST)
    }

    async fn by_refresh(&self, context: &IssueContext, client_id: &str) -> Result<Stored, ProviderError> {
        let stored = self.read()?;
        if stored.refresh_token.is_none() {
            return Err(self.lacks("refresh_token"));
        }
        if self.is_usable(&stored, context) {
            return Ok(stored);
        }
        let _locked = self.store.lock().await?;
        // Another process may have renewed it meanwhile.
        let mut stored = self.read()?;
        if self.is_usable(&stored, context) {
            return Ok(stored);
        }
        let refresh_token = stored.refresh_token.clone().ok_or_else(|| self.lacks("refresh_token"))?;
        let grant = Grant {
            features: super::OAUTH_FEATURE,
            members: vec![("grant_type", "refresh_token"), ("client_id", client_id)],
            secret: &refresh_token,
            secret_member: "refresh_token",
        };
        let exchanged = exchange(context, self.base_url.as_deref(), grant).await;
        let Exchanged { token, refresh_token } = exchanged.map_err(|refused| refused.error)?;
        if refresh_token.is_some() {
            stored.refresh_token = refresh_token;
        }
        let now = context.client().clock.now();
        let renewed = token.map(|token| stored.set(token.access_token, token.expires_in.unwrap_or(USUAL), now));
        // A response without a usable access token can have a new refresh token. It is stored, since the old one may be invalid.
        self.store.write(&stored)?;
        renewed.map(|()| stored)
    }

    async fn by_workload(&self, context: &IssueContext, identity: &WorkloadIdentity) -> Result<Stored, ProviderError> {
        let stored = self.store.read()?;
        if let Some(stored) = stored.as_ref().filter(|stored| self.is_usable(stored, context)) {
            return Ok(stored.clone());
        }
        let token = identity.exchange(context).await?;
        let mut stored = stored.unwrap_or_else(Stored::new);
        stored.set(token.access_token, token.expires_in.unwrap_or(USUAL), context.client().clock.now());
        // An error is ignored: the file only saves the next process an exchange.
        let _ = self.store.write(&stored);
        Ok(stored)
    }
}

impl CredentialProvider for ProfileProvider {
    fn issue<'a>(&'a self, context: &'a IssueContext) -> Issuing<'a> {
        Box::pin(self.token(context))
    }
}
