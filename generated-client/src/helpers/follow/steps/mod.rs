//! [`Steps`]: connects, reads earlier events, reads new events, and begins again after a lost connection.

mod transitions;

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;

use super::FollowStep;
use crate::{
    Error, Request, Result,
    events::{ListSessionEvents, StreamSessionEvents},
    helpers::{
        catch_up::CatchUp,
        history::{HistoryPages, Page},
        identity::Seen,
        limits::Limits,
        processed::{Expected, LookedUp},
        reconnect::{Backoff, Reconnect, is_lost_connection},
        waiting::Waiting,
    },
    runtime::EventStream,
    types::SessionEvent,
};

/// A listener that is called for each lost connection.
type Listener = Box<dyn FnMut(&Reconnect) + Send>;
type IsAnswered = Box<dyn Fn(&SessionEvent) -> bool + Send>;
type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The steps by which a session is followed. [`Follow`](super::Follow) is their public interface.
pub(super) struct Steps {
    pub(super) stream: Request<StreamSessionEvents>,
    history: Request<ListSessionEvents>,
    pub(super) past: Past,
    pub(super) limits: Limits,
    pub(super) on_reconnect: Option<Listener>,
    state: State,
    /// Whether it connects again after a failure: from the first connection on.
    pub(super) is_persistent: bool,
    pub(super) seen: Seen,
    pub(super) waiting: Waiting,
    /// The events after which it ends.
    pub(super) expected: Option<Expected>,
    /// Determines the tool uses that the caller answers itself. The steps do not end while the session waits for these.
    pub(super) answers: Option<IsAnswered>,
    /// It does not end while events are on their way to the session.
    pub(super) is_held: bool,
    backoff: Backoff,
    /// The reason why there is no connection.
    lost_by: Option<Error>,
    /// The steps to yield.
    told: VecDeque<Result<FollowStep>>,
    is_history_end_told: bool,
}

/// The part of the history to read when the stream is open.
pub(super) enum Past {
    /// All of it, from the last place that was read.
    Whole(Box<HistoryPages>),
    /// The events after the one of this id.
    After(String),
    Skipped,
    /// None, since it was yielded before. Unknown events are events that were missed.
    Told,
}

enum State {
    Begin,
    Opening(Pending<Result<EventStream<SessionEvent>>>),
    /// After a lost connection.
    Pausing(Pending<()>),
    /// The stream is open, and the history is yielded from its beginning.
    Listing(Box<HistoryPages>, EventStream<SessionEvent>),
    /// The stream is open, and the history is read back to the known events.
    CatchingUp(Box<CatchUp>, EventStream<SessionEvent>),
    Reading(EventStream<SessionEvent>),
    /// The session waits, and the history is read to find out whether it has processed all events.
    LookingUp(Pending<Result<LookedUp>>, EventStream<SessionEvent>),
    Over,
}

impl State {
    /// The open stream, if there is one.
    fn stream(&self) -> Option<&EventStream<SessionEvent>> {
        match self {
            Self::Listing(_, stream)
            | Self::CatchingUp(_, stream)
            | Self::Reading(stream)
            | Self::LookingUp(_, stream) => Some(stream),
            Self::Begin | Self::Opening(_) | Self::Pausing(_) | Self::Over => None,
        }
    }
}

impl Steps {
    pub(super) fn new(stream: Request<StreamSessionEvents>, history: Request<ListSessionEvents>) -> Self {
        Self {
            past: Past::Whole(Box::new(HistoryPages::oldest_first(&history))),
            stream,
            history,
            limits: Limits::default(),
            on_reconnect: None,
            state: State::Begin,
            is_persistent: false,
            seen: Seen::default(),
            waiting: Waiting::default(),
            expected: None,
            answers: None,
            is_held: false,
            backoff: Backoff::default(),
            lost_by: None,
            told: VecDeque::new(),
            is_history_end_told: false,
        }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<FollowStep>>> {
        ready!(self.run(context, |steps| !steps.told.is_empty()));
        Poll::Ready(self.told.pop_front())
    }

    pub(super) fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(self.run(context, |steps| matches!(steps.state, State::Reading(_) | State::LookingUp(..))));
        // No event has been requested yet.
        self.limits.idle.stop();
        if matches!(self.state, State::Over) && matches!(self.told.back(), Some(Err(_))) {
            return Poll::Ready(self.told.pop_back().map_or(Ok(()), |ended| ended.map(drop)));
        }
        Poll::Ready(Ok(()))
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Over) && self.told.is_empty()
    }

    /// Runs until `is_done`, or until the end.
    fn run(&mut self, context: &mut Context<'_>, is_done: impl Fn(&Self) -> bool) -> Poll<()> {
        self.limits.total.start();
        // Events that have already arrived are processed before the limits are checked, but no later ones.
        let mut is_first = true;
        while !is_done(self) && !matches!(self.state, State::Over) {
            self.limits.idle.start();
            let passed = if is_first { None } else { self.limits.passed() };
            if let Some(passed) = passed {
                self.end(passed);
                break;
            }
            is_first = false;
            if self.step(context).is_pending() {
                self.watch_what_blocks();
                let passed = ready!(self.limits.poll(context));
                self.end(passed);
            }
        }
        Poll::Ready(())
    }

    /// Moves to the next state or event.
    fn step(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.look_up_if_due();
        match &mut self.state {
            State::Begin => self.state = State::Opening(Box::pin(self.stream.clone().send())),
            State::Opening(answer) => match ready!(answer.as_mut().poll(context)) {
                Ok(stream) => self.read_the_past(stream),
                Err(error) if self.is_persistent => self.failed(error),
                // The first connection fails like any other call.
                Err(error) => self.over(error),
            },
            State::Pausing(pause) => {
                ready!(pause.as_mut().poll(context));
                // Pauses between attempts are made here.
                self.state = State::Opening(Box::pin(self.stream.clone().max_retries(0).send()));
            }
            State::Listing(pages, _) => match ready!(pages.poll(context)) {
                Some(Ok(Page::Events(events))) => self.take_all(events),
                Some(Ok(Page::Unreadable(error))) => self.read_around(error),
                Some(Err(error)) => self.failed(error),
                None => self.read_on(),
            },
            State::CatchingUp(catch_up, _) => match ready!(catch_up.poll(&self.seen, context)) {
                Ok(caught_up) => self.caught_up(caught_up),
                Err(error) => self.failed(error),
            },
            State::Reading(stream) => match ready!(Pin::new(stream).poll_next(context)) {
                Some(Err(error)) if is_lost_connection(&error) => self.failed(error),
                Some(event) => self.take(event),
                None => self.pause(Duration::ZERO, None),
            },
            State::LookingUp(answer, _) => match ready!(answer.as_mut().poll(context)) {
                Ok(found) => self.looked_up(&found),
                Err(error) => self.failed(error),
            },
            State::Over => {}
        }
        Poll::Ready(())
    }
}
