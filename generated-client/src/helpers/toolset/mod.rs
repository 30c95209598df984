//! The toolset of agents on your own machine: `bash`, `read`, `write`, `edit`, `glob` and `grep`.
//!
//! A [`Toolset`] runs these six tools of the API's toolset `agent_toolset_20260401`. [`LocalToolset`] runs them in a
//! folder. A [worker](crate::worker) makes one for each session:
//!
//! ```no_run
//! use managed_agents::{tools::Tools, toolset::LocalToolset, worker::Worker};
//!
//! # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
//! let worker = Worker::new(&client, "env_1", "the key of the environment")?.tools_for(|context| async move {
//!     let folder = format!("sessions/{}", context.session.id);
//!     std::fs::create_dir_all(&folder)?;
//!     let toolset = LocalToolset::new(&folder)?;
//!     toolset.mount_memory(&context.client, &context.session).await?;
//!     toolset.install_skills(&context.client, &context.session).await;
//!     Ok(Tools::of_toolset(toolset))
//! });
//! worker.run().await
//! # }
//! ```
//!
//! # Limits of the confinement
//!
//! `read`, `write`, `edit`, `glob` and `grep` cannot leave the folder, not even by `..`, absolute paths, symbolic links
//! or races: the operating system resolves each path below the folder.
//!
//! **`bash` is not confined.** A command has all permissions of the user of this process. It can read other files, use
//! the network, and read the environment variables of this process through `/proc`. The shell starts in the folder,
//! without secrets in its own environment variables, and with a time limit and an output limit.
//! The toolset kills its processes at the end, but a process that leaves its process
//! group survives. So run the worker in a container, as a separate user.

mod background;
mod edit;
mod folder;
mod glob;
mod grep;
mod lines;
mod local;
mod memory;
mod read;
mod shell;
mod skills;
mod unpack;
mod walk;

pub use local::LocalToolset;
pub use memory::{MemoryError, MemoryErrorKind};
pub use skills::SkillError;

use std::{future::Future, sync::Arc, time::Duration};

use super::tools::{Tool, ToolError, ToolOutput, Tools};
use crate::types::{BashToolInput, EditToolInput, GlobToolInput, GrepToolInput, ReadToolInput, WriteToolInput};

/// How long a call may take: more than a command of `bash`, whose own limit leaves its output.
const TIMEOUT: Duration = Duration::from_secs(150);

/// The most bytes of text of a call: more than the output of a command, or a file of the default limit.
const MOST_TEXT: usize = 512 * 1024;

/// The tools of the API's toolset, for a session.
pub trait Toolset: Send + Sync + 'static {
    /// Runs a command in a shell that keeps its state between calls.
    fn bash(&self, input: BashToolInput) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send;

    /// Reads a file, or some of its lines.
    fn read(&self, input: ReadToolInput) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send;

    /// Writes a file, and replaces its content.
    fn write(&self, input: WriteToolInput) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send;

    /// Replaces text in a file.
    fn edit(&self, input: EditToolInput) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send;

    /// Finds files by their names.
    fn glob(&self, input: GlobToolInput) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send;

    /// Finds lines of files by a regular expression.
    fn grep(&self, input: GrepToolInput) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send;

    /// Ends the work of the session, for example sends its last changes. A [worker](crate::worker) calls it after the last call of a tool,
    /// even if it has lost the lease, and waits for up to 30 seconds. The default does nothing.
    fn close(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

impl Tools {
    /// The six tools of a toolset. They run one at a time, in the order of the calls, since a call may need the files
    /// of an earlier one. A call may take 150 seconds, and its text may have 512 KiB.
    pub fn of_toolset(toolset: impl Toolset) -> Self {
        let toolset = Arc::new(toolset);
        let closed = Arc::clone(&toolset);
        let close = move || {
            let closed = Arc::clone(&closed);
            async move { closed.close().await }
        };
        Self::new(shared(&toolset)).max_parallel(1).timeout(TIMEOUT).max_output(MOST_TEXT).on_close(close)
    }
}

/// The six tools of a toolset, for a set that also has other tools. A worker does not call [`Toolset::close`] of this toolset: call it yourself, in
/// [`Tools::on_close`]. The timeout of the set must be longer than the timeout of `bash`: else its output is lost. The
/// largest output must be more than the 300 KiB of `bash`, and at least [`LocalToolset::max_file_bytes`], for `read`: else
/// the end of a long text is cut.
///
/// ```no_run
/// # fn show(weather: managed_agents::tools::Tool) -> std::io::Result<()> {
/// use std::time::Duration;
///
/// use managed_agents::{tools::Tools, toolset::{LocalToolset, tools}};
///
/// let tools = Tools::new(tools(LocalToolset::new("/work")?).into_iter().chain([weather]));
/// let tools = tools.max_parallel(1).timeout(Duration::from_secs(150)).max_output(512 * 1024);
/// # drop(tools);
/// # Ok(())
/// # }
/// ```
pub fn tools<T: Toolset>(toolset: T) -> [Tool; 6] {
    shared(&Arc::new(toolset))
}

fn shared<T: Toolset>(toolset: &Arc<T>) -> [Tool; 6] {
    macro_rules! tool {
        ($method:ident) => {{
            let toolset = Arc::clone(toolset);
            Tool::new(stringify!($method), move |input| {
                let toolset = Arc::clone(&toolset);
                async move { toolset.$method(input).await }
            })
        }};
    }
    [tool!(bash), tool!(read), tool!(write), tool!(edit), tool!(glob), tool!(grep)]
}
