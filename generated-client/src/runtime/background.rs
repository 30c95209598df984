//! Threads that run asynchronous tasks, for code without an async runtime.

use std::{
    fmt,
    future::{Future, pending},
    io,
    pin::Pin,
    process,
    sync::{Mutex, PoisonError},
};

use tokio::{
    runtime::{Builder, Handle},
    task::AbortHandle,
};

/// A task without a result. All such tasks have one type, so tokio's code for tasks is compiled once.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A thread that runs tasks. It is started at its first use, and again in a forked process. When this value is dropped, the thread and its tasks end.
pub(crate) struct Background {
    name: &'static str,
    thread: Mutex<Option<Thread>>,
}

struct Thread {
    handle: Handle,
    /// Aborting it ends the thread.
    life: AbortHandle,
    /// The process of the thread. A fork of this process does not have the thread.
    process: u32,
}

impl Background {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, thread: Mutex::new(None) }
    }

    /// The handle that its tasks are started with.
    pub(crate) fn handle(&self) -> io::Result<Handle> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.as_ref().filter(|thread| thread.process == process::id()) {
            return Ok(thread.handle.clone());
        }
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let life = runtime.spawn(Box::pin(pending()) as Task);
        *thread = Some(Thread { handle: handle.clone(), life: life.abort_handle(), process: process::id() });
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

#[cfg(test)]
mod tests {
    use std::{process, sync::mpsc, time::Duration};

    use super::{Background, Task};

    #[test]
    fn a_thread_of_another_process_is_started_again() {
        let background = Background::new("test");
        let before = background.handle().expect("a thread");
        // As in a fork, whose parent has the thread.
        background.thread.lock().expect("a lock").as_mut().expect("a thread").process = process::id().wrapping_add(1);
        let after = background.handle().expect("a thread");
        assert_ne!(before.id(), after.id());
        assert_eq!(after.id(), background.handle().expect("a thread").id());
        let (sender, receiver) = mpsc::channel();
        after.spawn(Box::pin(async move { sender.send(()).expect("the test waits") }) as Task);
        receiver.recv_timeout(Duration::from_secs(30)).expect("the task runs");
    }
}
