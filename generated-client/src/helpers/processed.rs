//! [`Expected`]: events that a session still has to process.

use std::{collections::BTreeMap, future::Future};

use serde_json::Value;

use super::{
    history::{HistoryPages, Page},
    identity::Identity,
    json_value::object_of_success,
    waiting::required,
};
use crate::{
    Error, Request, Result,
    events::{ListSessionEvents, SendSessionEvents},
    runtime::{
        DateTime,
        json::{FromJson, from_str, json_of, value_of_body},
        page::SortedSet,
    },
    types::{SentEvents, SessionEvent},
};

/// Events that were sent, and the subset that the session has not begun to process.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// Not seen yet.
    open: SortedSet<String>,
    /// Seen, while the session worked on something else.
    queued: SortedSet<String>,
    /// The tool use that an event answers, by the id of the event.
    answers: BTreeMap<String, String>,
    /// Whether the session waits. Then the history shows whether it has processed all events.
    is_due: bool,
    /// An event before all of them.
    floor: Option<Identity>,
    /// Whether the session must also process the answers of all clients.
    expects_answers: bool,
    /// The tool uses that the session waited for last, if that is known.
    waits_for: Option<Vec<String>>,
}

impl Expected {
    /// Events of these ids, sent at any time.
    pub(super) fn ids(ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut expected = Self::default();
        for id in ids {
            expected.open.insert(id.into());
        }
        expected
    }

    /// Events that have just been sent: after the event `floor`.
    pub(super) fn sent(sent: &SentEvents, floor: Option<&Identity>) -> Self {
        let mut expected = Self { floor: floor.cloned(), ..Self::ids(sent.ids()) };
        for event in sent.data.iter().flatten() {
            if let (Some(id), Some(tool_use)) = (event.id(), answered_use(event)) {
                expected.answers.insert(id.to_owned(), tool_use.to_owned());
            }
        }
        expected
    }

    /// Also expects the answers of all clients, since the session continues with them.
    pub(super) fn expect_answers(&mut self) {
        self.expects_answers = true;
    }

    /// Expects an event of this ID, too. If it is still to come, the session has to go on before it waits.
    pub(super) fn add(&mut self, id: String, is_to_come: bool) {
        self.is_due &= !is_to_come;
        self.open.insert(id);
    }

    /// Reads the history next, since the session already waits.
    pub(super) fn look(&mut self) {
        self.is_due = true;
    }

    pub(super) fn note(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::SessionStatusRunning(_) => {
                self.queued.clear();
                self.is_due = false;
            }
            SessionEvent::SessionStatusIdle(idle) => {
                let waits_for = required(Some(idle));
                let answers = std::mem::take(&mut self.answers);
                for (id, tool_use) in answers {
                    if waits_for.contains(&tool_use) {
                        self.answers.insert(id, tool_use);
                    } else {
                        self.settle(&id);
                    }
                }
                self.waits_for = Some(waits_for.to_vec());
                self.is_due = true;
            }
            event => {
                let Some(id) = event.id() else { return };
                if let Some(tool_use) = answered_use(event).filter(|_| self.expects_answers) {
                    // The session has waited for this answer, and waits again when it has processed it.
                    let goes_on = self.waits_for.as_ref().is_none_or(|ids| ids.iter().any(|id| id == tool_use));
                    if goes_on {
                        self.answers.insert(id.to_owned(), tool_use.to_owned());
                        self.open.insert(id.to_owned());
                        self.is_due = false;
                    }
                }
                if is_processed(event) {
                    self.settle(id);
                } else if self.open.remove(id) {
                    self.queued.insert(id.to_owned());
                }
            }
        }
    }

    /// Notes an event that was yielded before. The session may have begun to process it since then.
    pub(super) fn note_again(&mut self, event: &SessionEvent) {
        if let Some(id) = event.id().filter(|_| is_processed(event)) {
            self.settle(id);
        }
    }

    fn settle(&mut self, id: &str) {
        self.open.remove(id);
        self.queued.remove(id);
    }

    /// Whether the history has to be read, or cannot show anything new.
    pub(super) fn is_due(&self) -> bool {
        self.is_due
    }

    /// Whether the session waits, and has processed all events.
    pub(super) fn is_met(&self) -> bool {
        self.is_due && self.open.is_empty() && self.queued.is_empty()
    }

    /// Notes the events that the session has begun to process. The history is not read again until the session waits
    /// again.
    pub(super) fn looked_up(&mut self, processed: &SortedSet<String>) {
        for id in processed.iter() {
            self.settle(id);
        }
        self.is_due = self.open.is_empty() && self.queued.is_empty();
    }

    /// Waits until the session has continued.
    pub(super) fn look_later(&mut self) {
        self.is_due = false;
    }

    /// Finds in the history the events that the session has begun to process. It begins with some events while it works on
    /// others, and then only the history shows it.
    pub(super) fn look_up(
        &self,
        history: &Request<ListSessionEvents>,
    ) -> impl Future<Output = Result<LookedUp>> + Send + 'static {
        let mut wanted = self.open.clone();
        for id in self.queued.iter() {
            wanted.insert(id.clone());
        }
        look_up(HistoryPages::newest_first(history), wanted, self.floor.clone())
    }
}

/// The state of the events that the history shows.
#[derive(Debug, Default)]
pub(super) struct LookedUp {
    /// The events that the session has begun to process.
    pub(super) processed: SortedSet<String>,
    /// The last event by which it began to work or to wait, if it is among those that were read.
    pub(super) status: Option<Identity>,
}

async fn look_up(mut pages: HistoryPages, mut wanted: SortedSet<String>, floor: Option<Identity>) -> Result<LookedUp> {
    let mut found = LookedUp::default();
    while !wanted.is_empty() {
        let Some(page) = pages.next().await else { break };
        let Page::Events(events) = page? else { break };
        for event in events {
            if floor.is_some() && Identity::of(&event) == floor {
                return Ok(found);
            }
            if found.status.is_none() && event.as_ref().is_ok_and(is_status) {
                found.status = Identity::of(&event);
            }
            let Some(Identity::Id(id)) = Identity::of(&event) else { continue };
            if wanted.remove(&id) && is_processed_even_if_unread(&event) {
                found.processed.insert(id);
            }
        }
    }
    Ok(found)
}

/// [`is_processed`], also for an event that cannot be decoded.
fn is_processed_even_if_unread(event: &Result<SessionEvent>) -> bool {
    match event {
        Ok(event) => is_processed(event),
        Err(Error::Decode(error)) => {
            value_of_body(error.body()).is_ok_and(|event| event.get("processed_at").is_some_and(|time| !time.is_null()))
        }
        Err(_) => false,
    }
}

/// Sends events. If the session has them, but an event in the response cannot be decoded, it is kept as JSON.
pub(super) async fn sent(request: Request<SendSessionEvents>) -> Result<SentEvents> {
    let sent = request.send().await;
    sent.or_else(|error| object_of_success(&error).and_then(read_each).ok_or(error))
}

/// Reads the list of sent events, and each event of it alone.
fn read_each(mut list: Value) -> Option<SentEvents> {
    let Value::Array(values) = list["data"].take() else { return None };
    let mut events = Vec::with_capacity(values.len());
    for value in &values {
        let event = json_of(value);
        let read = from_str::<SessionEvent>(&event);
        events.push(read.or_else(|_| from_str(&event).map(SessionEvent::Unknown)).ok()?);
    }
    Some(SentEvents { data: Some(events), ..from_str(&json_of(&list)).ok()? })
}

/// Whether an event says that a session begins to work or to wait.
fn is_status(event: &SessionEvent) -> bool {
    matches!(
        event,
        SessionEvent::SessionStatusRunning(_)
            | SessionEvent::SessionStatusRescheduled(_)
            | SessionEvent::SessionStatusIdle(_)
            | SessionEvent::SessionStatusTerminated(_)
            | SessionEvent::SessionDeleted(_)
    )
}

/// The tool use that an event answers.
pub(super) fn answered_use(event: &SessionEvent) -> Option<&str> {
    match event {
        SessionEvent::UserToolConfirmation(answer) => Some(&answer.tool_use_id),
        SessionEvent::UserCustomToolResult(answer) => Some(&answer.custom_tool_use_id),
        SessionEvent::UserToolResult(answer) => Some(&answer.tool_use_id),
        _ => None,
    }
}

/// The tool use that an event answers, if the event itself cannot be decoded.
pub(super) fn answered_use_of_value(event: &Value) -> Option<&str> {
    let name = match event["type"].as_str()? {
        "user.tool_confirmation" | "user.tool_result" => "tool_use_id",
        "user.custom_tool_result" => "custom_tool_use_id",
        _ => return None,
    };
    event[name].as_str()
}

/// Whether the session has begun to process an event that was sent. Until then, the event has no `processed_at`.
pub(super) fn is_processed(event: &SessionEvent) -> bool {
    let time = match event {
        SessionEvent::UserMessage(event) => &event.processed_at,
        SessionEvent::UserInterrupt(event) => &event.processed_at,
        SessionEvent::UserToolConfirmation(event) => &event.processed_at,
        SessionEvent::UserCustomToolResult(event) => &event.processed_at,
        SessionEvent::UserToolResult(event) => &event.processed_at,
        // This event has a time from the start. Null reads as the empty time.
        SessionEvent::UserDefineOutcome(event) => return event.processed_at != DateTime::empty(),
        SessionEvent::SystemMessage(event) => &event.processed_at,
        _ => return true,
    };
    time.is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sent_event_that_cannot_be_decoded_keeps_its_json() {
        let event = json!({ "type": "user.message", "id": "sevt_1", "content": 5 });
        let sent = read_each(json!({ "data": [event], "more": 1 })).expect("a list");
        let Some([read]) = sent.data.as_deref() else { panic!("{sent:?}") };
        assert_eq!((read.kind(), read.id()), ("user.message", Some("sevt_1")));
        assert_eq!(serde_json::to_value(&sent).expect("JSON"), json!({ "data": [event], "more": 1 }));
    }
}
