//! [`LocalToolset`]: the toolset in a folder of this machine.

use std::{collections::BTreeMap, env, ffi::OsString, fmt, io, path::Path, sync::Arc, time::Duration};

use tokio::sync::Mutex;

use super::{
    Toolset, edit,
    folder::Folder,
    glob, grep,
    memory::{Memory, MemoryError},
    read,
    shell::{Setup, Shell, State},
    skills::{self, SkillError, Skills},
};
use crate::{
    Client,
    helpers::tools::{ToolError, ToolOutput},
    types::{BashToolInput, EditToolInput, GlobToolInput, GrepToolInput, ReadToolInput, Session, WriteToolInput},
};

/// The variables that commands get: the paths of programs, the user, the language. Other variables of this process may
/// be secret.
const VARIABLES: [&str; 10] =
    ["HOME", "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "SHELL", "TMPDIR", "TZ", "USER"];

/// The toolset in a folder of this machine. The [module](super) describes the limits of its confinement.
///
/// If it is dropped, the processes of `bash` are killed, and the skills and memories that it has downloaded are removed.
/// The folder of a memory store with files that were not sent is kept as `memory/NAME.unsent`. Deletions that were not
/// sent are not kept. The next session in the same folder can read a folder that is kept.
pub struct LocalToolset {
    folder: Arc<Folder>,
    setup: Setup,
    bash_timeout: Duration,
    max_file_bytes: u64,
    /// `None` while a command runs: if the command is dropped, the shell is dropped too.
    shell: Mutex<Option<Shell>>,
    skills: Skills,
    memory: Memory,
}

impl LocalToolset {
    /// Makes a toolset in an existing folder.
    ///
    /// # Errors
    /// The folder cannot be opened.
    pub fn new(folder: impl AsRef<Path>) -> io::Result<Self> {
        let folder = Arc::new(Folder::open(folder.as_ref())?);
        let variable = |name: &&str| env::var_os(name).map(|value| (OsString::from(name), value));
        let setup =
            Setup { folder: folder.root().to_owned(), variables: VARIABLES.iter().filter_map(variable).collect() };
        Ok(Self {
            skills: Skills::new(Arc::clone(&folder)),
            memory: Memory::new(Arc::clone(&folder)),
            folder,
            setup,
            bash_timeout: Duration::from_secs(120),
            max_file_bytes: 256 * 1024,
            shell: Mutex::new(None),
        })
    }

    /// Sets an environment variable of commands. By default, they get `PATH`, `HOME` and a few others of this process,
    /// and none that may be secret.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.setup.variables.insert(name.into(), value.into());
        self
    }

    /// Sets all environment variables of commands. They replace the default ones.
    #[must_use]
    pub fn envs<N: Into<OsString>, V: Into<OsString>>(mut self, variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.setup.variables = variables.collect::<BTreeMap<_, _>>();
        self
    }

    /// Sets the timeout of a command: 2 minutes by default. The agent can only set a shorter one, by `timeout_ms`.
    #[must_use]
    pub fn bash_timeout(mut self, timeout: Duration) -> Self {
        self.bash_timeout = timeout;
        self
    }

    /// Sets the largest size of text files that are read and edited: 256 KiB by default. With [`Tools::of_toolset`](crate::tools::Tools::of_toolset), the agent
    /// gets at most 512 KiB of a file.
    #[must_use]
    pub fn max_file_bytes(mut self, bytes: u64) -> Self {
        self.max_file_bytes = bytes;
        self
    }

    /// Downloads the skills of the agent of a session into `skills/NAME/` of the folder. If one fails, the others are
    /// still installed. A folder that no toolset has installed stays, and is an error of the skill. There is a result for each
    /// skill, with its ID.
    pub async fn install_skills(&self, client: &Client, session: &Session) -> Vec<(String, Result<(), SkillError>)> {
        skills::install(&self.skills, client, session).await
    }

    /// Calls `listener` with each error of a memory store after its download. If it panics, the work goes on. Without a
    /// listener, these errors are not reported, except folders that are kept: the feature `tracing` has an event for each.
    #[must_use]
    pub fn on_memory_error(mut self, listener: impl Fn(&MemoryError) + Send + Sync + 'static) -> Self {
        self.memory.listener = Some(Arc::new(listener));
        self
    }

    /// Downloads the memory stores of a session into `memory/NAME/` of the folder, with one file for each memory.
    /// It synchronizes the files and the stores every 15 seconds, and in [`Toolset::close`].
    ///
    /// The tools for files also find a store under the path that the agent knows, such as
    /// `/mnt/memory/notes`. `bash` finds it there only if you make `/mnt/memory` a symbolic link to the folder
    /// `memory`.
    ///
    /// If a file and its memory were both changed, the file gets the content of the memory. A memory is deleted if its
    /// file has been missing for 30 seconds, or if it is missing at the end of the session. No memory is deleted while a
    /// command runs. If a command is cut off, or all files disappear, missing files are downloaded again. Changes of a store
    /// that the session may only read are not sent.
    ///
    /// On Linux, while a command runs in the background, a memory is deleted only if its file was removed before, or by another
    /// command that left no process in the background. A command in the background is cut off by `restart` and by the end of its shell.
    /// Two cases are not distinguished from a removal: a command in the background moves a file for a time while another command
    /// runs, and a process moves it whose parent has ended and that has its own process group, as a daemon does.
    ///
    /// If changes could not be sent, the folder of the store is not removed at the end, but renamed to
    /// `memory/NAME.unsent`. The same happens to the folder that a killed process has left, if a file differs from the
    /// store. [`on_memory_error`](Self::on_memory_error) reports the path.
    ///
    /// # Errors
    /// - A store cannot be downloaded. Use the client of the work item: its credential has access to the stores of the session, but the key of the
    ///   environment does not.
    /// - Another toolset uses the folder of a store for more than 35 seconds, or the folder has other files.
    pub async fn mount_memory(&self, client: &Client, session: &Session) -> Result<(), MemoryError> {
        self.memory.mount(client, session).await
    }

    /// Runs blocking code of this toolset.
    async fn blocking<T: Send + 'static>(
        &self,
        run: impl FnOnce(&Folder) -> Result<T, ToolError> + Send + 'static,
    ) -> Result<ToolOutput, ToolError>
    where
        ToolOutput: From<T>,
    {
        let folder = Arc::clone(&self.folder);
        let ended = tokio::task::spawn_blocking(move || run(&folder)).await;
        ended.unwrap_or_else(|_| Err(ToolError::new("The tool failed unexpectedly."))).map(ToolOutput::from)
    }
}

impl Toolset for LocalToolset {
    async fn bash(&self, input: BashToolInput) -> Result<ToolOutput, ToolError> {
        let mut kept = self.shell.lock().await;
        if input.restart == Some(true) {
            if let Some(shell) = kept.take() {
                // Commands in the background are cut off. It is noted after they are killed.
                let _running = shell.has_background().then(|| self.memory.commands.begin());
                self.memory.commands.set_shell(None);
                drop(shell);
            }
            if input.command.is_none() {
                return Ok("bash session restarted".into());
            }
        }
        let command = input.command.filter(|command| !command.trim().is_empty());
        let command = command.ok_or_else(|| ToolError::new("command: expected a command, found none"))?;
        if command.contains('\0') {
            return Err(ToolError::new("The command has a zero byte."));
        }
        let asked = input.timeout_ms.and_then(|milliseconds| u64::try_from(milliseconds).ok());
        let limit = asked.map_or(self.bash_timeout, |asked| self.bash_timeout.min(Duration::from_millis(asked)));
        let before = self.memory.before_command(kept.as_ref().and_then(Shell::group)).await;
        // `running` is declared before `shell`, so the shell is dropped first. Then its processes do not change files.
        let running = self.memory.commands.begin();
        self.memory.commands.set_shell(None);
        let mut shell = match kept.take() {
            Some(shell) => shell,
            None => Shell::start(&self.setup).map_err(|error| ToolError::new(format!("bash: {error}")))?,
        };
        let ended = shell.run(&command, limit).await.map_err(|error| ToolError::new(format!("bash: {error}")))?;
        if matches!(ended.state, State::Exited(_)) {
            self.memory.after_command(before, shell.group()).await;
            self.memory.commands.set_shell(shell.group());
        }
        if !ended.is_cut_off {
            running.complete();
        }
        let note = match ended.state {
            State::Exited(code) => {
                *kept = Some(shell);
                (code != 0).then(|| format!("exit code {code}"))
            }
            State::ShellEnded(Some(0)) => None,
            State::ShellEnded(Some(code)) => Some(format!("exit code {code}; the next command gets a new shell")),
            State::ShellEnded(None) => Some("the shell was killed; the next command gets a new one".to_owned()),
            State::TimedOut => {
                Some(format!("killed after {} s; the next command gets a new shell", limit.as_secs_f64()))
            }
        };
        match note {
            None => Ok(ended.output.into()),
            Some(note) if ended.output.is_empty() => Err(ToolError::new(format!("[{note}]"))),
            Some(note) => Err(ToolError::new(format!("{}\n[{note}]", ended.output))),
        }
    }

    async fn read(&self, input: ReadToolInput) -> Result<ToolOutput, ToolError> {
        let limit = self.max_file_bytes;
        self.blocking(move |folder| read::read(folder, &input, limit)).await
    }

    async fn write(&self, input: WriteToolInput) -> Result<ToolOutput, ToolError> {
        self.blocking(move |folder| edit::write(folder, &input)).await
    }

    async fn edit(&self, input: EditToolInput) -> Result<ToolOutput, ToolError> {
        let limit = self.max_file_bytes;
        self.blocking(move |folder| edit::edit(folder, &input, limit)).await
    }

    async fn glob(&self, input: GlobToolInput) -> Result<ToolOutput, ToolError> {
        self.blocking(move |folder| glob::glob(folder, &input)).await
    }

    async fn grep(&self, input: GrepToolInput) -> Result<ToolOutput, ToolError> {
        self.blocking(move |folder| grep::grep(folder, &input)).await
    }

    async fn close(&self) {
        self.memory.close().await;
    }
}

impl fmt::Debug for LocalToolset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values of variables may be secret.
        formatter
            .debug_struct("LocalToolset")
            .field("folder", &self.folder.root())
            .field("variables", &self.setup.variables.keys())
            .field("bash_timeout", &self.bash_timeout)
            .field("max_file_bytes", &self.max_file_bytes)
            .finish_non_exhaustive()
    }
}
