//! A limit for waiting.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use tokio::{
    task::unconstrained,
    time::{Instant, sleep_until},
};

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
        let Some(Moment { at, allowed }) = self.0 else { return Ok(future.await) };
        let (mut future, mut timer) = (pin!(future), pin!(None));
        poll_fn(|context| {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                return Poll::Ready(Ok(value));
            }
            // Most bodies arrive with their headers, and need no timer.
            if timer.is_none() {
                // It also fires if the future has used up the budget of its task.
                timer.set(Some(unconstrained(sleep_until(at))));
            }
            match timer.as_mut().as_pin_mut() {
                Some(timer) => timer.poll(context).map(|()| Err(allowed)),
                None => Poll::Pending,
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::consume_budget;

    use super::*;

    #[tokio::test]
    async fn a_future_that_uses_up_the_budget_of_its_task_is_late_too() {
        // Long enough to use it up many times, and not without end.
        let busy = async {
            for _ in 0..10_000 {
                consume_budget().await;
            }
        };
        let late: Result<(), Duration> = Deadline::after(Some(Duration::ZERO)).wait(busy).await;
        assert_eq!(late, Err(Duration::ZERO));
    }
}
