//! A run of an agent: a message, the tools that the agent calls, and the outcome.
//!
//! [`Sessions::run`] starts a run. It has time limits. If it fails, reaches a limit or is dropped, it interrupts the
//! session: see [`OnFailure`].

pub(super) mod calls;
mod confirm;
mod cost;
mod drive;
mod error;
#[cfg(feature = "journal")]
mod file_journal;
mod inbox;
mod journal;
mod on_failure;
mod outcome;
mod post;
mod running;

pub use confirm::Verdict;
pub use error::{RunError, RunErrorKind};
#[cfg(feature = "journal")]
pub use file_journal::FileJournal;
pub use journal::{CallState, Journal, JournalFuture};
pub use on_failure::OnFailure;
pub use outcome::{RunOutcome, RunUsage, ToolCall};
use running::Heard;
pub use running::{RunControl, Running};

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use super::{
    follow::Follow,
    reconnect::Reconnect,
    telemetry::TracedAgent,
    tools::{ToolUse, Tools},
};
use crate::{
    Client,
    sessions::Sessions,
    types::{DeltaType, EventBatch, MonetaryAmount, SessionAgent, SessionEvent, UserMessage},
};
use confirm::Confirm;
use inbox::Inbox;

/// A listener that is called with each event.
type Listener = Box<dyn FnMut(&SessionEvent) + Send>;

impl Sessions {
    /// Runs an agent: sends a message, runs the tools that the agent calls, and waits until the session waits for the next message.
    ///
    /// If a connection is lost, it connects again, as [`Events::follow`](crate::events::Events::follow) does. Each call
    /// of a tool of [`Run::tools`] runs once. Its result is sent until the session has it: if it is unclear whether a
    /// result arrived, the run looks into the history before it sends the result again. Calls that need permission are
    /// denied unless [`Run::confirm`] allows them.
    ///
    /// ```no_run
    /// use managed_agents::tools::{Tool, Tools};
    ///
    /// # use std::collections::BTreeMap;
    /// # async fn show(client: managed_agents::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let weather = Tool::new("weather", |input: BTreeMap<String, String>| async move { format!("It rains: {input:?}") });
    /// let outcome = client.sessions().run("sesn_1").message("How is the weather?").tools(Tools::new([weather])).await?;
    /// println!("{}", outcome.text);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls of tools that are not in the set are left to other clients. If nobody answers them within
    /// [`Run::blocked_timeout`], the run ends, and [`RunOutcome::blocking`] has them.
    ///
    /// # Errors
    /// The first connection fails, the message or a result cannot be sent, the session cannot be followed any more, or a limit is reached.
    pub fn run(&self, session_id: &str) -> Run {
        // A request knows its client, and is not sent.
        Run::new(self.list().into_draft().client.clone(), session_id)
    }
}

/// A run that begins when it is awaited; see [`Sessions::run`].
///
/// | limit | default | set by |
/// | --- | --- | --- |
/// | for everything | 24 hours | [`total_timeout`](Self::total_timeout) |
/// | between two events, while no tool runs | 1 hour | [`idle_timeout`](Self::idle_timeout) |
/// | for connecting again | 5 minutes | [`reconnect_timeout`](Self::reconnect_timeout) |
/// | for calls that nobody answers | 5 seconds | [`blocked_timeout`](Self::blocked_timeout) |
/// | calls of tools | 1,000 | [`max_tool_calls`](Self::max_tool_calls) |
/// | list cost | none | [`max_cost`](Self::max_cost) |
/// | one call, calls at the same time, output | | [`Tools`] |
#[must_use = "nothing is sent until it is awaited"]
pub struct Run {
    client: Client,
    session_id: String,
    batch: EventBatch,
    follow: Follow,
    tools: Arc<Tools>,
    confirm: Option<Confirm>,
    journal: Option<Arc<dyn Journal>>,
    max_tool_calls: usize,
    max_cost: Option<MonetaryAmount>,
    inbox: Inbox,
    /// Each event is handed out by this queue before anything else happens.
    heard: Option<Heard>,
    on_failure: OnFailure,
    on_event: Option<Listener>,
    traces_content: bool,
    /// The agent of the session, for the span.
    agent: Option<TracedAgent>,
}

impl Run {
    fn new(client: Client, session_id: &str) -> Self {
        Self {
            follow: client.events().follow(session_id).from_now(),
            client,
            session_id: session_id.to_owned(),
            batch: EventBatch::new(Vec::<UserMessage>::new()),
            tools: Arc::default(),
            confirm: None,
            journal: None,
            max_tool_calls: 1000,
            max_cost: None,
            inbox: Inbox::default(),
            heard: None,
            on_failure: OnFailure::default(),
            on_event: None,
            traces_content: false,
            agent: None,
        }
    }

    /// Sends a message with this text first. Without a message or events, the run continues the session: it answers the
    /// calls that the session waits for, and waits until the session has no more work.
    pub fn message(self, text: impl Into<String>) -> Self {
        self.send(EventBatch::new([UserMessage::text(text)]))
    }

    /// Sends these events first, after those of earlier calls of `send` and `message`.
    pub fn send(mut self, batch: EventBatch) -> Self {
        self.batch.events.extend(batch.events);
        self
    }

    /// Sets the tools that this program runs.
    pub fn tools(mut self, tools: impl Into<Arc<Tools>>) -> Self {
        self.tools = tools.into();
        self
    }

    /// Sets the function that allows or denies calls that need permission. Without it, and if it panics, they are
    /// denied.
    ///
    /// ```no_run
    /// use managed_agents::run::Verdict;
    ///
    /// # async fn show(client: managed_agents::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let run = client.sessions().run("sesn_1").message("Tidy up.").confirm(|tool_use| async move {
    ///     if tool_use.name == "read" { Verdict::Allow } else { Verdict::deny("Only reading is allowed.") }
    /// });
    /// # run.await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn confirm<F>(mut self, confirm: impl Fn(ToolUse) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Verdict> + Send + 'static,
    {
        self.confirm = Some(Arc::new(move |tool_use| Box::pin(confirm(tool_use))));
        self
    }

    /// Begins after the event with this ID: the last one that you have processed, such as
    /// [`RunOutcome::last_event_id`]. The events since then come first. Without it, the run begins with the next new
    /// event. In both cases, it answers the calls that are still open.
    pub fn after(mut self, event_id: impl Into<String>) -> Self {
        self.follow = self.follow.after(event_id);
        self
    }

    /// Stores the calls of tools in a journal. If this process ends, a run with the same journal continues the session
    /// without running a tool twice. It sends the results in the journal. A call that was begun without a result gets
    /// an error as its result, since the tool may have run. With the feature `journal`, a file can be a journal:
    ///
    /// ```no_run
    /// # #[cfg(feature = "journal")]
    /// use managed_agents::{run::FileJournal, tools::Tools};
    ///
    /// # #[cfg(feature = "journal")]
    /// # async fn show(client: managed_agents::Client, tools: Tools) -> Result<(), Box<dyn std::error::Error>> {
    /// let journal = FileJournal::open("calls.jsonl")?;
    /// // No message: the run answers the calls that the session waits for.
    /// let outcome = client.sessions().run("sesn_1").tools(tools).journal(journal).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn journal(mut self, journal: impl Journal + 'static) -> Self {
        self.journal = Some(Arc::new(journal));
        self
    }

    /// Sets the limit for the cost of the run, at list prices. The session reports its cost each time it stops. If the
    /// run has then reached the limit, and the session waits for results of tools, the run ends with an error.
    /// [`CreateSessionRequest::budget`](crate::types::CreateSessionRequest::budget) is a limit that the API enforces
    /// between two requests to the model.
    pub fn max_cost(mut self, cost: MonetaryAmount) -> Self {
        self.max_cost = Some(cost);
        self
    }

    /// Sets the largest number of calls of tools: 1,000 by default. One more call ends the run with an error.
    pub fn max_tool_calls(mut self, calls: usize) -> Self {
        self.max_tool_calls = calls;
        self
    }

    /// Sets the timeout of the whole run: 24 hours by default.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.follow = self.follow.total_timeout(timeout);
        self
    }

    /// Sets the timeout for the next event: 1 hour by default. Time while a tool runs or its result is sent does not
    /// count.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.follow = self.follow.idle_timeout(timeout);
        self
    }

    /// Sets the timeout for connecting again after a lost connection: 5 minutes by default.
    pub fn reconnect_timeout(mut self, timeout: Duration) -> Self {
        self.follow = self.follow.reconnect_timeout(timeout);
        self
    }

    /// Sets how long the run waits for other clients to answer calls that it does not answer: 5 seconds by default.
    pub fn blocked_timeout(mut self, timeout: Duration) -> Self {
        self.follow = self.follow.blocked_timeout(timeout);
        self
    }

    /// Sets the treatment of the session if the run fails, reaches a limit or is dropped: it is interrupted by default.
    pub fn on_failure(mut self, action: OnFailure) -> Self {
        self.on_failure = action;
        self
    }

    /// Requests previews of these events while they are written, as [`Follow::event_deltas`] does. The run yields them with the other events.
    pub fn event_deltas(mut self, types: impl IntoIterator<Item = impl Into<DeltaType>>) -> Self {
        self.follow = self.follow.event_deltas(types);
        self
    }

    /// Calls `listener` with each event, as it happens.
    pub fn on_event(mut self, listener: impl FnMut(&SessionEvent) + Send + 'static) -> Self {
        self.on_event = Some(Box::new(listener));
        self
    }

    /// Calls `listener` before each attempt to connect again. It must not wait for a [`RunControl`], which waits for the run: use
    /// another task.
    pub fn on_reconnect(mut self, listener: impl FnMut(&Reconnect) + Send + 'static) -> Self {
        self.follow = self.follow.on_reconnect(listener);
        self
    }

    /// Adds the agent to the span of the run: its ID, name, version and description, and its model. Take the agent from the session, which has a copy
    /// of it. This setting has an effect only with the feature `tracing`.
    pub fn trace_agent(mut self, agent: &SessionAgent) -> Self {
        self.agent = Some(TracedAgent::of(agent));
        self
    }

    /// Adds the texts of the messages of the run to the span of the run. Adds the arguments and results of its tools to
    /// the spans of the tools. Each attribute is JSON of up to 750,000 bytes. By default, spans have no content. This
    /// setting has an effect only with the feature `tracing`.
    pub fn trace_content(mut self) -> Self {
        self.traces_content = true;
        self
    }

    /// Waits for the outcome. For blocking code.
    ///
    /// # Errors
    /// As [`Sessions::run`], and a call from async code.
    #[cfg(feature = "blocking")]
    pub fn wait_blocking(self) -> Result<RunOutcome, RunError> {
        crate::runtime::blocking::wait(self.into_future()).unwrap_or_else(|error| Err(RunError::not_begun(error)))
    }
}

impl IntoFuture for Run {
    type Output = Result<RunOutcome, RunError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(drive::drive(self))
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Run")
            .field("session_id", &self.session_id)
            .field("tools", &self.tools)
            .field("max_tool_calls", &self.max_tool_calls)
            .field("on_failure", &self.on_failure)
            .finish_non_exhaustive()
    }
}
