//! The HTTP client: reqwest, set up with TLS, a pool and no redirects, or the caller's own.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{ClientBuilder, Url};

use super::{
    Error, Limits, Result, Timeouts,
    base_url::{BaseUrl, is_loopback},
    error::BuildError,
    resolver::Resolver,
};

/// The idle time after which the system checks whether the other side still answers.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// The headers of a response for which hyper has room on its stack. For more, it allocates 72 bytes a header for each response.
const HEADERS_ON_STACK: usize = 100;
/// The most headers that are read, even if more are allowed: hyper allocates memory for all of them, and a `HeaderMap`
/// has at most 24,576.
const MOST_HEADERS: usize = 10_000;

/// The bytes that a server of HTTP/2 may send over a connection before they are read: 256 MiB. Each response has at most 2 MiB of
/// them. So 127 responses that are not read stop no other one; with the default of 5 MiB, three of them would.
#[cfg(feature = "http2")]
const CONNECTION_WINDOW: u32 = 256 << 20;

/// The bytes of the headers of a response over HTTP/2: about as many as hyper reads over HTTP/1.1. By default, it is 16 KiB.
#[cfg(feature = "http2")]
const MOST_BYTES_OF_HEADERS: u32 = 400 * 1024;

/// From this idle timeout on, connections stay in the pool until they are closed: a hundred years.
const LONGEST_IDLE_TIMEOUT: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Settings of the connection pool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pool {
    pub(crate) idle_timeout: Duration,
    pub(crate) max_idle: usize,
}

impl Pool {
    /// The idle timeout; `None` if it is too long to be computed: the HTTP client would panic in a task.
    fn idle_timeout(self) -> Option<Duration> {
        Some(self.idle_timeout).filter(|timeout| *timeout < LONGEST_IDLE_TIMEOUT)
    }
}

impl Default for Pool {
    fn default() -> Self {
        Self { idle_timeout: Duration::from_secs(50), max_idle: usize::MAX }
    }
}

/// The changes of the application to the settings.
pub(crate) type Change = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// The source of the HTTP client.
pub(crate) enum Source {
    /// It is set up here.
    Ours,
    /// It is set up here, and then by the caller.
    Changed(Change),
    /// The client of the application.
    Theirs(reqwest::Client),
}

/// The HTTP clients of a client of the API.
#[derive(Clone)]
pub(crate) struct HttpClients {
    main: reqwest::Client,
    /// The most headers of a response that our clients read; `None` for the client of the application.
    most_headers: Option<usize>,
    /// The client without proxies, which only clients with proxies have.
    direct: Option<Arc<Further>>,
    /// The client of blocking calls over https. Otherwise, such a call could take a connection from the pool that belongs to a
    /// runtime of the application, and wait while this runtime runs nothing.
    #[cfg(feature = "blocking")]
    blocking: Option<Arc<Further>>,
}

/// A further client, set up when a request needs it.
struct Further {
    settings: Settings,
    proxies: Proxies,
    change: Option<Change>,
    client: OnceLock<Result<reqwest::Client>>,
}

/// The settings of our HTTP clients.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    pub(crate) pool: Pool,
}

/// The proxies of an HTTP client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proxies {
    /// Those of the environment.
    OfEnvironment,
    Never,
}

impl HttpClients {
    /// Sets up the clients for `base_url`.
    pub(crate) fn new(base_url: &BaseUrl, settings: Settings, source: Source) -> Result<Self> {
        let proxies = if base_url.is_loopback() { Proxies::Never } else { Proxies::OfEnvironment };
        let further = |proxies, change| Arc::new(Further { settings, proxies, change, client: OnceLock::new() });
        let change = match source {
            Source::Ours => None,
            Source::Changed(change) => Some(change),
            Source::Theirs(main) => {
                return Ok(Self {
                    main,
                    most_headers: None,
                    direct: None,
                    #[cfg(feature = "blocking")]
                    blocking: None,
                });
            }
        };
        Ok(Self {
            main: settings.build(proxies, change.as_deref())?,
            most_headers: Some(settings.most_headers()),
            direct: (proxies == Proxies::OfEnvironment).then(|| further(Proxies::Never, None)),
            #[cfg(feature = "blocking")]
            blocking: Some(further(proxies, change)),
        })
    }

    /// The most headers of a response that our clients read; `None` for the client of the application.
    pub(crate) fn most_headers(&self) -> Option<usize> {
        self.most_headers
    }

    /// The client of most calls that this thread sends.
    pub(crate) fn main(&self) -> &reqwest::Client {
        #[cfg(feature = "blocking")]
        if let Some(Ok(client)) = self.of_blocking_calls().map(Further::get) {
            return client;
        }
        &self.main
    }

    #[cfg(feature = "blocking")]
    fn of_blocking_calls(&self) -> Option<&Further> {
        self.blocking.as_deref().filter(|_| super::blocking::is_calling())
    }

    /// The client for a request to `url` that this thread sends. Plain http is allowed to this machine only, so no proxy may get
    /// such a request.
    ///
    /// # Errors
    ///
    /// If a further client cannot be set up.
    pub(crate) fn for_url(&self, url: &Url) -> Result<&reqwest::Client> {
        #[cfg(feature = "blocking")]
        if let Some(blocking) = self.of_blocking_calls().filter(|_| url.scheme() == "https") {
            return blocking.get();
        }
        match &self.direct {
            Some(direct) if url.scheme() == "http" && is_loopback(url) => direct.get(),
            Some(_) | None => Ok(&self.main),
        }
    }
}

impl Further {
    fn get(&self) -> Result<&reqwest::Client> {
        let set_up = self.client.get_or_init(|| self.settings.build(self.proxies, self.change.as_deref()));
        set_up.as_ref().map_err(Clone::clone)
    }
}

impl Settings {
    /// The most headers of a response that the HTTP client reads.
    fn most_headers(&self) -> usize {
        self.limits.headers.clamp(HEADERS_ON_STACK, MOST_HEADERS)
    }

    /// Sets up an HTTP client.
    fn build(
        &self,
        proxies: Proxies,
        change: Option<&(dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync)>,
    ) -> Result<reqwest::Client> {
        let mut builder = ClientBuilder::new()
            .referer(false)
            // We decode `gzip` ourselves, and only with our own feature.
            .no_gzip()
            // Otherwise, reqwest would send a request again that a server of HTTP/2 refuses, up to twice for each of our attempts.
            .retry(reqwest::retry::never())
            .tcp_keepalive(KEEP_ALIVE)
            // RFC 9112, section 5.2: user agents accept headers of several lines, which other readers may refuse.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_max_headers(self.most_headers())
            .pool_idle_timeout(self.pool.idle_timeout())
            .pool_max_idle_per_host(self.pool.max_idle);
        if let Some(timeout) = self.timeouts.connect {
            builder = builder.connect_timeout(timeout);
        }
        if proxies == Proxies::Never {
            // Only these clients send plain http to this machine. The others keep the resolver that reqwest chooses.
            builder = builder.no_proxy().dns_resolver(Resolver);
        }
        builder = tls(builder)?;
        #[cfg(feature = "http2")]
        {
            builder = builder
                .http2_initial_connection_window_size(CONNECTION_WINDOW)
                .http2_max_header_list_size(MOST_BYTES_OF_HEADERS);
        }
        if !cfg!(feature = "http2") {
            // Another crate may have turned on HTTP/2 in reqwest. We offer it only with our own feature.
            builder = builder.http1_only();
        }
        if let Some(change) = change {
            builder = change(builder);
        }
        // A redirect could send credentials to another host: reqwest removes only the headers that it knows.
        builder.redirect(reqwest::redirect::Policy::none()).build().map_err(|error| {
            Error::Build(Arc::new(BuildError::new("the HTTP client cannot be set up").with_source(error.without_url())))
        })
    }
}

/// Sets TLS, according to the features.
#[cfg(feature = "rustls")]
#[expect(clippy::unnecessary_wraps, reason = "other TLS features can fail")]
pub(crate) fn tls(builder: ClientBuilder) -> Result<ClientBuilder> {
    // reqwest uses the provider that the application has installed for its process, or else aws-lc-rs. It installs none
    // for the process, and does not use the default of rustls, which panics if another crate has turned on a second
    // provider.
    Ok(builder.tls_backend_rustls())
}

#[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
pub(crate) fn tls(builder: ClientBuilder) -> Result<ClientBuilder> {
    use std::sync::Arc;

    use rustls::crypto::CryptoProvider;
    use rustls_platform_verifier::BuilderVerifierExt;

    // The provider that the application has installed for its process has precedence.
    let provider =
        CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()));
    let refuse =
        |error: rustls::Error| Error::Build(Arc::new(BuildError::new("TLS cannot be set up").with_source(error)));
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(refuse)?
        .with_platform_verifier()
        .map_err(refuse)?
        .with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(all(
    feature = "rustls-no-provider",
    not(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"))
))]
pub(crate) fn tls(builder: ClientBuilder) -> Result<ClientBuilder> {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(Error::build(
            "rustls has no crypto provider: call `rustls::crypto::CryptoProvider::install_default`, \
             or enable the feature `rustls`",
        ));
    }
    Ok(builder.tls_backend_rustls())
}

#[cfg(all(feature = "native-tls", not(any(feature = "rustls", feature = "rustls-ring"))))]
#[expect(clippy::unnecessary_wraps, reason = "other TLS features can fail")]
pub(crate) fn tls(builder: ClientBuilder) -> Result<ClientBuilder> {
    Ok(builder.tls_backend_native())
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
#[expect(clippy::unnecessary_wraps, reason = "TLS features can fail")]
pub(crate) fn tls(builder: ClientBuilder) -> Result<ClientBuilder> {
    Ok(builder)
}
