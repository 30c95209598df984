//! Runs the asynchronous client for code that is not asynchronous.

use std::{
    future::Future,
    sync::{Mutex, PoisonError},
};

use tokio::runtime::{Builder, Handle};

use super::{Error, EventStream, Items, JsonLineStream, Paged, Pages, ResponseBody, Result};

/// The runtime that drives connections between blocking calls; one thread for the whole process, started when needed.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// Waits for `future`.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> Result<T> {
    if Handle::try_current().is_ok() {
        return Err(Error::build("a blocking call was made in asynchronous code, which it would block: use `send`"));
    }
    Ok(handle()?.block_on(future))
}

impl<T> EventStream<T> {
    /// Waits for the next item; `None` at the end. For code that is not asynchronous.
    pub fn next_blocking(&mut self) -> Option<Result<T>> {
        wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}

impl<O: Paged> Pages<O> {
    /// Waits for the next page; `None` at the end. For code that is not asynchronous.
    pub fn next_blocking(&mut self) -> Option<Result<<O::Response as ResponseBody>::Output>> {
        wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}

impl<O: Paged> Items<O> {
    /// Waits for the next item; `None` at the end. For code that is not asynchronous.
    pub fn next_blocking(&mut self) -> Option<Result<O::Item>> {
        wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// Waits for all items that are left. For code that is not asynchronous.
    ///
    /// # Errors
    /// That of the first page that cannot be had; what was read before it is lost.
    pub fn try_collect_blocking<C: Default + Extend<O::Item>>(self) -> Result<C> {
        wait(self.try_collect())?
    }
}

impl<T> JsonLineStream<T> {
    /// Waits for the next item; `None` at the end. For code that is not asynchronous.
    pub fn next_blocking(&mut self) -> Option<Result<T>> {
        wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}

fn handle() -> Result<Handle> {
    let mut handle = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*handle {
        return Ok(handle.clone());
    }
    let failed =
        |error: std::io::Error| Error::build(format!("the thread of blocking calls cannot be started: {error}"));
    let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let started = runtime.handle().clone();
    // Connections stay in their pool between calls, so somebody has to answer them.
    std::thread::Builder::new()
        .name("blocking-calls".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))
        .map_err(failed)?;
    *handle = Some(started.clone());
    Ok(started)
}
