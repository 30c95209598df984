//! Bodies that are read item by item, as they arrive.
//!
//! Input: the chunks of a body, and a function that makes errors from faults. Output: streams of items. The call is
//! responsible for the request, its timeouts and the errors themselves.

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

use super::{Error, incoming::ByteStream, json, limits::Limit};

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

/// Makes an error from a fault: it knows the operation and the head of the response.
pub(crate) type Report = Box<dyn Fn(Fault<'_>) -> Error + Send + Sync>;

/// Faults in a stream whose connection works.
#[derive(Debug)]
pub(crate) enum Fault<'a> {
    /// An event named `error`. The stream continues until the server ends it.
    ErrorEvent {
        /// Its data.
        data: &'a str,
    },
    /// An item that differs from the document. The stream continues.
    Malformed {
        /// The item.
        data: &'a [u8],
        /// The fault, with its place.
        fault: json::Fault,
    },
    /// A line or an item beyond this limit. The stream continues.
    TooLong(Limit),
    /// The body ended inside an item.
    Unfinished {
        /// The part of the item that was received.
        data: &'a [u8],
    },
}

#[cfg(test)]
mod tests;
