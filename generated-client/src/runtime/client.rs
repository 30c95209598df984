//! The client: settings and a connection pool, shared by all of its clones.

use std::{fmt, sync::Arc};

use reqwest::header::{HeaderMap, HeaderName};

use super::{
    Limits, RetryPolicy, Timeouts,
    api::Api,
    base_url::{BaseUrl, PlainHttp},
    clock::Clock,
    compact::CollectList,
    connection_thread::Connections,
    credential::Credentials,
    hooks::Hooks,
    http_client::HttpClients,
    retry::Budget,
    server_variables::ServerVariables,
    transport::Transport,
};

/// A client of the API.
///
/// Clones are cheap, and share connections, settings and the budget of retries. Make one client, and clone it. Blocking calls over
/// https have connections of their own.
///
/// Over https, a connection belongs to the tokio runtime of the call that makes it. So use a client in one runtime: a call of
/// another runtime waits while the first runtime runs nothing, and fails if the first runtime ends.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Clone)]
pub(crate) struct Inner {
    pub(crate) api: &'static Api,
    pub(crate) http: HttpClients,
    pub(crate) connections: Connections,
    /// A transport in place of the HTTP client, or around it.
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) hooks: Hooks,
    /// The caller's setting, or else the document's.
    pub(crate) base_url: BaseUrl,
    /// Whether the caller set it. Then it has precedence over the server of an operation.
    pub(crate) base_url_origin: BaseUrlOrigin,
    /// For the servers of operations.
    pub(crate) server_variables: ServerVariables,
    pub(crate) plain_http: PlainHttp,
    pub(crate) headers: HeaderMap,
    /// Parameters of the query of all calls that do not set them, by name, encoded.
    pub(crate) query: Vec<(String, String)>,
    /// Additions of all calls to headers whose values are lists.
    pub(crate) header_additions: HeaderMap,
    pub(crate) credentials: Credentials,
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Arc<Budget>,
    /// The header with the number of retries.
    pub(crate) retry_count_header: Option<HeaderName>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// The source of the base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BaseUrlOrigin {
    Caller,
    Document,
}

impl Client {
    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Shows only the names of headers: callers put credentials into headers of any name.
        formatter
            .debug_struct("Client")
            .field("api", &self.inner.api.title)
            .field("base_url", &self.inner.base_url)
            .field("headers", &self.inner.headers.keys().collect_list())
            .field("timeouts", &self.inner.timeouts)
            .field("limits", &self.inner.limits)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}
