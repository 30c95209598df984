//! Lists with pages.
//!
//! Input: a request for the first page, and the description of its pages from generated code. Output: streams of pages and
//! of items. Every page is requested with the same parameters, except the cursor, number or offset of the page.

mod ask;
mod asked;
mod body;
mod follow;
mod link;
mod next;
mod paged;
mod partial;
mod sorted_set;

#[cfg(feature = "blocking")]
use std::iter;
use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use self::{ask::PageRead, asked::Asked, partial::Lacking};
#[cfg(feature = "blocking")]
use super::blocking;
use super::{Error, Operation, Request, Result, error::Mismatch, response::Received};

#[allow(unused_imports, reason = "an API may have no helpers")]
pub(crate) use ask::MOST_EMPTY;
#[doc(hidden)]
pub use next::{Cursor, NextPage};
#[allow(unused_imports, reason = "an API may have no pages")]
pub(crate) use paged::paged;
pub use paged::{HasCursor, HasFlag, List, read};
#[allow(unused_imports, reason = "an API may have no helpers")]
pub(crate) use partial::{in_place, salvage};
pub(crate) use sorted_set::SortedSet;

/// A page, and the elements that it lacks.
#[doc(hidden)]
pub type Page<T> = (T, Lacking);

/// An operation whose list has pages. Generated code implements it.
pub trait Paged: Operation {
    /// The type of the listed items.
    type Item: Send + 'static;

    /// How the next page is requested.
    #[doc(hidden)]
    const NEXT: NextPage;

    /// The names of the members that lead from a page to the list of its items.
    #[doc(hidden)]
    const ITEMS: &'static [&'static str];

    /// Decodes a page.
    #[doc(hidden)]
    fn decode_page(received: &mut Received) -> Result<Page<Self::Output>>;

    /// The cursor or the URL of the next page, if the page names one.
    #[doc(hidden)]
    fn next(page: &Self::Output) -> Option<Cursor<'_>> {
        let _ = page;
        None
    }

    /// Whether another page follows, if the page says so.
    #[doc(hidden)]
    fn more(page: &Self::Output) -> Option<bool> {
        let _ = page;
        None
    }

    /// The number of items of a page, if the page has a list of items.
    #[doc(hidden)]
    fn count(page: &Self::Output) -> Option<usize>;

    /// The items of a page.
    #[doc(hidden)]
    fn items(page: Self::Output) -> Vec<Self::Item>;
}

impl<O: Paged> Request<O> {
    /// Returns a stream of all pages. It requests the next page when you need it, with the parameters of this request.
    pub fn pages(self) -> Pages<O> {
        let asked = Asked::new(self.into_draft(), O::NEXT);
        Pages { asked, lacking: VecDeque::new(), mismatches: Vec::new(), operation: PhantomData }
    }

    /// Returns a stream of the items of all pages. It requests the next page when you need it, with the parameters of
    /// this request.
    pub fn items(self) -> Items<O> {
        Items { pages: self.pages(), items: VecDeque::new() }
    }

    /// Returns an iterator over all pages: [`Request::pages`] for blocking code.
    #[cfg(feature = "blocking")]
    pub fn pages_blocking(self) -> impl Iterator<Item = Result<O::Output>> + use<O> {
        let mut pages = self.pages();
        iter::from_fn(move || pages.next_blocking())
    }

    /// Returns an iterator over the items of all pages: [`Request::items`] for blocking code.
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self) -> impl Iterator<Item = Result<O::Item>> + use<O> {
        let mut items = self.items();
        iter::from_fn(move || items.next_blocking())
    }
}

/// A stream of all pages of a list.
///
/// It ends with a page that has no next page. An empty page ends it only if pages have numbers or offsets. If an item
/// of a page cannot be decoded, the stream yields the page without it, then an error ([`Error::Decode`] with the path
/// and the text of the item), and continues. Any other error ends the stream. It is also an error if the next page was
/// already read, or if 1000 pages in a row have no items. The URL of a next page must have the origin of the request.
#[must_use = "nothing is requested until the stream is polled"]
pub struct Pages<O: Paged> {
    asked: Asked,
    /// The errors of the elements that the last page lacks.
    lacking: VecDeque<Error>,
    /// The mismatches of the last page.
    mismatches: Vec<Mismatch>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Paged> Pages<O> {
    /// The next page; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<O::Output>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next page, or the error; `Ok(None)` at the end.
    pub async fn try_next(&mut self) -> Result<Option<O::Output>> {
        self.next().await.transpose()
    }

    /// The parts of the last page that differ from the document, as
    /// [`Response::mismatches`](crate::runtime::Response::mismatches) has them.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Output>>> {
        if let Some(error) = self.lacking.pop_front() {
            return Poll::Ready(Some(Err(error)));
        }
        let read = ready!(self.poll_page(context));
        Poll::Ready(read.map(|read| {
            let (page, lacking) = read?;
            self.lacking = lacking.errors.into_iter().map(|(_, error)| error).collect();
            Ok(page)
        }))
    }

    /// The next page, and the elements that it lacks.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<O::Output>>>> {
        let received = ready!(self.asked.poll(context));
        Poll::Ready(received.map(|received| {
            let mut received = received?;
            let (page, lacking) = O::decode_page(&mut received)?;
            self.asked.read(&PageRead {
                received: &received,
                next: O::next(&page),
                more: O::more(&page).unwrap_or(true),
                count: lacking.arrived.or_else(|| O::count(&page)).unwrap_or(0),
            });
            self.mismatches = received.mismatches;
            Ok((page, lacking))
        }))
    }
}

#[cfg(feature = "blocking")]
impl<O: Paged> Pages<O> {
    /// Waits for the next page; `None` at the end. For blocking code.
    pub fn next_blocking(&mut self) -> Option<Result<O::Output>> {
        blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}

/// A stream of the items of all pages of a list.
///
/// If an item cannot be decoded, the stream yields an error in its place, and continues. It ends as [`Pages`] does.
#[must_use = "nothing is requested until the stream is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    items: VecDeque<Result<O::Item>>,
}

impl<O: Paged> Items<O> {
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<O::Item>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next item, or the error; `Ok(None)` at the end.
    pub async fn try_next(&mut self) -> Result<Option<O::Item>> {
        self.next().await.transpose()
    }

    /// Collects all remaining items.
    ///
    /// # Errors
    /// The first error, also of a single item. The items before it are lost. [`Self::next`] also yields the other
    /// items.
    pub async fn try_collect<C: Default + Extend<O::Item>>(mut self) -> Result<C> {
        let mut collected = C::default();
        while let Some(item) = self.try_next().await? {
            collected.extend([item]);
        }
        Ok(collected)
    }

    /// The mismatches of the page that contains the last item: the parts that differ from the document, as
    /// [`Response::mismatches`](crate::runtime::Response::mismatches) has them.
    pub fn mismatches(&self) -> &[Mismatch] {
        self.pages.mismatches()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item>>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(item));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok((page, lacking))) => self.items = in_place(O::items(page), lacking).collect(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

#[cfg(feature = "blocking")]
impl<O: Paged> Items<O> {
    /// Waits for the next item; `None` at the end. For blocking code.
    pub fn next_blocking(&mut self) -> Option<Result<O::Item>> {
        blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// Waits for all remaining items. For blocking code.
    ///
    /// # Errors
    /// The first error. The items before it are lost.
    pub fn try_collect_blocking<C: Default + Extend<O::Item>>(self) -> Result<C> {
        blocking::wait(self.try_collect())?
    }
}

// Nothing in it is pinned in place.
impl<O: Paged> Unpin for Pages<O> {}
impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<O::Output>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("request", &self.asked).finish_non_exhaustive()
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
