//! Time and random numbers, which a test can replace.

use std::{
    fmt,
    future::Future,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    time::{Duration, SystemTime},
};

/// The source of time, pauses and random numbers for retries.
///
/// The default is [`SystemClock`]. A test can replace it ([`ClientBuilder::clock`](super::ClientBuilder::clock)), and
/// check pauses without waiting.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The current time, for dates in `retry-after`.
    fn now(&self) -> SystemTime;
    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
    /// A random number from 0 to 1, without 1.
    fn random(&self) -> f64;
}

/// The clock and the random numbers of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self) -> f64 {
        // The standard library seeds each hasher anew from the system's randomness: good enough to spread retries.
        let bits = u32::try_from(RandomState::new().hash_one(()) >> 32).unwrap_or_default();
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }
}
