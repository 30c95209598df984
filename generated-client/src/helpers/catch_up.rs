//! [`CatchUp`]: reads the newest events of a history, back to the known events.

use std::task::{Context, Poll, ready};

use super::{
    history::{HistoryPages, Page},
    identity::{Identity, Seen},
    waiting::Waiting,
};
use crate::{Error, Request, Result, events::ListSessionEvents, types::SessionEvent};

/// How many events are searched for the tool uses that a session waits for.
const LOOK_BACK: usize = 1000;

/// Reads the history of a session from its newest event back to a certain one.
pub(super) struct CatchUp {
    pages: HistoryPages,
    until: Until,
    /// Events to yield, the newest first.
    newer: Vec<Result<SessionEvent>>,
    /// Events that are not yielded, the newest first.
    older: Vec<Result<SessionEvent>>,
    order: Order,
}

/// The order in which the server lists events. It may ignore the requested order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    NewestFirst,
    OldestFirst,
}

/// The place at which reading ends.
#[derive(Clone, Debug)]
pub(super) enum Until {
    /// To the events that are known.
    Known,
    /// To the event with this id. The events after it are yielded.
    Event(String),
    /// Until the events show which tool uses the session waits for. No event is yielded.
    State,
}

/// Events that were read, the oldest first.
pub(super) struct CaughtUp {
    /// Events that are not yielded.
    pub(super) past: Vec<Result<SessionEvent>>,
    pub(super) missed: Vec<Result<SessionEvent>>,
    /// The error of the page before these. No earlier event can be read.
    pub(super) unreadable: Option<Error>,
    /// Whether nothing is left before these events.
    pub(super) is_all: bool,
}

impl CatchUp {
    pub(super) fn new(request: &Request<ListSessionEvents>, until: Until) -> Self {
        let pages = HistoryPages::newest_first(request);
        Self { pages, until, newer: Vec::new(), older: Vec::new(), order: Order::NewestFirst }
    }

    pub(super) fn poll(&mut self, seen: &Seen, context: &mut Context<'_>) -> Poll<Result<CaughtUp>> {
        loop {
            match ready!(self.pages.poll(context)) {
                Some(Ok(Page::Events(events))) => {
                    if self.add(events, seen) {
                        return Poll::Ready(Ok(self.end(None)));
                    }
                }
                Some(Ok(Page::Unreadable(error))) => return Poll::Ready(Ok(self.end(Some(error)))),
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => return Poll::Ready(self.at_the_beginning()),
            }
        }
    }

    /// Adds a page. Returns whether no more pages are needed.
    fn add(&mut self, events: Vec<Result<SessionEvent>>, seen: &Seen) -> bool {
        match &self.until {
            Until::Known => self.add_unknown(events, seen),
            Until::Event(id) => {
                let is_it = |event: &Result<SessionEvent>| Identity::of(event).is_some_and(|identity| identity.is(id));
                let mut events = events.into_iter();
                while let Some(event) = events.next() {
                    if is_it(&event) {
                        self.older.push(event);
                        self.older.extend(events);
                        return true;
                    }
                    self.newer.push(event);
                }
                false
            }
            Until::State => {
                self.older.extend(events);
                let waiting = Waiting::after(self.older.iter().rev().flatten());
                self.older.len() >= LOOK_BACK || waiting.knows_its_tool_uses()
            }
        }
    }

    fn add_unknown(&mut self, events: Vec<Result<SessionEvent>>, seen: &Seen) -> bool {
        // The stream and the list can have two events in a different order. So reading ends at a known event only if
        // this is the last one of a page.
        let mut is_known = false;
        for (index, event) in events.into_iter().enumerate() {
            let identity = Identity::of(&event);
            if identity.is_some() && identity.as_ref() == seen.floor() {
                return true;
            }
            is_known = identity.is_some_and(|identity| seen.contains(&identity));
            if !is_known {
                self.newer.push(event);
            } else if index == 0 && self.newer.is_empty() && seen.floor().is_none() {
                // Events that are not known come after it, if there are any.
                self.order = Order::OldestFirst;
            }
        }
        is_known
    }

    fn at_the_beginning(&mut self) -> Result<CaughtUp> {
        match &self.until {
            Until::Known | Until::State => Ok(self.end(None)),
            Until::Event(id) => {
                let message = format!("the history of the session has no event `{}` to begin after", id.escape_debug());
                Err(Error::build(message))
            }
        }
    }

    fn end(&mut self, unreadable: Option<Error>) -> CaughtUp {
        let (mut past, mut missed) = (std::mem::take(&mut self.older), std::mem::take(&mut self.newer));
        if self.order == Order::NewestFirst {
            past.reverse();
            missed.reverse();
        }
        CaughtUp { past, missed, is_all: unreadable.is_none() && self.pages.is_at_end(), unreadable }
    }
}
