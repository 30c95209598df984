//! Reads connections without TLS on a separate thread, so that a server cannot delay the timers of the application's
//! runtime.
//!
//! The task that reads a connection skips interim responses (1xx) as long as there are any, and tokio lets it read 128 times
//! before the next task runs. Without TLS, one read returns up to 400 KiB. So a server that sends only interim responses occupies
//! the thread for seconds, in a debug build for half a minute, and no timeout fires. More threads do not help: if there is no
//! other work, the thread that waits for timers and sockets also reads the connection, and wakes no other thread. With TLS, a
//! read returns only 4 KiB, so these connections are read in the application's runtime.
//!
//! If the application has no runtime of tokio, the same thread has the timers and all connections of its calls.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
};

use reqwest::Url;
use tokio::runtime::{Handle, RuntimeFlavor};

use super::background::Background;

/// The thread that reads the connections of a client without TLS.
#[derive(Clone, Debug)]
pub(crate) enum Connections {
    /// A thread of this client. It ends when its connections are not read any more.
    Own(Arc<Background>),
    /// The thread of all HTTP clients that applications share with us. It never ends, since the application may still use
    /// its HTTP client, and with it the connections that were made for us.
    Shared,
}

static SHARED: Background = Background::new("shared-connections");

impl Connections {
    /// The connections of an HTTP client that is set up here.
    pub(crate) fn own() -> Self {
        Self::Own(Arc::new(Background::new("connections")))
    }

    /// Waits for `future`, which makes connections to `url`.
    pub(crate) async fn make<F: Future>(&self, url: &Url, future: F) -> F::Output {
        let mut future = pin!(future);
        let thread = self.thread_for(url);
        poll_fn(|context| {
            // Tasks that are started while this is held are started there.
            let _entered = thread.as_ref().map(Handle::enter);
            future.as_mut().poll(context)
        })
        .await
    }

    /// Waits for `future` on any thread: without a runtime of tokio, it uses this thread's timers and sockets.
    pub(crate) async fn with_runtime<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            let handle = self.handle_if_needed();
            let _entered = handle.as_ref().map(Handle::enter);
            future.as_mut().poll(context)
        })
        .await
    }

    /// The handle of a runtime, if the current thread has none.
    pub(crate) fn handle_if_needed(&self) -> Option<Handle> {
        if Handle::try_current().is_ok() { None } else { self.thread().handle().ok() }
    }

    pub(crate) fn thread(&self) -> &Background {
        match self {
            Self::Own(thread) => thread,
            Self::Shared => &SHARED,
        }
    }

    /// If no thread can be started, the current one is used.
    fn thread_for(&self, url: &Url) -> Option<Handle> {
        if url.scheme() != "http" {
            return None;
        }
        let flavor = Handle::try_current().ok()?.runtime_flavor();
        let is_apart = flavor == RuntimeFlavor::MultiThread || !is_clock_paused();
        if is_apart { self.thread().handle().ok() } else { None }
    }
}

/// Whether a test has paused tokio's clock. A paused clock jumps forward as soon as its thread is idle. That must not happen
/// while a response is on its way, so connections then stay in the current runtime.
fn is_clock_paused() -> bool {
    let before = tokio::time::Instant::now();
    let start = std::time::Instant::now();
    while std::time::Instant::now() == start {}
    before == tokio::time::Instant::now()
}
