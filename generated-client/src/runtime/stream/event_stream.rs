//! [`EventStream`]: typed server-sent events.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use super::chunks::{Chunks, Next};
use super::named_events::{self, Documented};
use super::{ByteStream, Fault, Report};
#[cfg(feature = "blocking")]
use crate::runtime::blocking;
use crate::runtime::sse::{self, Decoder, End, Event, EventRef};
use crate::runtime::{
    Result,
    error::Mismatch,
    json::{self, FromJson},
    limits::Limit,
    trace,
};

/// The events of a response as they arrive.
///
/// An item is decoded from the JSON in the data of an event, whatever the name of the event is. If the API
/// distinguishes events by their names, an item is decoded from the fields of the event. The stream skips comments. It
/// also skips events named `ping` and events whose data is empty or `[DONE]`, unless the API documents them. An event that
/// cannot be decoded, is named `error` or exceeds a limit is an error, and the stream continues. If the connection breaks
/// or ends inside an event, the last item is an error. Dropping the stream closes the connection.
///
/// ```
/// # async fn show(mut events: managed_agents::runtime::EventStream<serde_json::Value>) -> managed_agents::runtime::Result<()> {
/// while let Some(event) = events.try_next().await? {
///     println!("{event}");
/// }
/// # Ok(())
/// # }
/// ```
pub struct EventStream<T> {
    events: Events,
    read: Read<T>,
    /// The mismatches of the last item.
    mismatches: Vec<Mismatch>,
}

/// The events of a body. It does not depend on the type of the items, so it is compiled once.
struct Events {
    chunks: Chunks,
    decoder: Decoder,
    report: Report,
    /// The events that are distinguished by their names.
    documented: Documented,
    /// The name of the last event that was an item.
    name: String,
}

/// Reads an item, and its tolerated mismatches.
type Read<T> = fn(EventRef<'_>, Documented) -> Result<json::Tolerated<T>, json::Fault>;

impl<T: FromJson> EventStream<T> {
    /// Reads items from the JSON in the events' data.
    pub(crate) fn json(
        body: impl Into<Option<ByteStream>>,
        decoder: Decoder,
        report: Report,
        is_lenient: bool,
    ) -> Self {
        let read: Read<T> = if is_lenient {
            |event, _| json::from_slice_tolerating(event.data.as_bytes(), json::Tolerance::Everything)
        } else {
            |event, _| json::from_slice_tolerating(event.data.as_bytes(), json::Tolerance::Nothing)
        };
        Self { events: Events::new(body.into(), decoder, report, &[]), read, mismatches: Vec::new() }
    }

    /// Reads items from the fields of the events.
    pub(crate) fn named(
        body: impl Into<Option<ByteStream>>,
        decoder: Decoder,
        report: Report,
        is_lenient: bool,
        documented: Documented,
    ) -> Self {
        let read: Read<T> = if is_lenient {
            |event, documented| named_events::read(event, documented, true)
        } else {
            |event, documented| named_events::read(event, documented, false)
        };
        Self { events: Events::new(body.into(), decoder, report, documented), read, mismatches: Vec::new() }
    }
}

#[cfg(feature = "blocking")]
impl<T> EventStream<T> {
    /// Waits for the next item; `None` at the end. For blocking code.
    pub fn next_blocking(&mut self) -> Option<Result<T>> {
        blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}

impl EventStream<Event> {
    /// Yields the events themselves.
    pub(crate) fn events(body: impl Into<Option<ByteStream>>, decoder: Decoder, report: Report) -> Self {
        let read: Read<Event> = |event, _| Ok((event.into(), Vec::new()));
        Self { events: Events::new(body.into(), decoder, report, &[]), read, mismatches: Vec::new() }
    }
}

impl<T> EventStream<T> {
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next item, or the error; `Ok(None)` at the end.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }

    /// The parts of the last item that differ from the document, as [`Response::mismatches`](crate::runtime::Response::mismatches)
    /// has them.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// The event name of the last item: `message` if the server sends none. Empty before the first item.
    pub fn last_event_name(&self) -> &str {
        &self.events.name
    }

    /// The id of the last event, for a new request that continues the stream. Empty if the server sends none.
    pub fn last_event_id(&self) -> &str {
        self.events.decoder.last_event_id()
    }

    /// The pause that the server requests before a new connection.
    pub fn retry(&self) -> Option<Duration> {
        self.events.decoder.retry()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let Self { events, read, mismatches } = self;
        let (mut item, documented) = (None, events.documented);
        let polled = events.poll(context, &mut |event| {
            let (value, misfits) = read(event, documented)?;
            *mismatches = Mismatch::of_misfits(&misfits);
            trace::mismatches_of_item(mismatches);
            item = Some(value);
            Ok(())
        });
        Poll::Ready(match ready!(polled) {
            Some(Ok(())) => item.map(Ok),
            Some(Err(error)) => Some(Err(error)),
            None => None,
        })
    }
}

impl Events {
    fn new(body: Option<ByteStream>, decoder: Decoder, report: Report, documented: Documented) -> Self {
        Self { chunks: Chunks::new(body), decoder, report, documented, name: String::new() }
    }

    /// Lets `read` read the next event.
    fn poll(&mut self, context: &mut Context<'_>, read: &mut ReadEvent<'_>) -> Poll<Option<Result<()>>> {
        loop {
            let Self { chunks, decoder, report, documented, name } = self;
            let item = chunks.take(|chunk| match decoder.decode(chunk)? {
                Ok(event) if is_silent(event, documented) => Some(None),
                Ok(event) => {
                    name.clear();
                    name.push_str(event.event);
                    Some(Some(item(event, documented, read, report)))
                }
                Err(error) => Some(Some(Err(report(error.into())))),
            });
            match item {
                Some(None) => continue,
                Some(item) => return Poll::Ready(item),
                None => {}
            }
            match ready!(chunks.poll_next(context)) {
                Next::Chunk => {}
                Next::Broken(error) => return Poll::Ready(Some(Err(error))),
                Next::End => {
                    return Poll::Ready(match decoder.finish() {
                        End::Complete => None,
                        End::Unfinished if is_end_mark(decoder, documented) => None,
                        End::Unfinished => Some(Err(report(Fault::Unfinished { data: decoder.unfinished() }))),
                    });
                }
                Next::Over => return Poll::Ready(None),
            }
        }
    }
}

/// The data of the event that marks the end of a stream.
const DONE: &str = "[DONE]";

/// Reads an event, and stores the item.
type ReadEvent<'r> = dyn FnMut(EventRef<'_>) -> Result<(), json::Fault> + 'r;

/// Whether an event only keeps the connection alive, or marks the end of the stream.
fn is_silent(event: EventRef<'_>, documented: Documented) -> bool {
    let is_mark = event.event == "ping" || matches!(event.data, "" | DONE) && event.event != "error";
    is_mark && !named_events::is_documented(event.event, documented)
}

/// Whether the event that has not ended is the mark of the end of the stream: some servers write no empty line after it.
#[cold]
fn is_end_mark(decoder: &Decoder, documented: Documented) -> bool {
    let mut decoder = decoder.clone();
    matches!(decoder.decode(&mut &b"\n\n"[..]), Some(Ok(event)) if event.data == DONE && is_silent(event, documented))
}

fn item(event: EventRef<'_>, documented: Documented, read: &mut ReadEvent<'_>, report: &Report) -> Result<()> {
    if event.event == "error" && !named_events::is_documented("error", documented) {
        return Err(report(Fault::ErrorEvent { data: event.data }));
    }
    read(event).map_err(|fault| report(Fault::Malformed { data: event.data.as_bytes(), fault }))
}

impl From<sse::Error> for Fault<'_> {
    fn from(error: sse::Error) -> Self {
        match error {
            sse::Error::LineTooLong { limit } => Self::TooLong(Limit::line(limit)),
            sse::Error::EventTooLong { limit } => Self::TooLong(Limit::event(limit)),
        }
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EventStream").field("chunks", &self.events.chunks).finish_non_exhaustive()
    }
}
