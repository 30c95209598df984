//! [`Waiting`]: whether a session waits, and for which tool uses.

use serde_json::Value;

use super::{json_value::to_value, processed::is_processed};
use crate::{
    runtime::{
        compact::{CollectList, retain},
        page::SortedSet,
    },
    types::{EventBatch, SendableEvent, SessionEvent, SessionStatusIdleEvent, StopReason},
};

/// The tool uses that a session waits for, as far as its events show.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    /// The event that shows that it waits; `None` while it works, and before anything is known.
    idle: Option<SessionStatusIdleEvent>,
    /// Tool uses that nobody has answered yet.
    uses: Vec<SessionEvent>,
    /// The tool uses that somebody has answered.
    answered: SortedSet<String>,
    /// The tool uses with a decision that the session has processed. If it still waits for one, it waits for the result, which comes from
    /// somewhere else.
    decided: SortedSet<String>,
}

/// The effect of events that are sent on the tool uses that a session waits for.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    tool_uses: Vec<String>,
    /// The tool uses with a decision whether they may run.
    decisions: Vec<String>,
    /// Whether the session has to stop, even if it waits.
    interrupts: bool,
}

impl Waiting {
    /// The state after these events.
    pub(super) fn after<'a>(events: impl IntoIterator<Item = &'a SessionEvent>) -> Self {
        let mut waiting = Self::default();
        events.into_iter().for_each(|event| waiting.note(event));
        waiting
    }

    pub(super) fn note(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::UserToolConfirmation(answer) => {
                self.answered.insert(answer.tool_use_id.clone());
                if is_processed(event) {
                    self.decided.insert(answer.tool_use_id.clone());
                }
            }
            SessionEvent::UserCustomToolResult(answer) => self.answered_use(&answer.custom_tool_use_id),
            SessionEvent::UserToolResult(answer) => self.answered_use(&answer.tool_use_id),
            SessionEvent::AgentToolResult(answer) => self.answered_use(&answer.tool_use_id),
            SessionEvent::AgentMcpToolResult(answer) => self.answered_use(&answer.mcp_tool_use_id),
            SessionEvent::UserInterrupt(interrupt) if interrupt.session_thread_id.is_none() => self.interrupt(),
            SessionEvent::SessionThreadStatusTerminated(end) => self.thread_ended(&end.session_thread_id),
            SessionEvent::SessionStatusRunning(_) | SessionEvent::SessionStatusRescheduled(_) => self.idle = None,
            SessionEvent::SessionStatusIdle(idle) => self.stopped(idle),
            SessionEvent::SessionStatusTerminated(_) | SessionEvent::SessionDeleted(_) => *self = Self::default(),
            event => {
                if let Some(tool_use) = copy_of_tool_use(event) {
                    retain(&mut self.uses, &mut |other| other.id() != event.id());
                    self.uses.push(tool_use);
                }
            }
        }
    }

    /// Notes an event that was noted before. The session may have begun to process a decision since then.
    pub(super) fn note_again(&mut self, event: &SessionEvent) {
        if let SessionEvent::UserToolConfirmation(answer) = event {
            // A call that has its result is not waited for.
            if is_processed(event) && self.tool_use(&answer.tool_use_id).is_some() {
                self.decided.insert(answer.tool_use_id.clone());
            }
        }
    }

    /// Notes answers that were sent.
    pub(super) fn note_answers(&mut self, answers: &Answers) {
        answers.tool_uses.iter().for_each(|id| self.answered_use(id));
        for id in &answers.decisions {
            self.answered.insert(id.clone());
        }
        if answers.interrupts {
            self.interrupt();
        }
    }

    fn answered_use(&mut self, id: &str) {
        retain(&mut self.uses, &mut |event| event.id() != Some(id));
        self.decided.remove(id);
        self.answered.insert(id.to_owned());
    }

    /// Nobody has to answer the tool uses of a child thread that has ended.
    fn thread_ended(&mut self, thread: &str) {
        let of_thread = self.uses.iter().filter(|event| session_thread_id(event) == Some(thread));
        let ids: Vec<String> = of_thread.filter_map(|event| event.id().map(str::to_owned)).collect_list();
        for id in &ids {
            self.answered_use(id);
        }
    }

    fn interrupt(&mut self) {
        if !required(self.idle.as_ref()).is_empty() {
            self.idle = None;
        }
    }

    fn stopped(&mut self, idle: &SessionStatusIdleEvent) {
        let ids = required(Some(idle));
        // The session has processed all that it does not wait for.
        retain(&mut self.uses, &mut |event| ids.iter().any(|id| event.id() == Some(id)));
        let (answered, decided) = (std::mem::take(&mut self.answered), std::mem::take(&mut self.decided));
        for id in ids {
            if decided.contains(id) {
                self.decided.insert(id.clone());
            } else if answered.contains(id) {
                self.answered.insert(id.clone());
            }
        }
        self.idle = Some(idle.clone());
    }

    /// The event that shows that it waits.
    pub(super) fn idle(&self) -> Option<&SessionStatusIdleEvent> {
        self.idle.as_ref()
    }

    /// The ids of the tool uses that it waits for and that nobody has answered.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        required(self.idle.as_ref()).iter().filter(|id| !self.answered.contains(*id))
    }

    /// These tool uses, as far as they are known.
    pub(super) fn tool_uses(&self) -> impl Iterator<Item = &SessionEvent> {
        self.ids().filter_map(|id| self.tool_use(id))
    }

    /// Copies of these tool uses.
    pub(super) fn blocking(&self) -> Vec<SessionEvent> {
        self.tool_uses().filter_map(copy_of_tool_use).collect_list()
    }

    /// Those of them that may wait for an answer of this client: nobody has decided whether they may run.
    pub(super) fn undecided(&self) -> impl Iterator<Item = &SessionEvent> {
        self.ids().filter(|id| !self.decided.contains(*id)).filter_map(|id| self.tool_use(id))
    }

    /// Whether nobody has answered the tool use of this id, as far as is known.
    pub(super) fn is_open(&self, id: &str) -> bool {
        let is_answered = self.answered.contains(id) || self.decided.contains(id);
        !is_answered && self.tool_use(id).is_some()
    }

    fn tool_use(&self, id: &str) -> Option<&SessionEvent> {
        self.uses.iter().find(|event| event.id() == Some(id))
    }

    pub(super) fn is_blocked(&self) -> bool {
        self.ids().next().is_some()
    }

    /// Whether the tool uses that it waits for are known.
    pub(super) fn knows_its_tool_uses(&self) -> bool {
        self.ids().all(|id| self.tool_use(id).is_some())
    }
}

/// A copy of an event, if it is a tool use. So the code that copies all other events is not compiled.
fn copy_of_tool_use(event: &SessionEvent) -> Option<SessionEvent> {
    match event {
        SessionEvent::AgentToolUse(call) => Some(SessionEvent::AgentToolUse(call.clone())),
        SessionEvent::AgentMcpToolUse(call) => Some(SessionEvent::AgentMcpToolUse(call.clone())),
        SessionEvent::AgentCustomToolUse(call) => Some(SessionEvent::AgentCustomToolUse(call.clone())),
        _ => None,
    }
}

/// The child thread that makes a call; `None` for the main thread.
fn session_thread_id(event: &SessionEvent) -> Option<&str> {
    match event {
        SessionEvent::AgentToolUse(call) => call.session_thread_id.as_deref(),
        SessionEvent::AgentMcpToolUse(call) => call.session_thread_id.as_deref(),
        SessionEvent::AgentCustomToolUse(call) => call.session_thread_id.as_deref(),
        _ => None,
    }
}

/// The ids of the tool uses for which the session stopped.
pub(super) fn required(idle: Option<&SessionStatusIdleEvent>) -> &[String] {
    match idle.map(|idle| &idle.stop_reason) {
        Some(StopReason::RequiresAction(action)) => &action.event_ids,
        _ => &[],
    }
}

impl Answers {
    #[expect(deprecated, reason = "callers may still send the forms of early documentation")]
    pub(super) fn of(batch: &EventBatch) -> Self {
        let mut answers = Self::default();
        for event in &batch.events {
            match event {
                SendableEvent::UserToolConfirmation(answer) => answers.decisions.push(answer.tool_use_id.clone()),
                SendableEvent::UserCustomToolResult(answer) => {
                    answers.tool_uses.push(answer.custom_tool_use_id.clone());
                }
                SendableEvent::UserToolResult(answer) => answers.tool_uses.push(answer.tool_use_id.clone()),
                SendableEvent::ToolResult(_) | SendableEvent::Unknown(_) => answers.note_json(event),
                SendableEvent::UserInterrupt(interrupt) => {
                    // An interrupt of a single thread does not interrupt the others.
                    answers.interrupts |= interrupt.session_thread_id.value().is_none();
                }
                SendableEvent::Interrupt(_) => answers.interrupts = true,
                SendableEvent::UserMessage(_)
                | SendableEvent::UserDefineOutcome(_)
                | SendableEvent::SystemMessage(_) => {}
            }
        }
        answers
    }

    /// Notes an answer of a kind that is not known in detail.
    fn note_json(&mut self, event: &SendableEvent) {
        let event = to_value(event).unwrap_or_default();
        let ids = ["tool_use_id", "custom_tool_use_id"].map(|name| event.get(name).and_then(Value::as_str));
        self.tool_uses.extend(ids.into_iter().flatten().map(str::to_owned));
    }
}
