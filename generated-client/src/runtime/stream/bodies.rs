//! How a success is read item by item: a marker type for each way, named by generated code.

use std::marker::PhantomData;

use super::{EventNames, EventStream, JsonLineStream, report::report};
use crate::runtime::{
    Result,
    json::FromJson,
    response::{Reading, Received, ResponseBody},
    sealed::Sealed,
    sse,
};

/// Server-sent events whose data is not documented.
#[doc(hidden)]
#[derive(Debug)]
pub enum Events {}

/// Server-sent events whose data is JSON.
#[doc(hidden)]
#[derive(Debug)]
pub struct JsonEvents<T>(PhantomData<fn() -> T>);

/// Server-sent events that are distinguished by their names, with the names of `E`.
#[doc(hidden)]
#[derive(Debug)]
pub struct NamedEvents<T, E>(PhantomData<fn() -> (T, E)>);

/// One JSON value per line.
#[doc(hidden)]
#[derive(Debug)]
pub struct JsonLines<T>(PhantomData<fn() -> T>);

impl Sealed for Events {}
impl<T> Sealed for JsonEvents<T> {}
impl<T, E> Sealed for NamedEvents<T, E> {}
impl<T> Sealed for JsonLines<T> {}

impl ResponseBody for Events {
    type Output = EventStream<sse::Event>;
    const ACCEPT: &'static str = EVENT_STREAM;

    fn reading(_status: u16) -> Reading {
        Reading::Pieces(Some(EVENT_STREAM))
    }

    fn decode(received: &mut Received) -> Result<Self::Output> {
        let (pieces, report) = (received.take_pieces(), report(received));
        Ok(EventStream::events(pieces, decoder(received), report))
    }
}

impl<T: FromJson + Send + 'static> ResponseBody for JsonEvents<T> {
    type Output = EventStream<T>;
    const ACCEPT: &'static str = EVENT_STREAM;

    fn reading(_status: u16) -> Reading {
        Reading::Pieces(Some(EVENT_STREAM))
    }

    fn decode(received: &mut Received) -> Result<Self::Output> {
        let (pieces, report) = (received.take_pieces(), report(received));
        Ok(EventStream::json(pieces, decoder(received), report, received.is_lenient))
    }
}

impl<T: FromJson + Send + 'static, E: EventNames> ResponseBody for NamedEvents<T, E> {
    type Output = EventStream<T>;
    const ACCEPT: &'static str = EVENT_STREAM;

    fn reading(_status: u16) -> Reading {
        Reading::Pieces(Some(EVENT_STREAM))
    }

    fn decode(received: &mut Received) -> Result<Self::Output> {
        let (pieces, report) = (received.take_pieces(), report(received));
        Ok(EventStream::named(pieces, decoder(received), report, received.is_lenient, E::EVENTS))
    }
}

const EVENT_STREAM: &str = "text/event-stream";

/// A decoder of events within the limits.
fn decoder(received: &Received) -> sse::Decoder {
    sse::Decoder::new().max_line(received.limits.line).max_event(received.limits.event)
}

impl<T: FromJson + Send + 'static> ResponseBody for JsonLines<T> {
    type Output = JsonLineStream<T>;
    const ACCEPT: &'static str = "application/jsonl, application/x-ndjson";

    fn reading(_status: u16) -> Reading {
        Reading::Pieces(None)
    }

    fn decode(received: &mut Received) -> Result<Self::Output> {
        let (pieces, report) = (received.take_pieces(), report(received));
        Ok(JsonLineStream::new(pieces, received.limits.event, report, received.is_lenient))
    }
}
