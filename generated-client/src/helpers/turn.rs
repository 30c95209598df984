//! [`Turn`]: events are sent, and the agent works until it waits again.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use super::{follow::Follow, reconnect::Reconnect, run::RunUsage, telemetry::Span, waiting::Answers};
use crate::{
    Error, Request, Result,
    events::{Events, SendSessionEvents},
    types::{EventBatch, SentEvents, SessionEvent, SessionStatusIdleEvent, StopReason},
};

/// The doings of a session from the moment that events were sent until it waited again; see [`Events::send_and_wait`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Turn {
    /// All that happened, the events that were sent and the last one among it, each once.
    pub events: Vec<SessionEvent>,
    /// The event by which the session waits: the last one, or one of before if the session has not gone on, since tool uses
    /// still block it. `None` if it has ended.
    pub idle: Option<SessionStatusIdleEvent>,
    blocking_ids: Vec<String>,
    /// The tool uses of these ids, as far as they are known.
    blocking: Vec<SessionEvent>,
}

impl Turn {
    /// Why the agent stopped.
    pub fn stop_reason(&self) -> Option<&StopReason> {
        self.idle.as_ref()?.stop_reason.as_ref()
    }

    /// The text of all messages of the agent, a line each.
    pub fn text(&self) -> String {
        let messages = self.events.iter().filter_map(|event| match event {
            SessionEvent::AgentMessage(message) => Some(message.text()),
            _ => None,
        });
        messages.collect::<Vec<_>>().join("\n")
    }

    /// The ids of the tool uses that the session still waits for, each for a `user.tool_confirmation`, a
    /// `user.custom_tool_result` or a `user.tool_result`; none unless it has stopped by `requires_action`.
    pub fn blocking_ids(&self) -> &[String] {
        &self.blocking_ids
    }

    /// The tool uses that the session still waits for, those of earlier turns too:
    ///
    /// | event | answer |
    /// | --- | --- |
    /// | [`AgentCustomToolUse`](SessionEvent::AgentCustomToolUse) | [`UserCustomToolResult`](crate::types::UserCustomToolResult) |
    /// | [`AgentToolUse`](SessionEvent::AgentToolUse), [`AgentMcpToolUse`](SessionEvent::AgentMcpToolUse) with the permission `ask` | [`UserToolConfirmation`](crate::types::UserToolConfirmation) |
    /// | [`AgentToolUse`](SessionEvent::AgentToolUse) that your own environment runs | [`UserToolResult`](crate::types::UserToolResult) |
    ///
    /// One that cannot be found in the last 1,000 events is in [`Self::blocking_ids`] only.
    pub fn blocking(&self) -> impl Iterator<Item = &SessionEvent> {
        self.blocking.iter()
    }
}

impl Events {
    /// Sends events, and collects what happens until the session has processed them and waits again, or has ended.
    ///
    /// The stream is open before anything is sent, and follows the session over lost connections as [`Events::follow`]
    /// does, with the same limits. That the session waits counts only once it has processed the events: not if it still
    /// worked on others when they were sent. If it waits for tool uses that the events do not answer, it processes nothing: after
    /// 5 seconds, in which another client may answer them, the turn is over and says what [still blocks](Turn::blocking).
    ///
    /// ```no_run
    /// use managed_agents::types::{EventBatch, UserMessage};
    ///
    /// # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
    /// let batch = EventBatch::new([UserMessage::text("Fix the build.")]);
    /// let turn = client.events().send_and_wait("sesn_1", &batch).await?;
    /// println!("{}", turn.text());
    /// for tool_use in turn.blocking() {
    ///     println!("waits for the result of {}", tool_use.kind());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// An error of the first connection or of sending, after which the call ends. Or one of following the session, a
    /// limit or an event that cannot be read among them: the session goes on then, and [`Events::follow`] tells what it does.
    pub fn send_and_wait(&self, session_id: &str, body: &EventBatch) -> PendingTurn {
        let send = Begin::Send(Box::new(self.send(session_id, body)), Answers::of(body));
        PendingTurn::new(session_id, self.follow(session_id), send)
    }

    /// [`Events::send_and_wait`] for code that is not asynchronous.
    ///
    /// # Errors
    /// As [`Events::send_and_wait`], and a call from asynchronous code.
    #[cfg(feature = "blocking")]
    pub fn send_and_wait_blocking(&self, session_id: &str, body: &EventBatch) -> Result<Turn> {
        self.send_and_wait(session_id, body).wait_blocking()
    }

    /// Waits until a session has processed events that were sent earlier, by anybody, and collects what happens meanwhile. If it
    /// has processed them already and waits, the turn has no events.
    ///
    /// ```no_run
    /// # async fn show(client: managed_agents::Client) -> managed_agents::Result<()> {
    /// let turn = client.events().wait_until_processed("sesn_1", ["sevt_7"]).await?;
    /// println!("{}", turn.text());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Events::send_and_wait`].
    pub fn wait_until_processed(
        &self,
        session_id: &str,
        event_ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> PendingTurn {
        PendingTurn::new(
            session_id,
            self.follow(session_id),
            Begin::Expect(event_ids.into_iter().map(Into::into).collect()),
        )
    }
}

/// A [`Turn`] that is waited for by `.await`; see [`Events::send_and_wait`]. It has the limits of [`Follow`].
///
/// ```no_run
/// # use std::time::Duration;
/// # use managed_agents::types::{EventBatch, UserMessage};
/// # async fn show(client: managed_agents::Client, batch: EventBatch) -> managed_agents::Result<()> {
/// let turn = client.events().send_and_wait("sesn_1", &batch).total_timeout(Duration::from_secs(600)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is awaited"]
pub struct PendingTurn(Stage);

enum Stage {
    Ready(Box<(String, Follow, Begin)>),
    Running(Pin<Box<dyn Future<Output = Result<Turn>> + Send>>),
    Over,
}

/// The way in which a turn begins.
enum Begin {
    Send(Box<Request<SendSessionEvents>>, Answers),
    Expect(Vec<String>),
}

impl PendingTurn {
    fn new(session_id: &str, follow: Follow, begin: Begin) -> Self {
        Self(Stage::Ready(Box::new((session_id.to_owned(), follow.from_now(), begin))))
    }

    /// Sets how long it tries to connect again after a lost connection: 5 minutes by default.
    pub fn reconnect_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.reconnect_timeout(timeout))
    }

    /// Sets how long it waits for the next event: 1 hour by default.
    pub fn idle_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.idle_timeout(timeout))
    }

    /// Sets how long all of it may take, sending too: 24 hours by default.
    pub fn total_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.total_timeout(timeout))
    }

    /// Sets how long the session may wait for tool uses that nobody answers, until the turn is over: 5 seconds by default.
    pub fn blocked_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.blocked_timeout(timeout))
    }

    /// Calls `listener` each time before a lost connection is made again.
    pub fn on_reconnect(self, listener: impl FnMut(&Reconnect) + Send + 'static) -> Self {
        self.set(|follow| follow.on_reconnect(listener))
    }

    /// Waits for the turn. For code that is not asynchronous.
    ///
    /// # Errors
    /// As [`Events::send_and_wait`], and a call from asynchronous code.
    #[cfg(feature = "blocking")]
    pub fn wait_blocking(self) -> Result<Turn> {
        crate::runtime::blocking::wait(self)?
    }

    /// Changes a setting, unless it has begun.
    fn set(self, set: impl FnOnce(Follow) -> Follow) -> Self {
        match self.0 {
            Stage::Ready(ready) => {
                let (session_id, follow, begin) = *ready;
                Self(Stage::Ready(Box::new((session_id, set(follow), begin))))
            }
            begun @ (Stage::Running(_) | Stage::Over) => Self(begun),
        }
    }
}

impl Future for PendingTurn {
    type Output = Result<Turn>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut running = match std::mem::replace(&mut self.0, Stage::Over) {
            Stage::Ready(ready) => Box::pin(traced(ready.0, run(ready.1, ready.2))),
            Stage::Running(running) => running,
            Stage::Over => return Poll::Ready(Err(Error::build("the turn has been handed out already"))),
        };
        let turn = running.as_mut().poll(context);
        if turn.is_pending() {
            self.0 = Stage::Running(running);
        }
        turn
    }
}

impl fmt::Debug for PendingTurn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match &self.0 {
            Stage::Ready(_) => "not begun",
            Stage::Running(_) => "running",
            Stage::Over => "over",
        };
        formatter.debug_tuple("PendingTurn").field(&stage).finish()
    }
}

/// Runs a turn in a span.
async fn traced(session_id: String, run: impl Future<Output = Result<Turn>> + Send) -> Result<Turn> {
    let span = Span::invocation(&session_id);
    let turn = span.around(run).await;
    match &turn {
        Ok(turn) => {
            span.used(RunUsage::of(&turn.events));
            span.succeeded();
        }
        Err(error) => span.failed(if error.is_timeout() { "timeout" } else { "client_error" }),
    }
    turn
}

async fn run(mut follow: Follow, begin: Begin) -> Result<Turn> {
    follow.open().await?;
    match begin {
        Begin::Send(send, answers) => {
            let sent: SentEvents = follow.within_total(send.send()).await??;
            follow.until_answered(&sent, &answers);
        }
        Begin::Expect(event_ids) => follow.until_processed(event_ids),
    }
    let mut events = Vec::new();
    while let Some(event) = follow.try_next().await? {
        events.push(event);
    }
    let waiting = follow.waiting();
    Ok(Turn {
        events,
        idle: waiting.idle().cloned(),
        blocking_ids: waiting.ids().cloned().collect(),
        blocking: waiting.tool_uses().cloned().collect(),
    })
}
