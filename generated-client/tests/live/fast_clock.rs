//! A clock whose pauses are short, so that tests of many faults end soon.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime},
};

use managed_agents::runtime::{Clock, SystemClock};

/// A clock whose pauses are divided by a number.
#[derive(Debug)]
pub(crate) struct FastClock(pub(crate) u32);

/// The clock of most tests. If a pause limits real work, the test needs a smaller number.
pub(crate) const FAST_CLOCK: FastClock = FastClock(500);

impl Clock for FastClock {
    fn now(&self) -> SystemTime {
        SystemClock.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        SystemClock.sleep(duration / self.0)
    }

    fn random(&self) -> f64 {
        SystemClock.random()
    }
}
