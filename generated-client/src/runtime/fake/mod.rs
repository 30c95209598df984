//! A server for tests of applications, in this process and on loopback. Its requests and responses have the types of this crate.
//!
//! An operation without a handler has a default response, which is made from the schemas of the document and their examples.

mod arrived;
mod bodies;
mod content;
mod http;
mod multipart;
mod operation;
mod parameters;
mod parts;
mod plain;
mod request;
mod response;
mod route;
mod streams;

pub use arrived::{Arrived, Invalid};
pub use bodies::FakeBody;
pub use content::{Content, Written};
pub use http::{Delay, HttpBody, HttpRequest, HttpResponse, HttpServer};
pub use multipart::ReceivedPart;
#[allow(unused_imports, reason = "an API may have no operation")]
pub(crate) use operation::fake_operation;
pub use operation::{Documented, FakeOperation, Route};
pub use request::FakeRequest;
pub use response::FakeResponse;
pub use streams::{ItemOf, Items};

use std::{
    any::TypeId,
    collections::{BTreeMap, VecDeque},
    fmt, io,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::runtime::{Api, Client, ClientBuilder, Result};

/// A server for tests of applications. It stops when it is dropped.
pub struct Fake {
    server: HttpServer,
    api: &'static Api,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    handlers: BTreeMap<TypeId, Handler>,
    /// The handlers of the next requests.
    once: BTreeMap<TypeId, VecDeque<Handler>>,
    requests: Vec<Arc<Arrived>>,
}

type Handler = Arc<Mutex<dyn FnMut(&Arc<Arrived>) -> std::result::Result<HttpResponse, Invalid> + Send>>;

impl Fake {
    /// Starts a server with these routes.
    #[doc(hidden)]
    pub async fn begin(
        address: Option<SocketAddr>,
        api: &'static Api,
        routes: &'static [&'static [Route]],
    ) -> io::Result<Self> {
        let state = Arc::<Mutex<State>>::default();
        let address = address.unwrap_or_else(HttpServer::any_port);
        let server = HttpServer::start(address, responder(&state, routes)).await?;
        Ok(Self { server, api, state })
    }

    /// Starts a server with these routes in a separate thread.
    #[doc(hidden)]
    pub fn begin_blocking(api: &'static Api, routes: &'static [&'static [Route]]) -> io::Result<Self> {
        let state = Arc::<Mutex<State>>::default();
        let server = HttpServer::start_blocking(HttpServer::any_port(), responder(&state, routes))?;
        Ok(Self { server, api, state })
    }

    /// The base URL of the server.
    pub fn url(&self) -> &str {
        self.server.url()
    }

    /// The settings of a client of this server, which needs no credentials.
    pub fn client_builder(&self) -> ClientBuilder {
        ClientBuilder::new(self.api).base_url(self.url()).allow_missing_credentials()
    }

    /// A client of this server, with the default settings and without credentials.
    ///
    /// # Errors
    /// Any error of [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client> {
        self.client_builder().build()
    }

    /// Sets the handler of an operation, which returns the value of the success. It replaces an earlier handler of the operation.
    pub fn on<O: FakeOperation>(&self, mut handler: impl FnMut(FakeRequest<O>) -> O::Success + Send + 'static) {
        self.respond(move |request| FakeResponse::new(handler(request)));
    }

    /// Sets the handler of an operation, which returns any response. It replaces an earlier handler of the operation.
    pub fn respond<O: FakeOperation>(&self, handler: impl FnMut(FakeRequest<O>) -> FakeResponse<O> + Send + 'static) {
        self.state().handlers.insert(TypeId::of::<O>(), of_function(handler));
    }

    /// Sets a handler for only one request of an operation: the next one. It takes precedence over the handler for all requests. If you set
    /// several, each is for one request, in this order.
    pub fn respond_once<O: FakeOperation>(
        &self,
        handler: impl FnMut(FakeRequest<O>) -> FakeResponse<O> + Send + 'static,
    ) {
        self.state().once.entry(TypeId::of::<O>()).or_default().push_back(of_function(handler));
    }

    /// The requests of an operation so far, except requests that do not match the document.
    pub fn requests<O: FakeOperation>(&self) -> Vec<FakeRequest<O>> {
        let is_of =
            |arrived: &&Arc<Arrived>| arrived.route.is_some_and(|route| (route.operation)() == TypeId::of::<O>());
        let arrived: Vec<Arc<Arrived>> = self.state().requests.iter().filter(is_of).cloned().collect();
        arrived.iter().filter_map(|arrived| FakeRequest::read(arrived).ok()).collect()
    }

    /// All requests so far, also those that do not match the document or have no route.
    pub fn arrived(&self) -> Vec<Arc<Arrived>> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn of_function<O: FakeOperation>(
    mut handler: impl FnMut(FakeRequest<O>) -> FakeResponse<O> + Send + 'static,
) -> Handler {
    Arc::new(Mutex::new(move |arrived: &Arc<Arrived>| Ok(handler(FakeRequest::read(arrived)?).into_http())))
}

/// Makes the responses to all requests.
fn responder(
    state: &Arc<Mutex<State>>,
    routes: &'static [&'static [Route]],
) -> impl Fn(HttpRequest) -> HttpResponse + Send + Sync + 'static {
    let state = Arc::clone(state);
    move |request| {
        let Some((route, path)) = route::find(routes, &request) else {
            let text = route::unknown(routes, &request);
            lock(&state).requests.push(Arc::new(Arrived { request, path: Vec::new(), route: None }));
            return message(404, &text);
        };
        let arrived = Arc::new(Arrived { request, path, route: Some(route) });
        let handler = {
            let mut state = lock(&state);
            state.requests.push(Arc::clone(&arrived));
            let operation = (route.operation)();
            let once = state.once.get_mut(&operation).and_then(VecDeque::pop_front);
            once.or_else(|| state.handlers.get(&operation).cloned())
        };
        let made = match handler {
            // Nothing that the handler may use is locked.
            Some(handler) => catch_unwind(AssertUnwindSafe(|| (*lock(&handler))(&arrived))),
            None => Ok((route.check)(&arrived).map(|()| (route.default)())),
        };
        match made {
            Ok(Ok(response)) => response,
            Ok(Err(invalid)) => message(status_of_invalid(route), &invalid.to_string()),
            Err(_) => message(500, &format!("the handler of `{}` panicked", route.endpoint.id)),
        }
    }
}

/// The status of the response to a request that does not match the document: 422 if the operation declares 422 and not 400, else 400.
fn status_of_invalid(route: &Route) -> u16 {
    let has = |status| route.responses.iter().skip(1).any(|response| response.statuses == (status, status));
    if has(422) && !has(400) { 422 } else { 400 }
}

/// A response with a message, in a usual form of errors.
fn message(status: u16, text: &str) -> HttpResponse {
    let kind = if status == 404 { "not_found" } else { "invalid_request" };
    HttpResponse::json(status, serde_json::json!({ "error": { "type": kind, "message": text } }).to_string())
}

impl fmt::Debug for Fake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Fake").field("url", &self.url()).finish_non_exhaustive()
    }
}
