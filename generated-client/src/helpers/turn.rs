//! [`Turn`]: events are sent, and the agent works until it waits again.

use std::collections::BTreeSet;

use super::follow::{Follow, PAGE};
use crate::{
    Request, Result,
    events::{Events, ListSessionEvents},
    types::{EventBatch, SessionEvent, SessionOrder, SessionStatusIdleEvent, StopReason},
};

/// What a session did from the moment that events were sent until it waited again; see [`Events::send_and_wait`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Turn {
    /// All that happened, the events that were sent and the last one among it, each once.
    pub events: Vec<SessionEvent>,
    /// The event by which the session waits; `None` where it has ended.
    pub idle: Option<SessionStatusIdleEvent>,
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

    /// The ids of the tool uses that the session waits for, each for a `user.tool_confirmation`, a
    /// `user.custom_tool_result` or a `user.tool_result`; none unless it has stopped by `requires_action`.
    pub fn blocking_ids(&self) -> &[String] {
        match self.stop_reason() {
            Some(StopReason::RequiresAction(action)) => action.event_ids.as_deref().unwrap_or_default(),
            _ => &[],
        }
    }

    /// The tool uses of this turn that the session waits for. Those of earlier turns are in [`Self::blocking_ids`] only.
    pub fn blocking(&self) -> impl Iterator<Item = &SessionEvent> {
        let ids = self.blocking_ids();
        self.events.iter().filter(move |event| event.id().is_some_and(|id| ids.iter().any(|blocking| blocking == id)))
    }
}

impl Events<'_> {
    /// Sends events, and collects what happens until the session has dealt with them and waits again, or has ended.
    ///
    /// The stream is open before anything is sent, and follows the session over lost connections as [`Events::follow`]
    /// does. That the session waits counts only once it has dealt with the events: not where it still worked on others
    /// when they were sent. There is no limit of time; put one around it, with `tokio::time::timeout` for example.
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
    /// That of sending, after which nothing is waited for. Or one of following the session, an event that cannot be read
    /// among them: the session goes on then, and [`Events::follow`] tells what it does.
    pub async fn send_and_wait(&self, session_id: &str, body: &EventBatch) -> Result<Turn> {
        let mut follow = self.follow(session_id).from_now();
        follow.open().await?;
        let sent = self.send(session_id, body).send().await?;
        let ids = sent.data.iter().flatten().filter_map(SessionEvent::id).map(str::to_owned);
        let history = self.list(session_id).limit(PAGE).order(SessionOrder::Desc);
        let waiting = Waiting { open: ids.collect(), queued: BTreeSet::new(), history };
        waiting.collect(&mut follow).await
    }

    /// [`Events::send_and_wait`] for code that is not asynchronous.
    ///
    /// # Errors
    /// As [`Events::send_and_wait`], and a call from asynchronous code.
    #[cfg(feature = "blocking")]
    pub fn send_and_wait_blocking(&self, session_id: &str, body: &EventBatch) -> Result<Turn> {
        crate::runtime::blocking::wait(self.send_and_wait(session_id, body))?
    }
}

/// Which of the events that were sent the session has still to deal with.
struct Waiting {
    /// Not seen yet.
    open: BTreeSet<String>,
    /// Seen, while the session worked on something else.
    queued: BTreeSet<String>,
    /// The history, the newest first.
    history: Request<ListSessionEvents>,
}

impl Waiting {
    async fn collect(mut self, follow: &mut Follow) -> Result<Turn> {
        let mut turn = Turn { events: Vec::new(), idle: None };
        while let Some(event) = follow.try_next().await? {
            self.note(&event);
            let idle =
                if let SessionEvent::SessionStatusIdle(idle) = &event { Some(idle.as_ref().clone()) } else { None };
            turn.events.push(event);
            if idle.is_some() && self.is_over().await? {
                turn.idle = idle;
                break;
            }
        }
        Ok(turn)
    }

    fn note(&mut self, event: &SessionEvent) {
        if let SessionEvent::SessionStatusRunning(_) = event {
            self.queued.clear();
        }
        if let Some(id) = event.id().and_then(|id| self.open.take(id))
            && !is_processed(event)
        {
            self.queued.insert(id);
        }
    }

    /// Whether the session has dealt with all events. It takes some up while it works on others, and only the history
    /// tells then.
    async fn is_over(&mut self) -> Result<bool> {
        // Events that were sent last stand in front; what comes after them does not matter.
        let mut unseen: BTreeSet<String> = self.open.union(&self.queued).cloned().collect();
        let mut events = self.history.clone().items();
        while !unseen.is_empty()
            && let Some(event) = events.try_next().await?
        {
            if let Some(id) = event.id().filter(|id| unseen.remove(*id) && is_processed(&event)) {
                self.open.remove(id);
                self.queued.remove(id);
            }
        }
        Ok(self.open.is_empty() && self.queued.is_empty())
    }
}

/// Whether the session has taken up an event that was sent: until then, the event has no time of it.
fn is_processed(event: &SessionEvent) -> bool {
    let time = match event {
        SessionEvent::UserMessage(event) => &event.processed_at,
        SessionEvent::UserInterrupt(event) => &event.processed_at,
        SessionEvent::UserToolConfirmation(event) => &event.processed_at,
        SessionEvent::UserCustomToolResult(event) => &event.processed_at,
        SessionEvent::UserToolResult(event) => &event.processed_at,
        SessionEvent::UserDefineOutcome(event) => &event.processed_at,
        SessionEvent::SystemMessage(event) => &event.processed_at,
        _ => return true,
    };
    time.is_some()
}
