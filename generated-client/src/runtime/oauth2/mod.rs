//! Access tokens by OAuth 2 (RFC 6749): the flows that need no browser.

pub(crate) mod request;
mod response;

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use secrecy::{ExposeSecret, SecretString};

pub use response::OAuth2Error;

use super::{
    ClientBuilder, ClientOptions, IssueContext, IssuedCredential,
    provider::{CredentialProvider, Issuing},
};
use request::TokenRequest;
use response::TokenResponse;

/// A way to get access tokens: the client-credentials flow, or a refresh token (RFC 6749, sections 4.4 and 6).
///
/// The client requests a token when a call needs one, shortly before the token expires, and after a response with the
/// status 401; see [`CredentialProvider`]. Pass it to [`ClientBuilder::oauth2`]. Each flow of each security scheme in
/// the API's document has a constructor.
///
/// ```
/// use managed_agents::{Client, runtime::OAuth2};
///
/// let flow = OAuth2::client_credentials("https://login.example.com/token", "my-id", "my-secret").scopes(["read", "write"]);
/// let client = Client::builder()
///     # .base_url("https://api.example.com")
///     .oauth2(flow)
///     .build()?;
/// # Ok::<(), managed_agents::Error>(())
/// ```
///
/// The token URL must use https or be on this machine, unless [`ClientBuilder::allow_http`] is set. Redirects are
/// not followed. A response has a limit of 1 MiB and a timeout of 30 s. `Debug` and errors show neither secrets nor
/// tokens.
#[must_use]
pub struct OAuth2 {
    /// The security scheme of the API's document that the tokens are for.
    scheme: Option<&'static str>,
    /// Absolute, or relative to the client's base URL.
    token_url: String,
    client_id: String,
    client_secret: Option<SecretString>,
    is_secret_in_body: bool,
    grant: Grant,
    scopes: Vec<String>,
    parameters: Vec<(String, SecretString)>,
    on_refresh_token: Option<Told>,
}

/// A function that is called with each new refresh token.
type Told = Box<dyn Fn(&SecretString) + Send + Sync>;

/// The grant of a request for a token.
enum Grant {
    ClientCredentials,
    /// The newest refresh token.
    RefreshToken(Mutex<SecretString>),
}

impl OAuth2 {
    /// Uses the client-credentials flow: the application acts for itself. `token_url` may be relative to the base URL
    /// of the client.
    pub fn client_credentials(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        Self::new(token_url.into(), client_id.into(), Grant::ClientCredentials).client_secret(client_secret)
    }

    /// Uses a refresh token, from an earlier authorization by a person. `token_url` may be relative to the base URL of
    /// the client.
    ///
    /// If the application has a secret, set it by [`client_secret`](Self::client_secret). If the server issues a new
    /// refresh token with an access token, the client uses the new one from then on, and passes it to the function of
    /// [`on_refresh_token`](Self::on_refresh_token).
    pub fn refresh_token(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<SecretString>,
    ) -> Self {
        let grant = Grant::RefreshToken(Mutex::new(refresh_token.into()));
        Self::new(token_url.into(), client_id.into(), grant)
    }

    fn new(token_url: String, client_id: String, grant: Grant) -> Self {
        Self {
            scheme: None,
            token_url,
            client_id,
            client_secret: None,
            is_secret_in_body: false,
            grant,
            scopes: Vec::new(),
            parameters: Vec::new(),
            on_refresh_token: None,
        }
    }

    /// Sets the security scheme that the tokens are for.
    #[allow(dead_code, reason = "generated code calls it if the API has a flow")]
    pub(crate) fn of_scheme(mut self, scheme: &'static str) -> Self {
        self.scheme = Some(scheme);
        self
    }

    /// Sets the requested scopes. Without any, the server decides.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the secret of the application.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Sends the id and the secret of the application in the body, for servers that do not accept `Authorization:
    /// Basic`, which RFC 6749 requires (section 2.3.1).
    pub fn secret_in_body(mut self) -> Self {
        self.is_secret_in_body = true;
        self
    }

    /// Sets the token URL, absolute or relative to the base URL of the client.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = url.into();
        self
    }

    /// Adds a parameter to each request for a token, such as `audience` or `resource`. It replaces a parameter of the
    /// flow with the same name.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets a function that gets each new refresh token, so that the application can store it: the old one may be
    /// invalid from then on. It must not block.
    pub fn on_refresh_token(mut self, told: impl Fn(&SecretString) + Send + Sync + 'static) -> Self {
        self.on_refresh_token = Some(Box::new(told));
        self
    }

    /// Keeps the refresh token of a response.
    fn keep_refresh_token(&self, issued: &SecretString) {
        let Grant::RefreshToken(current) = &self.grant else { return };
        let mut current = current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.expose_secret() == issued.expose_secret() {
            return;
        }
        *current = issued.clone();
        drop(current);
        if let Some(told) = &self.on_refresh_token {
            told(issued);
        }
    }
}

impl CredentialProvider for OAuth2 {
    fn issue<'a>(&'a self, context: &'a IssueContext) -> Issuing<'a> {
        Box::pin(async move {
            let request = TokenRequest::new(self, context)?;
            let TokenResponse { access_token, lifetime, refresh_token } = request.send(context).await?;
            // Even if the access token cannot be used, the old refresh token may be invalid.
            if let Some(issued) = refresh_token {
                self.keep_refresh_token(&issued);
            }
            let issued = IssuedCredential::token(access_token?);
            Ok(match lifetime {
                Some(lifetime) => issued.expires_in(lifetime),
                None => issued,
            })
        })
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grant = match self.grant {
            Grant::ClientCredentials => "client_credentials",
            Grant::RefreshToken(_) => "refresh_token",
        };
        let mut shown = formatter.debug_struct("OAuth2");
        shown.field("scheme", &self.scheme).field("grant", &grant).field("scopes", &self.scopes);
        shown.finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Gets access tokens by OAuth 2, for the security scheme of `flow`, or else in place of [`bearer_token`](Self::bearer_token).
    pub fn oauth2(self, flow: OAuth2) -> Self {
        match flow.scheme {
            Some(scheme) => self.credential_provider(scheme, flow),
            None => self.token_provider(flow),
        }
    }
}

impl ClientOptions {
    /// Gets access tokens by OAuth 2; see [`ClientBuilder::oauth2`]. It replaces all credentials of the original
    /// client.
    pub fn oauth2(self, flow: OAuth2) -> Self {
        match flow.scheme {
            Some(scheme) => self.credential_provider(scheme, flow),
            None => self.token_provider(flow),
        }
    }
}
