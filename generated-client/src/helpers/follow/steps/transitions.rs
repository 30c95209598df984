//! The transitions of [`Steps`]: the next state, and the steps to yield.

use std::{mem, sync::Arc, time::Duration};

use super::{Past, State, Steps};
use crate::{
    Error, Result,
    helpers::{
        catch_up::{CatchUp, CaughtUp, Until},
        follow::FollowStep,
        history::HistoryPages,
        identity::Identity,
        limits::Passed,
        processed::LookedUp,
        reconnect::{Outcome, after_failed_request},
    },
    runtime::{EventStream, TimeoutError, TimeoutPhase},
    types::SessionEvent,
};

impl Steps {
    /// The stream is open.
    pub(super) fn read_the_past(&mut self, stream: EventStream<SessionEvent>) {
        self.is_persistent = true;
        let until = match mem::replace(&mut self.past, Past::Told) {
            Past::Whole(pages) => {
                self.state = State::Listing(pages, stream);
                return;
            }
            Past::After(id) => {
                self.past = Past::After(id.clone());
                Until::Event(id)
            }
            Past::Skipped => {
                self.past = Past::Skipped;
                Until::State
            }
            // No event is known at which reading back could end.
            Past::Told if self.seen.is_empty() => {
                self.state = State::Listing(Box::new(HistoryPages::oldest_first(&self.history)), stream);
                return;
            }
            Past::Told => Until::Known,
        };
        self.catch_up(until, stream);
    }

    /// A page of the history cannot be read: the events after it are read from the newest one back.
    pub(super) fn read_around(&mut self, error: Error) {
        self.take_gap(error);
        if let State::Listing(_, stream) = mem::replace(&mut self.state, State::Over) {
            self.catch_up(Until::Known, stream);
        }
    }

    fn catch_up(&mut self, until: Until, stream: EventStream<SessionEvent>) {
        self.state = State::CatchingUp(Box::new(CatchUp::new(&self.history, until)), stream);
    }

    pub(super) fn caught_up(&mut self, caught_up: CaughtUp) {
        let CaughtUp { past, missed, unreadable, is_all } = caught_up;
        let wanted = mem::replace(&mut self.past, Past::Told);
        // The oldest event that is known, if there may be others before it.
        if let Some(floor) = past.iter().find_map(Identity::of).filter(|_| !is_all) {
            self.seen.set_floor(floor);
        }
        let mut is_over = false;
        for item in past {
            self.seen.insert(&item);
            if let Ok(event) = &item {
                self.waiting.note(event);
                is_over |= is_last(event);
            }
        }
        match unreadable {
            Some(_) if matches!(wanted, Past::Skipped) => drop(self.seen.insert_gap()),
            Some(error) => self.take_gap(error),
            None => {}
        }
        self.take_all(missed);
        self.read_on();
        if is_over {
            self.state = State::Over;
        }
    }

    /// The past is known.
    pub(super) fn read_on(&mut self) {
        self.past = Past::Told;
        self.lost_by = None;
        self.limits.reconnect.stop();
        self.tell_history_end();
        self.state = match mem::replace(&mut self.state, State::Over) {
            State::Listing(_, stream) | State::CatchingUp(_, stream) | State::LookingUp(_, stream) => {
                State::Reading(stream)
            }
            other => other,
        };
    }

    pub(super) fn take_all(&mut self, items: Vec<Result<SessionEvent>>) {
        for item in items {
            if matches!(self.state, State::Over) {
                return;
            }
            self.take(item);
        }
    }

    /// Yields an event or its error, unless it was yielded before.
    pub(super) fn take(&mut self, item: Result<SessionEvent>) {
        if !self.seen.insert(&item) {
            if let Ok(event) = &item {
                self.waiting.note_again(event);
                if let Some(expected) = &mut self.expected {
                    expected.note_again(event);
                }
            }
            return;
        }
        if let Ok(event) = &item {
            self.backoff.reset();
            self.waiting.note(event);
            if let Some(expected) = &mut self.expected {
                expected.note(event);
            }
            if is_last(event) {
                self.state = State::Over;
            }
        }
        self.tell(item.map(FollowStep::Event));
        if matches!(self.state, State::Over) {
            self.tell_history_end();
        }
    }

    fn tell_history_end(&mut self) {
        if !mem::replace(&mut self.is_history_end_told, true) {
            self.told.push_back(Ok(FollowStep::HistoryEnd));
        }
    }

    fn take_gap(&mut self, error: Error) {
        if self.seen.insert_gap() {
            self.tell(Err(error));
        }
    }

    fn tell(&mut self, item: Result<FollowStep>) {
        self.limits.idle.stop();
        self.told.push_back(item);
    }

    /// A request or the stream failed.
    pub(super) fn failed(&mut self, error: Error) {
        let asked = error.retry_after().unwrap_or_default();
        self.limits.reconnect.start();
        match after_failed_request(&error) {
            Outcome::Again if !self.limits.reconnect.ends_within(asked) => self.pause(asked, Some(error)),
            // No new connection would be made in time.
            Outcome::Again | Outcome::Over => self.over(error),
        }
    }

    /// Connects again after a pause of at least `asked`.
    pub(super) fn pause(&mut self, asked: Duration, error: Option<Error>) {
        self.limits.reconnect.start();
        if let Some(retry) = self.state.stream().and_then(EventStream::retry) {
            self.backoff.set_of_stream(retry, self.limits.reconnect.allowed);
        }
        self.lost_by = error;
        let reconnect = self.backoff.next(asked, self.lost_by.clone());
        reconnect.trace();
        if let Some(listener) = &mut self.on_reconnect {
            listener(&reconnect);
        }
        let pause = State::Pausing(self.stream.clock().sleep(reconnect.pause));
        if let State::Listing(pages, _) = mem::replace(&mut self.state, pause) {
            // It continues at the same place.
            self.past = Past::Whole(pages);
        }
        self.told.push_back(Ok(FollowStep::Reconnect(reconnect)));
    }

    pub(super) fn over(&mut self, error: Error) {
        self.state = State::Over;
        self.told.push_back(Err(error));
    }

    /// A limit has passed.
    pub(super) fn end(&mut self, passed: Passed) {
        self.state = State::Over;
        match passed {
            // The stream ends with the event that says that the session waits.
            Passed::Blocked => {}
            Passed::Reconnect | Passed::Idle | Passed::Total => {
                let error = self.timed_out(passed);
                self.over(error);
            }
        }
    }

    /// The error of a limit that has passed.
    pub(in crate::helpers::follow) fn timed_out(&mut self, passed: Passed) -> Error {
        let (phase, limit) = match passed {
            Passed::Reconnect => (TimeoutPhase::Reconnect, self.limits.reconnect),
            Passed::Idle | Passed::Blocked => (TimeoutPhase::Idle, self.limits.idle),
            Passed::Total => (TimeoutPhase::Total, self.limits.total),
        };
        let error = TimeoutError::new(self.stream.attempt(), phase, limit.allowed);
        Error::Timeout(Arc::new(error.caused_by(self.lost_by.take())))
    }

    /// Limits the time for which the session waits for other clients, while nothing else can happen.
    pub(super) fn watch_what_blocks(&mut self) {
        let is_connected = matches!(self.state, State::Reading(_) | State::LookingUp(..));
        if is_connected && self.expected.is_some() && self.waiting.is_blocked() && !self.is_held && !self.waits_for_us()
        {
            self.limits.blocked.start();
        } else {
            self.limits.blocked.stop();
        }
    }

    /// Whether the session waits for answers that are on their way.
    fn waits_for_us(&self) -> bool {
        self.answers.as_ref().is_some_and(|is_answered| self.waiting.undecided().any(is_answered))
    }

    /// Reads the history if the session waits, and the events so far do not show whether it has processed all of them.
    pub(super) fn look_up_if_due(&mut self) {
        let Some(expected) = self.expected.as_ref().filter(|expected| expected.is_due()) else { return };
        // A run waits for the answers of other clients, until their limit passes.
        let waits_for_answers = self.answers.is_some() && self.waiting.is_blocked();
        if !matches!(self.state, State::Reading(_)) || self.is_held || waits_for_answers {
            return;
        }
        if let State::Reading(stream) = mem::replace(&mut self.state, State::Over) {
            if !expected.is_met() {
                self.state = State::LookingUp(Box::pin(expected.look_up(&self.history)), stream);
            }
        }
    }

    pub(super) fn looked_up(&mut self, found: &LookedUp) {
        let is_behind = found.status.as_ref().is_some_and(|status| !self.seen.contains(status));
        if let Some(expected) = &mut self.expected {
            if is_behind { expected.look_later() } else { expected.looked_up(&found.processed) }
        }
        self.read_on();
        // The session has continued since the last status in the stream, so the wait in the stream is outdated.
        if is_behind {
            if let State::Reading(stream) = mem::replace(&mut self.state, State::Over) {
                self.catch_up(Until::Known, stream);
            }
        }
    }
}

/// Whether it is the last event of a session.
fn is_last(event: &SessionEvent) -> bool {
    matches!(event, SessionEvent::SessionDeleted(_) | SessionEvent::SessionStatusTerminated(_))
}
