//! [`Turn`]: the events of a session from sending events until it waits again.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use super::{follow::Follow, processed::sent, reconnect::Reconnect, run::RunUsage, telemetry::Span, waiting::Answers};
use crate::{
    Client, Error, Request, Result,
    events::{Events, SendSessionEvents},
    runtime::compact::{CollectList, joined},
    types::{EventBatch, SessionEvent, SessionStatusIdleEvent, StopReason},
};

/// The events of a session, from the first sent event until the session waited again; see
/// [`Events::send_and_wait`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Turn {
    /// All events of the turn, each once, including the sent events and the last event of the turn.
    pub events: Vec<SessionEvent>,
    /// The event that says that the session waits: usually the last one. It is an earlier one if tool uses still block
    /// the session. `None` if the session has ended.
    pub idle: Option<SessionStatusIdleEvent>,
    blocking_ids: Vec<String>,
    /// The tool uses of these ids, as far as they are known.
    blocking: Vec<SessionEvent>,
}

impl Turn {
    /// The reason why the agent stopped.
    pub fn stop_reason(&self) -> Option<&StopReason> {
        self.idle.as_ref().map(|idle| &idle.stop_reason)
    }

    /// The texts of all messages of the agent, joined by line breaks.
    pub fn text(&self) -> String {
        let messages = self.events.iter().filter_map(|event| match event {
            SessionEvent::AgentMessage(message) => Some(message.text()),
            _ => None,
        });
        joined(&messages.collect_list(), "\n")
    }

    /// The ids of the tool uses that the session still waits for. Each needs a `user.tool_confirmation`, a
    /// `user.custom_tool_result` or a `user.tool_result`. There are none unless the stop reason is `requires_action`.
    pub fn blocking_ids(&self) -> &[String] {
        &self.blocking_ids
    }

    /// The tool uses that the session still waits for, also those of earlier turns:
    ///
    /// | event | answer |
    /// | --- | --- |
    /// | [`AgentCustomToolUse`](SessionEvent::AgentCustomToolUse) | [`UserCustomToolResult`](crate::types::UserCustomToolResult) |
    /// | [`AgentToolUse`](SessionEvent::AgentToolUse), [`AgentMcpToolUse`](SessionEvent::AgentMcpToolUse) with the permission `ask` | [`UserToolConfirmation`](crate::types::UserToolConfirmation) |
    /// | [`AgentToolUse`](SessionEvent::AgentToolUse) that your own environment runs | [`UserToolResult`](crate::types::UserToolResult) |
    ///
    /// A tool use that is not among the last 1,000 events is only in [`Self::blocking_ids`].
    pub fn blocking(&self) -> impl Iterator<Item = &SessionEvent> {
        self.blocking.iter()
    }
}

impl Events {
    /// Sends events, and collects the events of the session until it has processed yours and waits again, or has ended.
    ///
    /// The stream is opened before anything is sent. It connects again after a lost connection, as [`Events::follow`]
    /// does, with the same limits. If the session was working on earlier events, the turn includes them, since it ends
    /// only when yours are processed. If the session waits for tool uses that your events do not answer, it processes
    /// nothing. Then the turn ends after 5 seconds, in which another client may answer them, and [`Turn::blocking`]
    /// lists them.
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
    /// The first connection fails, the events cannot be sent, the session cannot be followed any more, a limit is
    /// reached, or an event cannot be decoded. In the last three cases, the session goes on, and you can follow it with
    /// [`Events::follow`].
    pub fn send_and_wait(&self, session_id: &str, body: &EventBatch) -> PendingTurn {
        let send = Begin::Send(Box::new(self.send(session_id, body)), Answers::of(body));
        PendingTurn::new(self, session_id, send)
    }

    /// [`Events::send_and_wait`] for blocking code.
    ///
    /// # Errors
    /// As [`Events::send_and_wait`], and a call from async code.
    #[cfg(feature = "blocking")]
    pub fn send_and_wait_blocking(&self, session_id: &str, body: &EventBatch) -> Result<Turn> {
        self.send_and_wait(session_id, body).wait_blocking()
    }

    /// Waits until a session has processed events that any client has sent before, and collects the events meanwhile.
    /// If the session has already processed them and waits, the turn has no events.
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
        PendingTurn::new(self, session_id, Begin::Expect(event_ids.into_iter().map(Into::into).collect()))
    }
}

/// A future of a [`Turn`]; see [`Events::send_and_wait`]. It has the limits of [`Follow`].
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
    Ready(Box<Unbegun>),
    Running(Pin<Box<dyn Future<Output = Result<Turn>> + Send>>),
    Over,
}

/// A turn that has not begun.
struct Unbegun {
    client: Client,
    session_id: String,
    follow: Follow,
    begin: Begin,
}

/// The way in which a turn begins.
enum Begin {
    Send(Box<Request<SendSessionEvents>>, Answers),
    Expect(Vec<String>),
}

impl PendingTurn {
    fn new(events: &Events, session_id: &str, begin: Begin) -> Self {
        // A request knows its client, and is not sent.
        let client = events.list(session_id).into_draft().client.clone();
        let follow = events.follow(session_id).from_now();
        Self(Stage::Ready(Box::new(Unbegun { client, session_id: session_id.to_owned(), follow, begin })))
    }

    /// Sets the timeout for connecting again after a lost connection: 5 minutes by default.
    pub fn reconnect_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.reconnect_timeout(timeout))
    }

    /// Sets the timeout for the next event: 1 hour by default.
    pub fn idle_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.idle_timeout(timeout))
    }

    /// Sets the timeout for everything, with sending: 24 hours by default.
    pub fn total_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.total_timeout(timeout))
    }

    /// Sets how long the turn waits if the session is blocked by tool uses: 5 seconds by default.
    pub fn blocked_timeout(self, timeout: Duration) -> Self {
        self.set(|follow| follow.blocked_timeout(timeout))
    }

    /// Calls `listener` before each attempt to connect again.
    pub fn on_reconnect(self, listener: impl FnMut(&Reconnect) + Send + 'static) -> Self {
        self.set(|follow| follow.on_reconnect(listener))
    }

    /// Waits for the turn. For blocking code.
    ///
    /// # Errors
    /// As [`Events::send_and_wait`], and a call from async code.
    #[cfg(feature = "blocking")]
    pub fn wait_blocking(self) -> Result<Turn> {
        crate::runtime::blocking::wait(self)?
    }

    /// Changes a setting, unless it has begun.
    fn set(self, set: impl FnOnce(Follow) -> Follow) -> Self {
        match self.0 {
            Stage::Ready(mut unbegun) => {
                unbegun.follow = set(unbegun.follow);
                Self(Stage::Ready(unbegun))
            }
            begun @ (Stage::Running(_) | Stage::Over) => Self(begun),
        }
    }
}

impl Future for PendingTurn {
    type Output = Result<Turn>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut running = match std::mem::replace(&mut self.0, Stage::Over) {
            Stage::Ready(unbegun) => Box::pin(traced(*unbegun)),
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
async fn traced(unbegun: Unbegun) -> Result<Turn> {
    let Unbegun { client, session_id, follow, begin } = unbegun;
    let span = Span::invocation(&client, &session_id, None);
    let turn = span.around(run(follow, begin)).await;
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
            let events = follow.within_total(sent(*send)).await??;
            follow.until_answered(&events, &answers);
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
        blocking_ids: waiting.ids().cloned().collect_list(),
        blocking: waiting.blocking(),
    })
}
