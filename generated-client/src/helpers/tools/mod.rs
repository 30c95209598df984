//! Tools that your program runs for an agent.
//!
//! A [`Tool`] is a function with a typed input. With the feature `schemars`, `Tool::typed` makes its JSON Schema from
//! the type. [`Tools`] is a set of them with limits. A [run](crate::run) calls them for the agent, and sends their
//! results.
//!
//! ```
//! use managed_agents::{json_object, tools::{Tool, Tools}, types::CustomToolInputSchema};
//!
//! # use std::collections::BTreeMap;
//! # type WeatherInput = BTreeMap<String, String>;
//! let schema = CustomToolInputSchema::new().properties(json_object! { "city": { "type": "string" } }).required(["city"]);
//! let weather = Tool::new("weather", |input: WeatherInput| async move { format!("It rains in {}.", input["city"]) })
//!     .description("Tells the weather of a city.")
//!     .input_schema(schema);
//! let tools = Tools::new([weather]).max_parallel(2);
//! assert_eq!(tools.definitions().len(), 1); // for `CreateAgentRequest::tools`
//! ```

pub(super) mod execute;
mod output;
#[cfg(feature = "schemars")]
mod schema;
mod tool;
mod tool_use;

pub use output::{ToolError, ToolOutput};
pub use tool::Tool;
pub use tool_use::ToolUse;

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use crate::runtime::compact::CollectList;
use crate::types;

/// Makes the text that the agent gets for an error.
type Describe = Arc<dyn Fn(&ToolUse, &ToolError) -> String + Send + Sync>;

/// Ends the work of a session.
type Close = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A set of tools with different names, and the limits of their calls.
#[derive(Clone)]
pub struct Tools {
    /// In the order of their names.
    tools: Vec<Tool>,
    max_parallel: usize,
    timeout: Duration,
    max_output: usize,
    describe_error: Option<Describe>,
    traces_content: bool,
    close: Option<Close>,
}

impl Default for Tools {
    fn default() -> Self {
        Self {
            tools: Vec::new(),
            max_parallel: 4,
            timeout: Duration::from_secs(120),
            max_output: 100 * 1024,
            describe_error: None,
            traces_content: false,
            close: None,
        }
    }
}

impl Tools {
    /// Makes a set of these tools. If several have the same name, the last one is used.
    pub fn new(tools: impl IntoIterator<Item = Tool>) -> Self {
        let mut set = Self::default();
        for tool in tools {
            match set.tools.binary_search_by(|other| other.name().cmp(tool.name())) {
                Ok(place) => set.tools[place] = tool,
                Err(place) => set.tools.insert(place, tool),
            }
        }
        set
    }

    /// Sets the largest number of calls that run at the same time: 4 by default, at least 1. Further calls wait.
    #[must_use]
    pub fn max_parallel(mut self, calls: usize) -> Self {
        self.max_parallel = calls.max(1);
        self
    }

    /// Sets the timeout of a call: 2 minutes by default. The agent gets an error that says so.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the largest text of the output of a call in bytes: 100 KiB by default. Longer text is cut, and the output
    /// says so. Images and documents do not count.
    #[must_use]
    pub fn max_output(mut self, bytes: usize) -> Self {
        self.max_output = bytes;
        self
    }

    /// Sets the text that the agent gets for an error of a tool. The default is the text of the error, which can have
    /// details that an agent should not know, such as paths.
    #[must_use]
    pub fn describe_error(mut self, describe: impl Fn(&ToolUse, &ToolError) -> String + Send + Sync + 'static) -> Self {
        self.describe_error = Some(Arc::new(describe));
        self
    }

    /// Adds the arguments and the result of each call to its span, as JSON of up to 750,000 bytes. By default, spans have no content. This setting has
    /// an effect only with the feature `tracing`.
    #[must_use]
    pub fn trace_content(mut self) -> Self {
        self.traces_content = true;
        self
    }

    /// Sets the function that a [worker](crate::worker) calls after the last call of a session, for example to send the last changes. The worker waits for it
    /// for up to 30 seconds, and then stops the item. It calls the function even if another worker has the item now.
    #[must_use]
    pub fn on_close<F>(mut self, close: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.close = Some(Arc::new(move || Box::pin(close())));
        self
    }

    pub(super) async fn close(&self) {
        if let Some(close) = &self.close {
            // The message of a panic is for the developer, who has it on standard error.
            drop(execute::caught(async { close().await }).await);
        }
    }

    /// The definitions of the tools, for [`CreateAgentRequest::tools`](types::CreateAgentRequest::tools).
    pub fn definitions(&self) -> Vec<types::Tool> {
        self.tools.iter().map(|tool| tool.definition().into()).collect_list()
    }

    /// Whether the set has a tool with this name.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.name() == name)
    }

    /// The description of a tool, if it has one.
    pub(super) fn description(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Tool::described)
    }

    pub(super) fn traces_content(&self) -> bool {
        self.traces_content
    }

    pub(super) fn parallel(&self) -> usize {
        self.max_parallel
    }
}

impl FromIterator<Tool> for Tools {
    fn from_iter<I: IntoIterator<Item = Tool>>(tools: I) -> Self {
        Self::new(tools)
    }
}

impl fmt::Debug for Tools {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Tools")
            .field("tools", &self.tools.iter().map(Tool::name).collect_list())
            .field("max_parallel", &self.max_parallel)
            .field("timeout", &self.timeout)
            .field("max_output", &self.max_output)
            .finish_non_exhaustive()
    }
}
