//! [`Follow`]: the events of a session, over as many connections as it takes.

mod steps;

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;

use super::{
    limits::Passed,
    processed::Expected,
    reconnect::Reconnect,
    waiting::{Answers, Waiting},
};
use crate::{
    Result,
    events::Events,
    types::{DeltaType, SentEvents, SessionEvent},
};
use steps::{Past, Steps};

impl Events {
    /// Follows a session: all of its history, and then what happens, each event once and none lost, until the session
    /// ends or a limit is reached.
    ///
    /// The API's stream repeats nothing, and ends with its connection. So the stream is opened first and the history is
    /// listed after it, and events that came before are skipped by their id. When the connection is lost, it is made again,
    /// after a pause of 0.5 s that doubles up to 10 s and starts anew with every event, and the history is read back to what
    /// is known. The first connection fails like any other call.
    ///
    /// ```no_run
    /// # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
    /// let mut events = client.events().follow("sesn_1");
    /// while let Some(event) = events.try_next().await? {
    ///     println!("{} {}", event.id().unwrap_or("-"), event.kind());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Tell the past from the present by [`Follow::is_past`] or [`Follow::next_step`], begin later with [`Follow::after`] or
    /// [`Follow::from_now`], and set the limits:
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
    /// let mut events = client.events().follow("sesn_1").after("sevt_7").idle_timeout(Duration::from_secs(600));
    /// while let Some(event) = events.try_next().await? {
    ///     println!("{} {}", if events.is_past() { "missed:" } else { "now:" }, event.kind());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn follow(&self, session_id: &str) -> Follow {
        Follow { steps: Steps::new(self.stream(session_id), self.list(session_id)), is_past: true }
    }
}

/// The events of a session as they come, over as many connections as it takes; see [`Events::follow`].
///
/// An event that cannot be read, one that is too large, and one by which the server reports an error, are errors after which
/// it goes on. Each is told once. It ends
/// - after `session.deleted` and `session.status_terminated`,
/// - with the error of the first connection, after the client's retries,
/// - later, with an error that another attempt would not mend: an answer of 4xx other than 408, 409 and 429, or a request
///   that cannot be built,
/// - with [`Error::Timeout`](crate::Error::Timeout) at a limit. Its [phase](crate::runtime::TimeoutError::phase) says which,
///   and its source is the error of the last attempt to connect.
///
/// | limit | default | set by | phase |
/// | --- | --- | --- | --- |
/// | for connecting again | 5 minutes | [`reconnect_timeout`](Self::reconnect_timeout) | `Reconnect` |
/// | between two events | 1 hour | [`idle_timeout`](Self::idle_timeout) | `Idle` |
/// | for all of it | 24 hours | [`total_timeout`](Self::total_timeout) | `Total` |
///
/// The ids of all events are kept in memory, some 60 bytes each, and so is what was missed while there was no connection,
/// until it is told.
#[must_use = "nothing is asked for until the stream is polled"]
pub struct Follow {
    steps: Steps,
    /// Whether the end of the history has not been told yet.
    is_past: bool,
}

/// A step that [`Follow::next_step`] tells.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FollowStep {
    /// Something has happened in the session.
    Event(SessionEvent),
    /// The history ends here: the events that were there when the session was first followed have been told, and all that
    /// follow are new. It comes once. A tool use of the history may still be open: [`Follow::blocking`] has those.
    HistoryEnd,
    /// The connection was lost, and is made again. No event is lost by it.
    Reconnect(Reconnect),
}

impl Follow {
    /// Leaves out what happened before the first connection.
    pub fn from_now(mut self) -> Self {
        self.steps.past = Past::Skipped;
        self
    }

    /// Begins after the event of this id: the last one that you have processed. What has happened since is read back to it
    /// and kept in memory until it is told. A session without such an event is an error.
    pub fn after(mut self, event_id: impl Into<String>) -> Self {
        self.steps.past = Past::After(event_id.into());
        self
    }

    /// Asks for previews of these events while they are written: [`SessionEvent::EventStart`] and
    /// [`SessionEvent::EventDelta`], which [`MessagePreviews`](crate::MessagePreviews) puts together. Previews are never
    /// repeated, so after a lost connection some are missing; the event itself is not.
    pub fn event_deltas(mut self, types: impl IntoIterator<Item = impl Into<DeltaType>>) -> Self {
        self.steps.stream = self.steps.stream.event_deltas(types);
        self
    }

    /// Sets how long it tries to connect again after a lost connection, until it has read what was missed: 5 minutes by
    /// default.
    pub fn reconnect_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.reconnect.allowed = timeout;
        self
    }

    /// Sets how long it waits for the next event: 1 hour by default. The time begins when the next event is asked for, and
    /// neither signs of life on the connection nor lost connections end it.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.idle.allowed = timeout;
        self
    }

    /// Sets how long the session is followed in all, from the first time that something is asked for: 24 hours by default.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.total.allowed = timeout;
        self
    }

    /// Sets how long [`Self::until_processed`] lets the session wait for tool uses that nobody answers: 5 seconds by default.
    /// Another client may answer them meanwhile.
    pub fn blocked_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.blocked.allowed = timeout;
        self
    }

    /// Calls `listener` each time before the connection is made again. [`Self::next_step`] reports it too, and so does an event
    /// of the feature `tracing`.
    pub fn on_reconnect(mut self, listener: impl FnMut(&Reconnect) + Send + 'static) -> Self {
        self.steps.on_reconnect = Some(Box::new(listener));
        self
    }

    /// The next event; `None` at the end of the session.
    pub async fn next(&mut self) -> Option<Result<SessionEvent>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    /// The next event, or the error; `Ok(None)` at the end of the session.
    pub async fn try_next(&mut self) -> Result<Option<SessionEvent>> {
        self.next().await.transpose()
    }

    /// The next event, the end of the history, or a lost connection; `None` at the end of the session.
    ///
    /// ```no_run
    /// use managed_agents::{FollowStep, types::SessionEvent};
    ///
    /// # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
    /// let mut events = client.events().follow("sesn_1");
    /// let mut is_past = true;
    /// while let Some(step) = events.next_step().await.transpose()? {
    ///     match step {
    ///         // A tool that has been run already is not run again.
    ///         FollowStep::Event(SessionEvent::AgentCustomToolUse(_)) if is_past => {}
    ///         FollowStep::Event(event) => println!("{}", event.kind()),
    ///         // `events.blocking()` has the events that the session waits for.
    ///         FollowStep::HistoryEnd => is_past = false,
    ///         FollowStep::Reconnect(lost) => eprintln!("attempt {} after {:?}", lost.attempt, lost.pause),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next_step(&mut self) -> Option<Result<FollowStep>> {
        poll_fn(|context| self.poll_step(context)).await
    }

    /// Waits for the next event; `None` at the end of the session. For code that is not asynchronous.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<SessionEvent>> {
        crate::runtime::blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// [`Self::next_step`] for code that is not asynchronous.
    #[cfg(feature = "blocking")]
    pub fn next_step_blocking(&mut self) -> Option<Result<FollowStep>> {
        crate::runtime::blocking::wait(self.next_step()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// Waits until the stream is open and the past is known, so that previews of what is sent next are not missed. What
    /// happened so far is kept for [`Self::next`].
    ///
    /// # Errors
    /// One that ends the stream.
    pub async fn open(&mut self) -> Result<()> {
        poll_fn(|context| self.steps.poll_open(context)).await
    }

    /// [`Self::open`] for code that is not asynchronous.
    ///
    /// # Errors
    /// One that ends the stream.
    #[cfg(feature = "blocking")]
    pub fn open_blocking(&mut self) -> Result<()> {
        crate::runtime::blocking::wait(self.open())?
    }

    /// Whether the event that was told last belongs to the history: it had happened before the session was followed. So it is
    /// until all such events are told.
    pub fn is_past(&self) -> bool {
        self.is_past
    }

    /// The tool uses that the session waits for, each for a confirmation or a result, as far as its events have been read.
    pub fn blocking(&self) -> impl Iterator<Item = &SessionEvent> {
        self.steps.waiting.tool_uses()
    }

    /// Ends the stream once the session has processed the events of these ids, which were sent before or after this
    /// session was followed, and waits again. The event by which it waits is the last one then.
    ///
    /// It also ends if the session waits for tool uses that nobody answers within the time of [`Self::blocked_timeout`], since it
    /// processes nothing else then: [`Self::blocking`] has them.
    ///
    /// ```no_run
    /// use managed_agents::types::{EventBatch, UserMessage};
    ///
    /// # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
    /// let mut events = client.events().follow("sesn_1").from_now();
    /// events.open().await?;
    /// let sent = client.events().send("sesn_1", &EventBatch::new([UserMessage::text("Go on.")])).send().await?;
    /// events.until_processed(sent.ids());
    /// while let Some(event) = events.try_next().await? {
    ///     println!("{}", event.kind());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn until_processed(&mut self, event_ids: impl IntoIterator<Item = impl Into<String>>) {
        let mut expected = Expected::ids(event_ids);
        if self.steps.waiting.idle().is_some() {
            expected.look();
        }
        self.expect(expected);
    }

    fn expect(&mut self, mut expected: Expected) {
        if self.steps.answers.is_some() {
            expected.expect_answers();
        }
        self.steps.expected = Some(expected);
    }

    /// Does not end while the session waits for tool uses that `is_answered`, since the answers are on their way.
    pub(super) fn answers(&mut self, is_answered: impl Fn(&SessionEvent) -> bool + Send + 'static) {
        self.steps.answers = Some(Box::new(is_answered));
    }

    /// Expects events of these IDs, too, and does not end while others are on their way.
    pub(super) fn expect_more(&mut self, ids: Vec<String>, is_sending: bool) {
        if let Some(expected) = &mut self.steps.expected {
            for id in ids {
                let is_to_come = !self.steps.seen.has_id(&id);
                expected.add(id, is_to_come);
            }
        }
        self.steps.is_held = is_sending;
    }

    /// Begins the limit between two events anew.
    pub(super) fn rest(&mut self) {
        self.steps.limits.idle.stop();
    }

    /// Whether nothing is left to tell.
    pub(super) fn is_over(&self) -> bool {
        self.steps.is_over()
    }

    /// [`Self::until_processed`] for events that have just been sent.
    pub(super) fn until_answered(&mut self, sent: &SentEvents, answers: &Answers) {
        self.steps.waiting.note_answers(answers);
        let expected = Expected::sent(sent, self.steps.seen.floor());
        self.expect(expected);
    }

    /// Waits for `future`, within the limit of all.
    pub(super) async fn within_total<T>(&mut self, future: impl Future<Output = T>) -> Result<T> {
        match self.steps.limits.total.end() {
            None => Ok(future.await),
            Some(end) => tokio::time::timeout_at(end, future).await.map_err(|_| self.steps.timed_out(Passed::Total)),
        }
    }

    pub(super) fn waiting(&self) -> &Waiting {
        &self.steps.waiting
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<SessionEvent>>> {
        loop {
            let Poll::Ready(step) = self.poll_step(context) else { return Poll::Pending };
            match step {
                Some(Ok(FollowStep::Event(event))) => return Poll::Ready(Some(Ok(event))),
                Some(Ok(FollowStep::HistoryEnd | FollowStep::Reconnect(_))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<FollowStep>>> {
        let Poll::Ready(step) = self.steps.poll(context) else { return Poll::Pending };
        if let Some(Ok(FollowStep::HistoryEnd)) = step {
            self.is_past = false;
        }
        Poll::Ready(step)
    }
}

// Nothing in it is pinned in place.
impl Unpin for Follow {}

impl Stream for Follow {
    type Item = Result<SessionEvent>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl fmt::Debug for Follow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Follow")
            .field("stream", &self.steps.stream)
            .field("events", &self.steps.seen.len())
            .finish_non_exhaustive()
    }
}
