//! [`Seen`]: which events of a session are known already.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use serde_json::Value;

use super::json_value::to_value;
use crate::{
    Error, Result,
    runtime::{DecodeError, compact::CollectList, json},
    types::SessionEvent,
};

/// The identity of an event: its id, or its content if it has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identity {
    Id(String),
    Content(u64),
}

impl Identity {
    /// The identity of an event, even if the event cannot be read. Previews and other errors have no identity.
    pub(super) fn of(item: &Result<SessionEvent>) -> Option<Self> {
        match item {
            Ok(event) => Self::of_event(event),
            Err(Error::Decode(error)) => Some(Self::of_unread(error)),
            Err(_) => None,
        }
    }

    pub(super) fn is(&self, id: &str) -> bool {
        matches!(self, Self::Id(own) if own == id)
    }

    fn of_event(event: &SessionEvent) -> Option<Self> {
        match event {
            SessionEvent::EventStart(_) | SessionEvent::EventDelta(_) => None,
            event => match event.id() {
                Some(id) => Some(Self::Id(id.to_owned())),
                None => Some(Self::of_value(&to_value(event).ok()?)),
            },
        }
    }

    fn of_unread(error: &DecodeError) -> Self {
        match json::value_of_body(error.body()) {
            Ok(value) => Self::of_value(&value),
            // It has a number beyond the range of floats, or is not JSON.
            Err(_) => Self::of_content(&without_blanks(error.body())),
        }
    }

    fn of_value(event: &Value) -> Self {
        match event.get("id").and_then(Value::as_str) {
            Some(id) => Self::Id(id.to_owned()),
            // The event is encoded again, since the stream and the list may differ in white space.
            None => Self::of_content(json::json_of(event).as_bytes()),
        }
    }

    fn of_content(content: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        Self::Content(hasher.finish())
    }
}

/// A JSON text without white space between its tokens.
fn without_blanks(text: &[u8]) -> Vec<u8> {
    let (mut is_string, mut is_escaped) = (false, false);
    let is_kept = |byte: &u8| {
        is_string ^= *byte == b'"' && !is_escaped;
        is_escaped = is_string && *byte == b'\\' && !is_escaped;
        is_string || !byte.is_ascii_whitespace()
    };
    text.iter().copied().filter(is_kept).collect_list()
}

/// The events that were yielded, or left out because they are too old.
#[derive(Debug, Default)]
pub(super) struct Seen {
    known: BTreeSet<Identity>,
    /// The newest event that is left out. All older events are left out too.
    floor: Option<Identity>,
    /// Whether a part that cannot be read was reported, and no later event is known.
    is_gap_told: bool,
}

impl Seen {
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(super) fn contains(&self, identity: &Identity) -> bool {
        self.known.contains(identity)
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.known.contains(&Identity::Id(id.to_owned()))
    }

    pub(super) fn floor(&self) -> Option<&Identity> {
        self.floor.as_ref()
    }

    /// Notes an event, or the error in its place; `true` the first time. An event without an identity is always new.
    pub(super) fn insert(&mut self, item: &Result<SessionEvent>) -> bool {
        let is_new = Identity::of(item).is_none_or(|identity| self.known.insert(identity));
        if is_new && item.is_ok() {
            self.is_gap_told = false;
        }
        is_new
    }

    /// Leaves out this event and all older ones.
    pub(super) fn set_floor(&mut self, identity: Identity) {
        self.known.insert(identity.clone());
        self.floor = Some(identity);
    }

    /// Notes that a part of the history cannot be read; `true` the first time.
    pub(super) fn insert_gap(&mut self) -> bool {
        !std::mem::replace(&mut self.is_gap_told, true)
    }
}
