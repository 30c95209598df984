//! Keeps a server from holding up the timers of the application's runtime.
//!
//! The task that reads a connection skips interim responses (1xx) for as long as there are any, and tokio lets it read 128 times
//! before the next task has its turn. Without TLS one read brings up to 400 KiB, so a server that sends nothing else holds the
//! thread for seconds, in a debug build for half a minute, and no timeout fires. More threads do not help: the one that waits for
//! timers and sockets reads the connection itself if nothing else is to do, and wakes no other. So connections get a thread of
//! their own. With TLS a read brings 4 KiB, which is read in the application's runtime.

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
    /// A thread of this client. It lives as long as its connections are read.
    Own(Arc<Background>),
    /// The thread of all HTTP clients that applications share with us. It never ends, since an application goes on with its
    /// HTTP client, and so with connections that were made for us.
    Shared,
}

static SHARED: Background = Background::new("shared-connections");

impl Connections {
    /// Those of an HTTP client that is set up here.
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

    pub(crate) fn thread(&self) -> &Background {
        match self {
            Self::Own(thread) => thread,
            Self::Shared => &SHARED,
        }
    }

    /// Where no thread can be started, the present one has to do.
    fn thread_for(&self, url: &Url) -> Option<Handle> {
        let flavor = Handle::try_current().ok()?.runtime_flavor();
        let is_apart = url.scheme() == "http" && (flavor == RuntimeFlavor::MultiThread || !is_clock_paused());
        if is_apart { self.thread().handle().ok() } else { None }
    }
}

/// Whether a test has paused tokio's clock. It then goes on as soon as the thread has nothing to do, which must not be so while an
/// response is on its way, so connections stay where they are.
fn is_clock_paused() -> bool {
    let before = tokio::time::Instant::now();
    let start = std::time::Instant::now();
    while std::time::Instant::now() == start {}
    before == tokio::time::Instant::now()
}
