//! Runs the asynchronous client for code that is not asynchronous.

use std::{
    cell::Cell,
    future::Future,
    pin::pin,
    process,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use tokio::runtime::{Handle, TryCurrentError};

use super::{
    Error, Result,
    background::{Background, Task},
    draft::Draft,
    response::Received,
    send,
};

/// Drives timers, and the pooled connections between blocking calls, which need answers to the messages of the server.
static CALLS: Background = Background::new("blocking-calls");

/// Sends a call, and waits for its response.
pub(crate) fn send(draft: Arc<Draft>) -> Result<Received> {
    wait(send::send(draft))?
}

/// Waits for `future`.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> Result<T> {
    let mut future = pin!(future);
    let mut output = None;
    wait_until(&mut |context| future.as_mut().poll(context).map(|value| output = Some(value)))?;
    output.ok_or_else(|| Error::build("the call is over, and has no result"))
}

/// Waits until `poll` says that it is ready. It is not generic, so it is compiled once.
///
/// It does not use tokio's `block_on`, which panics on the threads of a runtime. These threads also drop the tasks of a runtime that
/// shuts down, and a value of such a task can make a last call when it is dropped.
fn wait_until(poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) -> Result<()> {
    let current = Handle::try_current();
    if current.as_ref().is_err_and(TryCurrentError::is_thread_local_destroyed) {
        return Err(Error::build(
            "a blocking call was made while its thread ends: make it before, or on another thread",
        ));
    }
    if current.is_ok() && runs_tasks() {
        return Err(Error::build(
            "a blocking call was made in asynchronous code, which it would block: use `send`, or make the call in \
             `tokio::task::spawn_blocking`",
        ));
    }
    let handle = handle()?;
    let _entered = handle.enter();
    let _calling = Calling(IS_CALLING.replace(true));
    let waiting = Arc::new(Waiting { thread: thread::current(), is_woken: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&waiting));
    while poll(&mut Context::from_waker(&waker)).is_pending() {
        while !waiting.is_woken.swap(false, Ordering::AcqRel) {
            thread::park();
        }
    }
    Ok(())
}

thread_local! {
    /// Whether the connections that this thread makes at the moment belong to the thread of blocking calls.
    static IS_CALLING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread sends requests of blocking calls at the moment.
pub(crate) fn is_calling() -> bool {
    IS_CALLING.get()
}

/// A blocking call. When it is dropped, `IS_CALLING` is what it was before.
struct Calling(bool);

impl Drop for Calling {
    fn drop(&mut self) {
        IS_CALLING.set(self.0);
    }
}

/// A thread that waits until it is woken.
struct Waiting {
    thread: Thread,
    /// Other code can also park and unpark the thread.
    is_woken: AtomicBool,
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Whether this thread runs asynchronous tasks at the moment. Then waiting here would block them.
///
/// The handle of a runtime does not show this: threads of `spawn_blocking` have one too, and may block. tokio has no
/// function for this question. But only code in a task has a limited budget, so the budget shows it.
fn runs_tasks() -> bool {
    /// More than the budget of a task.
    const BUDGET: usize = 256;
    let mut context = Context::from_waker(Waker::noop());
    (0..BUDGET).any(|_| pin!(tokio::task::consume_budget()).poll(&mut context).is_pending())
}

fn handle() -> Result<Handle> {
    /// The process that has the thread.
    static PROCESS: OnceLock<u32> = OnceLock::new();
    if PROCESS.get().is_some_and(|process| *process != process::id()) {
        // A fork has no threads and no timers of its parent, so a call would wait without end.
        return Err(Error::build(
            "this process was forked from a process that has made blocking calls: make the first call of the client after the \
             fork, or start another program",
        ));
    }
    let handle = CALLS.handle();
    let handle =
        handle.map_err(|error| Error::build(format!("the thread of blocking calls cannot be started: {error}")))?;
    PROCESS.get_or_init(|| {
        // Tasks of blocking calls, such as one that gets a token, send requests too. This is the first task of the thread.
        drop(handle.spawn(Box::pin(async { IS_CALLING.set(true) }) as Task));
        process::id()
    });
    Ok(handle)
}
