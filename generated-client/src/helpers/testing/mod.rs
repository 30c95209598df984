//! A server for tests of applications: it behaves like the API, in this process and on loopback.
//!
//! A [`FakeServer`] keeps agents with their versions, environments and their work, sessions with their events and threads, files, skills, vaults,
//! memory stores and deployments. The agent does what a [`Script`] says, and requests fail as a [`Fault`] says. An invalid body, a missing
//! header, and a credential that does not allow a request are the errors that the API sends. Deployments run by request, and not by their
//! schedules. Dreams, models and tunnels are 404.
//!
//! Time passes only as IDs are made, a millisecond each, and by [`FakeServer::advance`].
//!
//! ```
//! use managed_agents::{
//!     testing::{FakeServer, Script},
//!     tools::{Tool, Tools},
//!     types::{CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest},
//! };
//! # use std::collections::BTreeMap;
//!
//! # async fn show() -> Result<(), Box<dyn std::error::Error>> {
//! let fake = FakeServer::start().await?;
//! fake.on_message(|_| {
//!     let input = serde_json::json!({ "city": "Paris" });
//!     Script::new().call("weather", input).reply(|results| format!("The tool says: {}", results[0].text))
//! });
//!
//! let client = fake.client()?;
//! let agent = client.agents().create(&CreateAgentRequest::new("Helper", "claude-opus-5")).send().await?;
//! let environment = CreateEnvironmentRequest::new("test", CloudConfig::new());
//! let environment = client.environments().create(&environment).send().await?;
//! let session = client.sessions().create(&CreateSessionRequest::new(agent.id, environment.id)).send().await?;
//!
//! let weather = Tool::new("weather", |input: BTreeMap<String, String>| async move { format!("Rain in {}.", input["city"]) });
//! let outcome = client.sessions().run(&session.id).message("How is it?").tools(Tools::new([weather])).await?;
//! assert_eq!(outcome.text, "The tool says: Rain in Paris.");
//! assert_eq!(fake.sent(&session.id).len(), 2); // the message and the result
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(show()).unwrap();
//! ```

mod access;
mod agents;
mod api;
mod collection;
mod deployments;
mod environments;
mod fault;
mod files;
mod http;
mod ids;
mod log;
mod memories;
mod page;
mod recorded;
mod request;
mod response;
mod script;
mod session;
mod sessions;
mod skills;
mod threads;
mod vaults;
mod work;

pub use fault::{Fault, On};
pub use recorded::Recorded;
pub use script::{Script, ToolReply};

use std::{
    fmt, io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{
    Client, ClientBuilder, Result,
    runtime::fake::{HttpRequest, HttpResponse, HttpServer},
    types::{SendableEvent, SessionEvent, Work},
};
use api::Api;

/// A server that behaves like the API. It stops when it is dropped.
pub struct FakeServer {
    server: HttpServer,
    api: Arc<Mutex<Api>>,
}

impl FakeServer {
    /// Starts a server on a free port of the loopback interface, in this runtime.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> io::Result<Self> {
        Self::start_on(HttpServer::any_port()).await
    }

    /// Starts a server on an address, in this runtime.
    ///
    /// # Errors
    /// The address is not free.
    pub async fn start_on(address: SocketAddr) -> io::Result<Self> {
        let api = Arc::<Mutex<Api>>::default();
        let server = HttpServer::start(address, responder(&api)).await?;
        Ok(Self { server, api })
    }

    /// Starts a server in a thread of its own, for code that is not asynchronous.
    ///
    /// # Errors
    /// No port is free, or the thread cannot be started.
    pub fn start_blocking() -> io::Result<Self> {
        let api = Arc::<Mutex<Api>>::default();
        let server = HttpServer::start_blocking(HttpServer::any_port(), responder(&api))?;
        Ok(Self { server, api })
    }

    /// The base URL of the server.
    pub fn url(&self) -> &str {
        self.server.url()
    }

    /// The settings of a client of this server.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder().base_url(self.url()).api_key("test")
    }

    /// A client of this server, with the default settings.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client> {
        self.client_builder().build()
    }

    /// Sets what the agents of all sessions do when a message comes, from its text.
    pub fn on_message(&self, script: impl FnMut(&str) -> Script + Send + 'static) {
        self.api().sessions.on_message = Some(Box::new(script));
    }

    /// Lets the next request of this kind fail. Faults of the same kind happen one after the other.
    pub fn fail_next(&self, on: On, fault: Fault) {
        self.api().faults.push(on, fault);
    }

    /// Lets time pass on the server: leases and claims of work expire.
    pub fn advance(&self, duration: Duration) {
        self.api().ids.advance(duration);
    }

    /// The key of a self-hosted environment, with which a worker asks for work.
    pub fn environment_key(&self, environment_id: &str) -> String {
        access::environment_key(environment_id)
    }

    /// Puts work of this type into the queue of an environment, such as `healthcheck`: its ID. New sessions of the environment come into its
    /// queue by themselves.
    pub fn queue_work(&self, environment_id: &str, data_type: &str) -> String {
        let api = &mut *self.api();
        let data = serde_json::json!({ "type": data_type, "id": api.ids.next(data_type) });
        api.work.push(environment_id, &data, &mut api.ids)
    }

    /// Lets another worker take the lease of a work item: the next heartbeat is a 412.
    pub fn take_lease(&self, work_id: &str) {
        let api = &mut *self.api();
        api.work.take_lease(work_id, &mut api.ids);
    }

    /// A work item as it is now.
    pub fn work(&self, work_id: &str) -> Option<Work> {
        serde_json::from_value(self.api().work.get(work_id)?.clone()).ok()
    }

    /// The requests so far, those that failed too.
    pub fn requests(&self) -> Vec<Recorded> {
        self.api().requests.clone()
    }

    /// The events that the session has accepted from clients.
    pub fn sent(&self, session_id: &str) -> Vec<SendableEvent> {
        self.api().sessions.sent(session_id)
    }

    /// The history of a session.
    pub fn history(&self, session_id: &str) -> Vec<SessionEvent> {
        self.api().sessions.events(session_id)
    }

    fn api(&self) -> MutexGuard<'_, Api> {
        self.api.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn responder(api: &Arc<Mutex<Api>>) -> impl Fn(HttpRequest) -> HttpResponse + Send + Sync + 'static {
    let api = Arc::clone(api);
    move |request| http::respond(request, &api)
}

impl fmt::Debug for FakeServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FakeServer").field("url", &self.url()).finish_non_exhaustive()
    }
}
