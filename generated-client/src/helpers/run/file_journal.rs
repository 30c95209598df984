//! [`FileJournal`]: a journal in a file.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{File, OpenOptions},
    future::ready,
    io::{self, BufRead, BufReader, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{CallState, Journal, JournalFuture};
use crate::{
    helpers::{
        file_lock::{open_alone, sync_folder_of},
        json_value::to_value,
        tools::ToolUse,
    },
    runtime::json as codec,
    types::UserCustomToolResult,
};

/// How often, and how long, a journal in use is waited for.
const PAUSES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// A journal in a file, with one line of JSON for each beginning and each end of a call. It is
/// locked until it is dropped, so that no other process uses it meanwhile. Several runs of a process share one in an
/// [`Arc`](std::sync::Arc).
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
    /// An incomplete last line is removed: the process ended while it was written. A journal in use is waited for, for a second at
    /// most. On Unix, only the user of the process may read a new journal, since it has the results of tools.
    ///
    /// # Errors
    /// The file cannot be read, written or locked, or another line of it is invalid. The kind is
    /// [`ResourceBusy`](io::ErrorKind::ResourceBusy) if the journal is in use.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        // On Windows, a file that is opened to append cannot be cut.
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let Some(mut file) = open_when_free(&mut options, path)? else {
            let message = format!(
                "the journal {} is in use: wait until the other process ends; within one process, share the journal in an `Arc`",
                path.display()
            );
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, message));
        };
        sync_folder_of(path);
        let (calls, whole) = read(&file)?;
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
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
            self.file.seek(SeekFrom::Start(self.whole))?;
        }
        self.is_torn = true;
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        self.is_torn = false;
        self.whole += line.len() as u64;
        Ok(())
    }
}

/// Opens the file, and waits a second if it is in use: a step of a run that was dropped may be about to end.
fn open_when_free(options: &mut OpenOptions, path: &Path) -> io::Result<Option<File>> {
    for _ in 0..PAUSES {
        if let Some(file) = open_alone(options, path)? {
            return Ok(Some(file));
        }
        thread::sleep(PAUSE);
    }
    open_alone(options, path)
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

impl fmt::Debug for FileJournal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FileJournal").finish_non_exhaustive()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        env, fs,
        process::{Command, Stdio},
    };

    use super::*;

    /// The variable with the journal of the process whose files may have 1 KiB.
    const LIMITED: &str = "JOURNAL_OF_LIMITED_SIZE";
    /// The variable with the journal of the process that does not end.
    const HELD: &str = "JOURNAL_THAT_IS_HELD";

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
            let name = "helpers::run::file_journal::tests::a_line_that_does_not_fit_does_not_spoil_the_next_one";
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

    #[test]
    fn a_journal_in_use_is_not_opened_and_one_of_a_process_that_was_killed_is() {
        if let Some(path) = env::var_os(HELD) {
            let _journal = FileJournal::open(path).expect("a journal");
            println!("held");
            thread::park();
        }
        let path = env::temp_dir().join(format!("journal-held-{}", std::process::id()));
        let name =
            "helpers::run::file_journal::tests::a_journal_in_use_is_not_opened_and_one_of_a_process_that_was_killed_is";
        let mut other = Command::new(env::current_exe().expect("a test"));
        other.args(["--exact", name, "--nocapture"]).env(HELD, &path).stdout(Stdio::piped());
        let mut other = other.spawn().expect("a process");
        let lines = BufReader::new(other.stdout.take().expect("its output")).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.contains("held")));
        let error = FileJournal::open(&path).expect_err("another process has it");
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        assert!(error.to_string().contains("is in use: wait until the other process ends"), "{error}");
        other.kill().and_then(|()| other.wait()).expect("it ends");
        let journal = FileJournal::open(&path).expect("nobody has it");
        FileJournal::open(&path).expect_err("this process has it");
        drop(journal);
        FileJournal::open(&path).expect("nobody has it");
        fs::remove_file(path).expect("a file");
    }
}
