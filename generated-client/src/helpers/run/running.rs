//! [`Running`]: a run in progress, with its events, and a handle to send more.

use std::{
    collections::VecDeque,
    fmt,
    future::{Future, IntoFuture, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{Run, RunError, RunOutcome, inbox::Inbox};
use crate::{
    Client, Error, Result,
    helpers::processed::sent,
    types::{EventBatch, SentEvents, SessionEvent, UserInterrupt, UserMessage},
};

/// The events that the caller has not taken yet.
pub(super) type Heard = Arc<Mutex<VecDeque<SessionEvent>>>;
type Course = Pin<Box<dyn Future<Output = Result<RunOutcome, RunError>> + Send>>;

impl Run {
    /// Starts the run, which yields its events as they happen. The run makes progress only while you await
    /// [`Running::next`] or [`Running::outcome`]. Tools that have begun go on in any case.
    ///
    /// ```no_run
    /// # async fn show(client: managed_agents::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut running = client.sessions().run("sesn_1").message("Fix the build.").start();
    /// let control = running.control(); // for other tasks
    /// while let Some(event) = running.next().await {
    ///     println!("{}", event.kind());
    ///     if event.kind() == "session.error" {
    ///         control.interrupt().await?;
    ///     }
    /// }
    /// println!("{}", running.outcome().await?.text);
    /// # Ok(())
    /// # }
    /// ```
    pub fn start(mut self) -> Running {
        let heard = Heard::default();
        self.heard = Some(Arc::clone(&heard));
        let control =
            RunControl { client: self.client.clone(), session_id: self.session_id.clone(), inbox: self.inbox.clone() };
        Running { state: State::Course(self.into_future()), heard, control }
    }
}

/// A run in progress; see [`Run::start`]. If you drop it before its end, [`Run::on_failure`] determines the treatment
/// of the session.
#[must_use = "the run goes on only while it is polled"]
pub struct Running {
    state: State,
    heard: Heard,
    control: RunControl,
}

enum State {
    Course(Course),
    Over(Box<Result<RunOutcome, RunError>>),
}

impl Running {
    /// The next event; `None` at the end of the run.
    pub async fn next(&mut self) -> Option<SessionEvent> {
        poll_fn(|context| self.poll_event(context)).await
    }

    /// Continues to the end, and returns the outcome. Events that you have not taken are dropped.
    ///
    /// # Errors
    /// As [`Sessions::run`](crate::sessions::Sessions::run).
    pub async fn outcome(mut self) -> Result<RunOutcome, RunError> {
        while self.next().await.is_some() {}
        match self.state {
            State::Over(result) => *result,
            State::Course(course) => course.await,
        }
    }

    /// A handle that sends events to the run, for other tasks.
    pub fn control(&self) -> RunControl {
        self.control.clone()
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<SessionEvent>> {
        let next = || self.heard.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if let Some(event) = next() {
            return Poll::Ready(Some(event));
        }
        let State::Course(course) = &mut self.state else { return Poll::Ready(None) };
        let polled = course.as_mut().poll(context);
        let event = next();
        match polled {
            Poll::Ready(result) => {
                self.state = State::Over(Box::new(result));
                Poll::Ready(event)
            }
            Poll::Pending => event.map_or(Poll::Pending, |event| Poll::Ready(Some(event))),
        }
    }
}

impl Stream for Running {
    type Item = SessionEvent;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Running").field("session_id", &self.control.session_id).finish_non_exhaustive()
    }
}

/// A handle that sends events to a run. The run does not end until the session has processed these events.
#[derive(Clone)]
pub struct RunControl {
    client: Client,
    session_id: String,
    inbox: Inbox,
}

impl RunControl {
    /// Sends events to the session. If the run has not been awaited yet, they come before its message.
    ///
    /// # Errors
    /// The run has ended, or any error of [`Events::send`](crate::events::Events::send).
    pub async fn send(&self, batch: &EventBatch) -> Result<SentEvents> {
        self.sent(self.client.events().send(&self.session_id, batch)).await
    }

    /// Sends a message with this text.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn message(&self, text: impl Into<String>) -> Result<SentEvents> {
        self.send(&EventBatch::new([UserMessage::text(text)])).await
    }

    /// Interrupts the agent. The agent stops, and the run ends unless you have sent more events.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn interrupt(&self) -> Result<SentEvents> {
        let batch = EventBatch::new([UserInterrupt::new()]);
        // Interrupting twice has the effect of interrupting once.
        self.sent(self.client.events().send(&self.session_id, &batch).idempotent()).await
    }

    async fn sent(&self, request: crate::Request<crate::events::SendSessionEvents>) -> Result<SentEvents> {
        let Some(on_its_way) = self.inbox.begin() else { return Err(Error::build("the run has ended")) };
        let sent = sent(request).await?;
        on_its_way.arrived(sent.ids().map(Into::into));
        Ok(sent)
    }
}

impl fmt::Debug for RunControl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RunControl").field("session_id", &self.session_id).finish_non_exhaustive()
    }
}
