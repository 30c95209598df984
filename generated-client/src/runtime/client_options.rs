//! Clients that are derived from others, and share their connections.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::header::HeaderName;
use secrecy::SecretString;

use super::{
    Client, Credential, Error, Limits, Result, RetryPolicy, Timeouts,
    call::{self, set_query},
    client::Inner,
    compact::{CollectList, joined, retain},
    credential::{Credentials, is_credential, is_query_credential},
    provider::CredentialProvider,
};

/// The settings of a client that is derived from another one by [`Client::with_options`]. Other settings are the same
/// as in the original client.
#[must_use]
pub struct ClientOptions {
    inner: Inner,
    credentials: Option<Credentials>,
    /// The headers that were set here.
    headers: Vec<HeaderName>,
    /// The query parameters that were set here.
    query: Vec<String>,
    /// The first mistake.
    mistake: Option<Error>,
}

impl Client {
    /// Starts a client with some other settings, which shares the connections and the budget of retries of this client.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # fn show(client: &managed_agents::Client) -> managed_agents::Result<()> {
    /// let patient = client.with_options().timeout(Duration::from_secs(3_600)).max_retries(5).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_options(&self) -> ClientOptions {
        let (headers, query) = (Vec::new(), Vec::new());
        ClientOptions { inner: self.inner().clone(), credentials: None, headers, query, mistake: None }
    }
}

impl ClientOptions {
    /// Sets the timeout of one attempt.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.inner.timeouts.attempt = Some(timeout);
        self
    }

    /// Sets the timeout of a whole call.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.inner.timeouts.total = Some(timeout);
        self
    }

    /// Sets all timeouts except the one for making a connection, which cannot be changed.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.inner.timeouts = timeouts;
        self
    }

    /// Sets the limits on the size of responses. Over HTTP/1.1, [`Limits::headers`] cannot be raised here: the shared
    /// connections read at most the number that the first client allowed, and at least 100.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.inner.limits = limits;
        self
    }

    /// Sets the largest number of retries of a call.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.inner.retry.max_retries = retries;
        self
    }

    /// Sets the policy for retries.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.inner.retry = policy;
        self
    }

    /// Sets a header of every request. It replaces the header of the original client with the same name. If the value
    /// of that header is a list, the value is added to the list.
    pub fn default_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if let Err(mistake) = self.set_header(name.as_ref(), value.as_ref()) {
            self.refuse(Error::build(mistake));
        }
        self
    }

    /// Sets a query parameter of every request that does not set this parameter.
    pub fn default_query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        set_query(&mut self.inner.query, name.as_ref(), value.as_ref());
        self.query.push(name.as_ref().to_owned());
        self
    }

    /// Sets the API key. It replaces all credentials of the original client, also those in its default headers.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        let api = self.inner.api;
        self.insert(|credentials| credentials.insert_key(api, key.into()));
        self
    }

    /// Sets a token, sent as `Authorization: Bearer`. It replaces all credentials of the original client, also those in its
    /// default headers.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        let api = self.inner.api;
        self.insert(|credentials| credentials.insert_token(api, token.into()));
        self
    }

    /// Sets the credential for the security scheme that the API's document calls `scheme`. It replaces all credentials
    /// of the original client, also those in its default headers.
    #[allow(clippy::needless_pass_by_value, reason = "as `ClientBuilder::credential` takes it")]
    pub fn credential(mut self, scheme: impl AsRef<str>, credential: Credential) -> Self {
        let api = self.inner.api;
        self.insert(|credentials| credentials.insert(api, scheme.as_ref(), &credential));
        self
    }

    /// Sets a provider of tokens; see [`ClientBuilder::token_provider`](super::ClientBuilder::token_provider). It
    /// replaces all credentials of the original client, also those in its default headers.
    pub fn token_provider(mut self, provider: impl CredentialProvider) -> Self {
        let api = self.inner.api;
        self.insert(|credentials| credentials.insert_token_provider(api, Arc::new(provider)));
        self
    }

    /// Sets a provider of credentials for the security scheme that the API's document calls `scheme`. It replaces all credentials of the
    /// original client, also those in its default headers.
    pub fn credential_provider(mut self, scheme: impl AsRef<str>, provider: impl CredentialProvider) -> Self {
        let api = self.inner.api;
        self.insert(|credentials| credentials.insert_provider(api, scheme.as_ref(), Arc::new(provider)));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// [`Error::Build`], which names the invalid setting.
    pub fn build(mut self) -> Result<Client> {
        if let Some(mistake) = self.mistake {
            return Err(mistake);
        }
        if let Some(mut credentials) = self.credentials {
            credentials.may_be_missing = self.inner.credentials.may_be_missing;
            credentials.refuse_token_instead_of_key(self.inner.api)?;
            self.inner.credentials = credentials;
            let Inner { api, headers, query, .. } = &mut self.inner;
            retain(query, &mut |(name, _)| !is_query_credential(api, name) || self.query.contains(name));
            let is_replaced = |name: &&HeaderName| is_credential(api, name) && !self.headers.contains(*name);
            let replaced: Vec<HeaderName> = headers.keys().filter(is_replaced).cloned().collect_list();
            for name in replaced {
                headers.remove(name);
            }
        }
        Ok(Client::new(self.inner))
    }

    fn set_header(&mut self, name: &str, value: &str) -> Result<(), String> {
        let Inner { api, headers, header_additions, .. } = &mut self.inner;
        let (name, value) = call::header(name, value)?;
        let Some(list) = api.header_lists.iter().find(|list| list.name.eq_ignore_ascii_case(name.as_str())) else {
            self.headers.push(name.clone());
            headers.insert(name, value);
            return Ok(());
        };
        let before = header_additions.get(&name);
        let both: Vec<&str> = before
            .into_iter()
            .chain([&value])
            .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
            .collect_list();
        let (name, both) = call::header(name.as_str(), &joined(&both, ","))?;
        header_additions.insert(name, both);
        list.of_client(header_additions)?.put_into(headers);
        Ok(())
    }

    fn insert(&mut self, insert: impl FnOnce(&mut Credentials) -> Result<()>) {
        if let Err(mistake) = insert(self.credentials.get_or_insert_default()) {
            self.refuse(mistake);
        }
    }

    fn refuse(&mut self, mistake: Error) {
        if self.mistake.is_none() {
            self.mistake = Some(mistake);
        }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ClientOptions").field("mistake", &self.mistake).finish_non_exhaustive()
    }
}
