//! Server-sent events: a decoder that does no input or output itself.
//!
//! Input: the bytes of an event stream, in pieces of any size. Output: its events, as the WHATWG standard defines them
//! (HTML, section 9.2.6, "Interpreting an event stream"), independent of the pieces.
//! [`EventStream`](super::EventStream) decodes the data.
//!
//! ```
//! use managed_agents::runtime::sse::Decoder;
//!
//! let mut decoder = Decoder::new();
//! let mut chunk: &[u8] = b"event: greeting\ndata: hello\n\ndata: wor";
//! while let Some(event) = decoder.decode(&mut chunk) {
//!     let event = event?;
//!     assert_eq!((event.event, event.data), ("greeting", "hello"));
//! }
//! # Ok::<(), managed_agents::runtime::sse::Error>(())
//! ```

mod data;
mod decoder;
mod event;
mod plain;

pub use decoder::{Decoder, End};
pub use event::{Error, Event, EventRef};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
