//! [`Memory`]: the memory stores of a session, as folders of its toolset.

mod action;
mod commands;
mod error;
mod files;
mod kept;
mod removals;
mod store;

pub use error::{MemoryError, MemoryErrorKind};

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{task::AbortHandle, time::Instant};

use super::folder::Folder;
use crate::{
    Client,
    helpers::reconnect::{Backoff, Outcome, after_failed_request},
    types::{MemoryStoreAccess, MemoryStoreResource, Session, SessionResource},
};
use commands::Commands;
use files::{Files, is_too_long};
use kept::keep;
use store::{Pace, Store};

/// The time between two comparisons.
const INTERVAL: Duration = Duration::from_secs(15);
/// How long the last comparison is repeated: a worker waits as long.
const CLOSING: Duration = Duration::from_secs(30);
/// How long another toolset may use a folder: one whose worker has lost its lease still sends its last changes, and removes its folder.
const IN_USE: Duration = Duration::from_secs(35);
/// The time between two attempts to use a folder.
const ATTEMPTS: Duration = Duration::from_millis(500);

type Stores = Arc<tokio::sync::Mutex<Vec<Store>>>;
type Listener = Arc<dyn Fn(&MemoryError) + Send + Sync>;

/// The memory stores of a session. Their folders are removed when it is dropped, unless they have changes that were not sent.
pub(super) struct Memory {
    folder: Arc<Folder>,
    stores: Stores,
    /// The folders, which stay locked until they are removed.
    mounted: Mutex<Vec<(PathBuf, Arc<Files>)>>,
    comparing: Mutex<Option<AbortHandle>>,
    pub(super) commands: Commands,
    pub(super) listener: Option<Listener>,
}

impl Memory {
    pub(super) fn new(folder: Arc<Folder>) -> Self {
        let (stores, mounted, comparing, commands) = Default::default();
        Self { folder, stores, mounted, comparing, commands, listener: None }
    }

    /// Downloads the stores of a session, and begins to compare them with their folders.
    pub(super) async fn mount(&self, client: &Client, session: &Session) -> Result<(), MemoryError> {
        for resource in &session.resources {
            if let SessionResource::MemoryStore(resource) = resource {
                self.mount_one(client, resource).await?;
            }
        }
        let mut comparing = lock(&self.comparing);
        if comparing.is_none() {
            let comparing_task = keep_equal(client.clone(), Arc::clone(&self.stores), self.listener.clone());
            *comparing = Some(tokio::spawn(comparing_task).abort_handle());
        }
        Ok(())
    }

    async fn mount_one(&self, client: &Client, resource: &MemoryStoreResource) -> Result<(), MemoryError> {
        let id = &resource.memory_store_id;
        let of_store = |error: io::Error| MemoryError { memory_store_id: id.clone(), path: None, kind: error.into() };
        let path = self.target(resource);
        let (files, left) = self.make(client, &path, id).await.map_err(of_store)?;
        lock(&self.mounted).push((path.clone(), Arc::clone(&files)));
        let is_read_only = resource.access == Some(MemoryStoreAccess::ReadOnly);
        let mut store =
            Store::new(client.clone(), id.clone(), is_read_only, (path.clone(), files), self.commands.clone());
        let mut failed = None;
        for error in store.compare(Pace::First).await {
            match &error.kind {
                // A memory that cannot be a file, or has no text, costs no other one.
                MemoryErrorKind::Content => tell(self.listener.as_ref(), &error),
                MemoryErrorKind::Files(reason) if is_too_long(reason) => tell(self.listener.as_ref(), &error),
                _ => failed = failed.or(Some(error)),
            }
        }
        if let Some(left) = left {
            self.remove_left(&store, left, failed.is_none()).await;
        }
        if let Some(error) = failed {
            return Err(error);
        }
        self.folder.mount(resource.mount_path.as_deref(), path, is_read_only);
        self.stores.lock().await.push(store);
        Ok(())
    }

    /// Makes the folder of a store. Waits while another toolset uses it.
    async fn make(
        &self,
        client: &Client,
        path: &Path,
        store_id: &str,
    ) -> io::Result<(Arc<Files>, Option<(PathBuf, Files)>)> {
        let (since, mut paused) = (Instant::now(), Duration::ZERO);
        loop {
            let (folder, at, store_id) = (Arc::clone(&self.folder), path.to_owned(), store_id.to_owned());
            let made = tokio::task::spawn_blocking(move || Files::make(folder.dir(), &at, &store_id)).await;
            match made.unwrap_or_else(|error| Err(io::Error::other(error))) {
                Ok((files, left)) => return Ok((Arc::new(files), left)),
                Err(error) if error.kind() != io::ErrorKind::ResourceBusy => return Err(error),
                Err(error) if paused.max(since.elapsed()) + ATTEMPTS > IN_USE => return Err(error),
                Err(_) => wait(client, ATTEMPTS).await,
            }
            paused += ATTEMPTS;
        }
    }

    /// A folder for a store that no other store has: `memory/NAME`.
    fn target(&self, resource: &MemoryStoreResource) -> PathBuf {
        let id = resource.memory_store_id.as_str();
        let name = resource.mount_path.as_deref().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
        let name = name.or(resource.name.as_deref()).unwrap_or(id);
        let is_usable = |name: &str| !name.starts_with('.') && !name.is_empty() && !name.contains(['/', '\\', '\0']);
        let mounted = lock(&self.mounted);
        let id = if is_usable(id) { id.to_owned() } else { mounted.len().to_string() };
        let name = if is_usable(name) { name } else { &id };
        let path = Path::new("memory").join(name);
        if mounted.iter().any(|(mounted, _)| *mounted == path) {
            Path::new("memory").join(format!("{name}-{id}"))
        } else {
            path
        }
    }

    /// Makes both sides equal for the last time. A failure that may pass is repeated, since later changes would be lost.
    pub(super) async fn close(&self) {
        if let Some(comparing) = lock(&self.comparing).take() {
            comparing.abort();
        }
        let (since, mut paused, mut backoff) = (Instant::now(), Duration::ZERO, Backoff::default());
        while let Some(client) = compare(&self.stores, self.listener.as_ref(), Pace::Last).await {
            let pause = backoff.next(Duration::ZERO, None).pause;
            if paused.max(since.elapsed()) + pause > CLOSING {
                return;
            }
            wait(&client, pause).await;
            paused += pause;
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if let Some(comparing) = self.comparing.get_mut().unwrap_or_else(PoisonError::into_inner) {
            comparing.abort();
        }
        let mounted = std::mem::take(self.mounted.get_mut().unwrap_or_else(PoisonError::into_inner));
        let stores = self.stores.try_lock();
        let root = self.folder.dir();
        for (path, files) in mounted {
            let store = stores.iter().flat_map(|stores| stores.iter()).find(|store| store.path == path);
            // Nothing is known about stores that are being compared.
            let is_unsent = store.map_or(stores.is_err(), Store::has_unsent);
            // Nothing is known about the files of another folder at its path either.
            let is_kept = is_unsent || !files.is_at(root, &path).unwrap_or(false);
            match is_kept.then(|| keep(root, &path)).transpose() {
                Ok(None) => drop(files.remove_folder(root, &path)),
                Ok(Some(kept)) => self.tell_kept(store, kept),
                // A command has removed the folder.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => self.tell_kept(store, path),
            }
        }
    }
}

impl Memory {
    /// Removes the folder that a killed process has left, if the store has all its files.
    async fn remove_left(&self, store: &Store, (path, left): (PathBuf, Files), is_equal: bool) {
        let left = Arc::new(left);
        let files = Arc::clone(&left);
        let scanned = tokio::task::spawn_blocking(move || files.scan()).await;
        if !is_equal || store.lacks(&scanned.unwrap_or_else(|error| Err(io::Error::other(error)))) {
            return self.tell_kept(Some(store), path);
        }
        let (folder, at) = (Arc::clone(&self.folder), path.clone());
        if !matches!(tokio::task::spawn_blocking(move || left.remove_folder(folder.dir(), &at)).await, Ok(Ok(()))) {
            self.tell_kept(Some(store), path);
        }
    }

    /// Reports a folder that is kept, to the listener and to the application's log.
    fn tell_kept(&self, store: Option<&Store>, path: PathBuf) {
        let path = self.folder.root().join(path);
        #[cfg(feature = "tracing")]
        tracing::warn!(?path, "changes of a memory store were not sent; the folder is kept");
        if let Some(store) = store {
            tell(self.listener.as_ref(), &store.error(None, MemoryErrorKind::Unsent(path)));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Compares all stores again and again.
async fn keep_equal(client: Client, stores: Stores, listener: Option<Listener>) {
    loop {
        wait(&client, INTERVAL).await;
        compare(&stores, listener.as_ref(), Pace::Regular).await;
    }
}

/// Waits, by the clock of a client.
async fn wait(client: &Client, time: Duration) {
    // A request that is not sent: it knows the clock.
    client.memory_stores().list().clock().sleep(time).await;
}

/// Compares all stores, and returns the client of one whose request failed and may succeed later.
async fn compare(stores: &Stores, listener: Option<&Listener>, pace: Pace) -> Option<Client> {
    let mut failed = None;
    for store in stores.lock().await.iter_mut() {
        for error in store.compare(pace).await {
            match &error.kind {
                MemoryErrorKind::Client(error) if after_failed_request(error) == Outcome::Again => {
                    failed = Some(store.client.clone());
                }
                _ => {}
            }
            tell(listener, &error);
        }
    }
    failed
}

/// Calls the listener. A panic of it ends neither the comparison nor the process.
fn tell(listener: Option<&Listener>, error: &MemoryError) {
    if let Some(listener) = listener {
        // The message of the panic is for the developer, who has it on standard error.
        let _ = catch_unwind(AssertUnwindSafe(|| listener(error)));
    }
}
