//! [`Follow`]: the events of a session, whatever becomes of the connection.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{
    history::{self, History},
    reconnect::{Backoff, Outcome, after_failed_request, is_lost_connection},
};
use crate::{
    Error, Request, Result,
    events::{Events, ListSessionEvents, StreamSessionEvents},
    runtime::EventStream,
    types::{DeltaType, SessionEvent},
};

/// How many events of the history are asked for at once.
pub(super) const PAGE: i64 = 1000;

impl Events<'_> {
    /// Follows a session: all of its history, and then what happens, each event once and none lost, until the session
    /// ends.
    ///
    /// The API's stream repeats nothing, and ends with its connection. So the stream is opened first and the history is
    /// listed after it, events that came before are skipped by their id, and when the connection is lost, all of that is
    /// done again, after a pause of 0.5 s that doubles up to 10 s and starts anew with every event.
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
    pub fn follow(&self, session_id: &str) -> Follow {
        // Pauses between attempts are made here.
        let stream = self.stream(session_id).max_retries(0);
        let history = self.list(session_id).limit(PAGE).max_retries(0);
        let state = State::open(&stream);
        Follow {
            stream,
            history,
            state,
            seen: BTreeSet::new(),
            backoff: Backoff::default(),
            past: Past::Told,
            told: VecDeque::new(),
        }
    }
}

/// The events of a session as they come, over as many connections as it takes; see [`Events::follow`].
///
/// An event that cannot be read, and one by which the server tells of an error, are errors after which it goes on, told once
/// too. It ends
/// - after `session.deleted` and `session.status_terminated`,
/// - with an error that another attempt would not mend: an answer of 4xx other than 408, 409 and 429, or a request that
///   cannot be built.
///
/// The ids of all events are kept in memory, some 60 bytes each.
#[must_use = "nothing is asked for until the stream is polled"]
pub struct Follow {
    stream: Request<StreamSessionEvents>,
    history: Request<ListSessionEvents>,
    state: State,
    seen: BTreeSet<String>,
    backoff: Backoff,
    past: Past,
    /// What came while it was opened.
    told: VecDeque<Result<SessionEvent>>,
}

/// What becomes of the history that is there before the first connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Past {
    Told,
    Skipped,
}

type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

enum State {
    /// After a lost connection.
    Pausing(Pending<()>),
    Opening(Pending<Result<EventStream<SessionEvent>>>),
    /// The stream is open, and what came before it is read.
    Listing(Box<History>, EventStream<SessionEvent>),
    Reading(EventStream<SessionEvent>),
    Over,
}

impl State {
    fn open(stream: &Request<StreamSessionEvents>) -> Self {
        Self::Opening(Box::pin(stream.clone().send()))
    }
}

impl Follow {
    /// Leaves out what happened before the first connection.
    pub fn from_now(mut self) -> Self {
        self.past = Past::Skipped;
        self
    }

    /// Asks for previews of these events while they are written: [`SessionEvent::EventStart`] and
    /// [`SessionEvent::EventDelta`], which [`MessagePreviews`](crate::MessagePreviews) puts together. Previews are never
    /// repeated, so after a lost connection some are missing; the event itself is not.
    pub fn event_deltas(mut self, types: impl IntoIterator<Item = impl Into<DeltaType>>) -> Self {
        self.stream = self.stream.event_deltas(types);
        self.state = State::open(&self.stream);
        self
    }

    /// The next event; `None` at the end of the session.
    pub async fn next(&mut self) -> Option<Result<SessionEvent>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next event, or the error; `Ok(None)` at the end of the session.
    pub async fn try_next(&mut self) -> Result<Option<SessionEvent>> {
        self.next().await.transpose()
    }

    /// Waits for the next event; `None` at the end of the session. For code that is not asynchronous.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<SessionEvent>> {
        crate::runtime::blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// Waits until the stream is open and the past is known, so that previews of what is sent next are not missed. What
    /// happened so far is kept for [`Self::next`].
    ///
    /// # Errors
    /// One that ends the stream.
    pub async fn open(&mut self) -> Result<()> {
        poll_fn(|context| {
            while !matches!(self.state, State::Reading(_) | State::Over) {
                match ready!(self.step(context)) {
                    Some(Err(error)) if matches!(self.state, State::Over) => return Poll::Ready(Err(error)),
                    told => self.told.extend(told),
                }
            }
            Poll::Ready(Ok(()))
        })
        .await
    }

    /// [`Self::open`] for code that is not asynchronous.
    ///
    /// # Errors
    /// One that ends the stream.
    #[cfg(feature = "blocking")]
    pub fn open_blocking(&mut self) -> Result<()> {
        crate::runtime::blocking::wait(self.open())?
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<SessionEvent>>> {
        if let Some(item) = self.told.pop_front() {
            return Poll::Ready(Some(item));
        }
        while !matches!(self.state, State::Over) {
            if let Some(item) = ready!(self.step(context)) {
                return Poll::Ready(Some(item));
            }
        }
        Poll::Ready(None)
    }

    /// Goes on to the next state or event.
    fn step(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<SessionEvent>>> {
        match &mut self.state {
            State::Pausing(pause) => {
                ready!(pause.as_mut().poll(context));
                self.state = State::open(&self.stream);
            }
            State::Opening(answer) => match ready!(answer.as_mut().poll(context)) {
                Ok(stream) => self.state = State::Listing(Box::new(History::new(&self.history)), stream),
                Err(error) => return Poll::Ready(self.failed(error)),
            },
            State::Listing(history, _) => match ready!(history.poll(context)) {
                Some(Ok(event)) => return Poll::Ready(self.listed(event)),
                // What cannot be read will not get better.
                Some(Err(Error::Decode(error))) => {
                    let is_told = self.past == Past::Told;
                    return Poll::Ready(self.unread(Error::Decode(error)).filter(|_| is_told));
                }
                Some(Err(error)) => return Poll::Ready(self.failed(error)),
                None => self.read_on(),
            },
            State::Reading(stream) => match ready!(Pin::new(stream).poll_next(context)) {
                Some(Ok(event)) => {
                    self.backoff.reset();
                    return Poll::Ready(self.first_time(event).map(Ok));
                }
                Some(Err(error)) if !is_lost_connection(&error) => return Poll::Ready(self.unread(error)),
                Some(Err(_)) | None => self.pause(None),
            },
            State::Over => {}
        }
        Poll::Ready(None)
    }

    fn listed(&mut self, event: SessionEvent) -> Option<Result<SessionEvent>> {
        let event = self.first_time(event)?;
        match self.past {
            Past::Told => {
                self.backoff.reset();
                Some(Ok(event))
            }
            Past::Skipped => None,
        }
    }

    /// The past is known; what is listed after this was missed.
    fn read_on(&mut self) {
        self.past = Past::Told;
        self.state = match std::mem::replace(&mut self.state, State::Over) {
            State::Listing(_, stream) => State::Reading(stream),
            other => other,
        };
    }

    /// The event, unless it was there before.
    fn first_time(&mut self, event: SessionEvent) -> Option<SessionEvent> {
        if event.id().is_some_and(|id| !self.seen.insert(id.to_owned())) {
            return None;
        }
        if matches!(event, SessionEvent::SessionDeleted(_) | SessionEvent::SessionStatusTerminated(_)) {
            self.state = State::Over;
        }
        Some(event)
    }

    /// The error of an event that cannot be read, unless it was told before.
    fn unread(&mut self, error: Error) -> Option<Result<SessionEvent>> {
        let id = if let Error::Decode(error) = &error { history::id_of(error) } else { None };
        let is_first = id.is_none_or(|id| self.seen.insert(id));
        is_first.then_some(Err(error))
    }

    fn failed(&mut self, error: Error) -> Option<Result<SessionEvent>> {
        match after_failed_request(&error) {
            Outcome::Again => {
                self.pause(Some(&error));
                None
            }
            Outcome::Over => {
                self.state = State::Over;
                Some(Err(error))
            }
        }
    }

    fn pause(&mut self, error: Option<&Error>) {
        let asked = error.and_then(Error::retry_after).unwrap_or_default();
        let pause = self.backoff.next().max(asked);
        self.state = State::Pausing(self.stream.clock().sleep(pause));
    }
}

// Nothing in it is pinned in place.
impl Unpin for Follow {}

impl Stream for Follow {
    type Item = Result<SessionEvent>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for Follow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Follow")
            .field("stream", &self.stream)
            .field("events", &self.seen.len())
            .finish_non_exhaustive()
    }
}
