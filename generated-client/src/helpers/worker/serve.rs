//! The calls of a session that a worker runs.

use std::{
    future::{Future, pending, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use tokio::sync::watch;

use super::{Settings, WorkEnd, WorkerEvent};
use crate::{
    Client, Error, Follow, Result,
    helpers::{
        processed::answered_use_of_value,
        run::{
            RunErrorKind,
            calls::{Calls, Done, Reply},
        },
        tools::{ToolUse, Tools},
    },
    runtime::compact::retain,
    runtime::{json::value_of_body, page::SortedSet},
    types::{EvaluatedPermission, SessionEvent, StopReason, ToolConfirmation},
};

/// How long calls may go on after a shutdown has begun.
const GRACE: Duration = Duration::from_secs(30);

/// A limit that never passes: the lease ends the work, not a limit of following.
const LONG: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs the tools of a session until it is over, or idle for long.
pub(super) async fn serve(
    settings: &Settings,
    tools: Arc<Tools>,
    client: &Client,
    (work_id, session_id): (&str, &str),
    mut stop: watch::Receiver<bool>,
) -> Result<WorkEnd> {
    let follow = client.events().follow(session_id).idle_timeout(LONG).total_timeout(LONG).persistent();
    let stopped: Pause = Box::pin(async move {
        if stop.wait_for(|is_over| *is_over).await.is_err() {
            pending::<()>().await;
        }
    });
    let mut service = Service {
        settings,
        work_id,
        calls: Calls::of_worker(client.clone(), session_id.to_owned(), Arc::clone(&tools)),
        tools,
        open: Vec::new(),
        allowed: SortedSet::new(),
        denied: SortedSet::new(),
        answered: SortedSet::new(),
        session_id,
        is_turn_over: false,
        idle: None,
        stopped: Some(stopped),
        grace: None,
        follow,
    };
    service.run().await
}

struct Service<'a> {
    settings: &'a Settings,
    work_id: &'a str,
    session_id: &'a str,
    follow: Follow,
    tools: Arc<Tools>,
    calls: Calls,
    /// The calls of our tools that nobody has answered, in the order in which the agent made them.
    open: Vec<Call>,
    /// The IDs of calls that a verdict allows.
    allowed: SortedSet<String>,
    /// The IDs of calls that a verdict denies.
    denied: SortedSet<String>,
    answered: SortedSet<String>,
    is_turn_over: bool,
    /// The rest of the time that the session may be idle.
    idle: Option<Pause>,
    /// The beginning of a shutdown, unless it has begun.
    stopped: Option<Pause>,
    /// The rest of the time after it.
    grace: Option<Pause>,
}

struct Call {
    tool_use: ToolUse,
    reply: Reply,
    permission: Option<EvaluatedPermission>,
}

enum Next {
    Event(SessionEvent),
    Error(Error),
    Done(Result<Done>),
    End(WorkEnd),
}

impl Service<'_> {
    async fn run(&mut self) -> Result<WorkEnd> {
        loop {
            match self.next().await {
                Next::Event(event) => {
                    self.note(&event);
                    self.start();
                }
                Next::Error(error) if self.follow.is_over() => return Err(error),
                // One event cannot be read. The next ones can.
                Next::Error(error) => {
                    self.note_unread(&error);
                    self.start();
                }
                Next::Done(done) => self.done(done?)?,
                Next::End(end) => return Ok(end),
            }
        }
    }

    async fn next(&mut self) -> Next {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        if let Poll::Ready(done) = self.calls.poll(context) {
            return Poll::Ready(Next::Done(done));
        }
        if is_over(&mut self.stopped, context) {
            self.grace = Some(self.settings.clocked().clock().sleep(GRACE));
        }
        let is_ending = self.grace.is_some();
        if is_ending && (self.calls.is_empty() || is_over(&mut self.grace, context)) {
            return Poll::Ready(Next::End(WorkEnd::Shutdown));
        }
        let was_past = self.follow.is_past();
        match Pin::new(&mut self.follow).poll_next(context) {
            Poll::Ready(Some(Ok(event))) => return Poll::Ready(Next::Event(event)),
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Next::Error(error)),
            Poll::Ready(None) => return Poll::Ready(Next::End(WorkEnd::SessionOver)),
            Poll::Pending => {}
        }
        // The history has ended without another event.
        if was_past && !self.follow.is_past() {
            self.start();
            context.waker().wake_by_ref();
        }
        self.watch_idle();
        if is_over(&mut self.idle, context) {
            return Poll::Ready(Next::End(WorkEnd::Idle));
        }
        Poll::Pending
    }

    /// Measures the time for which the session is idle and no tool runs.
    fn watch_idle(&mut self) {
        if !self.is_turn_over || !self.calls.is_empty() || self.follow.is_past() {
            self.idle = None;
        } else if self.idle.is_none() {
            self.idle = Some(self.settings.clocked().clock().sleep(self.settings.max_idle));
        }
    }

    fn note(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::AgentToolUse(call) => {
                self.note_call(event, Reply::BuiltIn, call.evaluated_permission.clone());
            }
            SessionEvent::AgentCustomToolUse(_) => self.note_call(event, Reply::Custom, None),
            SessionEvent::UserToolResult(answer) => self.note_answer(&answer.tool_use_id),
            SessionEvent::UserCustomToolResult(answer) => self.note_answer(&answer.custom_tool_use_id),
            SessionEvent::UserToolConfirmation(verdict) => {
                self.note_verdict(&verdict.tool_use_id, verdict.result == ToolConfirmation::Allow);
                // It begins no turn.
                return;
            }
            SessionEvent::SessionThreadStatusTerminated(end) => {
                let thread = Some(&end.session_thread_id);
                retain(&mut self.open, &mut |call| call.tool_use.session_thread_id.as_ref() != thread);
                return;
            }
            SessionEvent::UserInterrupt(interrupt) if interrupt.session_thread_id.is_none() => self.open.clear(),
            _ => {}
        }
        self.idle = None;
        self.is_turn_over = match event {
            SessionEvent::SessionStatusIdle(idle) => !matches!(idle.stop_reason, StopReason::RequiresAction(_)),
            _ => false,
        };
        // Then the session waits for no result, even if the result of a call cannot be read.
        if matches!(event, SessionEvent::SessionStatusIdle(idle) if matches!(idle.stop_reason, StopReason::EndTurn(_)))
        {
            self.open.clear();
        }
    }

    /// Notes the result of a call even if the event cannot be decoded, so that the tool is not run again.
    fn note_unread(&mut self, error: &Error) {
        let Error::Decode(error) = error else { return };
        let Ok(event) = value_of_body(error.body()) else { return };
        match answered_use_of_value(&event) {
            Some(id) if event["type"] != "user.tool_confirmation" => self.note_answer(id),
            _ => {}
        }
    }

    fn note_call(&mut self, event: &SessionEvent, reply: Reply, permission: Option<EvaluatedPermission>) {
        let Some(tool_use) = ToolUse::of(self.session_id, event) else { return };
        let is_ours = self.tools.contains(&tool_use.name);
        if is_ours && !self.answered.contains(&tool_use.id) && !self.denied.contains(&tool_use.id) {
            let call = Call { tool_use, reply, permission };
            match self.open.iter_mut().find(|open| open.tool_use.id == call.tool_use.id) {
                Some(open) => *open = call,
                None => self.open.push(call),
            }
        }
    }

    /// Notes whether a call may run. The last verdict counts.
    fn note_verdict(&mut self, id: &str, is_allowed: bool) {
        if is_allowed {
            self.denied.remove(id);
            self.allowed.insert(id.to_owned());
        } else {
            self.allowed.remove(id);
            self.denied.insert(id.to_owned());
            self.close(id);
        }
    }

    fn note_answer(&mut self, id: &str) {
        self.close(id);
        self.answered.insert(id.to_owned());
    }

    /// Removes a call from the open ones; `true` if it was one of them.
    fn close(&mut self, id: &str) -> bool {
        let before = self.open.len();
        retain(&mut self.open, &mut |call| call.tool_use.id != id);
        self.open.len() < before
    }

    /// Runs the calls that may run, unless the history may have their results, or the worker is to end. Without a clear permission, a
    /// call waits.
    fn start(&mut self) {
        if self.follow.is_past() || self.grace.is_some() {
            return;
        }
        for call in &self.open {
            let is_allowed = match call.permission {
                None | Some(EvaluatedPermission::Allow) => true,
                Some(EvaluatedPermission::Deny) => false,
                Some(EvaluatedPermission::Ask | EvaluatedPermission::Unknown(_)) => {
                    self.allowed.contains(&call.tool_use.id)
                }
            };
            if is_allowed {
                self.calls.push(call.tool_use.clone(), call.reply);
            }
        }
    }

    fn done(&mut self, done: Done) -> Result<()> {
        self.settings.tell(&WorkerEvent::ToolCalled { work_id: self.work_id, call: &done.call });
        let was_open = self.close(&done.call.id);
        match done.sent {
            Err(RunErrorKind::Client(error)) if was_open => Err(error),
            _ => Ok(()),
        }
    }
}

/// Whether a pause is over. If it is, removes it.
fn is_over(pause: &mut Option<Pause>, context: &mut Context<'_>) -> bool {
    let is_over = pause.as_mut().is_some_and(|pause| pause.as_mut().poll(context).is_ready());
    if is_over {
        *pause = None;
    }
    is_over
}
