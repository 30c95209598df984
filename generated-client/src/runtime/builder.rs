//! Collects a client's settings and checks them.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use secrecy::SecretString;

use super::{
    Client, Credential, Error, Limits, Result, RetryPolicy, Timeouts,
    apart::Connections,
    api::Api,
    base_url::{BaseUrl, PlainHttp},
    call,
    client::{BaseUrlOrigin, Inner},
    clock::{Clock, SystemClock},
    credential::{self, Credentials},
    environment::{self, Environment},
    hooks::Hooks,
    http_client,
    provider::CredentialProvider,
    retry::Budget,
    server_variables::ServerVariables,
    transport::Transports,
};

/// How many retries a client makes for which no success has come in.
const RETRY_BUDGET: u32 = 100;

/// The settings of a [`Client`]. Mistakes are reported by [`ClientBuilder::build`].
#[must_use]
pub struct ClientBuilder {
    api: &'static Api,
    base_url: Option<String>,
    server_variables: Vec<(&'static str, String)>,
    plain_http: PlainHttp,
    credentials: Vec<Setting>,
    may_lack_credentials: bool,
    environment: Environment,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    user_agent: Option<String>,
    timeouts: Timeouts,
    limits: Limits,
    retry: RetryPolicy,
    retry_budget: u32,
    pool: http_client::Pool,
    http_client: http_client::Source,
    pub(super) transports: Transports,
    pub(super) hooks: Hooks,
    clock: Arc<dyn Clock>,
}

/// A credential as the caller gave it.
#[derive(Clone)]
enum Setting {
    Key(SecretString),
    Token(SecretString),
    Basic(String, SecretString),
    Scheme(String, Credential),
    TokenProvider(Arc<dyn CredentialProvider>),
    Provider(String, Arc<dyn CredentialProvider>),
}

impl ClientBuilder {
    /// The settings of a client of `api`, as the document has them.
    pub(crate) fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: None,
            server_variables: Vec::new(),
            plain_http: PlainHttp::default(),
            credentials: Vec::new(),
            may_lack_credentials: false,
            environment: Environment::default(),
            headers: Vec::new(),
            query: Vec::new(),
            user_agent: None,
            timeouts: Timeouts::default(),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            retry_budget: RETRY_BUDGET,
            pool: http_client::Pool::default(),
            http_client: http_client::Source::Ours,
            transports: Transports::default(),
            hooks: Hooks::default(),
            clock: Arc::new(SystemClock),
        }
    }

    /// Reads the environment. Each variable begins with the API's prefix (see `Client::from_env`); empty ones do not
    /// count, and what is set by methods goes before them.
    ///
    /// | variable | sets |
    /// | --- | --- |
    /// | `…_API_KEY` | [`api_key`](Self::api_key); goes before the other credentials |
    /// | `…_AUTH_TOKEN` | [`bearer_token`](Self::bearer_token); goes before name and password |
    /// | `…_USERNAME`, `…_PASSWORD` | [`basic_auth`](Self::basic_auth) |
    /// | `…_{SCHEME}` | [`credential`](Self::credential) for a further security scheme, by its name |
    /// | `…_BASE_URL` | [`base_url`](Self::base_url) |
    /// | `…_CUSTOM_HEADERS` | [`default_header`](Self::default_header), one `Name: value` on each line |
    ///
    /// Where a method sets a credential, no variable does, nor any header for credentials among the custom ones.
    ///
    /// # Errors
    /// One of them is not Unicode, or a line of the custom headers is not a header.
    pub fn from_env(self) -> Result<Self> {
        self.with_variables(environment::variable)
    }

    pub(crate) fn with_variables(mut self, read: impl Fn(&str) -> Result<Option<String>>) -> Result<Self> {
        self.environment = Environment::read(self.api, read)?;
        Ok(self)
    }

    /// Whether the code sets a credential.
    #[allow(dead_code, reason = "only what looks for credentials elsewhere asks")]
    pub(crate) fn has_credentials(&self) -> bool {
        !self.credentials.is_empty()
    }

    #[allow(dead_code, reason = "generated code calls it where the base URL has variables")]
    pub(crate) fn server_variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.server_variables.push((name, value.into()));
        self
    }

    /// Sets the API key. Without it, `{PREFIX}_API_KEY` of the environment counts, where [`Self::from_env`] reads it.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.credentials.push(Setting::Key(key.into()));
        self
    }

    /// Sets a token, sent as `Authorization: Bearer`. If the API documents only keys, it is sent instead of the key.
    /// Where only one of key and token can be sent, setting both is an error.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        self.credentials.push(Setting::Token(token.into()));
        self
    }

    /// Sets a name and password, sent as `Authorization: Basic`. The name has no colon, and neither has control characters
    /// (RFC 7617).
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.credentials.push(Setting::Basic(user.into(), password.into()));
        self
    }

    /// Sets the credential for the security scheme that the API's document calls `scheme`.
    pub fn credential(mut self, scheme: impl Into<String>, credential: Credential) -> Self {
        self.credentials.push(Setting::Scheme(scheme.into(), credential));
        self
    }

    /// Sets a provider of tokens, in place of [`bearer_token`](Self::bearer_token): tokens are issued when they are needed, kept until they
    /// expire, and sent as `bearer_token` says.
    pub fn token_provider(mut self, provider: impl CredentialProvider) -> Self {
        self.credentials.push(Setting::TokenProvider(Arc::new(provider)));
        self
    }

    /// Sets a provider of credentials for the security scheme that the API's document calls `scheme`, in place of
    /// [`credential`](Self::credential). The scheme is one that is sent in a header of its own.
    pub fn credential_provider(mut self, scheme: impl Into<String>, provider: impl CredentialProvider) -> Self {
        self.credentials.push(Setting::Provider(scheme.into(), Arc::new(provider)));
        self
    }

    /// Sends a call without its credential if there is none, to servers that want none though the API's document says so. Without
    /// this, such a call is [`Error::Build`], which says what to set.
    pub fn allow_missing_credentials(mut self) -> Self {
        self.may_lack_credentials = true;
        self
    }

    /// Sets the URL that paths are appended to, with or without a path of its own and a slash at its end.
    ///
    /// It has to be https; http is for this machine only, unless [`Self::allow_http`] says otherwise.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Lets credentials and data travel without encryption, to any host.
    pub fn allow_http(mut self) -> Self {
        self.plain_http = PlainHttp::Allowed;
        self
    }

    /// Sets a header of every request, in place of the API's own of this name. If the value of that header is a list, this adds to
    /// it.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a parameter of the query of every request that does not set it itself.
    pub fn default_query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        call::set_query(&mut self.query, name.as_ref(), value.as_ref());
        self
    }

    /// Sets the header `user-agent`.
    pub fn user_agent(mut self, value: impl Into<String>) -> Self {
        self.user_agent = Some(value.into());
        self
    }

    /// Sets how long one attempt may take, from the connection to the end of the body (600 s by default); of a stream,
    /// to the end of the headers.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = Some(timeout);
        self
    }

    /// Sets how long a whole call may take, with all attempts and pauses (no bound by default); of a stream, up to its
    /// first byte.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = Some(timeout);
        self
    }

    /// Sets how long a connection may take, TLS included (10 s by default).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = Some(timeout);
        self
    }

    /// Sets how long a stream may be silent (600 s by default).
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.idle = Some(timeout);
        self
    }

    /// Sets all timeouts, with `None` for those that are not wanted.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets how much is read from the network.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets how often a request is sent again (2 by default).
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.retry.max_retries = retries;
        self
    }

    /// Sets when a request is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how many retries the client and its clones make for which no success has come in (100 by default). Each
    /// success gives back a tenth of one. It keeps an outage from being multiplied by the number of attempts.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Sets how long an unused connection is kept (50 s by default, so that it is not the server, which mostly waits for a
    /// minute or longer, who closes it, perhaps just when it is used again).
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool.idle_timeout = timeout;
        self
    }

    /// Sets how many unused connections are kept (no bound by default).
    pub fn pool_max_idle(mut self, connections: usize) -> Self {
        self.pool.max_idle = connections;
        self
    }

    /// Changes how the HTTP client is set up, for what has no method here: proxies, certificates, HTTP/2, the network
    /// interface …
    ///
    /// Whatever is said of redirects, none is followed: reqwest sends headers that it does not know for credentials along
    /// to other hosts. Takes the place of [`Self::http_client`].
    ///
    /// ```
    /// # let builder = managed_agents::Client::builder();
    /// let proxy = managed_agents::runtime::reqwest::Proxy::https("http://proxy.example:3128")?;
    /// let client = builder.configure_http_client(|http| http.proxy(proxy)).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn configure_http_client(
        mut self,
        change: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http_client = http_client::Source::Changed(Box::new(change));
        self
    }

    /// Sends with an HTTP client of the application's own, and so over its connections. Its proxies, certificates and
    /// timeouts count; [`connect_timeout`](Self::connect_timeout) and what is said of the pool here do not. Takes the
    /// place of [`Self::configure_http_client`].
    ///
    /// Its TLS is the application's choice too. With the feature `rustls` (the default) a client has TLS if nothing else is
    /// said. With `rustls-ring` or `rustls-no-provider` alone, `reqwest::Client::new` and `build` panic unless the application
    /// has called `rustls::crypto::CryptoProvider::install_default` before.
    ///
    /// Connections that calls of this client make without TLS are read on a thread of their own, so that no server can hold up the
    /// timers of the application. Connections that the application made before are read by its own runtime.
    ///
    /// **It must not follow redirects**, as reqwest does unless told otherwise: an API key would go along to any host
    /// that the server names, and nobody can ask a finished client what it does. A response that came by a redirect is
    /// [`Error::Redirect`].
    ///
    /// ```
    /// # let builder = managed_agents::Client::builder();
    /// use managed_agents::runtime::reqwest::{self, redirect::Policy};
    ///
    /// let shared = reqwest::Client::builder().redirect(Policy::none()).build()?;
    /// let client = builder.http_client(shared.clone()).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = http_client::Source::Theirs(client);
        self
    }

    /// Sets where time and chance come from, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the client. A credential may be missing: the first call that needs one says so, unless
    /// [`Self::allow_missing_credentials`] is set.
    ///
    /// # Errors
    /// [`Error::Build`], which names the setting that is wrong.
    pub fn build(self) -> Result<Client> {
        let credentials = self.collect_credentials()?;
        let (headers, header_additions) = self.collect_headers()?;
        let server_variables = ServerVariables::new(self.api, &self.server_variables)?;
        let (base_url, base_url_origin) = match self.base_url.as_ref().or(self.environment.base_url.as_ref()) {
            Some(url) => (url.clone(), BaseUrlOrigin::Caller),
            None => (server_variables.expand(self.api.base_url), BaseUrlOrigin::Document),
        };
        let base_url = BaseUrl::parse(&base_url, self.plain_http)?;
        let connections = match &self.http_client {
            http_client::Source::Ours | http_client::Source::Changed(_) => Connections::own(),
            http_client::Source::Theirs(_) => Connections::Shared,
        };
        let http = http_client::build(&base_url, &self.timeouts, &self.limits, self.pool, self.http_client)?;
        Ok(Client::new(Inner {
            api: self.api,
            transport: self.transports.build(&http, &connections),
            http,
            connections,
            hooks: self.hooks,
            base_url,
            base_url_origin,
            server_variables,
            plain_http: self.plain_http,
            headers,
            query: self.query,
            header_additions,
            credentials,
            timeouts: self.timeouts,
            limits: self.limits,
            retry: self.retry,
            budget: Arc::new(Budget::new(self.retry_budget)),
            clock: self.clock,
        }))
    }

    fn collect_credentials(&self) -> Result<Credentials> {
        let mut credentials = Credentials::default();
        credentials.may_be_missing = self.may_lack_credentials;
        for setting in self.credentials.iter().cloned() {
            match setting {
                Setting::Key(key) => credentials.insert_key(self.api, key)?,
                Setting::Token(token) => credentials.insert_token(self.api, token)?,
                Setting::Basic(user, password) => credentials.insert_basic(self.api, user, password)?,
                Setting::Scheme(name, credential) => credentials.insert(self.api, &name, &credential)?,
                Setting::TokenProvider(provider) => credentials.insert_token_provider(self.api, provider)?,
                Setting::Provider(name, provider) => credentials.insert_provider(self.api, &name, provider)?,
            }
        }
        let is_set = |fits: fn(&Setting) -> bool| self.credentials.iter().any(fits);
        if is_set(|it| matches!(it, Setting::Key(_)))
            && is_set(|it| matches!(it, Setting::Token(_) | Setting::TokenProvider(_)))
        {
            credential::refuse_key_beside_token(self.api)?;
        }
        // A credential in the code means that the environment's are for somebody else.
        if credentials.is_empty() {
            self.environment.credentials(self.api, &mut credentials)?;
        }
        credentials.refuse_token_instead_of_key(self.api)?;
        Ok(credentials)
    }

    /// The headers of every call, and what callers add to those whose values are lists.
    fn collect_headers(&self) -> Result<(HeaderMap, HeaderMap)> {
        let mut headers = HeaderMap::new();
        let mut additions = HeaderMap::new();
        let user_agent = self.user_agent.as_deref().unwrap_or(self.api.user_agent);
        let (name, mut value) = call::header(USER_AGENT.as_str(), user_agent).map_err(Error::build)?;
        value.set_sensitive(false);
        headers.insert(name, value);
        for header in self.api.headers {
            call::header(header.name, header.value).map_err(Error::build)?;
            let name = call::documented_name(header.name).map_err(Error::build)?;
            headers.insert(name, HeaderValue::from_static(header.value));
        }
        for (name, value) in &self.environment.headers {
            let (name, value) = call::header(name, value).map_err(Error::build)?;
            if self.credentials.is_empty() || !credential::is_credential(self.api, &name) {
                headers.insert(name, value);
            }
        }
        for (name, value) in &self.headers {
            let (name, value) = call::header(name, value).map_err(Error::build)?;
            headers.insert(name, value);
        }
        for list in self.api.header_lists {
            self.added_to(list.name)
                .try_for_each(|value| call::header(list.name, value).map(drop))
                .map_err(Error::build)?;
            let added = self.added_to(list.name).collect::<Vec<_>>().join(",");
            let (name, added) = call::header(list.name, &added).map_err(Error::build)?;
            additions.insert(name, added);
            list.of_client(&additions).map_err(Error::build)?.put_into(&mut headers);
        }
        Ok((headers, additions))
    }
}

impl ClientBuilder {
    /// Items that callers and the environment add to the header `name`, whose value is a list.
    fn added_to(&self, name: &str) -> impl Iterator<Item = &str> {
        let all = self.environment.headers.iter().chain(&self.headers);
        all.filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL was not checked yet: it may hold a password.
        formatter
            .debug_struct("ClientBuilder")
            .field("api", &self.api.title)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("timeouts", &self.timeouts)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
