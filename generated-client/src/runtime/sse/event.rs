//! Events of an event stream.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// An event, borrowed from the decoder until the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventRef<'decoder> {
    /// The event's name: `message` if the stream gives none.
    pub event: &'decoder str,
    /// The data; several lines of it are joined by line feeds.
    pub data: &'decoder str,
    /// The id that the stream set last, with this event or one before; empty if it set none.
    pub id: &'decoder str,
    /// How long the server wishes a client to wait before it connects again, if it says so with this event.
    pub retry: Option<Duration>,
    /// Whether the stream set the id with this event.
    pub sets_id: bool,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Event {
    /// The event's name: `message` if the stream gives none.
    pub event: Cow<'static, str>,
    /// The data; several lines of it are joined by line feeds.
    pub data: String,
    /// The id that the stream set last, with this event or one before; empty if it set none.
    pub id: String,
    /// How long the server wishes a client to wait before it connects again, if it says so with this event.
    pub retry: Option<Duration>,
}

impl Event {
    /// An event of the name `message`, to be sent.
    pub fn new(data: impl Into<String>) -> Self {
        Self { event: Cow::Borrowed("message"), data: data.into(), id: String::new(), retry: None }
    }

    /// Sets the name.
    #[must_use]
    pub fn event(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.event = name.into();
        self
    }

    /// Sets the id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets the pause that the receiver should make before it connects again.
    #[must_use]
    pub fn retry(mut self, retry: Duration) -> Self {
        self.retry = Some(retry);
        self
    }
}

impl From<EventRef<'_>> for Event {
    fn from(event: EventRef<'_>) -> Self {
        let name = match event.event {
            "message" => Cow::Borrowed("message"),
            name => Cow::Owned(name.to_owned()),
        };
        Self { event: name, data: event.data.to_owned(), id: event.id.to_owned(), retry: event.retry }
    }
}

/// An event that is not delivered. The events after it are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A line is longer than the limit.
    LineTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The data of an event is longer than the limit.
    EventTooLong {
        /// The limit in bytes.
        limit: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineTooLong { limit } => write!(formatter, "a line of the event stream exceeds {limit} bytes"),
            Self::EventTooLong { limit } => write!(formatter, "an event of the event stream exceeds {limit} bytes"),
        }
    }
}

impl std::error::Error for Error {}
