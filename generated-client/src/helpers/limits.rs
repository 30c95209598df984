//! [`Limits`]: the time limits of following a session, and which of them has passed.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

use crate::{Request, runtime::Operation};

/// Sets the timeout of each attempt, unless it has a shorter one. A connection that is lost without a trace then costs no more.
pub(super) fn soon<O: Operation>(mut request: Request<O>, timeout: Duration) -> Request<O> {
    let attempt = &mut request.draft_mut().timeouts.attempt;
    *attempt = Some(attempt.map_or(timeout, |allowed| allowed.min(timeout)));
    request
}

/// The time limits of following a session. The first one that passes ends it.
pub(super) struct Limits {
    /// From a lost connection until the session is followed again.
    pub(super) reconnect: Timer,
    /// From one event to the next.
    pub(super) idle: Timer,
    /// From the first request for an event to the end.
    pub(super) total: Timer,
    /// While the session waits for answers that were not sent.
    pub(super) blocked: Timer,
    /// Fires at the earliest of these moments.
    alarm: Option<Pin<Box<Sleep>>>,
}

/// A limit, and the time at which it was started, if it runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timer {
    pub(super) allowed: Duration,
    since: Option<Instant>,
}

/// The limit that has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    Reconnect,
    Idle,
    Total,
    Blocked,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            reconnect: Timer::new(Duration::from_secs(5 * 60)),
            idle: Timer::new(Duration::from_secs(60 * 60)),
            total: Timer::new(Duration::from_secs(24 * 60 * 60)),
            blocked: Timer::new(Duration::from_secs(5)),
            alarm: None,
        }
    }
}

impl Limits {
    /// The limit that has passed, if one has.
    pub(super) fn passed(&self) -> Option<Passed> {
        let (end, passed) = self.next()?;
        (end <= Instant::now()).then_some(passed)
    }

    /// Waits for the limit that passes first.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Passed> {
        let Some((end, passed)) = self.next() else { return Poll::Pending };
        // A timer can fire late if a task has run for a long time, so the clock decides.
        if end <= Instant::now() {
            return Poll::Ready(passed);
        }
        let alarm = match self.alarm.take() {
            Some(alarm) if alarm.deadline() == end => alarm,
            Some(_) | None => Box::pin(sleep_until(end)),
        };
        self.alarm.insert(alarm).as_mut().poll(context).map(|()| passed)
    }

    fn next(&self) -> Option<(Instant, Passed)> {
        let ends = [
            (self.total.end(), Passed::Total),
            (self.reconnect.end(), Passed::Reconnect),
            (self.idle.end(), Passed::Idle),
            (self.blocked.end(), Passed::Blocked),
        ];
        ends.into_iter().filter_map(|(end, passed)| Some((end?, passed))).min_by_key(|(end, _)| *end)
    }
}

impl Timer {
    fn new(allowed: Duration) -> Self {
        Self { allowed, since: None }
    }

    /// Starts it, unless it runs.
    pub(super) fn start(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    pub(super) fn stop(&mut self) {
        self.since = None;
    }

    /// The moment at which the limit passes. `None` while it does not run, and if the moment is too far in the future.
    pub(super) fn end(&self) -> Option<Instant> {
        self.since?.checked_add(self.allowed)
    }

    /// Whether the limit passes before `pause` has passed.
    pub(super) fn ends_within(&self, pause: Duration) -> bool {
        self.end().is_some_and(|end| end.saturating_duration_since(Instant::now()) < pause)
    }
}
