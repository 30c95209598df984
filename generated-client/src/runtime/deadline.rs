//! A limit for waiting.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, timeout_at};

/// The moment at which waiting ends, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Moment>);

#[derive(Clone, Copy, Debug)]
struct Moment {
    at: Instant,
    allowed: Duration,
}

impl Deadline {
    /// `allowed` from now.
    pub(crate) fn after(allowed: Option<Duration>) -> Self {
        // A time too far in the future to be represented counts as none.
        Self(allowed.and_then(|allowed| Some(Moment { at: Instant::now().checked_add(allowed)?, allowed })))
    }

    /// The earlier of two.
    pub(crate) fn or_earlier(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Some(one), Some(two)) => Self(Some(if two.at < one.at { two } else { one })),
            (one, two) => Self(one.or(two)),
        }
    }

    /// Whether it comes within `pause` from now.
    pub(crate) fn is_within(self, pause: Duration) -> bool {
        self.0.is_some_and(|moment| moment.at.saturating_duration_since(Instant::now()) <= pause)
    }

    /// Waits for `future`. If it takes longer, the allowed time is the error. Pin a large future before the call, since this
    /// future would otherwise store it twice.
    pub(crate) async fn wait<T>(self, future: impl Future<Output = T>) -> Result<T, Duration> {
        match self.0 {
            Some(moment) => timeout_at(moment.at, future).await.map_err(|_| moment.allowed),
            None => Ok(future.await),
        }
    }
}
