//! The event-stream decoder beside those of other crates, in one run: `cargo bench -p managed-agents --bench sse`.
//!
//! Each decodes the same chunks to the end; the best of several runs counts. `sse-stream` and `eventsource-stream` read
//! from streams, so ours is measured as an owner of events as well as in place.

use std::convert::Infallible;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use eventsource_stream::Eventsource;
use futures_core::Stream;
use managed_agents::runtime::sse::{Decoder, Event};

/// Decodes all chunks and counts the events.
type Decode = fn(&[Bytes]) -> usize;

const DECODERS: [(&str, Decode); 5] = [
    ("this crate, in place", in_place),
    ("this crate, owned events", owned),
    ("sse-core", sse_core),
    ("sse-stream", sse_stream),
    ("eventsource-stream", eventsource_stream),
];

fn main() {
    let delta = "event: agent.message\ndata: {\"type\":\"agent.message\",\"id\":\"sevt_011CZk\",\"content\":[{\"type\":\"text\",\
                 \"text\":\"Hello, world\"}],\"processed_at\":\"2026-04-01T12:34:56.789Z\"}\n\n";
    let short = "data: {\"type\":\"x\"}\n\n";
    let large = format!("data: {}\n\n", "x".repeat(4 << 20));
    compare("100,000 events of 164 bytes in chunks of 16 KiB", &delta.repeat(100_000), 16 << 10, 9);
    compare("300,000 events of 20 bytes in chunks of 16 KiB", &short.repeat(300_000), 16 << 10, 9);
    compare("100,000 events of 164 bytes, one in each chunk", &delta.repeat(100_000), delta.len(), 9);
    compare("one event of 4 MiB in chunks of 1 KiB", &large, 1 << 10, 3);
}

fn compare(title: &str, stream: &str, chunk: usize, runs: u32) {
    println!("{title}");
    let chunks: Vec<Bytes> = stream.as_bytes().chunks(chunk).map(Bytes::copy_from_slice).collect();
    let mut ours = None;
    let mut others: Option<Duration> = None;
    for (index, (name, decode)) in DECODERS.into_iter().enumerate() {
        let events = decode(&chunks);
        // A decoder that takes seconds is not asked again.
        let mut best = Duration::MAX;
        for _ in 0..runs {
            let start = Instant::now();
            assert_eq!(black_box(decode(black_box(&chunks))), events);
            best = best.min(start.elapsed());
            if best > Duration::from_secs(2) {
                break;
            }
        }
        let reference = *ours.get_or_insert(best);
        if index > 1 {
            others = Some(others.map_or(best, |fastest| fastest.min(best)));
        }
        let seconds = best.as_secs_f64();
        let per_second = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds / 1e6;
        println!(
            "  {name:26} {events:7} events {:10.3} ms {:9.3} M events/s {:9.1} MB/s {:9.2} x the time of ours",
            seconds * 1e3,
            per_second(events),
            per_second(stream.len()),
            seconds / reference.as_secs_f64(),
        );
    }
    if let (Some(ours), Some(others)) = (ours, others) {
        println!(
            "  ours is {:.2} times as fast as the fastest of the others\n",
            others.as_secs_f64() / ours.as_secs_f64()
        );
    }
}

fn in_place(chunks: &[Bytes]) -> usize {
    let mut decoder = Decoder::new();
    let mut events = 0;
    for chunk in chunks {
        let mut chunk: &[u8] = chunk;
        while let Some(event) = decoder.decode(&mut chunk) {
            black_box(event.expect("within the limits").data);
            events += 1;
        }
    }
    events
}

fn owned(chunks: &[Bytes]) -> usize {
    let mut decoder = Decoder::new();
    let mut events = 0;
    for chunk in chunks {
        let mut chunk: &[u8] = chunk;
        while let Some(event) = decoder.decode(&mut chunk) {
            black_box(Event::from(event.expect("within the limits")));
            events += 1;
        }
    }
    events
}

fn sse_core(chunks: &[Bytes]) -> usize {
    let limit = std::num::NonZeroUsize::new(16 << 20).expect("not zero");
    let mut decoder = sse_core::SseDecoder::with_limit(limit);
    let mut events = 0;
    for chunk in chunks {
        let mut chunk: &[u8] = chunk;
        while let Some(event) = decoder.next(&mut chunk) {
            black_box(event.expect("within the limits"));
            events += 1;
        }
    }
    events
}

fn sse_stream(chunks: &[Bytes]) -> usize {
    count(sse_stream::SseByteStream::new(Ready(chunks.iter())))
}

fn eventsource_stream(chunks: &[Bytes]) -> usize {
    count(Ready(chunks.iter()).eventsource())
}

/// Chunks that are there.
struct Ready<'a>(std::slice::Iter<'a, Bytes>);

impl Stream for Ready<'_> {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().cloned().map(Ok))
    }
}

fn count<T, E: std::fmt::Debug>(stream: impl Stream<Item = Result<T, E>>) -> usize {
    let mut stream = pin!(stream);
    let mut context = Context::from_waker(Waker::noop());
    let mut events = 0;
    while let Poll::Ready(Some(event)) = stream.as_mut().poll_next(&mut context) {
        black_box(event.expect("no error"));
        events += 1;
    }
    events
}
