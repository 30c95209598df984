//! Threads that run asynchronous tasks, for code without an async runtime.

use std::{
    fmt,
    future::{Future, pending},
    io,
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use tokio::{
    runtime::{Builder, Handle},
    task::AbortHandle,
};

/// A task without a result. All such tasks have one type, so tokio's code for tasks is compiled once.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A thread that runs tasks. It is started at its first use. When this value is dropped, the thread and its tasks end.
pub(crate) struct Background {
    name: &'static str,
    thread: Mutex<Option<Thread>>,
}

struct Thread {
    handle: Handle,
    /// Aborting it ends the thread.
    life: AbortHandle,
}

impl Background {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, thread: Mutex::new(None) }
    }

    /// The handle that its tasks are started with.
    pub(crate) fn handle(&self) -> io::Result<Handle> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = &*thread {
            return Ok(thread.handle.clone());
        }
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let life = runtime.spawn(Box::pin(pending()) as Task);
        *thread = Some(Thread { handle: handle.clone(), life: life.abort_handle() });
        let run = move || drop(runtime.block_on(life));
        std::thread::Builder::new().name(self.name.to_owned()).spawn(run).inspect_err(|_| *thread = None)?;
        Ok(handle)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner) {
            thread.life.abort();
        }
    }
}

impl fmt::Debug for Background {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Background").field(&self.name).finish()
    }
}
