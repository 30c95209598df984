//! The interface between calls and the network: one request, and its response. Its callers handle retries, credentials,
//! limits and decoding.

use std::{error::Error as StdError, fmt, future::Future, pin::Pin, sync::Arc};

use bytes::Bytes;
use http_body::Body as _;
use reqwest::Url;

use super::{
    ClientBuilder, Error, client::Inner, connection_thread::Connections, error::is_refused_by_proxy,
    http_client::HttpClients,
};

/// A way to send requests. It can replace the network in a test, or run code before and after each request.
///
/// It sees each attempt, with all headers and credentials. Its errors and responses are treated like those of the
/// network: timeouts and limits apply, and redirects are not followed.
///
/// Closures are transports too. [`ClientBuilder::transport`] takes a transport that replaces the network.
/// [`ClientBuilder::wrap_transport`] adds a transport around the current one:
///
/// ```
/// use std::sync::Arc;
///
/// use managed_agents::{Client, runtime::{reqwest::Request, Transport}};
///
/// let client = Client::builder().wrap_transport(|next: Arc<dyn Transport>| {
///     move |mut request: Request| {
///         let next = Arc::clone(&next);
///         async move {
///             request.headers_mut().insert("x-signature", "…".parse().expect("a header"));
///             next.send(request).await
///         }
///     }
/// });
/// # drop(client);
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, and returns the response when its headers have arrived. The body can arrive later.
    fn send(&self, request: reqwest::Request) -> Transmitting<'_>;
}

/// A request on its way.
pub type Transmitting<'a> = Pin<Box<dyn Future<Output = Result<reqwest::Response, TransportError>> + Send + 'a>>;

impl<T, F> Transport for T
where
    T: Fn(reqwest::Request) -> F + Send + Sync + 'static,
    F: Future<Output = Result<reqwest::Response, TransportError>> + Send + 'static,
{
    fn send(&self, request: reqwest::Request) -> Transmitting<'_> {
        Box::pin(self(request))
    }
}

/// The reason why a [`Transport`] has no response. A [`reqwest::Error`] can be converted to it.
#[derive(Debug)]
pub struct TransportError(Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    Connect(Box<dyn StdError + Send + Sync>),
    Broken(Box<dyn StdError + Send + Sync>),
    /// An error of the HTTP client, which has more details.
    Http(reqwest::Error),
    /// The response is from another URL than the requested one.
    Redirected,
    /// The HTTP client cannot be set up.
    SetUp(Error),
}

impl TransportError {
    /// Makes an error for a request without a connection: nothing was sent. The request is sent again, as often as the
    /// policy of the client allows.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Kind::Connect(source.into()))
    }

    /// Makes an error for a broken connection: the server may have processed the request. The request is sent again
    /// only if sending it twice does no harm.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Kind::Broken(source.into()))
    }

    pub(crate) fn into_kind(self) -> Kind {
        self.0
    }

    pub(crate) fn is_redirected(&self) -> bool {
        matches!(self.0, Kind::Redirected)
    }

    /// Whether another attempt would fail in the same way.
    #[allow(dead_code, reason = "an API may have no OAuth 2")]
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.0, Kind::Redirected | Kind::SetUp(_)) || is_refused_by_proxy(self)
    }

    /// Whether the response was dropped because its head is larger than the HTTP client reads.
    pub(crate) fn is_head_too_large(&self) -> bool {
        // Hyper has a method for this only with its server feature; a test notices if the text changes.
        let mut source = self.source();
        while let Some(error) = source {
            if error.to_string() == "message head is too large" {
                return true;
            }
            source = error.source();
        }
        false
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        // The URL may carry a key in its query.
        Self(Kind::Http(error.without_url()))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &self.0 {
            Kind::Connect(_) => "no connection",
            Kind::Broken(_) => "the connection broke",
            Kind::Http(_) => "the HTTP client has no response",
            Kind::Redirected => "the HTTP client followed a redirect",
            Kind::SetUp(_) => "the HTTP client cannot be set up",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Kind::Connect(source) | Kind::Broken(source) => Some(&**source),
            Kind::Http(source) => Some(source),
            Kind::Redirected => None,
            Kind::SetUp(error) => error.source(),
        }
    }
}

/// Sends a request to its `url` over the transport of a client. The request is not in the future, but on the heap of the
/// transport.
pub(crate) fn send<'s>(
    client: &'s Inner,
    url: &'s Url,
    request: reqwest::Request,
) -> impl Future<Output = Result<reqwest::Response, TransportError>> + Send + 's {
    let sent = match &client.transport {
        Some(transport) => Sent::ByTransport(transport.send(request)),
        // Most clients have no transport, and this needs no box.
        None => Sent::ByNetwork(send_by(&client.http, &client.connections, url, request)),
    };
    async move {
        match sent {
            Sent::ByTransport(sent) => sent.await,
            Sent::ByNetwork(sent) => sent.await,
        }
    }
}

enum Sent<'s, F> {
    ByTransport(Transmitting<'s>),
    ByNetwork(F),
}

fn send_by<'s>(
    http: &'s HttpClients,
    connections: &'s Connections,
    url: &'s Url,
    request: reqwest::Request,
) -> impl Future<Output = Result<reqwest::Response, TransportError>> + Send + 's {
    #[cfg(feature = "gzip")]
    let (method, request) = (request.method().clone(), super::gunzip::asking(request));
    let sent = http.for_url(url).map(|http| http.execute(request));
    async move {
        let response = connections.make(url, sent.map_err(|error| TransportError(Kind::SetUp(error)))?).await?;
        if response.url() != url {
            return Err(TransportError(Kind::Redirected));
        }
        #[cfg(feature = "gzip")]
        let response = super::gunzip::decoded(response, &method, url)?;
        Ok(response)
    }
}

/// The network, for transports that are around it.
struct Network {
    http: HttpClients,
    connections: Connections,
}

impl Transport for Network {
    fn send(&self, request: reqwest::Request) -> Transmitting<'_> {
        Box::pin(async move {
            let url = request.url().clone();
            send_by(&self.http, &self.connections, &url, request).await
        })
    }
}

/// A transport in memory, for tests of code that makes calls. It opens no socket.
///
/// ```
/// # async fn show() -> managed_agents::Result<()> {
/// use managed_agents::{Client, runtime::{InMemory, http}};
///
/// let answers = InMemory::new(|request| {
///     assert_eq!(request.uri().path(), "/v1/agents");
///     http::Response::new(r#"{"data":[]}"#)
/// });
/// let client = Client::builder().api_key("test").transport(answers).build()?;
/// # Ok(())
/// # }
/// ```
pub struct InMemory<H>(H);

impl<H, B> InMemory<H>
where
    H: Fn(http::Request<Bytes>) -> http::Response<B> + Send + Sync + 'static,
    B: Into<reqwest::Body>,
{
    /// Makes a transport that gets its responses from `answer`. `answer` gets each request with its whole body.
    pub fn new(answer: H) -> Self {
        Self(answer)
    }
}

impl<H, B> Transport for InMemory<H>
where
    H: Fn(http::Request<Bytes>) -> http::Response<B> + Send + Sync + 'static,
    B: Into<reqwest::Body>,
{
    fn send(&self, request: reqwest::Request) -> Transmitting<'_> {
        Box::pin(async move { Ok((self.0)(whole(request).await?).into()) })
    }
}

/// The request with its whole body.
async fn whole(request: reqwest::Request) -> Result<http::Request<Bytes>, TransportError> {
    let (head, mut body) = http::Request::<reqwest::Body>::try_from(request)?.into_parts();
    let mut bytes = Vec::new();
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(piece) = frame?.into_data() {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok(http::Request::from_parts(head, bytes.into()))
}

impl<H> fmt::Debug for InMemory<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InMemory").finish_non_exhaustive()
    }
}

/// The transports that a caller has set.
#[derive(Default)]
pub(crate) struct Transports {
    /// In place of the network.
    own: Option<Arc<dyn Transport>>,
    /// Around it, from the inside out.
    around: Vec<Wrap>,
}

type Wrap = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

impl Transports {
    /// One transport of all; `None` for the network alone.
    pub(crate) fn build(self, http: &HttpClients, connections: &Connections) -> Option<Arc<dyn Transport>> {
        if self.around.is_empty() {
            return self.own;
        }
        let network =
            || Arc::new(Network { http: http.clone(), connections: connections.clone() }) as Arc<dyn Transport>;
        let own = self.own.unwrap_or_else(network);
        Some(self.around.into_iter().fold(own, |inner, wrap| wrap(inner)))
    }
}

impl ClientBuilder {
    /// Sends requests by `transport` instead of the network. The settings of connections and of the HTTP client are
    /// then ignored.
    ///
    /// [`InMemory`] is a transport for tests.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transports.own = Some(Arc::new(transport));
        self
    }

    /// Sends requests by the transport that `wrap` makes around the current one. If you call it several times, the last
    /// one is the outermost.
    pub fn wrap_transport<T: Transport>(
        mut self,
        wrap: impl FnOnce(Arc<dyn Transport>) -> T + Send + Sync + 'static,
    ) -> Self {
        self.transports.around.push(Box::new(move |inner| Arc::new(wrap(inner))));
        self
    }
}
