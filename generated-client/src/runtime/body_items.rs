//! [`BodyItems`]: the items of a body that is a sequence.

use std::{
    error::Error as StdError,
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{
    Body, Operation, Request,
    call::Call,
    json::{self, ToJson, push_line},
};

/// The items of a body that is a sequence: JSON lines, records, or events.
///
/// Lists and references to lists can be converted to it. The items of an iterator or a stream are encoded one at a time
/// while the body is sent, so their number is not limited.
///
/// ```
/// use managed_agents::runtime::BodyItems;
///
/// let list = BodyItems::from([1_i64, 2]);
/// let streamed = BodyItems::from_iterator((0..1_000_000_i64).map(|number| number * number));
/// ```
pub struct BodyItems<T> {
    items: Items,
    item: PhantomData<fn(T)>,
}

/// The JSON of the items.
pub(crate) enum Items {
    List(Vec<Result<Vec<u8>, String>>),
    Streamed(StreamedItems),
}

type StreamedItems = Pin<Box<dyn Stream<Item = Result<Vec<u8>, BoxError>> + Send>>;
type BoxError = Box<dyn StdError + Send + Sync>;

/// Adds an item to a body.
pub(crate) type Frame = Box<dyn Fn(&[u8], &mut Vec<u8>) -> Result<(), String> + Send>;

impl<T: ToJson> BodyItems<T> {
    /// Makes a body from an iterator. Each item is requested when it is sent.
    ///
    /// It is read only once: after an item was sent, the request cannot be sent again.
    pub fn from_iterator(items: impl IntoIterator<Item = T, IntoIter: Send + 'static>) -> Self {
        Self::streamed(Iterated(items.into_iter()))
    }

    /// Makes a body from a stream, as [`BodyItems::from_iterator`] does.
    pub fn from_stream(items: impl Stream<Item = T> + Send + 'static) -> Self {
        Self::streamed(Encoded { items: Box::pin(items), read: |item: T| Ok(json::to_vec(&item)?) })
    }

    /// Makes a body from a stream that can fail, as [`BodyItems::from_iterator`] does. A failure ends the request.
    pub fn from_try_stream<E>(items: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self
    where
        E: Into<BoxError> + 'static,
    {
        let read = |item: Result<T, E>| -> Result<Vec<u8>, BoxError> {
            Ok(json::to_vec(&item.map_err(Into::<BoxError>::into)?)?)
        };
        Self::streamed(Encoded { items: Box::pin(items), read })
    }

    fn streamed(items: impl Stream<Item = Result<Vec<u8>, BoxError>> + Send + 'static) -> Self {
        Self { items: Items::Streamed(Box::pin(items)), item: PhantomData }
    }

    fn list(items: &[T]) -> Self {
        let items = items.iter().map(|item| json::to_vec(item)).collect();
        Self { items: Items::List(items), item: PhantomData }
    }
}

/// Conversions from lists.
macro_rules! from_lists {
    ($([$($length:tt)*] $list:ty),*) => {$(
        impl<T: ToJson, $($length)*> From<$list> for BodyItems<T> {
            fn from(items: $list) -> Self {
                Self::list(&items[..])
            }
        }
    )*};
}

from_lists!([] &[T], [] &Vec<T>, [] Vec<T>, [const N: usize] &[T; N], [const N: usize] [T; N]);

impl<T> fmt::Debug for BodyItems<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = match &self.items {
            Items::List(items) => Some(items.len()),
            Items::Streamed(_) => None,
        };
        formatter.debug_struct("BodyItems").field("count", &count).finish_non_exhaustive()
    }
}

/// The JSON of the items of an iterator.
struct Iterated<I>(I);

/// Nothing refers to the iterator.
impl<I> Unpin for Iterated<I> {}

impl<I: Iterator<Item: ToJson>> Stream for Iterated<I> {
    type Item = Result<Vec<u8>, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|item| Ok(json::to_vec(&item)?)))
    }
}

/// The JSON of the items of a stream.
struct Encoded<S: Stream> {
    items: Pin<Box<S>>,
    read: fn(S::Item) -> Result<Vec<u8>, BoxError>,
}

impl<S: Stream> Stream for Encoded<S> {
    type Item = Result<Vec<u8>, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.items.as_mut().poll_next(context));
        Poll::Ready(item.map(self.read))
    }
}

/// The pieces of a body, each of which is an item.
struct Framed {
    items: StreamedItems,
    frame: Frame,
}

impl Stream for Framed {
    type Item = Result<Vec<u8>, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.items.as_mut().poll_next(context));
        Poll::Ready(item.map(|item| {
            let mut piece = Vec::new();
            (self.frame)(&item?, &mut piece)?;
            Ok(piece)
        }))
    }
}

impl Call {
    /// Sets a body of items.
    pub(crate) fn framed(&mut self, media_type: &str, items: Items, frame: Frame) {
        match items {
            Items::Streamed(items) => self.body(media_type, Body::from_stream(Framed { items, frame })),
            Items::List(items) => {
                let mut body = Vec::new();
                for item in items {
                    if let Err(mistake) = item.and_then(|item| frame(&item, &mut body)) {
                        return self.refuse(format!("the body cannot be written: {mistake}"));
                    }
                }
                self.body(media_type, body.into());
            }
        }
    }
}

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl<O: Operation> Request<O> {
    /// JSON lines, or the records of a JSON text sequence (RFC 7464).
    pub(crate) fn json_lines<T: ToJson>(self, media_type: &str, items: impl Into<BodyItems<T>>) -> Self {
        let is_sequence = media_type.split(';').next().is_some_and(|name| name.trim().ends_with("json-seq"));
        let begin: &'static [u8] = if is_sequence { b"\x1E" } else { b"" };
        self.framed(media_type, items.into(), move |item, body| {
            body.extend_from_slice(begin);
            push_line(item, body);
            body.push(b'\n');
            Ok(())
        })
    }

    /// Events whose data is JSON.
    pub(crate) fn json_events<T: ToJson>(self, media_type: &str, items: impl Into<BodyItems<T>>) -> Self {
        self.framed(media_type, items.into(), |item, body| {
            body.extend_from_slice(b"data: ");
            push_line(item, body);
            body.extend_from_slice(b"\n\n");
            Ok(())
        })
    }

    /// Items, each as `frame` adds it to the body.
    pub(crate) fn framed<T>(
        mut self,
        media_type: &str,
        items: BodyItems<T>,
        frame: impl Fn(&[u8], &mut Vec<u8>) -> Result<(), String> + Send + 'static,
    ) -> Self {
        self.draft_mut().call.framed(media_type, items.items, Box::new(frame));
        self
    }
}
