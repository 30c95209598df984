//! Workers of self-hosted environments: they take sessions from the queue of an environment, and run the tools of their agents.
//!
//! ```no_run
//! use managed_agents::{tools::{Tool, Tools}, worker::Worker};
//!
//! # use std::collections::BTreeMap;
//! # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
//! let bash = Tool::new("bash", |input: BTreeMap<String, String>| async move { format!("not run: {:?}", input.get("command")) });
//! let worker = Worker::new(&client, "env_1", "the key of the environment")?;
//! worker.tools(Tools::new([bash])).concurrency(4).on_event(|event| println!("{event:?}")).run().await
//! # }
//! ```
//!
//! If the agent calls a custom tool, or a built-in tool such as `bash`, the worker runs the tool with the same name. It
//! leaves calls of other tools to other clients. It runs a call that needs permission only after somebody has confirmed it.

mod event;
mod item;
mod lease;
mod poll;
mod serve;
mod setup;
mod token;

pub use event::{WorkEnd, WorkerEvent};
pub use setup::WorkContext;

use std::{
    fmt,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use tokio::{sync::watch, task::JoinSet};

use super::{
    json_value::is_accepted,
    limits::soon,
    tools::{ToolError, Tools},
};
use crate::{Client, Result, environment_work::GetEnvironmentWorkStats, types::StopWorkRequest};

/// The longest time of one attempt of a short request.
const ATTEMPT: Duration = Duration::from_secs(30);

type Listener = Arc<dyn Fn(&WorkerEvent<'_>) + Send + Sync>;

/// A worker of a self-hosted environment; see the [module](self).
///
/// It requests work, acknowledges an item, extends its lease while the session works, and stops the item at the end. If
/// it loses the lease, it runs no more tools of the item, lets them send their last changes, and leaves the item to the new
/// holder. Failed requests are repeated with growing pauses. FAULTS.md of the crate lists all faults.
#[must_use = "it does nothing until it runs"]
pub struct Worker {
    settings: Settings,
    concurrency: usize,
    drains: bool,
    shutdown: watch::Sender<bool>,
}

#[derive(Clone)]
pub(super) struct Settings {
    /// With the key of the environment.
    client: Client,
    environment_id: String,
    worker_id: String,
    setup: setup::Setup,
    max_idle: Duration,
    listener: Option<Listener>,
}

/// A handle that ends a worker; see [`Worker::shutdown`].
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Sender<bool>);

impl Shutdown {
    /// Begins the shutdown: the worker takes no more work. It finishes the running calls of tools and sends their
    /// results, for up to 30 seconds, and then stops the items. Tools that are being made are dropped.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }
}

impl Worker {
    /// Makes a worker of an environment, with the settings of `client` and the key of the environment.
    ///
    /// # Errors
    /// The key cannot be sent in a header.
    pub fn new(client: &Client, environment_id: impl Into<String>, environment_key: impl Into<String>) -> Result<Self> {
        let client = client.with_options().bearer_token(environment_key.into()).build()?;
        let settings = Settings {
            worker_id: poll::worker_id(),
            client,
            environment_id: environment_id.into(),
            setup: setup::Setup::Same(Arc::default()),
            max_idle: Duration::from_secs(60),
            listener: None,
        };
        Ok(Self { settings, concurrency: 1, drains: false, shutdown: watch::Sender::new(false) })
    }

    /// Sets the tools, which all sessions share.
    pub fn tools(mut self, tools: impl Into<Arc<Tools>>) -> Self {
        self.settings.setup = setup::Setup::Same(tools.into());
        self
    }

    /// Sets the function that makes the tools of each session, such as a shell in a separate folder. It is called when
    /// the worker has the lease, which is extended meanwhile. The tools are dropped at the end of the work. If the
    /// function fails, the item is stopped: [`WorkEnd::SetupFailed`]. If a shutdown begins before the function has ended, the
    /// function is dropped: it may stop at each `await`.
    ///
    /// ```no_run
    /// # use managed_agents::{tools::{Tool, Tools}, worker::Worker};
    /// # fn show(worker: Worker) {
    /// let worker = worker.tools_for(|context| async move {
    ///     let name = format!("note_{}", context.session.id);
    ///     Ok(Tools::new([Tool::new(name, |input: serde_json::Value| async move { input })]))
    /// });
    /// # drop(worker);
    /// # }
    /// ```
    pub fn tools_for<F>(mut self, make: impl Fn(WorkContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Tools, ToolError>> + Send + 'static,
    {
        self.settings.setup = setup::Setup::Each(Arc::new(move |context| Box::pin(make(context))));
        self
    }

    /// Sets the largest number of sessions at the same time: 1 by default, at least 1.
    pub fn concurrency(mut self, sessions: usize) -> Self {
        self.concurrency = sessions.max(1);
        self
    }

    /// Sets how long the worker stays with a session whose turn is over: 60 seconds by default.
    pub fn max_idle(mut self, time: Duration) -> Self {
        self.settings.max_idle = time;
        self
    }

    /// Sets the name of the worker in the statistics of the queue: a random one by default. Each worker needs a
    /// different name.
    pub fn worker_id(mut self, id: impl Into<String>) -> Self {
        self.settings.worker_id = id.into();
        self
    }

    /// Ends the worker when the queue is empty, instead of waiting for more work.
    pub fn drain(mut self) -> Self {
        self.drains = true;
        self
    }

    /// Calls `listener` with each event of the worker, for logs and health checks. If it panics, the work goes on.
    pub fn on_event(mut self, listener: impl Fn(&WorkerEvent<'_>) + Send + Sync + 'static) -> Self {
        self.settings.listener = Some(Arc::new(listener));
        self
    }

    /// A handle that ends the worker, such as on a signal.
    pub fn shutdown(&self) -> Shutdown {
        Shutdown(self.shutdown.clone())
    }

    /// Runs the worker until [`Shutdown::begin`]. If you drop the future earlier, the tools end, and the leases expire
    /// on the server.
    ///
    /// # Errors
    /// The server refuses to give work: the key is invalid, or the environment does not exist. Before it returns this
    /// error, the worker ends its current items, as in a shutdown.
    pub async fn run(self) -> Result<()> {
        let mut stop = self.shutdown.subscribe();
        let mut items = JoinSet::new();
        let worked = self.work(&mut items, &mut stop).await;
        if worked.is_err() {
            self.shutdown.send_replace(true);
        }
        while items.join_next().await.is_some() {}
        worked
    }

    async fn work(&self, items: &mut JoinSet<()>, stop: &mut watch::Receiver<bool>) -> Result<()> {
        let mut poller = poll::Poller::new(&self.settings);
        loop {
            while items.len() >= self.concurrency {
                if unless(stop, items.join_next()).await.is_none() {
                    return Ok(());
                }
            }
            let Some(polled) = unless(stop, poller.next()).await else { return Ok(()) };
            match polled? {
                Some(work) => {
                    let (settings, stop) = (self.settings.clone(), stop.clone());
                    items.spawn(async move { item::handle(&settings, &work, stop).await });
                }
                None if self.drains => return Ok(()),
                None => {
                    let pause = poller.pause();
                    if unless(stop, self.settings.pause(pause)).await.is_none() {
                        return Ok(());
                    }
                }
            }
            while items.try_join_next().is_some() {}
        }
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Worker")
            .field("environment_id", &self.settings.environment_id)
            .field("worker_id", &self.settings.worker_id)
            .field("tools", &self.settings.setup)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

impl Settings {
    fn tell(&self, event: &WorkerEvent<'_>) {
        if let Some(listener) = &self.listener {
            // The message of a panic is for the developer, who has it on standard error. The item must go on.
            let _ = catch_unwind(AssertUnwindSafe(|| listener(event)));
        }
    }

    /// Waits, by the clock of the client.
    async fn pause(&self, duration: Duration) {
        self.clocked().clock().sleep(duration).await;
    }

    /// A request that is not sent: it knows the clock.
    fn clocked(&self) -> crate::Request<GetEnvironmentWorkStats> {
        self.client.environment_work().get_stats(&self.environment_id)
    }

    /// Stops an item at once. It is repeated while the server cannot be reached.
    async fn stop(&self, client: &Client, work_id: &str) {
        let body = StopWorkRequest::new().force(true);
        for attempt in 0..6 {
            let stop = client.environment_work().stop(&self.environment_id, work_id, &body);
            let stopped = soon(stop, ATTEMPT).send().await;
            let error = match stopped {
                Ok(_) => return,
                Err(error) if is_accepted(&error) => return,
                Err(error) => error,
            };
            match error.status().map(|status| status.as_u16()) {
                // It is already stopped, or does not exist any more.
                Some(404 | 409) => return,
                _ if attempt == 5 || poll::is_fatal(&error) => {
                    return self.tell(&WorkerEvent::StopFailed { work_id, error: &error });
                }
                _ => self.pause(Duration::from_secs(1 << attempt)).await,
            }
        }
    }
}

/// The output of `future`, unless the worker is to end first.
async fn unless<T>(stop: &mut watch::Receiver<bool>, future: impl Future<Output = T>) -> Option<T> {
    let mut stopped = pin!(stop.wait_for(|is_over| *is_over));
    let mut future = pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(Ok(_)) = stopped.as_mut().poll(context) {
            return Poll::Ready(None);
        }
        future.as_mut().poll(context).map(Some)
    })
    .await
}
