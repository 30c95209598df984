//! [`Shell`]: the process of the tool `bash`, which keeps its state between commands.

use std::{collections::BTreeMap, ffi::OsString, io, mem, path::PathBuf, process::Stdio, time::Duration};

use rustix::process::{Pid, Resource, Signal, WaitId, WaitIdOptions, getrlimit, kill_process_group, waitid};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use super::background::Background;

/// How many bytes of the output are kept: the last ones.
const MOST_OUTPUT: usize = 100 * 1024;

/// The descriptor of the output for the end of a command: a command can redirect the output of the shell itself. Commands do not get it.
const END: u64 = 62;

/// The time without output after which the shell may have ended.
const SILENCE: Duration = Duration::from_millis(100);

/// The settings of a shell.
#[derive(Clone)]
pub(super) struct Setup {
    pub(super) folder: PathBuf,
    pub(super) variables: BTreeMap<OsString, OsString>,
}

/// A shell that waits for a command. If it is dropped, all processes of its group are killed.
pub(super) struct Shell {
    child: Child,
    /// The lines before the first command.
    beginning: String,
    input: ChildStdin,
    output: ChildStdout,
    /// The descriptor `END`, or a smaller one if the process may not have so many open files.
    end: u64,
}

/// The end of a command.
pub(super) struct Ended {
    pub(super) output: String,
    pub(super) state: State,
    /// Whether processes were killed before they were complete.
    pub(super) is_cut_off: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The exit code.
    Exited(i32),
    /// The command has ended the shell, with this exit code if it was not killed.
    ShellEnded(Option<i32>),
    TimedOut,
}

impl Shell {
    pub(super) fn start(setup: &Setup) -> io::Result<Self> {
        let mut command = Command::new("/bin/bash");
        command.args(["--noprofile", "--norc"]).current_dir(&setup.folder).env_clear().envs(&setup.variables);
        command.envs([("PS1", ""), ("PS2", ""), ("TERM", "dumb")]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0).kill_on_drop(true);
        let mut child = command.spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or_else(|| io::Error::other("the shell has no pipes"))?;
        let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let end = END.min(limit.saturating_sub(1));
        Ok(Self { child, beginning: format!("exec {end}>&1\n"), input, output, end })
    }

    /// Runs a command. Only a shell whose command has exited can run another one.
    pub(super) async fn run(&mut self, command: &str, limit: Duration) -> io::Result<Ended> {
        let marker = format!("{:032x}", random());
        let (beginning, command, end) = (mem::take(&mut self.beginning), quoted(command), self.end);
        let line = format!(
            "{beginning}builtin eval {command} </dev/null 2>&1 {end}>&-; builtin printf '\\n{marker} %d\\n' $? >&{end}\n"
        );
        let mut output = Output::new(&marker);
        let Self { child, input, output: pipe, .. } = self;
        let running = async {
            // A shell that has ended does not read its input. The end of its output shows this.
            let written = input.write_all(line.as_bytes()).await;
            output.read(pipe, || is_over(child)).await.map(|code| code.filter(|_| written.is_ok()))
        };
        let (state, is_cut_off) = match tokio::time::timeout(limit, running).await {
            Err(_) => (State::TimedOut, true),
            Ok(Ok(Some(code))) => (State::Exited(code), false),
            Ok(Ok(None)) => {
                let (code, had_background) = self.end().await;
                (State::ShellEnded(code), code.is_none() || had_background)
            }
            Ok(Err(error)) => return Err(error),
        };
        Ok(Ended { output: output.text(), state, is_cut_off })
    }

    /// Ends the group of a shell that has ended, or has closed its output: its exit code, and whether commands ran in the
    /// background.
    async fn end(&mut self) -> (Option<i32>, bool) {
        for _ in 0..50 {
            if is_over(&self.child) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // The group has its number as long as nobody has waited for its first process.
        let has_background = self.has_background();
        self.kill();
        (self.child.wait().await.ok().and_then(|status| status.code()), has_background)
    }

    /// The process group, until the shell is known to have ended.
    pub(super) fn group(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether other processes of the group run, such as commands in the background. If the system does not show this, they
    /// may run.
    pub(super) fn has_background(&self) -> bool {
        self.group().is_some_and(|group| Background::of(group).is_none_or(|background| !background.is_empty()))
    }

    /// Kills all processes of the group.
    fn kill(&self) {
        if let Some(pid) = pid(&self.child) {
            // The group does not exist any more.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.kill();
    }
}

fn pid(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()?).ok()?)
}

/// Whether a process has ended. Nobody has waited for it yet.
fn is_over(child: &Child) -> bool {
    let Some(pid) = pid(child) else { return true };
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    !matches!(waitid(WaitId::Pid(pid), options), Ok(None))
}

/// The output of a command, as far as it is kept.
struct Output {
    marker: Vec<u8>,
    bytes: Vec<u8>,
    is_cut: bool,
}

impl Output {
    fn new(marker: &str) -> Self {
        Self { marker: format!("\n{marker} ").into_bytes(), bytes: Vec::new(), is_cut: false }
    }

    /// Reads up to the marker: the exit code, or `None` if the output or the shell ends before. A process in the
    /// background can keep the output open.
    async fn read(&mut self, output: &mut ChildStdout, is_over: impl Fn() -> bool) -> io::Result<Option<i32>> {
        let mut looked = 0;
        loop {
            if let Some(code) = self.take_code(looked) {
                return Ok(Some(code));
            }
            // The marker, its code and its end may come in pieces.
            looked = self.bytes.len().saturating_sub(self.marker.len() + 16);
            if self.bytes.len() > 2 * MOST_OUTPUT {
                let cut = self.bytes.len() - MOST_OUTPUT;
                self.bytes.drain(..cut);
                self.is_cut = true;
                looked = looked.saturating_sub(cut);
            }
            self.bytes.reserve(16 * 1024);
            let has_ended = match tokio::time::timeout(SILENCE, output.read_buf(&mut self.bytes)).await {
                Ok(read) => read? == 0,
                Err(_) => is_over(),
            };
            if has_ended {
                return Ok(None);
            }
        }
    }

    /// The code after the marker, if both have arrived. They are removed from the output.
    fn take_code(&mut self, from: usize) -> Option<i32> {
        let begin = from + memchr::memmem::find(&self.bytes[from..], &self.marker)?;
        let code = &self.bytes[begin + self.marker.len()..];
        let code = std::str::from_utf8(&code[..memchr::memchr(b'\n', code)?]).ok()?.parse().unwrap_or(-1);
        self.bytes.truncate(begin);
        Some(code)
    }

    /// The last part, without control sequences and empty lines at its end.
    fn text(&mut self) -> String {
        let cut = self.bytes.len().saturating_sub(MOST_OUTPUT);
        self.is_cut |= cut > 0;
        let text = without_sequences(&String::from_utf8_lossy(&self.bytes[cut..]));
        let text = text.trim_end_matches('\n');
        if self.is_cut { format!("[output truncated]\n{text}") } else { text.to_owned() }
    }
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Text without ANSI control sequences (CSI), such as colours.
fn without_sequences(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|character: char| ('@'..='~').contains(&character));
        plain.push_str(end.map_or("", |end| &piece[end + 1..]));
    }
    plain
}

/// A number that a command cannot know.
fn random() -> u128 {
    use std::hash::{BuildHasher, RandomState};
    // The keys of each state are random numbers of the system.
    let half = || u128::from(RandomState::new().hash_one(std::process::id()));
    half() << 64 | half()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_of_terminals_are_not_text() {
        assert_eq!(without_sequences("a\u{1b}[1;31mb\u{1b}[0m c\u{1b}["), "ab c");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_ne!(random(), random());
    }
}
