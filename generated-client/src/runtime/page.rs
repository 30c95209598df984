//! Lists that come page by page.
//!
//! Input: a request for the first page, and what generated code knows of its pages. Output: streams of pages and of items.
//! Every page is asked for with the same parameters, but for the cursor.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{Operation, Request, ResponseBody, Result};

/// One page of the operation `O`.
type Page<O> = <<O as Operation>::Response as ResponseBody>::Output;

/// An operation that lists by pages. Implemented by generated code.
pub trait Paged: Operation {
    /// What is listed.
    type Item: Send + 'static;
    /// The query parameter that takes the cursor of a page.
    const PARAMETER: &'static str;

    /// The cursor of the next page, if the answer names one.
    fn next(page: &<Self::Response as ResponseBody>::Output) -> Option<&str>;

    /// The items of a page.
    fn items(page: <Self::Response as ResponseBody>::Output) -> Vec<Self::Item>;
}

impl<O: Paged> Request<O> {
    /// All pages, each asked for when it is wanted, with the parameters of this request.
    pub fn pages(self) -> Pages<O> {
        Pages { request: self, state: State::Start, seen: BTreeSet::new() }
    }

    /// The items of all pages, each page asked for when it is wanted, with the parameters of this request.
    pub fn items(self) -> Items<O> {
        Items { pages: self.pages(), items: VecDeque::new() }
    }
}

/// All pages of a list, as they are asked for.
///
/// The list ends with a page that names no next one, or one that was read already; an empty page does not end it. An error
/// ends it too.
#[must_use = "nothing is asked for until the stream is polled"]
pub struct Pages<O: Paged> {
    request: Request<O>,
    state: State<O>,
    /// The cursors of pages that were asked for.
    seen: BTreeSet<String>,
}

enum State<O: Paged> {
    /// The first page has not been asked for.
    Start,
    /// The page with this cursor comes next.
    Next(String),
    /// A page has been asked for.
    Asked(Pin<Box<dyn Future<Output = Result<Page<O>>> + Send>>),
    End,
}

impl<O: Paged> Pages<O> {
    /// The next page; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Page<O>>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next page, or the error; `Ok(None)` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Page<O>>> {
        self.next().await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<O>>>> {
        loop {
            match &mut self.state {
                State::Start => self.state = State::Asked(Box::pin(self.request.clone().send())),
                State::Next(cursor) => {
                    let request = self.request.clone().query_parameter(O::PARAMETER, cursor);
                    self.state = State::Asked(Box::pin(request.send()));
                }
                State::Asked(answer) => {
                    let answer = ready!(answer.as_mut().poll(context));
                    self.state = self.after(&answer);
                    return Poll::Ready(Some(answer));
                }
                State::End => return Poll::Ready(None),
            }
        }
    }

    fn after(&mut self, answer: &Result<Page<O>>) -> State<O> {
        let next = answer.as_ref().ok().and_then(O::next).filter(|cursor| !cursor.is_empty());
        match next {
            Some(cursor) if self.seen.insert(cursor.to_owned()) => State::Next(cursor.to_owned()),
            Some(_) | None => State::End,
        }
    }
}

/// The items of all pages of a list, as they are asked for. It ends as [`Pages`] do.
#[must_use = "nothing is asked for until the stream is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    items: VecDeque<O::Item>,
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

    /// All items that are left.
    ///
    /// # Errors
    /// That of the first page that cannot be had; what was read before it is lost.
    pub async fn try_collect<C: Default + Extend<O::Item>>(mut self) -> Result<C> {
        let mut collected = C::default();
        while let Some(item) = self.try_next().await? {
            collected.extend([item]);
        }
        Ok(collected)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item>>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.items = O::items(page).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing in them is pinned in place.
impl<O: Paged> Unpin for Pages<O> {}
impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Page<O>>;

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
        formatter.debug_struct("Pages").field("request", &self.request).finish_non_exhaustive()
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
