//! [`Envelopes`]: typed events with the fields around their data.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use super::EventStream;
use crate::runtime::Result;

/// An item of an event stream, and the other fields of its event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope<T> {
    /// Name of the event: `message` if the server sends none.
    pub event: String,
    /// Last id that the stream has set, with this event or an earlier one; empty if it has set none.
    pub id: String,
    /// Pause that the server requests before a new connection.
    pub retry: Option<Duration>,
    /// The item.
    pub data: T,
}

/// The items of an [`EventStream`], each with the other fields of its event.
///
/// ```
/// # async fn show(events: managed_agents::runtime::EventStream<serde_json::Value>) -> managed_agents::runtime::Result<()> {
/// let mut envelopes = events.envelopes();
/// while let Some(envelope) = envelopes.try_next().await? {
///     println!("{}: {}", envelope.event, envelope.data);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Envelopes<T> {
    items: EventStream<T>,
}

impl<T> EventStream<T> {
    /// The items, each with the other fields of its event.
    pub fn envelopes(self) -> Envelopes<T> {
        Envelopes { items: self }
    }
}

impl<T> Envelopes<T> {
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Envelope<T>>> {
        let item = self.items.next().await?;
        Some(item.map(|data| self.around(data)))
    }

    /// The next item, or the error; `Ok(None)` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Envelope<T>>> {
        self.next().await.transpose()
    }

    /// Waits for the next item; `None` at the end. For blocking code.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<Envelope<T>>> {
        let item = self.items.next_blocking()?;
        Some(item.map(|data| self.around(data)))
    }

    /// The fields of the last event around its data.
    fn around(&self, data: T) -> Envelope<T> {
        let items = &self.items;
        let (event, id) = (items.last_event_name().to_owned(), items.last_event_id().to_owned());
        Envelope { event, id, retry: items.retry(), data }
    }
}

impl<T> Stream for Envelopes<T> {
    type Item = Result<Envelope<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let item = ready!(Pin::new(&mut this.items).poll_next(context));
        Poll::Ready(item.map(|item| item.map(|data| this.around(data))))
    }
}
