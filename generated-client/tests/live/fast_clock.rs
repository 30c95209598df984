//! A clock whose pauses are short, so that tests of many faults end soon.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime},
};

use managed_agents::runtime::{Clock, SystemClock};

#[derive(Debug)]
pub(crate) struct FastClock;

/// A clock whose pauses are divided by a number, for tests in which a pause limits real work.
#[derive(Debug)]
pub(crate) struct FasterClock(pub(crate) u32);

impl Clock for FastClock {
    fn now(&self) -> SystemTime {
        SystemClock.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        FasterClock(500).sleep(duration)
    }

    fn random(&self) -> f64 {
        SystemClock.random()
    }
}

impl Clock for FasterClock {
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
