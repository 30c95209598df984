//! [`Journal`]: a store of the calls of tools and their results, which outlives the process.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{File, OpenOptions},
    future::{Future, ready},
    io::{self, BufRead, BufReader, Seek, SeekFrom, Write},
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};

use crate::{
    helpers::{json_value::to_value, tools::ToolUse},
    runtime::json as codec,
    types::UserCustomToolResult,
};

/// A response of a journal.
pub type JournalFuture<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// The state of a call in a journal.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CallState {
    /// The call was not in the journal, and is stored as begun now.
    New,
    /// The call was begun before, without a stored result: the tool may have run.
    Begun,
    /// The tool has run, with this result.
    Finished(Box<UserCustomToolResult>),
}

/// A store of the calls of tools and their results. With a journal, a tool runs at most once for each call, even if the
/// process ends and another process continues the session: see [`Run::journal`](super::Run::journal).
///
/// [`FileJournal`] stores them in a file. With a journal of your own in a database, several machines can share it.
pub trait Journal: Send + Sync {
    /// Stores that a call begins, unless it is stored already. When the future is ready, the entry must be durable,
    /// since the tool runs then.
    fn begin<'a>(&'a self, call: &'a ToolUse) -> JournalFuture<'a, CallState>;

    /// Stores the result of a call. When the future is ready, the entry must be durable, since the result is sent then.
    fn finish<'a>(&'a self, call: &'a ToolUse, result: &'a UserCustomToolResult) -> JournalFuture<'a, ()>;
}

/// A journal in a file, with one line of JSON for each beginning and each end of a call. Only one process may use it at
/// a time.
pub struct FileJournal(Mutex<Inner>);

struct Inner {
    file: File,
    /// The results by ID of the call; `None` if a call was only begun.
    calls: BTreeMap<String, Option<UserCustomToolResult>>,
    /// The bytes of the whole lines.
    whole: u64,
    /// Whether a part of a line may come after them.
    is_torn: bool,
}

impl FileJournal {
    /// Opens a journal, or creates it.
    ///
    /// An incomplete last line is removed: the process ended while it was written.
    ///
    /// # Errors
    /// The file cannot be read or written, or another line of it is invalid.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let (calls, whole) = read(&file)?;
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self(Mutex::new(Inner { file, calls, whole, is_torn: false })))
    }

    fn begin_now(&self, id: &str) -> io::Result<CallState> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match inner.calls.get(id) {
            Some(Some(result)) => return Ok(CallState::Finished(Box::new(result.clone()))),
            Some(None) => return Ok(CallState::Begun),
            None => {}
        }
        inner.write(&json!({ "id": id }))?;
        inner.calls.insert(id.to_owned(), None);
        Ok(CallState::New)
    }

    fn finish_now(&self, id: &str, result: &UserCustomToolResult) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = json!({ "id": id, "result": to_value(result).map_err(io::Error::other)? });
        inner.write(&line)?;
        inner.calls.insert(id.to_owned(), Some(result.clone()));
        Ok(())
    }
}

impl Inner {
    fn write(&mut self, line: &Value) -> io::Result<()> {
        let line = format!("{line}\n");
        // After a failure, such as a full disk, the next line would be joined to the part that was written.
        if self.is_torn {
            self.file.set_len(self.whole)?;
        }
        self.is_torn = true;
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        self.is_torn = false;
        self.whole += line.len() as u64;
        Ok(())
    }
}

/// The calls of a journal, and the length of its whole lines.
fn read(file: &File) -> io::Result<(BTreeMap<String, Option<UserCustomToolResult>>, u64)> {
    let mut reader = BufReader::new(file);
    let (mut calls, mut whole, mut number) = (BTreeMap::new(), 0, 0);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
        number += 1;
        let invalid = |error: &dyn fmt::Display| io::Error::other(format!("line {number} of the journal: {error}"));
        let entry = codec::value_of_body(&line).map_err(|error| invalid(&error))?;
        let Some(id) = entry["id"].as_str() else { return Err(invalid(&"expected an ID")) };
        let result = match entry.get("result") {
            Some(result) => Some(codec::from_str(&codec::json_of(result)).map_err(|error| invalid(&error))?),
            None => None,
        };
        calls.insert(id.to_owned(), result);
        whole += line.len() as u64;
        line.clear();
    }
    Ok((calls, whole))
}

impl Journal for FileJournal {
    fn begin<'a>(&'a self, call: &'a ToolUse) -> JournalFuture<'a, CallState> {
        Box::pin(ready(self.begin_now(&call.id)))
    }

    fn finish<'a>(&'a self, call: &'a ToolUse, result: &'a UserCustomToolResult) -> JournalFuture<'a, ()> {
        Box::pin(ready(self.finish_now(&call.id, result)))
    }
}

impl<J: Journal + ?Sized> Journal for Arc<J> {
    fn begin<'a>(&'a self, call: &'a ToolUse) -> JournalFuture<'a, CallState> {
        (**self).begin(call)
    }

    fn finish<'a>(&'a self, call: &'a ToolUse, result: &'a UserCustomToolResult) -> JournalFuture<'a, ()> {
        (**self).finish(call, result)
    }
}

impl fmt::Debug for FileJournal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FileJournal").finish_non_exhaustive()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{env, fs, process::Command};

    use super::*;

    /// The variable with the journal of the process whose files may have 1 KiB.
    const LIMITED: &str = "JOURNAL_OF_LIMITED_SIZE";

    #[test]
    fn a_line_that_does_not_fit_does_not_spoil_the_next_one() {
        if let Some(path) = env::var_os(LIMITED) {
            let journal = FileJournal::open(path).expect("a journal");
            assert_eq!(journal.begin_now("a").expect("a short line"), CallState::New);
            let long = UserCustomToolResult::text("a", "x".repeat(2000));
            journal.finish_now("a", &long).expect_err("the file would be too large");
            assert_eq!(journal.begin_now("b").expect("a short line"), CallState::New);
        } else {
            let path = env::temp_dir().join(format!("journal-{}", std::process::id()));
            let name = "helpers::run::journal::tests::a_line_that_does_not_fit_does_not_spoil_the_next_one";
            let mut limited = Command::new("bash");
            limited.args(["-c", r#"trap '' XFSZ; ulimit -f 1; exec "$0" --exact "$1""#]);
            limited.arg(env::current_exe().expect("a test")).arg(name).env(LIMITED, &path);
            let ended = limited.output().expect("bash");
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
            let journal = FileJournal::open(&path).expect("a whole journal");
            assert_eq!(journal.begin_now("a").expect("a line"), CallState::Begun);
            assert_eq!(journal.begin_now("b").expect("a line"), CallState::Begun);
            fs::remove_file(path).expect("a file");
        }
    }
}
