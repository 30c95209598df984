//! Responses that are streams of items.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;

use super::{
    FakeOperation, FakeResponse, HttpBody,
    content::{Content, Written, from_example},
};
use crate::runtime::{
    EventNames, Events, JsonEvents, JsonLines, NamedEvents,
    json::{self, FromJson, ToJson, push_line},
    sse::Event,
    stream::{EventData, push_event},
};

/// A response that is a stream of items.
#[doc(hidden)]
pub trait Items: Content<Value = Vec<Self::Item>> {
    /// An item.
    type Item: 'static;

    /// Adds an item to a body of this media type.
    ///
    /// # Errors
    /// The item cannot be written. The error is a text for people.
    fn push(item: &Self::Item, media_type: &str, body: &mut Vec<u8>) -> Result<(), String>;
}

/// Implements [`Content`] for a list of items.
macro_rules! content_of_items {
    ($([$($generics:tt)*] $content:ty => $item:ty, $read:expr;)*) => {$(
        impl<$($generics)*> Content for $content {
            type Value = Vec<$item>;

            fn write(value: &Vec<$item>, media_type: &str) -> Result<Written, String> {
                let mut body = Vec::new();
                for item in value {
                    <Self as Items>::push(item, media_type, &mut body)?;
                }
                Ok(body.into())
            }

            fn read(example: &str) -> Vec<$item> {
                if example.is_empty() { Vec::new() } else { vec![$read(example)] }
            }
        }
    )*};
}

content_of_items! {
    [] Events => Event, Event::new;
    [T: FromJson + Send + 'static] JsonEvents<T> => T, from_example;
    [T: FromJson + Send + 'static, E: EventNames] NamedEvents<T, E> => T, from_example;
    [T: FromJson + Send + 'static] JsonLines<T> => T, from_example;
}

impl Items for Events {
    type Item = Event;

    fn push(item: &Event, _media_type: &str, body: &mut Vec<u8>) -> Result<(), String> {
        push_event(&json::to_vec(item)?, &[("*", EventData::Text)], body)
    }
}

impl<T: FromJson + Send + 'static> Items for JsonEvents<T> {
    type Item = T;

    fn push(item: &T, _media_type: &str, body: &mut Vec<u8>) -> Result<(), String> {
        push_json("data: ", item, "\n\n", body)
    }
}

impl<T: FromJson + Send + 'static, E: EventNames> Items for NamedEvents<T, E> {
    type Item = T;

    fn push(item: &T, _media_type: &str, body: &mut Vec<u8>) -> Result<(), String> {
        push_event(&json::to_vec(item)?, E::EVENTS, body)
    }
}

impl<T: FromJson + Send + 'static> Items for JsonLines<T> {
    type Item = T;

    fn push(item: &T, media_type: &str, body: &mut Vec<u8>) -> Result<(), String> {
        let is_sequence = media_type.split(';').next().is_some_and(|name| name.trim().ends_with("json-seq"));
        push_json(if is_sequence { "\u{1E}" } else { "" }, item, "\n", body)
    }
}

fn push_json(before: &str, item: &dyn ToJson, after: &str, body: &mut Vec<u8>) -> Result<(), String> {
    let json = json::to_vec(item)?;
    body.extend_from_slice(before.as_bytes());
    push_line(&json, body);
    body.extend_from_slice(after.as_bytes());
    Ok(())
}

/// The item of an operation whose responses are streams.
pub type ItemOf<O> = <<O as FakeOperation>::Content as Items>::Item;

impl<O: FakeOperation<Content: Items>> FakeResponse<O> {
    /// The default success, whose items are sent as the stream yields them. It ends with the stream, or at an item that cannot be written.
    pub fn stream(items: impl Stream<Item = ItemOf<O>> + Send + 'static) -> Self {
        let media_type = O::RESPONSES.first().map_or("", |response| response.media_type);
        let mut response = Self::example();
        let pieces = Pieces::<O::Content> { items: Box::pin(items), media_type, content: PhantomData };
        response.http.body = HttpBody::Pieces(Box::pin(pieces));
        response
    }

    /// Waits before each item of a [`stream`](Self::stream).
    pub fn delay_items(mut self, delay: Duration) -> Self {
        self.http.delay.piece = delay;
        self
    }
}

/// The pieces of a body, each of which is an item.
struct Pieces<C: Items> {
    items: Pin<Box<dyn Stream<Item = C::Item> + Send>>,
    media_type: &'static str,
    content: PhantomData<fn() -> C>,
}

impl<C: Items> Stream for Pieces<C> {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let Some(item) = ready!(self.items.as_mut().poll_next(context)) else { return Poll::Ready(None) };
        let mut piece = Vec::new();
        let pushed = C::push(&item, self.media_type, &mut piece);
        Poll::Ready(pushed.ok().map(|()| piece.into()))
    }
}
