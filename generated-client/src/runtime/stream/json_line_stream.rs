//! [`JsonLineStream`]: newline-delimited JSON, and JSON text sequences.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::chunks::{Chunks, Next};
use super::lines::{LineTooLong, Lines};
use super::{ByteStream, Fault, Report};
#[cfg(feature = "blocking")]
use crate::runtime::blocking;
use crate::runtime::{
    Result,
    error::Mismatch,
    json::{self, FromJson},
    limits::Limit,
    response::without_mark,
    trace,
};

/// The items of a response with one JSON value on each line, or in each record of a JSON text sequence (RFC 7464), as
/// they arrive.
///
/// Empty lines are skipped. A number, `true`, `false` or `null` at the end of a record may be cut off, so white space
/// must follow it. A line that cannot be decoded or exceeds the limit is an error, and the stream continues. If the
/// connection breaks or ends inside a value, the last item is an error. Dropping the stream closes the connection.
pub struct JsonLineStream<T> {
    items: Items,
    read: fn(&[u8]) -> Result<json::Tolerated<T>, json::Fault>,
    /// The mismatches of the last item.
    mismatches: Vec<Mismatch>,
}

/// The lines of a body. It does not depend on the type of the items, so it is compiled once.
struct Items {
    chunks: Chunks,
    lines: Lines,
    report: Report,
}

/// Reads a line, and stores the item.
type Read<'r> = dyn FnMut(&[u8]) -> Result<(), json::Fault> + 'r;

impl<T: FromJson> JsonLineStream<T> {
    pub(crate) fn new(body: impl Into<Option<ByteStream>>, max_line: usize, report: Report, is_lenient: bool) -> Self {
        let items = Items { chunks: Chunks::new(body.into()), lines: Lines::new(max_line), report };
        let read: fn(&[u8]) -> _ = if is_lenient {
            |line| json::from_slice_tolerating(line, json::Tolerance::Everything)
        } else {
            |line| json::from_slice_tolerating(line, json::Tolerance::Nothing)
        };
        Self { items, read, mismatches: Vec::new() }
    }
}

#[cfg(feature = "blocking")]
impl<T> JsonLineStream<T> {
    /// Waits for the next item; `None` at the end. For blocking code.
    pub fn next_blocking(&mut self) -> Option<Result<T>> {
        blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}

impl<T> JsonLineStream<T> {
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

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let Self { items, read, mismatches } = self;
        let mut item = None;
        let polled = items.poll(context, &mut |line| {
            let (value, misfits) = read(line)?;
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

impl Items {
    /// Lets `read` read the next line.
    fn poll(&mut self, context: &mut Context<'_>, read: &mut Read<'_>) -> Poll<Option<Result<()>>> {
        loop {
            let Self { chunks, lines, report } = self;
            let are_records = lines.are_records();
            let item = chunks.take(|chunk| match lines.decode(chunk)?.map(without_mark) {
                Ok(line) if is_blank(line) => Some(None),
                Ok(data) if are_records && may_be_cut(data) => Some(Some(Err(report(Fault::Unfinished { data })))),
                Ok(line) => Some(Some(read(line).map_err(|fault| report(Fault::Malformed { data: line, fault })))),
                Err(LineTooLong { limit }) => Some(Some(Err(report(Fault::TooLong(Limit::json_line(limit)))))),
            });
            match item {
                Some(None) => continue,
                Some(item) => return Poll::Ready(item),
                None => {}
            }
            match ready!(chunks.poll_next(context)) {
                Next::Chunk => {}
                Next::Broken(error) => return Poll::Ready(Some(Err(error))),
                // The last line needs no line feed.
                Next::End if is_blank(without_mark(lines.rest())) => return Poll::Ready(None),
                Next::End if lines.are_records() && may_be_cut(lines.rest()) => {
                    return Poll::Ready(Some(Err(report(Fault::Unfinished { data: lines.rest() }))));
                }
                Next::End => {
                    let data = without_mark(lines.rest());
                    return Poll::Ready(Some(read(data).map_err(|fault| {
                        report(if fault.is_end() {
                            Fault::Unfinished { data }
                        } else {
                            Fault::Malformed { data, fault }
                        })
                    })));
                }
                Next::Over => return Poll::Ready(None),
            }
        }
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether the end of a record may be missing: its value has no closing character, and no white space follows.
fn may_be_cut(record: &[u8]) -> bool {
    let first = record.iter().find(|byte| !byte.is_ascii_whitespace());
    let is_open = !matches!(first, None | Some(b'{' | b'[' | b'"'));
    is_open && !record.last().is_some_and(u8::is_ascii_whitespace)
}

impl<T> Stream for JsonLineStream<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for JsonLineStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JsonLineStream").field("chunks", &self.items.chunks).finish_non_exhaustive()
    }
}
