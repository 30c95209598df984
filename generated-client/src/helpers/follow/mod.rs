//! [`Follow`]: the events of a session, over any number of connections.

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
    /// Follows a session: yields all events of its history and then new events, each once and without loss, until the
    /// session ends or a limit is reached.
    ///
    /// A stream of the API does not contain earlier events, and ends when its connection ends. So `follow` opens the
    /// stream first, then lists the history, and skips events whose id it has already seen. If the connection is lost,
    /// it connects again after a pause of 0.5 s, which doubles with each attempt up to 10 s. A `retry` field of the stream
    /// sets the shortest pause, up to a minute and up to half of the [limit for connecting again](Follow::reconnect_timeout). Then it reads the missed events from the history. The first connection is different: it has only the retries of any other call.
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
    /// [`Follow::is_past`] and [`Follow::next_step`] distinguish past and new events. [`Follow::after`] and
    /// [`Follow::from_now`] set the first event. Other methods set limits:
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

/// The events of a session as they happen, over any number of connections; see [`Events::follow`].
///
/// Each event that cannot be decoded or is too large gives one error, and so does each error event of the stream. The
/// stream then continues with the next event. It ends
/// - after `session.deleted` and `session.status_terminated`,
/// - with the error of the first connection, after the client's retries,
/// - later, with an error that another attempt cannot resolve, such as a 4xx other than 408, 409 and 429, or an invalid
///   request,
/// - with an error whose `retry-after` is longer than the rest of the limit for connecting again,
/// - with [`Error::Timeout`](crate::Error::Timeout) at a limit. Its [phase](crate::runtime::TimeoutError::phase) is the
///   limit, and its source is the error of the last attempt to connect.
///
/// | limit | default | set by | phase |
/// | --- | --- | --- | --- |
/// | for connecting again | 5 minutes | [`reconnect_timeout`](Self::reconnect_timeout) | `Reconnect` |
/// | between two events | 1 hour | [`idle_timeout`](Self::idle_timeout) | `Idle` |
/// | for everything | 24 hours | [`total_timeout`](Self::total_timeout) | `Total` |
///
/// The ids of all events stay in memory, about 60 bytes each. Missed events stay in memory until they are yielded.
#[must_use = "nothing is requested until the stream is polled"]
pub struct Follow {
    steps: Steps,
    /// Whether the end of the history has not been yielded yet.
    is_past: bool,
}

/// A step that [`Follow::next_step`] yields.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FollowStep {
    /// An event of the session.
    Event(SessionEvent),
    /// The end of the history: all later events are new. It comes once. Tool uses of the history may still be open:
    /// [`Follow::blocking`] has them.
    HistoryEnd,
    /// The connection was lost, and `follow` connects again. No event is lost.
    Reconnect(Reconnect),
}

impl Follow {
    /// Leaves out the events before the first connection.
    pub fn from_now(mut self) -> Self {
        self.steps.past = Past::Skipped;
        self
    }

    /// Begins after the event with this id: the last one that you have processed. The later events of the history are
    /// in memory until they are yielded. If the session has no such event, there is an error.
    pub fn after(mut self, event_id: impl Into<String>) -> Self {
        self.steps.past = Past::After(event_id.into());
        self
    }

    /// Requests previews of these events while they are written: [`SessionEvent::EventStart`] and
    /// [`SessionEvent::EventDelta`], which [`MessagePreviews`](crate::MessagePreviews) joins. The API never repeats
    /// previews, so some are missing after a lost connection. The event itself is not missing.
    pub fn event_deltas(mut self, types: impl IntoIterator<Item = impl Into<DeltaType>>) -> Self {
        self.steps.stream = self.steps.stream.event_deltas(types);
        self
    }

    /// Sets the timeout for connecting again after a lost connection, and for reading the missed events: 5 minutes by
    /// default.
    pub fn reconnect_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.reconnect.allowed = timeout;
        self
    }

    /// Sets the timeout for the next event: 1 hour by default. It begins when you request the next event. Only an event
    /// ends it: other data on the connection and lost connections do not.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.idle.allowed = timeout;
        self
    }

    /// Sets the timeout for everything, from the first request for an event: 24 hours by default.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.total.allowed = timeout;
        self
    }

    /// Sets how long [`Self::until_processed`] waits if the session is blocked by tool uses: 5 seconds by default. In
    /// this time, another client may answer them.
    pub fn blocked_timeout(mut self, timeout: Duration) -> Self {
        self.steps.limits.blocked.allowed = timeout;
        self
    }

    /// Calls `listener` before each attempt to connect again. [`Self::next_step`] also yields these attempts, and the
    /// feature `tracing` has an event for each.
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

    /// Waits for the next event; `None` at the end of the session. For blocking code.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<SessionEvent>> {
        crate::runtime::blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// [`Self::next_step`] for blocking code.
    #[cfg(feature = "blocking")]
    pub fn next_step_blocking(&mut self) -> Option<Result<FollowStep>> {
        crate::runtime::blocking::wait(self.next_step()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// Waits until the stream is open and the history is read, so that you miss no preview of a message that you send
    /// next. [`Self::next`] yields the earlier events.
    ///
    /// # Errors
    /// An error that ends the stream.
    pub async fn open(&mut self) -> Result<()> {
        poll_fn(|context| self.steps.poll_open(context)).await
    }

    /// [`Self::open`] for blocking code.
    ///
    /// # Errors
    /// An error that ends the stream.
    #[cfg(feature = "blocking")]
    pub fn open_blocking(&mut self) -> Result<()> {
        crate::runtime::blocking::wait(self.open())?
    }

    /// Whether the last yielded event is from the history: it happened before you followed the session.
    pub fn is_past(&self) -> bool {
        self.is_past
    }

    /// The tool uses that the session waits for, each for a confirmation or a result, according to the events so far.
    pub fn blocking(&self) -> impl Iterator<Item = &SessionEvent> {
        self.steps.waiting.tool_uses()
    }

    /// Ends the stream when the session has processed the events with these ids and waits again. The events may be sent
    /// before or after you follow the session. The last yielded event is the one that says that the session waits.
    ///
    /// It also ends if the session waits for tool uses that nobody answers within [`Self::blocked_timeout`], since such
    /// a session processes nothing else. [`Self::blocking`] has these tool uses.
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

    /// Treats a failure of the first connection as the loss of a connection.
    pub(super) fn persistent(mut self) -> Self {
        self.steps.is_persistent = true;
        self
    }

    fn expect(&mut self, mut expected: Expected) {
        if self.steps.answers.is_some() {
            expected.expect_answers();
        }
        self.steps.expected = Some(expected);
    }

    /// Does not end while the session waits for tool uses for which `is_answered` is true, since the answers are on
    /// their way.
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

    /// Restarts the limit between two events.
    pub(super) fn rest(&mut self) {
        self.steps.limits.idle.stop();
    }

    /// Whether nothing is left to yield.
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
