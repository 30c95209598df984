//! Lists that come page by page.
//!
//! Input: a request for the first page, and what generated code knows of its pages. Output: streams of pages and of items.
//! Every page is asked for with the same parameters, but for the cursor.

mod partial;

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::{Future, poll_fn},
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

pub(crate) use self::partial::{in_place, salvage};

use self::partial::Lacking;
use super::{Error, Operation, Request, Response, ResponseBody, Result, error::DecodeError};

/// One page of the operation `O`.
type Page<O> = <<O as Operation>::Response as ResponseBody>::Output;

/// A page, and the elements that it lacks.
type Read<O> = (Page<O>, Lacking);

type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An operation that lists by pages. Implemented by generated code.
pub trait Paged: Operation {
    /// The type of the listed items.
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
        let first = Box::new(self.clone());
        Pages { request: self, state: State::Next(first), seen: BTreeSet::new(), lacking: VecDeque::new() }
    }

    /// The items of all pages, each page asked for when it is wanted, with the parameters of this request.
    pub fn items(self) -> Items<O> {
        Items { pages: self.pages(), items: VecDeque::new() }
    }

    /// The cursor that it sends, encoded.
    fn cursor(&self) -> String {
        self.query_values(O::PARAMETER).collect::<Vec<_>>().join("&")
    }
}

/// All pages of a list, as they are asked for.
///
/// The list ends with a page that names no next one; an empty page does not end it. An element of a page that cannot be
/// decoded is left out of the page, and is an error behind it ([`Error::Decode`] with the path and the text of the element),
/// after which the list goes on. Any other error ends it, and so does a page that names one as the next that was read already:
/// that is an error behind it too.
#[must_use = "nothing is asked for until the stream is polled"]
pub struct Pages<O: Paged> {
    request: Request<O>,
    state: State<O>,
    /// The cursors of pages that were asked for, encoded.
    seen: BTreeSet<String>,
    /// The errors of the elements that the last page lacks.
    lacking: VecDeque<Error>,
}

enum State<O: Paged> {
    /// This comes next.
    Next(Box<Request<O>>),
    /// A page has been asked for.
    Asked(Pending<Result<Response<Page<O>>>>),
    /// An error is next, and then the end.
    Failed(Error),
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
        if let Some(error) = self.lacking.pop_front() {
            return Poll::Ready(Some(Err(error)));
        }
        let read = ready!(self.poll_page(context));
        Poll::Ready(read.map(|read| {
            let (page, lacking) = read?;
            self.lacking = lacking.into_iter().map(|(_, error)| error).collect();
            Ok(page)
        }))
    }

    /// The next page, and the elements that it lacks.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Read<O>>>> {
        loop {
            match mem::replace(&mut self.state, State::End) {
                State::Next(request) => {
                    self.seen.insert(request.cursor());
                    self.state = State::Asked(Box::pin(request.send_with_response()));
                }
                State::Asked(mut answer) => {
                    let Poll::Ready(answer) = answer.as_mut().poll(context) else {
                        self.state = State::Asked(answer);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(self.read(answer)));
                }
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::End => return Poll::Ready(None),
            }
        }
    }

    fn read(&mut self, answer: Result<Response<Page<O>>>) -> Result<Read<O>> {
        match answer {
            Ok(response) => {
                let circle = |message| DecodeError::other(response.head(), message, None);
                self.state = self.after(response.value(), circle);
                Ok((response.into_value(), Lacking::new()))
            }
            Err(Error::Decode(error)) => match salvage::<O::Response>(&error) {
                Some((page, lacking)) => {
                    self.state = self.after(&page, |message| error.of_answer(message));
                    Ok((page, lacking))
                }
                None => Err(Error::Decode(error)),
            },
            Err(error) => Err(error),
        }
    }

    fn after(&self, page: &Page<O>, circle: impl FnOnce(&'static str) -> DecodeError) -> State<O> {
        let Some(cursor) = O::next(page).filter(|cursor| !cursor.is_empty()) else { return State::End };
        let request = self.request.clone().query_parameter(O::PARAMETER, cursor);
        if self.seen.contains(&request.cursor()) {
            let message = "the cursor of the next page was read already, so the list would never end";
            return State::Failed(Error::Decode(Box::new(circle(message))));
        }
        State::Next(Box::new(request))
    }
}

/// The items of all pages of a list, as they are asked for.
///
/// An item that cannot be decoded is an error in its place, after which the list goes on. It ends as [`Pages`] do.
#[must_use = "nothing is asked for until the stream is polled"]
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

    /// All items that are left.
    ///
    /// # Errors
    /// The first one, of an item too; what was read before it is lost. To have the others, take them by [`Self::next`].
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
