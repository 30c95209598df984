//! A clock whose pauses are short, so that tests of many faults end soon.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime},
};

use managed_agents::runtime::{Clock, SystemClock};

#[derive(Debug)]
pub(crate) struct FastClock;

impl Clock for FastClock {
    fn now(&self) -> SystemTime {
        SystemClock.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        SystemClock.sleep(duration / 500)
    }

    fn random(&self) -> f64 {
        SystemClock.random()
    }
}
