//! The event-stream decoder, compared with the decoders of other crates in one run: `cargo bench -p managed-agents --bench sse`.
//!
//! The decoders take turns to decode the same chunks. The result is the best turn, and the spread is the distance of the median
//! from it. There are three tables: ours with borrowed events, and the others, whose events are owned; ours with
//! owned events, and the others; and all of them with decoding of the JSON, as in
//! [`EventStream`](managed_agents::runtime::EventStream).

use std::convert::Infallible;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use eventsource_stream::Eventsource;
use futures_core::Stream;
use managed_agents::runtime::sse::{Decoder, Event};

/// Decodes all chunks, hands each event's data to a function, and counts the events.
type Decode = fn(&[Bytes], Read) -> usize;

/// The treatment of an event's data.
type Read = fn(&str);

const OURS: [(&str, Decode); 2] = [("this crate, borrowed", borrowed), ("this crate, owned", owned)];

const OTHERS: [(&str, Decode); 3] =
    [("sse-core", sse_core), ("sse-stream", sse_stream), ("eventsource-stream", eventsource_stream)];

/// The number of turns of each decoder.
const TURNS: usize = 15;

/// The longest line for decoders that take quadratic time.
const QUADRATIC: usize = 2 << 20;

fn main() {
    let named = "event: agent.message\ndata: {\"type\":\"agent.message\",\"id\":\"sevt_011CZk\",\"content\":[{\"type\":\"text\",\
                 \"text\":\"Hello, world\"}],\"processed_at\":\"2026-04-01T12:34:56.789Z\"}\n\n";
    let short = "data: {\"type\":\"x\"}\n\n";
    let with_id = "id: 42\nevent: message\ndata: {\"type\":\"x\"}\n\n";
    let lines = "data: {\"type\":\"agent.message\",\ndata: \"text\":\"Grüße\"}\n\n";
    let crlf = named.replace('\n', "\r\n");
    compare("164 bytes, 16 KiB chunks", &named.repeat(50_000), 16 << 10, ignore);
    compare("164 bytes, one a chunk", &named.repeat(50_000), named.len(), ignore);
    compare("20 bytes, 16 KiB chunks", &short.repeat(200_000), 16 << 10, ignore);
    compare("with an id, 16 KiB chunks", &with_id.repeat(100_000), 16 << 10, ignore);
    compare("two lines of data, 16 KiB chunks", &lines.repeat(100_000), 16 << 10, ignore);
    compare("164 bytes with CRLF, 16 KiB chunks", &crlf.repeat(50_000), 16 << 10, ignore);
    compare("164 bytes, read as JSON", &named.repeat(50_000), 16 << 10, read_json);
    for mebibytes in [1, 2, 4, 8] {
        let event = format!("data: {}\n\n", "x".repeat(mebibytes << 20));
        compare(&format!("one event of {mebibytes} MiB, 1 KiB chunks"), &event, 1 << 10, ignore);
    }
}

fn ignore(data: &str) {
    black_box(data);
}

fn read_json(data: &str) {
    black_box(serde_json::from_str::<serde_json::Value>(data).expect("JSON"));
}

/// The times that one decoder took.
struct Measured {
    name: &'static str,
    events: usize,
    times: Vec<Duration>,
}

impl Measured {
    fn best(&self) -> Duration {
        self.times.iter().copied().min().unwrap_or_default()
    }

    /// The distance of the median from the best turn, in percent.
    fn spread(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        (median.as_secs_f64() / self.best().as_secs_f64() - 1.0) * 100.0
    }
}

fn compare(title: &str, stream: &str, chunk: usize, read: Read) {
    let chunks: Vec<Bytes> = stream.as_bytes().chunks(chunk).map(Bytes::copy_from_slice).collect();
    let longest = stream.lines().map(str::len).max().unwrap_or_default();
    let quadratic = |name: &str| name == "eventsource-stream" && longest > QUADRATIC;
    let decoders: Vec<_> = OURS.into_iter().chain(OTHERS).filter(|(name, _)| !quadratic(name)).collect();
    let mut measured: Vec<Measured> = decoders
        .iter()
        .map(|(name, decode)| Measured { name, events: decode(&chunks, read), times: Vec::new() })
        .collect();
    for _ in 0..TURNS {
        for (measured, (_, decode)) in measured.iter_mut().zip(&decoders) {
            // A decoder that takes seconds gets only one turn.
            if measured.best() > Duration::from_secs(1) {
                continue;
            }
            let start = Instant::now();
            assert_eq!(black_box(decode(black_box(&chunks), read)), measured.events);
            measured.times.push(start.elapsed());
        }
    }
    print(title, stream.len(), &measured);
}

fn print(title: &str, bytes: usize, measured: &[Measured]) {
    let (ours, others) = measured.split_at(OURS.len());
    let fastest = others.iter().map(Measured::best).min().unwrap_or_default().as_secs_f64();
    println!("\n| {title} | ms | M events/s | MB/s | median above best | speed compared with the fastest other |");
    println!("| --- | --: | --: | --: | --: | --: |");
    for one in ours.iter().chain(others) {
        let seconds = one.best().as_secs_f64();
        let millions = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds / 1e6;
        println!(
            "| {} | {:.3} | {:.3} | {:.0} | {:.0} % | {:.2} |",
            one.name,
            seconds * 1e3,
            millions(one.events),
            millions(bytes),
            one.spread(),
            fastest / seconds,
        );
    }
}

fn borrowed(chunks: &[Bytes], read: Read) -> usize {
    let mut decoder = Decoder::new();
    let mut events = 0;
    for chunk in chunks {
        let mut chunk: &[u8] = chunk;
        while let Some(event) = decoder.decode(&mut chunk) {
            read(event.expect("within the limits").data);
            events += 1;
        }
    }
    events
}

fn owned(chunks: &[Bytes], read: Read) -> usize {
    let mut decoder = Decoder::new();
    let mut events = 0;
    for chunk in chunks {
        let mut chunk: &[u8] = chunk;
        while let Some(event) = decoder.decode(&mut chunk) {
            let event = black_box(Event::from(event.expect("within the limits")));
            read(&event.data);
            events += 1;
        }
    }
    events
}

fn sse_core(chunks: &[Bytes], read: Read) -> usize {
    let limit = std::num::NonZeroUsize::new(16 << 20).expect("not zero");
    let mut decoder = sse_core::SseDecoder::with_limit(limit);
    let mut events = 0;
    for chunk in chunks {
        let mut chunk: &[u8] = chunk;
        while let Some(event) = decoder.next(&mut chunk) {
            let event = black_box(event.expect("within the limits"));
            if let sse_core::SseEvent::Message(event) = &event {
                read(&event.data);
            }
            events += 1;
        }
    }
    events
}

fn sse_stream(chunks: &[Bytes], read: Read) -> usize {
    count(sse_stream::SseByteStream::new(Ready(chunks.iter())), |event| read(event.data.as_deref().unwrap_or_default()))
}

fn eventsource_stream(chunks: &[Bytes], read: Read) -> usize {
    count(Ready(chunks.iter()).eventsource(), |event| read(&event.data))
}

/// A stream of chunks that are ready.
struct Ready<'a>(std::slice::Iter<'a, Bytes>);

impl Stream for Ready<'_> {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().cloned().map(Ok))
    }
}

fn count<T, E: std::fmt::Debug>(stream: impl Stream<Item = Result<T, E>>, read: impl Fn(&T)) -> usize {
    let mut stream = pin!(stream);
    let mut context = Context::from_waker(Waker::noop());
    let mut events = 0;
    while let Poll::Ready(Some(event)) = stream.as_mut().poll_next(&mut context) {
        read(&black_box(event.expect("no error")));
        events += 1;
    }
    events
}
