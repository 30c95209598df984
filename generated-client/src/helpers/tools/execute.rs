//! The execution of one call. Errors and panics of the tool are results for the agent too.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::Poll,
};

use super::{ToolOutput, ToolUse, Tools, output::limited};
use crate::types::{TextBlock, UserCustomToolResult};

/// A future panicked.
pub(crate) struct Panicked;

impl Tools {
    /// Runs the tool of a call. An error, a panic, a timeout and an invalid input are results too.
    pub(crate) async fn execute(&self, tool_use: ToolUse) -> UserCustomToolResult {
        let output = match self.get(&tool_use.name).cloned() {
            None => ToolOutput::default().error("There is no tool of this name."),
            Some(tool) => {
                let running = caught(async { tool.run(tool_use.clone()).await });
                match tokio::time::timeout(self.timeout, running).await {
                    Ok(Ok(output)) => output,
                    // The message of a panic is for the developer, who has it on standard error.
                    Ok(Err(Panicked)) => ToolOutput::default().error("The tool failed unexpectedly."),
                    Err(_) => ToolOutput::default().error(format!("tool '{}' timed out", tool_use.name)),
                }
            }
        };
        self.result(&tool_use, output)
    }

    fn result(&self, tool_use: &ToolUse, output: ToolOutput) -> UserCustomToolResult {
        let result = UserCustomToolResult::new(&tool_use.id);
        let Some(error) = output.error else { return result.content(limited(output.content, self.max_output)) };
        let text = match &self.describe_error {
            Some(describe) => catch_unwind(AssertUnwindSafe(|| describe(tool_use, &error)))
                .unwrap_or_else(|_| "The tool failed.".to_owned()),
            None => error.to_string(),
        };
        result.content(limited(vec![TextBlock::new(text).into()], self.max_output)).is_error(true)
    }
}

/// The output of `future`, unless it panics. It is not polled again then. A panic while it is dropped has no effect.
pub(crate) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut caught = Caught(Some(Box::pin(future)));
    poll_fn(|context| {
        let Some(future) = &mut caught.0 else { return Poll::Pending };
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    })
    .await
}

/// A future whose panics are caught, also while it is dropped. It is there until then.
struct Caught<F>(Option<Pin<Box<F>>>);

impl<F> Drop for Caught<F> {
    fn drop(&mut self) {
        // The message of a panic is for the developer, who has it on standard error.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(self.0.take())));
    }
}
