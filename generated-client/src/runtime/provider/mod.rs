//! Credentials that expire: a provider issues them, and the client keeps each until it expires.

mod error;
mod live;

use std::{fmt, future::Future, pin::Pin, time::Duration};

pub use error::ProviderError;
pub(crate) use live::{Kept, Live, renews};

use super::{
    Client, Credential,
    base_url::takes_credentials,
    client::Inner,
    transport::{self, TransportError},
};

/// A source of credentials that expire, such as access tokens.
///
/// The client requests a credential when a call needs one, and keeps it. It requests a new one shortly before the
/// credential expires, while calls still use the old one. It also does so once after a response with the status 401,
/// and sends that call again, if its body can be sent again. There is only one request for a credential at a time,
/// even if many calls wait for it. Dropping a call does not cancel the request.
///
/// If a server refuses every credential with the status 401, there are at most two requests for a credential in 5 s: if
/// a new credential is refused at its first use, the client waits 5 s before it requests another one. Until then, calls
/// return the error at once.
///
/// Closures are providers too:
///
/// ```
/// use std::time::Duration;
///
/// use managed_agents::{
///     Client,
///     runtime::{IssuedCredential, ProviderError},
/// };
///
/// # async fn read_token() -> std::io::Result<String> { Ok("token".to_owned()) }
/// let client = Client::builder()
///     # .base_url("https://api.example.com")
///     .token_provider(|| async {
///         let token = read_token().await.map_err(|error| ProviderError::new("the token cannot be read").with_source(error))?;
///         Ok(IssuedCredential::token(token).expires_in(Duration::from_secs(3_600)))
///     })
///     .build()?;
/// # Ok::<(), managed_agents::Error>(())
/// ```
pub trait CredentialProvider: Send + Sync + 'static {
    /// Issues a credential. An attempt has a timeout of 30 s, and the calls that wait have their own timeouts. After a
    /// temporary error, there are more attempts, according to the [`RetryPolicy`](super::RetryPolicy) of the client.
    fn issue<'a>(&'a self, context: &'a IssueContext) -> Issuing<'a>;
}

/// A credential on its way from its provider.
pub type Issuing<'a> = Pin<Box<dyn Future<Output = Result<IssuedCredential, ProviderError>> + Send + 'a>>;

impl<P, F> CredentialProvider for P
where
    P: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<IssuedCredential, ProviderError>> + Send + 'static,
{
    fn issue<'a>(&'a self, _: &'a IssueContext) -> Issuing<'a> {
        Box::pin(self())
    }
}

/// A credential and its lifetime. `Debug` does not show the credential.
#[derive(Clone, Debug)]
pub struct IssuedCredential {
    credential: Credential,
    lifetime: Option<Duration>,
}

impl IssuedCredential {
    /// Makes a credential that is kept until the server responds with the status 401.
    pub fn new(credential: Credential) -> Self {
        Self { credential, lifetime: None }
    }

    /// Makes a token that is kept until the server responds with the status 401.
    pub fn token(token: impl Into<secrecy::SecretString>) -> Self {
        Self::new(Credential::Token(token.into()))
    }

    /// Sets the lifetime of the credential, from the request for it.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

/// The client that requests a credential.
pub struct IssueContext {
    client: Client,
}

impl IssueContext {
    pub(crate) fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    /// The settings of the client.
    pub(crate) fn client(&self) -> &Inner {
        self.client.inner()
    }

    /// Sends a request over the connections of the client, or by its [`Transport`](super::Transport).
    ///
    /// # Errors
    /// There is no response, or it is from a redirect.
    pub async fn send(&self, request: reqwest::Request) -> Result<reqwest::Response, TransportError> {
        let url = request.url().clone();
        transport::send(self.client(), &url, request).await
    }

    /// Whether secrets may be sent to a URL: it uses https or is on this machine, or
    /// [`ClientBuilder::allow_http`](super::ClientBuilder::allow_http) is set.
    pub fn takes_credentials(&self, url: &reqwest::Url) -> bool {
        takes_credentials(url, self.client().plain_http)
    }

    /// The HTTP client of the calls, with its connections, TLS and proxies. Unlike [`Self::send`], it uses the proxies of the
    /// environment for plain http to this machine too, unless the base URL is of this machine.
    pub fn http_client(&self) -> &reqwest::Client {
        self.client().http.main()
    }
}

impl fmt::Debug for IssueContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("IssueContext").finish_non_exhaustive()
    }
}
