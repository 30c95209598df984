//! Bodies that are read item by item, as they come.
//!
//! Input: the chunks of a body, and what makes an error of what goes wrong. Output: streams of items. The request, its
//! timeouts and the errors themselves are left to the call.

mod bodies;
mod chunks;
mod envelopes;
mod event_stream;
mod json_line_stream;
mod lines;
mod named_events;
pub(crate) mod parts;
mod report;
mod sent_events;
mod written;

use super::{Error, incoming::ByteStream, json};

#[doc(hidden)]
pub use bodies::{Events, JsonEvents, JsonLines, NamedEvents};
pub use envelopes::{Envelope, Envelopes};
pub use event_stream::EventStream;
pub use json_line_stream::JsonLineStream;
#[allow(unused_imports, reason = "an API may have no such operation")]
pub(crate) use named_events::event_names;
#[doc(hidden)]
pub use named_events::{EventData, EventNames};
#[allow(unused_imports, reason = "only a fake API uses it")]
pub(crate) use written::push_event;

/// Makes an error of what went wrong: it knows the operation and the head of the response.
pub(crate) type Report = Box<dyn Fn(Fault<'_>) -> Error + Send + Sync>;

/// Faults in a stream whose body is sound.
#[derive(Debug)]
pub(crate) enum Fault<'a> {
    /// An event named `error`. The stream goes on, as long as the server sends.
    ErrorEvent {
        /// Its data.
        data: &'a str,
    },
    /// An item that is not what the API documents. The stream goes on.
    Malformed {
        /// The item.
        data: &'a [u8],
        /// Where and why.
        fault: json::Fault,
    },
    /// A line beyond its limit. The stream goes on.
    LineTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// An event beyond its limit. The stream goes on.
    EventTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body ended inside an item.
    Unfinished {
        /// The result.
        data: &'a [u8],
    },
}

#[cfg(test)]
mod tests;
