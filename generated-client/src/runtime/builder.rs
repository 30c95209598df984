//! Collects a client's settings and checks them.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use secrecy::SecretString;

use super::{
    Client, Credential, Error, Limits, Result, RetryPolicy, Timeouts,
    api::Api,
    base_url::{BaseUrl, PlainHttp},
    call,
    client::{BaseUrlOrigin, Inner},
    clock::{Clock, SystemClock},
    compact::{CollectList, joined},
    connection_thread::Connections,
    credential::{self, Credentials},
    environment::{self, Environment},
    hooks::Hooks,
    http_client::{self, HttpClients},
    provider::CredentialProvider,
    retry::Budget,
    server_variables::ServerVariables,
    transport::Transports,
};

/// The number of retries that a client can make without any success.
const RETRY_BUDGET: u32 = 100;

/// The settings of a [`Client`]. [`ClientBuilder::build`] reports invalid settings.
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
    retry_count_header: Option<String>,
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
            retry_count_header: None,
            pool: http_client::Pool::default(),
            http_client: http_client::Source::Ours,
            transports: Transports::default(),
            hooks: Hooks::default(),
            clock: Arc::new(SystemClock),
        }
    }

    /// Reads environment variables. Their names begin with the prefix of the API (see `Client::from_env`). Empty
    /// variables are ignored, and values that are set by methods have precedence.
    ///
    /// | variable | sets |
    /// | --- | --- |
    /// | `…_API_KEY` | [`api_key`](Self::api_key), which has precedence over the other credentials |
    /// | `…_AUTH_TOKEN` | [`bearer_token`](Self::bearer_token), which has precedence over user and password |
    /// | `…_USERNAME`, `…_PASSWORD` | [`basic_auth`](Self::basic_auth) |
    /// | `…_{SCHEME}` | [`credential`](Self::credential) for another security scheme, by its name |
    /// | `…_BASE_URL` | [`base_url`](Self::base_url) |
    /// | `…_CUSTOM_HEADERS` | [`default_header`](Self::default_header), one `Name: value` on each line |
    ///
    /// If a method sets a credential, the variables for credentials are ignored, and so are custom headers with
    /// credentials.
    ///
    /// # Errors
    /// A variable is not Unicode, or a line of the custom headers is not a header.
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

    /// Sets the API key. Without it, [`Self::from_env`] reads the variable `{PREFIX}_API_KEY`.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.credentials.push(Setting::Key(key.into()));
        self
    }

    /// Sets a token, sent as `Authorization: Bearer`. If the API documents only keys, the token is sent instead of a
    /// key. If only one of key and token can be sent, setting both is an error.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        self.credentials.push(Setting::Token(token.into()));
        self
    }

    /// Sets a user and a password, sent as `Authorization: Basic`. The user must not contain a colon, and neither may
    /// contain control characters (RFC 7617).
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.credentials.push(Setting::Basic(user.into(), password.into()));
        self
    }

    /// Sets the credential for the security scheme that the API's document calls `scheme`.
    pub fn credential(mut self, scheme: impl Into<String>, credential: Credential) -> Self {
        self.credentials.push(Setting::Scheme(scheme.into(), credential));
        self
    }

    /// Sets a provider of tokens, in place of [`bearer_token`](Self::bearer_token). The client requests a token when a
    /// call needs one, keeps it until it expires, and sends it as `bearer_token` does.
    pub fn token_provider(mut self, provider: impl CredentialProvider) -> Self {
        self.credentials.push(Setting::TokenProvider(Arc::new(provider)));
        self
    }

    /// Sets a provider of credentials for the security scheme that the API's document calls `scheme`, in place of
    /// [`credential`](Self::credential). The credential of this scheme must be sent in its own header.
    pub fn credential_provider(mut self, scheme: impl Into<String>, provider: impl CredentialProvider) -> Self {
        self.credentials.push(Setting::Provider(scheme.into(), Arc::new(provider)));
        self
    }

    /// Sends calls without a credential if none is set, even if the API's document requires one. This is for servers
    /// that need none. Without this setting, such a call is [`Error::Build`], which lists the settings that it needs.
    pub fn allow_missing_credentials(mut self) -> Self {
        self.may_lack_credentials = true;
        self
    }

    /// Sets the URL that paths are appended to. It may have a path, and a slash at its end.
    ///
    /// It must be https. http is allowed only for this machine, unless [`Self::allow_http`] is set.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows http, which sends credentials and data without encryption, to any host.
    pub fn allow_http(mut self) -> Self {
        self.plain_http = PlainHttp::Allowed;
        self
    }

    /// Sets a header of every request. It replaces a header of the API with the same name. If the value of that header
    /// is a list, the value is added to the list.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a query parameter of every request that does not set this parameter.
    pub fn default_query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        call::set_query(&mut self.query, name.as_ref(), value.as_ref());
        self
    }

    /// Sets the header `user-agent`.
    pub fn user_agent(mut self, value: impl Into<String>) -> Self {
        self.user_agent = Some(value.into());
        self
    }

    /// Sets the timeout of one attempt, from the connection to the end of the body: 600 s by default. For a stream, it
    /// ends with the headers.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = Some(timeout);
        self
    }

    /// Sets the timeout of a whole call, with all attempts and pauses: none by default. For a stream, it ends with the
    /// headers.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = Some(timeout);
        self
    }

    /// Sets the timeout for making a connection, including TLS: 10 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = Some(timeout);
        self
    }

    /// Sets the timeout between two pieces of a stream: 600 s by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.idle = Some(timeout);
        self
    }

    /// Sets all timeouts. `None` means no timeout.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets the limits on the size of responses.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the largest number of retries of a call: 2 by default.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.retry.max_retries = retries;
        self
    }

    /// Sets the policy for retries.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the budget of retries that the client and its clones share: 100 by default. Each retry takes one, and each
    /// success gives back a tenth. So retries do not multiply the load in an outage.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Sends the number of retries of a call in the header `name`. The first attempt sends `0`. By default, this number is
    /// not sent. If a call sets this header itself, the client does not change it.
    pub fn retry_count_header(mut self, name: impl Into<String>) -> Self {
        self.retry_count_header = Some(name.into());
        self
    }

    /// Sets how long an unused connection is kept: 50 s by default. Most servers close connections after 60 s or more,
    /// so the client closes them first, and does not use a connection that the server is closing.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool.idle_timeout = timeout;
        self
    }

    /// Sets the largest number of unused connections that are kept: no limit by default.
    pub fn pool_max_idle(mut self, connections: usize) -> Self {
        self.pool.max_idle = connections;
        self
    }

    /// Changes settings of the HTTP client that have no method here: proxies, certificates, HTTP/2, the network
    /// interface …
    ///
    /// Redirects are never followed, even if `configure` allows them: reqwest would send some headers with credentials
    /// to other hosts. Plain http to this machine, such as to a token URL, is sent without these settings and without a
    /// proxy if the base URL is of another machine. This setting replaces [`Self::http_client`].
    ///
    /// `configure` is called a second time before the first blocking call over https, since blocking calls have connections of
    /// their own.
    ///
    /// ```
    /// # let builder = managed_agents::Client::builder().base_url("https://api.example.com");
    /// let proxy = managed_agents::runtime::reqwest::Proxy::https("http://proxy.example:3128")?;
    /// let client = builder.configure_http_client(move |http| http.proxy(proxy.clone())).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn configure_http_client(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http_client = http_client::Source::Changed(Arc::new(change));
        self
    }

    /// Sends requests by an HTTP client of the application, over its connections. Its proxies, certificates and
    /// timeouts apply, and it finds the addresses of all hosts, also of `localhost`.
    /// [`connect_timeout`](Self::connect_timeout) and the settings of the pool are ignored. This setting replaces
    /// [`Self::configure_http_client`].
    ///
    /// The application also chooses TLS. With the feature `rustls` (the default), a reqwest client has TLS by default.
    /// With `rustls-ring` or `rustls-no-provider` alone, `reqwest::Client::new` and `build` panic unless the
    /// application has called `rustls::crypto::CryptoProvider::install_default` before.
    ///
    /// Connections without TLS that this client makes are read on a separate thread, so that no server can delay the
    /// timers of the application. Connections that the application has made before are read by its own runtime.
    ///
    /// A connection over https belongs to the runtime of the call that makes it, also of a call of the application. A blocking
    /// call that takes it from the pool waits while this runtime runs nothing, until its timeout. Use another HTTP client for
    /// blocking calls then.
    ///
    /// It should not send requests again by itself (`reqwest::retry::never()`), and needs no `gzip`: the feature `gzip` of this
    /// crate decodes more bodies.
    ///
    /// **It must not follow redirects**, as reqwest does by default: the API key would be sent to any host that the
    /// server names. This crate cannot check the setting of a finished client. A response after a redirect is
    /// [`Error::Redirect`].
    ///
    /// ```
    /// # let builder = managed_agents::Client::builder().base_url("https://api.example.com");
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

    /// Sets the source of time and of random numbers, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the client. A missing credential is an error of the first call that needs one, unless
    /// [`Self::allow_missing_credentials`] is set.
    ///
    /// # Errors
    /// [`Error::Build`], which names the invalid setting.
    pub fn build(self) -> Result<Client> {
        let credentials = self.collect_credentials()?;
        let (headers, header_additions) = self.collect_headers()?;
        let server_variables = ServerVariables::new(self.api, &self.server_variables)?;
        let (base_url, base_url_origin) = match self.base_url.as_ref().or(self.environment.base_url.as_ref()) {
            Some(url) => (url.clone(), BaseUrlOrigin::Caller),
            None => (server_variables.expand(self.api.base_url), BaseUrlOrigin::Document),
        };
        if base_url.trim().is_empty() {
            let prefix = self.api.environment_prefix;
            return Err(Error::build(format!(
                "there is no base URL: call `ClientBuilder::base_url`, or set the environment variable `{prefix}_BASE_URL` and use \
                 `from_env`"
            )));
        }
        let base_url = BaseUrl::parse(&base_url, self.plain_http)?;
        let retry_count_header = self.retry_count_header.as_deref().map(|name| call::header(name, "0")).transpose();
        let retry_count_header = retry_count_header.map_err(Error::build)?.map(|(name, _)| name);
        let connections = match &self.http_client {
            http_client::Source::Ours | http_client::Source::Changed(_) => Connections::own(),
            http_client::Source::Theirs(_) => Connections::Shared,
        };
        let settings = http_client::Settings { timeouts: self.timeouts, limits: self.limits, pool: self.pool };
        let http = HttpClients::new(&base_url, settings, self.http_client)?;
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
            retry_count_header,
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
        // If the code sets a credential, the credentials in the environment are for other programs.
        if credentials.is_empty() {
            self.environment.credentials(self.api, &mut credentials)?;
        }
        credentials.refuse_token_instead_of_key(self.api)?;
        Ok(credentials)
    }

    /// The headers of every call, and the items that callers add to headers whose values are lists.
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
            let added = joined(&self.added_to(list.name).collect_list(), ",");
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
        // The base URL is not checked yet, and may contain a password.
        formatter
            .debug_struct("ClientBuilder")
            .field("api", &self.api.title)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect_list())
            .field("timeouts", &self.timeouts)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
