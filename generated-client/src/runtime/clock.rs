//! Time and chance, so that tests need not wait for either.

use std::{
    fmt,
    future::Future,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    time::{Duration, SystemTime},
};

/// Time of day, pauses and random numbers, as retries need them.
///
/// The default is the system's. Tests of applications may put their own in its place
/// ([`ClientBuilder::clock`](super::ClientBuilder::clock)), and see pauses without waiting for them.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time of day, which dates in `retry-after` are compared with.
    fn now(&self) -> SystemTime;
    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
    /// A number from 0 up to, not including, 1, different each time.
    fn random(&self) -> f64;
}

/// The system's time and chance.
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
