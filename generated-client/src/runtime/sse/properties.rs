//! Properties of every event stream: the pieces do not matter, other decoders agree, and nothing panics.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use proptest::collection::vec;
use proptest::prelude::*;

use super::tests::decode_chunks;
use super::{Decoder, Event};

/// Parts of event streams, and bytes that may confuse a decoder.
const PARTS: [&[u8]; 28] = [
    b"data",
    b"event",
    b"id",
    b"retry",
    b"Data",
    b":",
    b":",
    b": ",
    b" ",
    b"\t",
    b"\n",
    b"\n",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"data:",
    b"id:",
    b"event:",
    b"x",
    b"12",
    b"\0",
    "é".as_bytes(),
    "😀".as_bytes(),
    b"\xEF\xBB\xBF",
    b"\xEF\xBB",
    b"\xF0\x9F",
    b"\xFF",
];

fn stream_of(parts: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    vec(proptest::sample::select(parts), 0..60).prop_map(|parts| parts.concat())
}

fn split_at(mut bytes: &[u8], sizes: &[usize]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    for size in sizes {
        let (piece, rest) = bytes.split_at((*size).min(bytes.len()));
        pieces.push(piece.to_vec());
        bytes = rest;
    }
    pieces.push(bytes.to_vec());
    pieces
}

/// Without `retry`, which the other decoders report separately from events.
fn ours(stream: &[u8]) -> Vec<Event> {
    let events = decode_chunks(Decoder::new(), [stream]).0.into_iter();
    events.map(|event| Event { retry: None, ..event.expect("within the limits") }).collect()
}

fn sse_core(mut stream: &[u8]) -> Vec<Event> {
    let mut decoder = sse_core::SseDecoder::new();
    let mut events = Vec::new();
    while let Some(event) = decoder.next(&mut stream) {
        if let sse_core::SseEvent::Message(message) = event.expect("within the limits") {
            events.push(Event {
                event: message.event,
                data: message.data,
                id: message.last_event_id.map_or_else(String::new, |id| id.to_string()),
                retry: None,
            });
        }
    }
    events
}

struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// It returns only the id of each event itself, so this function carries ids over to later events.
fn sse_stream(bytes: &[u8]) -> Vec<Event> {
    let mut stream = pin!(sse_stream::SseByteStream::new(Once(Some(Bytes::copy_from_slice(bytes)))));
    let mut events = Vec::new();
    let mut id = String::new();
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(event)) = stream.as_mut().poll_next(&mut context) {
        let event = event.expect("valid UTF-8");
        id = event.id.unwrap_or(id);
        if let Some(data) = event.data {
            let name = event.event.filter(|name| !name.is_empty()).unwrap_or_else(|| "message".to_owned());
            events.push(Event { event: name.into(), data, id: id.clone(), retry: None });
        }
    }
    events
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_pieces_do_not_matter(
        stream in stream_of(&PARTS),
        sizes in vec(0_usize..12, 0..40),
        max_line in 1_usize..40,
        max_event in 1_usize..40,
    ) {
        let pieces = split_at(&stream, &sizes);
        let pieces = || pieces.iter().map(Vec::as_slice);
        prop_assert_eq!(decode_chunks(Decoder::new(), [&*stream]), decode_chunks(Decoder::new(), pieces()));
        let limited = || Decoder::new().max_line(max_line).max_event(max_event);
        prop_assert_eq!(decode_chunks(limited(), [&*stream]), decode_chunks(limited(), pieces()));
    }

    #[test]
    fn any_bytes_are_decoded(stream in vec(any::<u8>(), 0..300), sizes in vec(0_usize..50, 0..10)) {
        let pieces = split_at(&stream, &sizes);
        let pieces = pieces.iter().map(Vec::as_slice);
        prop_assert_eq!(decode_chunks(Decoder::new(), [&*stream]), decode_chunks(Decoder::new(), pieces));
    }

    #[test]
    fn sse_core_agrees(stream in stream_of(&PARTS)) {
        prop_assert_eq!(ours(&stream), sse_core(&stream));
    }

    /// Without invalid UTF-8, which ends its streams.
    #[test]
    fn sse_stream_agrees(stream in stream_of(&PARTS[..24])) {
        prop_assert_eq!(ours(&stream), sse_stream(&stream));
    }

    #[test]
    fn what_is_written_is_read(events in vec(("[a-z]{1,8}", "[^\r\n]{0,20}(\n[^\r\n]{0,20}){0,2}", "[^\r\n\0]{0,8}"), 0..6)) {
        let stream = events
            .iter()
            .map(|(name, data, id)| format!("event: {name}\nid: {id}\ndata: {}\n\n", data.replace('\n', "\ndata: ")))
            .collect::<Vec<_>>()
            .concat();
        let read: Vec<_> = ours(stream.as_bytes()).into_iter().map(|event| (event.event.into_owned(), event.data, event.id)).collect();
        prop_assert_eq!(read, events);
    }
}
