//! A fake API for tests of applications: a server in this process, on loopback.
//!
//! A [`FakeServer`] keeps agents with their versions, environments and their work, sessions with their events and
//! threads, files, skills, vaults, memory stores and deployments. A [`Script`] determines what the agent does, and a
//! [`Fault`] makes a request fail. Invalid bodies, missing headers and wrong credentials give the errors of the API.
//! Deployments run on request, but not on their schedules. Routes of dreams, models and tunnels give 404.
//!
//! The clock of the server moves only by a millisecond for each new ID, and by [`FakeServer::advance`].
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

    /// Starts a server in a separate thread, for blocking code.
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

    /// The builder of a client of this server.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder().base_url(self.url()).api_key("test")
    }

    /// A client of this server, with the default settings.
    ///
    /// # Errors
    /// Any error of [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client> {
        self.client_builder().build()
    }

    /// Sets the script of all agents. It gets the text of each message, and returns what the agent does.
    pub fn on_message(&self, script: impl FnMut(&str) -> Script + Send + 'static) {
        self.api().sessions.on_message = Some(Box::new(script));
    }

    /// Makes the next request of this kind fail. If you call it several times, each call is for one more request.
    pub fn fail_next(&self, on: On, fault: Fault) {
        self.api().faults.push(on, fault);
    }

    /// Moves the clock of the server forward, for example until leases and claims of work expire.
    pub fn advance(&self, duration: Duration) {
        self.api().ids.advance(duration);
    }

    /// The key of a self-hosted environment, which a worker needs.
    pub fn environment_key(&self, environment_id: &str) -> String {
        access::environment_key(environment_id)
    }

    /// Puts work of this type, such as `healthcheck`, into the queue of an environment, and returns the ID of the item.
    /// New sessions of the environment are put into the queue automatically.
    pub fn queue_work(&self, environment_id: &str, data_type: &str) -> String {
        let api = &mut *self.api();
        let data = serde_json::json!({ "type": data_type, "id": api.ids.next(data_type) });
        api.work.push(environment_id, &data, &mut api.ids)
    }

    /// Lets another worker take the lease of a work item: the response to the next heartbeat has the status 412.
    pub fn take_lease(&self, work_id: &str) {
        let api = &mut *self.api();
        api.work.take_lease(work_id, &mut api.ids);
    }

    /// The current state of a work item.
    pub fn work(&self, work_id: &str) -> Option<Work> {
        serde_json::from_value(self.api().work.get(work_id)?.clone()).ok()
    }

    /// All requests so far, also the failed ones.
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
