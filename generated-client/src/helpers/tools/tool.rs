//! [`Tool`]: a function that an agent calls.

use std::{
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
};

use serde::de::DeserializeOwned;

use super::{ToolOutput, ToolUse};
use crate::types::{CustomTool, CustomToolInputSchema};

pub(super) type Running = Pin<Box<dyn Future<Output = ToolOutput> + Send>>;

/// A function that an agent calls, with its name, description and input. For the API, it is a custom tool, one variant
/// of [`types::Tool`](crate::types::Tool).
#[derive(Clone)]
pub struct Tool {
    name: String,
    description: String,
    input_schema: CustomToolInputSchema,
    function: Arc<dyn Fn(ToolUse) -> Running + Send + Sync>,
}

impl Tool {
    /// Makes a tool that runs `function`. The input of the function is any type that serde can decode. Its output is
    /// text, JSON, [`ToolOutput`], or a `Result` of one of these.
    ///
    /// ```
    /// use managed_agents::tools::{Tool, ToolError};
    /// # use std::collections::BTreeMap;
    ///
    /// let read = Tool::new("read", |input: BTreeMap<String, String>| async move {
    ///     let path = input.get("path").ok_or_else(|| ToolError::new("The path is missing."))?;
    ///     Ok::<_, ToolError>(std::fs::read_to_string(path)?)
    /// });
    /// # drop(read);
    /// ```
    pub fn new<I, F>(name: impl Into<String>, function: impl Fn(I) -> F + Send + Sync + 'static) -> Self
    where
        I: DeserializeOwned,
        F: Future<Output: Into<ToolOutput>> + Send + 'static,
    {
        Self::with_use(name, move |input, _| function(input))
    }

    /// As [`Self::new`], with a function that also gets the call: its session, thread and id.
    pub fn with_use<I, F>(name: impl Into<String>, function: impl Fn(I, ToolUse) -> F + Send + Sync + 'static) -> Self
    where
        I: DeserializeOwned,
        F: Future<Output: Into<ToolOutput>> + Send + 'static,
    {
        let run = move |tool_use: ToolUse| -> Running {
            match tool_use.input_as::<I>() {
                Ok(input) => {
                    let running = function(input, tool_use);
                    Box::pin(async move { running.await.into() })
                }
                Err(error) => {
                    Box::pin(ready(ToolOutput::default().error(format!("The input of the tool is invalid: {error}"))))
                }
            }
        };
        Self {
            name: name.into(),
            description: String::new(),
            input_schema: CustomToolInputSchema::new(),
            function: Arc::new(run),
        }
    }

    /// Sets the description: the effect of the tool and when to use it. The API requires one.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Sets the JSON Schema of the input: an object without declared properties by default.
    #[must_use]
    pub fn input_schema(mut self, schema: CustomToolInputSchema) -> Self {
        self.input_schema = schema;
        self
    }

    /// The name of the tool.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tool in the form that an agent gets.
    pub fn definition(&self) -> CustomTool {
        CustomTool::new(&self.name, &self.description, self.input_schema.clone())
    }

    pub(super) fn described(&self) -> Option<&str> {
        Some(self.description.as_str()).filter(|description| !description.is_empty())
    }

    pub(super) fn run(&self, tool_use: ToolUse) -> Running {
        (self.function)(tool_use)
    }
}

impl From<&Tool> for CustomTool {
    fn from(tool: &Tool) -> Self {
        tool.definition()
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tool").field("name", &self.name).finish_non_exhaustive()
    }
}
