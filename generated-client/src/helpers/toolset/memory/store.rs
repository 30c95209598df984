//! [`Store`]: a memory store, its folder, and the last state that both had.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use super::{
    MemoryError, MemoryErrorKind,
    action::{Action, action},
    commands::Commands,
    files::{self, Files, Scan, is_memory},
};
use crate::{
    Client, Error,
    helpers::{json_value::undecoded, limits::soon},
    types::{ContentSha256Precondition, CreateMemoryRequest, Memory, MemoryListItem, MemoryView, UpdateMemoryRequest},
};

/// How often a file must be missing before its memory is deleted: a file may be away while a command replaces it.
const MISSING: u32 = 3;

/// How often the last comparison is made, if the store has changed meanwhile, or the path of a new memory was not free yet.
const ROUNDS: usize = 3;

/// The longest time of one attempt of a request.
const ATTEMPT: Duration = Duration::from_secs(60);

/// The same for the last comparison, so that several attempts fit into its time.
const LAST_ATTEMPT: Duration = Duration::from_secs(10);

/// The time of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    First,
    Regular,
    /// The session has ended, and the files do not change any more.
    Last,
}

/// A memory store of a session.
pub(super) struct Store {
    pub(super) client: Client,
    pub(super) id: String,
    pub(super) is_read_only: bool,
    pub(super) files: Arc<Files>,
    /// The path of the folder in the one of the toolset.
    pub(super) path: PathBuf,
    commands: Commands,
    /// How many commands had been cut off at the last comparison.
    cut: u64,
    /// The hash of each memory when the file and the store had the same content.
    last: BTreeMap<String, String>,
    /// The hashes of contents whose request has no response yet, or lost it; `None` is a deletion. The server may execute such
    /// a request at any later time.
    sent: BTreeMap<String, BTreeSet<Option<String>>>,
    /// For how many comparisons a file has been missing.
    missing: BTreeMap<String, u32>,
    /// The memories that are downloaded again, since their files were probably not removed on purpose.
    restore: BTreeSet<String>,
    /// The hashes of files that cannot be memories, or that the server refuses.
    refused: BTreeMap<String, String>,
    /// The files and folders that cannot be read.
    unreadable: BTreeSet<String>,
    /// The memories that could not be written to files.
    unwritten: BTreeSet<String>,
    /// The content of each memory that the server has refused since the memory or its path has changed. An earlier attempt of the same request
    /// may have been executed: the next list shows this.
    conflicts: BTreeMap<String, String>,
    /// Whether only another comparison can decide about a memory.
    is_undecided: bool,
    /// The longest time of one attempt of a request.
    attempt: Duration,
}

/// A memory as the store has it.
struct Stored {
    id: String,
    hash: String,
    /// The text, if the list had it.
    text: Option<String>,
}

type Kind = MemoryErrorKind;

impl Store {
    pub(super) fn new(
        client: Client,
        id: String,
        is_read_only: bool,
        (path, files): (PathBuf, Arc<Files>),
        commands: Commands,
    ) -> Self {
        let (last, sent, missing, restore, refused, unreadable) = Default::default();
        let (unwritten, conflicts) = Default::default();
        let (cut, is_undecided) = (commands.counts().cut, false);
        Self {
            client,
            id,
            is_read_only,
            files,
            path,
            commands,
            cut,
            last,
            sent,
            missing,
            restore,
            refused,
            unreadable,
            unwritten,
            conflicts,
            is_undecided,
            attempt: ATTEMPT,
        }
    }

    /// Makes the folder and the store equal. An error of one memory does not end the comparison, unless it is a failed
    /// request.
    pub(super) async fn compare(&mut self, pace: Pace) -> Vec<MemoryError> {
        let mut errors = Vec::new();
        self.attempt = if pace == Pace::Last { LAST_ATTEMPT } else { ATTEMPT };
        for _ in 0..ROUNDS {
            self.is_undecided = false;
            if let Err(kind) = self.try_compare(pace, &mut errors).await {
                errors.push(self.error(None, kind));
                break;
            }
            if pace != Pace::Last || !self.is_undecided {
                break;
            }
        }
        errors
    }

    async fn try_compare(&mut self, pace: Pace, errors: &mut Vec<MemoryError>) -> Result<(), Kind> {
        let before = self.commands.counts();
        let commands = self.commands.clone();
        let read = move |files: &Files| {
            // A file that commands in the background may have moved is not known to be removed.
            let has_background = commands.has_background();
            let held = files.change_held(|held| has_background.then(|| held.clone()));
            Ok((held, files.scan()?))
        };
        let (held, mut scan) = self.blocking(read).await?;
        let is_quiet = before.is_quiet_until(self.commands.counts());
        if is_quiet {
            self.files.change_held(|held| held.iter_mut().for_each(|held| held.extend(scan.hashes.keys().cloned())));
        }
        let is_removed =
            |path: &str| held.as_ref().is_none_or(|held| held.as_ref().is_some_and(|held| !held.contains(path)));
        let has_files = !scan.hashes.is_empty() || !scan.unreadable.is_empty();
        if has_files && !scan.is_marked {
            return Err(Kind::Unmarked);
        }
        let is_emptied = scan.hashes.is_empty() && (!scan.is_marked || self.last.len() > 1);
        if is_emptied {
            self.blocking(Files::mark).await?;
        }
        let is_cut_off = std::mem::replace(&mut self.cut, before.cut) != before.cut;
        self.note_restored(&scan, is_emptied || is_cut_off);
        let stored = self.list(if pace == Pace::First { MemoryView::Full } else { MemoryView::Basic }).await?;
        let steps = self.steps(&scan, &stored, |path| is_quiet.then_some(pace).filter(|_| is_removed(path)));
        self.note_unreadable(&mut scan, errors);
        for (step, path) in steps {
            let (file, there) = (scan.hashes.get(&path), stored.get(&path));
            match self.take(step, &path, file, there).await {
                Ok(()) if step == Action::Overwrite => errors.push(self.error(Some(path), Kind::Overwritten)),
                Ok(()) => {}
                // The next request would fail too, unless it succeeded, and the memory cannot be decoded.
                Err(Kind::Client(error)) if !matches!(error, Error::Decode(_)) => return Err(error.into()),
                Err(kind) => {
                    // A file that cannot be a memory is not read again until it changes.
                    if let (Kind::Files(error), Some(file)) = (&kind, file) {
                        if error.kind() == io::ErrorKind::InvalidData {
                            self.refused.insert(path.clone(), file.clone());
                        }
                    }
                    // A memory that cannot be written is reported once until it can be.
                    let is_unwritten = matches!(
                        (step, &kind),
                        (Action::Fetch, Kind::Files(_)) | (Action::Fetch | Action::Overwrite, Kind::Content)
                    );
                    if is_unwritten && !self.unwritten.insert(path.clone()) {
                        continue;
                    }
                    errors.push(self.error(Some(path), kind));
                }
            }
        }
        Ok(())
    }

    /// Notes the files that are missing by accident. If all files are missing, this is probably not intended. It is not
    /// known whether a command that was cut off intended to remove a file.
    fn note_restored(&mut self, scan: &Scan, by_accident: bool) {
        self.restore.retain(|path| !scan.hashes.contains_key(path));
        let is_missing = |path: &&String| !scan.hashes.contains_key(*path) && !scan.is_unreadable(path);
        if by_accident {
            self.restore.extend(self.last.keys().filter(is_missing).cloned());
        }
    }

    /// Reports each file and folder that cannot be read, once until it can be read.
    fn note_unreadable(&mut self, scan: &mut Scan, errors: &mut Vec<MemoryError>) {
        self.unreadable.retain(|path| scan.unreadable.contains_key(path));
        for (path, error) in std::mem::take(&mut scan.unreadable) {
            if self.unreadable.insert(path.clone()) {
                errors.push(self.error(Some(path), error.into()));
            }
        }
    }

    pub(super) fn error(&self, path: Option<String>, kind: Kind) -> MemoryError {
        MemoryError { memory_store_id: self.id.clone(), path, kind }
    }

    /// Runs blocking code with the folder.
    async fn blocking<T: Send + 'static>(
        &self,
        run: impl FnOnce(&Files) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let files = Arc::clone(&self.files);
        tokio::task::spawn_blocking(move || run(&files)).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// All memories of the store.
    async fn list(&self, view: MemoryView) -> Result<BTreeMap<String, Stored>, Error> {
        let mut items = soon(self.client.memories().list(&self.id), self.attempt).view(view).items();
        let mut stored = BTreeMap::new();
        while let Some(item) = items.next().await {
            let (path, memory) = match item {
                Ok(MemoryListItem::Memory(memory)) => Stored::of(memory),
                Ok(_) => continue,
                // Without it, its file would be removed.
                Err(error) => Stored::of_undecoded(&error).ok_or(error)?,
            };
            if is_memory(&path) {
                stored.insert(path, memory);
            }
        }
        Ok(stored)
    }

    /// The steps that make both sides equal, in order. A memory is not deleted without a pace, since a command may have moved
    /// its file for a time.
    fn steps(
        &mut self,
        scan: &Scan,
        stored: &BTreeMap<String, Stored>,
        pace: impl Fn(&str) -> Option<Pace>,
    ) -> Vec<(Action, String)> {
        let files = &scan.hashes;
        let mut paths: Vec<&String> = files.keys().chain(stored.keys()).chain(self.last.keys()).collect();
        paths.sort();
        paths.dedup();
        // Nothing is known about a file that cannot be read.
        let paths: Vec<String> = paths.into_iter().filter(|path| !scan.is_unreadable(path)).cloned().collect();
        let most = (self.last.len() / 4).clamp(8, 50);
        let (mut steps, mut deletions) = (Vec::new(), 0);
        for path in paths {
            let (file, there) = (files.get(&path), stored.get(&path).map(|stored| &stored.hash));
            // If the store has a content that was sent, it is ours, even if the response was lost.
            if self.settled(&path, there) {
                self.note(&path, there.cloned());
            }
            if let Some(refused) = self.conflicts.remove(&path) {
                self.settled(&path, Some(&refused));
            }
            let last = self.last.get(&path);
            let step = match action(file.map(String::as_str), last.map(String::as_str), there.map(String::as_str)) {
                Action::Delete if self.restore.contains(&path) => Action::Fetch,
                step => step,
            };
            let Some(step) = (if self.is_read_only { step.read_only() } else { Some(step) }) else { continue };
            match step {
                Action::Note => {
                    self.restore.remove(&path);
                    self.note(&path, there.cloned());
                }
                Action::Update | Action::Create if file == self.refused.get(&path) => {}
                Action::Delete => {
                    let (pace, missing) = (pace(&path), self.missing.entry(path.clone()).or_default());
                    *missing += u32::from(pace.is_some());
                    let is_due = pace.is_some() && *missing >= MISSING && deletions < most;
                    if is_due || pace == Some(Pace::Last) {
                        deletions += 1;
                        steps.push((step, path));
                    }
                    continue;
                }
                _ => steps.push((step, path.clone())),
            }
            self.missing.remove(&path);
        }
        steps.sort();
        steps
    }

    /// Notes the state that both sides have.
    fn note(&mut self, path: &str, hash: Option<String>) {
        match hash {
            Some(hash) => drop(self.last.insert(path.to_owned(), hash)),
            None => drop(self.last.remove(path)),
        }
    }

    /// Notes that a content or a deletion is sent now; `false` if an earlier request with it may still be executed.
    fn sending(&mut self, path: &str, hash: Option<String>) -> bool {
        self.sent.entry(path.to_owned()).or_default().insert(hash)
    }

    /// Forgets a content or a deletion that was sent; `false` if it was not sent.
    fn settled(&mut self, path: &str, hash: Option<&String>) -> bool {
        let Some(sent) = self.sent.get_mut(path) else { return false };
        let was_sent = sent.remove(&hash.cloned());
        if sent.is_empty() {
            self.sent.remove(path);
        }
        was_sent
    }

    /// Whether a file has a content that the store may never have had.
    pub(super) fn has_unsent(&self) -> bool {
        !self.is_read_only && self.lacks(&self.files.scan())
    }

    /// Whether one of these files has a content that the store may never have had.
    pub(super) fn lacks(&self, scan: &io::Result<Scan>) -> bool {
        let Ok(scan) = scan else { return true };
        let is_unsent = |(path, hash): (&String, &String)| self.last.get(path) != Some(hash);
        !scan.unreadable.is_empty() || scan.hashes.iter().any(is_unsent)
    }

    async fn take(
        &mut self,
        step: Action,
        path: &str,
        file: Option<&String>,
        stored: Option<&Stored>,
    ) -> Result<(), Kind> {
        match (step, file, stored) {
            (Action::RemoveFile, Some(file), _) => {
                let (at, expected) = (path.to_owned(), file.clone());
                if self.blocking(move |files| files.remove(&at, &expected)).await? {
                    self.note(path, None);
                }
                Ok(())
            }
            (Action::Fetch | Action::Overwrite, _, Some(stored)) => self.fetch(path, file.cloned(), stored).await,
            (Action::Update, _, Some(stored)) => self.update(path, stored).await,
            (Action::Create, ..) => self.create(path).await,
            (Action::Delete, _, Some(stored)) => self.delete(path, stored).await,
            // Other combinations do not occur.
            _ => Ok(()),
        }
    }

    async fn fetch(&mut self, path: &str, file: Option<String>, stored: &Stored) -> Result<(), Kind> {
        let (text, hash) = match &stored.text {
            Some(text) => (Some(text.clone()), stored.hash.clone()),
            None => {
                let get = self.client.memories().get(&self.id, &stored.id).view(MemoryView::Full);
                let memory = match soon(get, self.attempt).send().await {
                    Ok(memory) => Stored::of(memory).1,
                    // It was deleted meanwhile: the next comparison sees it.
                    Err(error) if is_status(&error, &[404]) => return Ok(()),
                    Err(error) => Stored::of_undecoded(&error).ok_or(error)?.1,
                };
                (memory.text, memory.hash)
            }
        };
        // Another text would count as a change of the file, and would be sent.
        let text = text.filter(|text| files::hash(text.as_bytes()) == hash).ok_or(Kind::Content)?;
        let at = path.to_owned();
        if self.blocking(move |files| files.write(&at, &text, file.as_deref())).await? {
            self.restore.remove(path);
            self.unwritten.remove(path);
            self.note(path, Some(hash));
        }
        Ok(())
    }

    async fn update(&mut self, path: &str, stored: &Stored) -> Result<(), Kind> {
        let (text, hash) = self.read(path).await?;
        let condition = ContentSha256Precondition::new().content_sha256(&stored.hash);
        let body = UpdateMemoryRequest::new().content(text).precondition(condition);
        let is_new = self.sending(path, Some(hash.clone()));
        let update = self.client.memories().update(&self.id, &stored.id, body);
        let updated = soon(update, self.attempt).send().await;
        self.settle(path, (hash, is_new), updated.err())
    }

    async fn create(&mut self, path: &str) -> Result<(), Kind> {
        let (text, hash) = self.read(path).await?;
        let is_new = self.sending(path, Some(hash.clone()));
        let create = self.client.memories().create(&self.id, CreateMemoryRequest::new(path).content(text));
        let created = soon(create, self.attempt).send().await;
        self.settle(path, (hash, is_new), created.err())
    }

    async fn delete(&mut self, path: &str, stored: &Stored) -> Result<(), Kind> {
        let delete = self.client.memories().delete(&self.id, &stored.id).expected_content_sha256(&stored.hash);
        let is_new = self.sending(path, None);
        match soon(delete, self.attempt).send().await {
            Ok(_) => {}
            Err(error) if undecoded(&error).is_some() || is_status(&error, &[404]) => {}
            // Somebody has changed it: the next comparison fetches it.
            Err(error) if is_status(&error, &[409, 412]) => {
                if is_new {
                    self.settled(path, None);
                }
                self.is_undecided = true;
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
        self.settled(path, None);
        self.missing.remove(path);
        self.note(path, None);
        Ok(())
    }

    /// The text of a file and its hash.
    async fn read(&mut self, path: &str) -> Result<(String, String), Kind> {
        let at = path.to_owned();
        let text = self.blocking(move |files| files.read(&at)).await?;
        let hash = files::hash(text.as_bytes());
        Ok((text, hash))
    }

    /// Notes the outcome of sending a content.
    fn settle(&mut self, path: &str, (hash, is_new): (String, bool), error: Option<Error>) -> Result<(), Kind> {
        // Another response than the API's, such as a page of a proxy, does not say whether the content is stored.
        let Some(error) = error.filter(|error| undecoded(error).is_none()) else {
            self.settled(path, Some(&hash));
            self.refused.remove(path);
            self.note(path, Some(hash));
            return Ok(());
        };
        if is_status(&error, &[400, 413, 422]) {
            self.settled(path, Some(&hash));
            self.refused.insert(path.to_owned(), hash);
            return Err(Kind::Refused(error));
        }
        // Somebody else has changed the memory, or its path: the next comparison decides.
        if is_status(&error, &[404, 409, 412]) {
            if is_new {
                self.conflicts.insert(path.to_owned(), hash);
            }
            self.is_undecided = true;
            return Ok(());
        }
        Err(error.into())
    }
}

impl Stored {
    fn of(memory: Memory) -> (String, Self) {
        (memory.path, Self { id: memory.id, hash: memory.content_sha256, text: memory.content })
    }

    /// A memory of a list that cannot be decoded, if all parts that are needed can be read.
    fn of_undecoded(error: &Error) -> Option<(String, Self)> {
        let memory = undecoded(error)?;
        let text = |name: &str| memory[name].as_str().map(str::to_owned);
        Some((text("path")?, Self { id: text("id")?, hash: text("content_sha256")?, text: text("content") }))
    }
}

fn is_status(error: &Error, statuses: &[u16]) -> bool {
    error.status().is_some_and(|status| statuses.contains(&status.as_u16()))
}
