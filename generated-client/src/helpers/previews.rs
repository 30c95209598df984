//! [`MessagePreviews`]: messages while they are written.

use std::fmt;

use crate::runtime::{compact::retain, json::FromJson};
use crate::types::{
    AgentMessageContent, AgentMessageEvent, AgentMessagePreview, ContentDelta, EventDelta, EventPreview, EventStart,
    SessionEvent, TextBlock,
};

/// Joins the previews of messages that [`event_deltas`](crate::Request::event_deltas) requests, while the messages are
/// written.
///
/// A preview begins with `event_start` and grows with each `event_delta`. The event with the same id replaces it.
/// Previews can be incomplete: the API never repeats them, and a failed request to the model leaves one unfinished.
/// Unfinished previews are dropped when the session stops running. Until a message is finished, its `processed_at` is the
/// empty time, 1970.
///
/// ```
/// # fn show(events: Vec<managed_agents::types::SessionEvent>) -> Result<(), Box<dyn std::error::Error>> {
/// let mut previews = managed_agents::MessagePreviews::new();
/// for event in &events {
///     if let Some(message) = previews.push(event)? {
///         println!("{}: {}", message.id, message.text());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct MessagePreviews {
    open: Vec<Preview>,
}

#[derive(Clone, Debug)]
struct Preview {
    /// The id of the event.
    id: String,
    /// `None` for an event of which only the start is shown.
    message: Option<AgentMessageEvent>,
}

/// Previews are missing, so the next one does not fit. This preview is dropped. The event itself will still come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PreviewError {
    /// A delta for an event whose start was not seen.
    NotStarted {
        /// The id of the event.
        event_id: String,
    },
    /// A delta for a block that is not the next one.
    Gap {
        /// The id of the event.
        event_id: String,
        /// The index of the block.
        index: i64,
        /// The number of blocks so far.
        blocks: usize,
    },
}

impl MessagePreviews {
    /// Creates a value without previews.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next event of the session. If the event belongs to a message, returns the message as far as it is
    /// written, or the finished message. Returns `None` for other events.
    ///
    /// # Errors
    /// Previews are missing. You can go on with the next event.
    pub fn push<'a>(&'a mut self, event: &'a SessionEvent) -> Result<Option<&'a AgentMessageEvent>, PreviewError> {
        match event {
            SessionEvent::EventStart(start) => Ok(self.start(start)),
            SessionEvent::EventDelta(delta) => self.grow(delta),
            SessionEvent::AgentMessage(message) => {
                self.close(&message.id);
                Ok(Some(message))
            }
            SessionEvent::SessionStatusIdle(_)
            | SessionEvent::SessionStatusRescheduled(_)
            | SessionEvent::SessionStatusTerminated(_)
            | SessionEvent::SessionDeleted(_) => {
                self.open.clear();
                Ok(None)
            }
            other => {
                if let Some(id) = other.id() {
                    self.close(id);
                }
                Ok(None)
            }
        }
    }

    fn start(&mut self, start: &EventStart) -> Option<&AgentMessageEvent> {
        let (id, message) = match &start.event {
            EventPreview::AgentMessage(preview) => (preview.id.clone(), Some(begun(preview))),
            other => (other.id()?.to_owned(), None),
        };
        self.close(&id);
        self.open.push(Preview { id, message });
        self.open.last().and_then(|preview| preview.message.as_ref())
    }

    fn grow(&mut self, delta: &EventDelta) -> Result<Option<&AgentMessageEvent>, PreviewError> {
        let EventDelta { event_id, delta, .. } = delta;
        let Some(place) = self.open.iter().position(|preview| preview.id == *event_id) else {
            return Err(PreviewError::NotStarted { event_id: event_id.clone() });
        };
        let Some(message) = &mut self.open[place].message else { return Ok(None) };
        if let Err((index, blocks)) = append(&mut message.content, delta) {
            self.open.remove(place);
            return Err(PreviewError::Gap { event_id: event_id.clone(), index, blocks });
        }
        Ok(self.open[place].message.as_ref())
    }

    fn close(&mut self, id: &str) {
        retain(&mut self.open, &mut |preview| preview.id != id);
    }
}

/// A message without blocks. It has no time yet.
fn begun(preview: &AgentMessagePreview) -> AgentMessageEvent {
    AgentMessageEvent { id: preview.id.clone(), ..AgentMessageEvent::empty() }
}

/// Adds to the block that the delta names (the first if it names none), or begins the next one. The error is the index and
/// the number of blocks.
fn append(content: &mut Vec<AgentMessageContent>, delta: &ContentDelta) -> Result<(), (i64, usize)> {
    let index = delta.index.unwrap_or_default();
    let blocks = content.len();
    let wanted = usize::try_from(index).map_err(|_| (index, blocks))?;
    match content.get_mut(wanted) {
        Some(AgentMessageContent::Text(block)) => block.text.push_str(&delta.content.text),
        None if wanted == blocks => content.push(TextBlock::new(&*delta.content.text).into()),
        // Text cannot be added to a block of another kind.
        Some(_) | None => return Err((index, blocks)),
    }
    Ok(())
}

impl fmt::Display for PreviewError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted { event_id } => write!(formatter, "a preview of `{event_id}`, which has not begun"),
            Self::Gap { event_id, index, blocks } => {
                write!(formatter, "a preview of block {index} of `{event_id}`, which has {blocks} blocks")
            }
        }
    }
}

impl std::error::Error for PreviewError {}
