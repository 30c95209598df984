//! [`WorkloadIdentity`]: the exchange of identity tokens for access tokens.

use std::{fmt, fs::File, path::PathBuf, sync::Arc};

use secrecy::{ExposeSecret, SecretString};

use super::{
    exchange::{Grant, Token, exchange},
    profile::read_text,
};
use crate::runtime::{CredentialProvider, IssueContext, IssuedCredential, Issuing, ProviderError};

/// The longest identity token. A longer text is something else, such as a certificate.
const LONGEST: usize = 16 * 1024;

/// Workload identity: the client exchanges an identity token for an access token. An identity token proves which workload this process is. Kubernetes, for
/// example, puts such a token into a file.
///
/// ```no_run
/// use managed_agents::{Client, credentials::{IdentityToken, WorkloadIdentity}};
///
/// # fn main() -> managed_agents::Result<()> {
/// let token = IdentityToken::File("/var/run/secrets/tokens/anthropic".into());
/// let client = Client::builder().workload_identity(WorkloadIdentity::new("fdrl_1", "the organization", token)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WorkloadIdentity {
    rule_id: String,
    organization_id: String,
    token: IdentityToken,
    pub(super) service_account_id: Option<String>,
    pub(super) workspace_id: Option<String>,
    /// The server of the exchange, if it is not the one of the client.
    pub(super) base_url: Option<String>,
}

/// The source of an identity token. It is read again for each exchange.
#[derive(Clone)]
#[non_exhaustive]
pub enum IdentityToken {
    /// A file.
    File(PathBuf),
    /// A function. If it returns `None`, there is no token.
    Function(Arc<dyn Fn() -> Option<String> + Send + Sync>),
}

impl IdentityToken {
    /// Makes a source from a function.
    pub fn function(read: impl Fn() -> Option<String> + Send + Sync + 'static) -> Self {
        Self::Function(Arc::new(read))
    }

    fn read(&self) -> Result<SecretString, ProviderError> {
        let text = match self {
            Self::Function(read) => read().ok_or_else(|| ProviderError::new("there is no identity token"))?,
            Self::File(path) => {
                let failed = || ProviderError::new(format!("the identity token at {} cannot be read", path.display()));
                let read = File::open(path).and_then(read_text);
                read.map_err(|error| failed().with_source(error))?
            }
        };
        let token = text.trim();
        match token.len() {
            0 => Err(ProviderError::new("the identity token is empty")),
            length if length > LONGEST => Err(ProviderError::new(format!(
                "the identity token has {length} bytes, at most {LONGEST}: it is something else, such as a key"
            ))),
            _ => Ok(token.into()),
        }
    }
}

impl fmt::Debug for IdentityToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => formatter.debug_tuple("File").field(path).finish(),
            Self::Function(_) => formatter.debug_tuple("Function").finish_non_exhaustive(),
        }
    }
}

impl WorkloadIdentity {
    /// Makes an identity from the ID of the federation rule, the organization of the rule, and the source of the token.
    pub fn new(rule_id: impl Into<String>, organization_id: impl Into<String>, token: IdentityToken) -> Self {
        Self {
            rule_id: rule_id.into(),
            organization_id: organization_id.into(),
            token,
            service_account_id: None,
            workspace_id: None,
            base_url: None,
        }
    }

    /// Sets the service account of the access tokens.
    #[must_use]
    pub fn service_account(mut self, id: impl Into<String>) -> Self {
        self.service_account_id = Some(id.into());
        self
    }

    /// Sets the workspace of the access tokens, if the rule allows several.
    #[must_use]
    pub fn workspace(mut self, id: impl Into<String>) -> Self {
        self.workspace_id = Some(id.into());
        self
    }

    /// Exchanges the current identity token. If the server refuses it, reads the token again and tries once more, since
    /// the token may have changed meanwhile.
    pub(super) async fn exchange(&self, context: &IssueContext) -> Result<Token, ProviderError> {
        match self.exchange_once(context).await {
            Err(refused) if refused.is_unauthorized => {
                let again = self.exchange_once(context).await;
                again.map_err(|refused| refused.error)
            }
            once => once.map_err(|refused| refused.error),
        }
    }

    async fn exchange_once(&self, context: &IssueContext) -> Result<Token, super::exchange::Refused> {
        let assertion = self.token.read()?;
        let mut members = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("federation_rule_id", &self.rule_id),
            ("organization_id", &self.organization_id),
        ];
        members.extend(self.service_account_id.as_deref().map(|id| ("service_account_id", id)));
        members.extend(self.workspace_id.as_deref().map(|id| ("workspace_id", id)));
        let features = "oauth-2025-04-20,oidc-federation-2026-04-01";
        let grant = Grant { features, members, secret: &assertion, secret_member: "assertion" };
        let token = exchange(context, self.base_url.as_deref(), grant).await?.token?;
        if token.expires_in.is_none() {
            return Err(ProviderError::new("the response of the token URL has no `expires_in`").into());
        }
        Ok(token)
    }
}

impl CredentialProvider for WorkloadIdentity {
    fn issue<'a>(&'a self, context: &'a IssueContext) -> Issuing<'a> {
        Box::pin(async move { self.exchange(context).await.map(Token::issued) })
    }
}

impl Token {
    pub(super) fn issued(self) -> IssuedCredential {
        let issued = IssuedCredential::token(self.access_token.expose_secret());
        match self.expires_in {
            Some(lifetime) => issued.expires_in(lifetime),
            None => issued,
        }
    }
}
