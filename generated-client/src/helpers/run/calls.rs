//! [`Calls`]: the calls of tools that a run processes, each once.

use std::{
    collections::VecDeque,
    future::poll_fn,
    io,
    pin::{Pin, pin},
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use tokio::task::JoinSet;

use super::{
    CallState, Journal, RunErrorKind, ToolCall,
    confirm::{Confirm, answer},
    post::Post,
};
use crate::{
    Client, Error, Result,
    helpers::{
        telemetry::Span,
        tools::{ToolUse, Tools},
    },
    runtime::page::SortedSet,
    types::{EvaluatedPermission, SendableEvent, SessionEvent, ToolConfirmation, UserCustomToolResult, UserToolResult},
};

/// A call that is processed. All calls have one type, so tokio's code for tasks is compiled once.
type Task = Pin<Box<dyn Future<Output = Done> + Send>>;

/// The calls of a run. When it is dropped, all running calls end.
pub(crate) struct Calls {
    client: Client,
    session_id: String,
    tools: Arc<Tools>,
    confirm: Option<Confirm>,
    journal: Option<Arc<dyn Journal>>,
    limit: usize,
    /// The calls that were accepted, so that none is accepted twice.
    taken: SortedSet<String>,
    tool_calls: usize,
    /// Calls that wait for their turn.
    queue: VecDeque<(ToolUse, Reply)>,
    running: JoinSet<Done>,
    running_tools: usize,
    /// How many answers are on their way.
    sending: Arc<AtomicUsize>,
}

/// A call that has been processed.
pub(crate) struct Done {
    pub(crate) call: ToolCall,
    pub(crate) sent: Result<(), RunErrorKind>,
    is_tool: bool,
}

/// The event with the result of a tool.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reply {
    /// `user.custom_tool_result`.
    Custom,
    /// `user.tool_result`.
    BuiltIn,
}

/// The kind of answer that a call waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Result,
    Confirmation,
}

impl Calls {
    pub(super) fn new(
        client: Client,
        session_id: String,
        tools: Arc<Tools>,
        confirm: Option<Confirm>,
        journal: Option<Arc<dyn Journal>>,
        limit: usize,
    ) -> Self {
        Self {
            client,
            session_id,
            tools,
            confirm,
            journal,
            limit,
            taken: SortedSet::new(),
            tool_calls: 0,
            queue: VecDeque::new(),
            running: JoinSet::new(),
            running_tools: 0,
            sending: Arc::default(),
        }
    }

    /// The calls of a session that a worker serves. The worker decides which calls may run.
    pub(crate) fn of_worker(client: Client, session_id: String, tools: Arc<Tools>) -> Self {
        Self::new(client, session_id, tools, None, None, usize::MAX)
    }

    /// Whether any call is not answered yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty() && self.queue.is_empty()
    }

    /// Whether any answer is on its way.
    pub(super) fn is_sending(&self) -> bool {
        self.sending.load(Ordering::Relaxed) > 0
    }

    /// Runs a tool, unless the call was accepted before.
    pub(crate) fn push(&mut self, tool_use: ToolUse, reply: Reply) {
        if self.taken.insert(tool_use.id.clone()) {
            self.queue.push_back((tool_use, reply));
            self.start();
        }
    }

    /// Accepts a call, if it is for this run and was not accepted before.
    pub(super) fn take(&mut self, event: &SessionEvent) -> Result<(), RunErrorKind> {
        let Some(kind) = wanted(&self.tools, event) else { return Ok(()) };
        let Some(tool_use) = ToolUse::of(&self.session_id, event) else { return Ok(()) };
        if !self.taken.insert(tool_use.id.clone()) {
            return Ok(());
        }
        match kind {
            Answer::Confirmation => self.decide(tool_use),
            Answer::Result => {
                if self.tool_calls == self.limit {
                    return Err(RunErrorKind::ToolCallLimit(self.limit));
                }
                self.tool_calls += 1;
                self.queue.push_back((tool_use, Reply::Custom));
                self.start();
            }
        }
        Ok(())
    }

    /// The next call that has been processed.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Done>> {
        match self.running.poll_join_next(context) {
            Poll::Ready(Some(Ok(done))) => {
                self.sending.fetch_sub(1, Ordering::Relaxed);
                if done.is_tool {
                    self.running_tools -= 1;
                    self.start();
                }
                Poll::Ready(Ok(done))
            }
            // Panics of tools are caught: only the end of the runtime ends the task.
            Poll::Ready(Some(Err(error))) => {
                Poll::Ready(Err(Error::build(format!("a call of a tool was lost: {error}"))))
            }
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// Starts waiting calls, up to the limit.
    fn start(&mut self) {
        while self.running_tools < self.tools.parallel() {
            let Some((tool_use, reply)) = self.queue.pop_front() else { return };
            self.running_tools += 1;
            let (tools, post, sending) = (Arc::clone(&self.tools), self.post(&tool_use), Arc::clone(&self.sending));
            let journal = self.journal.as_ref().map(Arc::downgrade);
            let span = Span::tool(&tool_use, tools.description(&tool_use.name));
            let task: Task = Box::pin(async move {
                let (id, name) = (tool_use.id.clone(), tool_use.name.clone());
                let result = traced(span, &tools, tool_use, journal).await;
                sending.fetch_add(1, Ordering::Relaxed);
                let is_error = result.as_ref().is_ok_and(|result| result.is_error.value() == Some(&true));
                let sent = match result {
                    Ok(result) => post.send(reply.event(result)).await.map_err(RunErrorKind::Client),
                    Err(error) => Err(RunErrorKind::Journal(error)),
                };
                Done { call: ToolCall { id, name, is_error, is_answered: sent.is_ok() }, sent, is_tool: true }
            });
            self.running.spawn(task);
        }
    }

    /// Asks for permission. A person may decide, so it does not count as a running tool.
    fn decide(&mut self, tool_use: ToolUse) {
        let (confirm, post, sending) = (self.confirm.clone(), self.post(&tool_use), Arc::clone(&self.sending));
        let task: Task = Box::pin(async move {
            let (id, name) = (tool_use.id.clone(), tool_use.name.clone());
            let confirmation = answer(confirm, tool_use).await;
            let is_error = confirmation.result != ToolConfirmation::Allow;
            sending.fetch_add(1, Ordering::Relaxed);
            let sent = post.send(confirmation.into()).await.map_err(RunErrorKind::Client);
            Done { call: ToolCall { id, name, is_error, is_answered: sent.is_ok() }, sent, is_tool: false }
        });
        self.running.spawn(task);
    }

    fn post(&self, tool_use: &ToolUse) -> Post {
        Post { client: self.client.clone(), session_id: self.session_id.clone(), tool_use_id: tool_use.id.clone() }
    }
}

impl Reply {
    fn event(self, result: UserCustomToolResult) -> SendableEvent {
        match self {
            Self::Custom => result.into(),
            Self::BuiltIn => {
                let is_error = result.is_error.value() == Some(&true);
                let reply = UserToolResult::new(result.custom_tool_use_id).content(result.content.unwrap_or_default());
                reply.is_error(is_error).into()
            }
        }
    }
}

/// Runs a tool in its span, which ends with it.
async fn traced(
    span: Span,
    tools: &Tools,
    call: ToolUse,
    journal: Option<Weak<dyn Journal>>,
) -> io::Result<UserCustomToolResult> {
    if tools.traces_content() {
        span.arguments(&call);
    }
    let result = span.around(execute(tools, call, journal)).await;
    match &result {
        Ok(result) if tools.traces_content() => span.tool_result(result),
        _ => {}
    }
    match &result {
        Ok(result) if result.is_error.value() == Some(&true) => span.failed("tool_error"),
        Ok(_) => span.succeeded(),
        Err(_) => span.failed("journal_error"),
    }
    result
}

/// Runs a tool, unless the journal has the call already.
///
/// Between its steps, only the run keeps the journal. So the journal is closed when the run is dropped, and can be opened again.
/// A result that is ready by then is still stored.
async fn execute(tools: &Tools, call: ToolUse, journal: Option<Weak<dyn Journal>>) -> io::Result<UserCustomToolResult> {
    let Some(journal) = journal else { return Ok(tools.execute(call).await) };
    let dropped = || io::Error::other("the run was dropped");
    let state = journal.upgrade().ok_or_else(dropped)?.begin(&call).await?;
    let (result, journal) = match state {
        CallState::Finished(result) => return Ok(*result),
        CallState::New => {
            let mut running = pin!(tools.execute(call.clone()));
            poll_fn(|context| {
                let journal = journal.upgrade();
                running.as_mut().poll(context).map(|result| (result, journal))
            })
            .await
        }
        CallState::Begun => {
            let text = "The tool was interrupted. It may have run, so it is not run again.";
            (UserCustomToolResult::text(&call.id, text).is_error(true), journal.upgrade())
        }
    };
    journal.ok_or_else(dropped)?.finish(&call, &result).await?;
    Ok(result)
}

/// Whether a run with these tools answers the call of an event.
pub(super) fn is_wanted(tools: &Tools, event: &SessionEvent) -> bool {
    wanted(tools, event).is_some()
}

fn wanted(tools: &Tools, event: &SessionEvent) -> Option<Answer> {
    let permission = match event {
        SessionEvent::AgentCustomToolUse(call) => {
            return tools.contains(&call.name).then_some(Answer::Result);
        }
        SessionEvent::AgentToolUse(call) => call.evaluated_permission.as_ref(),
        SessionEvent::AgentMcpToolUse(call) => call.evaluated_permission.as_ref(),
        _ => None,
    };
    match permission {
        // It runs elsewhere, or not at all.
        None | Some(EvaluatedPermission::Allow | EvaluatedPermission::Deny) => None,
        Some(EvaluatedPermission::Ask | EvaluatedPermission::Unknown(_)) => Some(Answer::Confirmation),
    }
}
