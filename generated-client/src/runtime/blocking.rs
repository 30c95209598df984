//! Runs the asynchronous client for code that is not asynchronous.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::runtime::Handle;

use super::{Error, Result, background::Background, draft::Draft, response::Received, send};

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
fn wait_until(poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) -> Result<()> {
    if runs_tasks() {
        return Err(Error::build(
            "a blocking call was made in asynchronous code, which it would block: use `send`, or make the call in \
             `tokio::task::spawn_blocking`",
        ));
    }
    handle()?.block_on(poll_fn(poll));
    Ok(())
}

/// Whether this thread runs asynchronous tasks at the moment. Then waiting here would block them.
///
/// The handle of a runtime does not show this: threads of `spawn_blocking` have one too, and may block. tokio has no
/// function for this question. But only code in a task has a limited budget, so the budget shows it.
fn runs_tasks() -> bool {
    /// More than the budget of a task.
    const BUDGET: usize = 256;
    let mut context = Context::from_waker(Waker::noop());
    Handle::try_current().is_ok()
        && (0..BUDGET).any(|_| pin!(tokio::task::consume_budget()).poll(&mut context).is_pending())
}

fn handle() -> Result<Handle> {
    CALLS.handle().map_err(|error| Error::build(format!("the thread of blocking calls cannot be started: {error}")))
}
