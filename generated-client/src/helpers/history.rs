//! [`HistoryPages`]: the history of a session page by page. An event that cannot be read, or a page that is too large or
//! malformed, does not hide other events.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use super::{json_value::is_foreign, reconnect::Backoff};
use crate::{
    Error, Request, Result,
    events::ListSessionEvents,
    runtime::{
        DecodeError, Endpoint, Json, Operation, Received, ResponseBody,
        compact::CollectList,
        page::{self, MOST_EMPTY, SortedSet, in_place},
        sealed::Sealed,
    },
    types::{SessionEvent, SessionEventList, SessionOrder},
};

/// The most events that a page may hold.
const LARGEST: i64 = 1000;
/// How many of the newest events are requested first: usually no others are needed.
const NEWEST: i64 = 20;
/// The factor by which a page is made smaller if it cannot be read.
const SHRINK: i64 = 10;

/// How long the pauses are in total before a page that is not from the API counts as unreadable. It is shorter than the
/// limit for connecting again, so that following goes on with the next events.
const PATIENCE: Duration = Duration::from_secs(60);

/// The pages of a history. After an error, it requests the same page again.
pub(super) struct HistoryPages {
    request: Request<ListSessionEvents>,
    place: Place,
    /// How many events the next page may hold: fewer after a page that could not be read, more after each other page.
    size: i64,
    /// The cursors of pages that were read.
    cursors: SortedSet<String>,
    /// The number of pages without events since the last event.
    empty: usize,
    /// The pauses while responses are not from the API, and their sum.
    backoff: Backoff,
    paused: Duration,
}

enum Place {
    /// The page with this cursor, or the first.
    Before(Option<String>),
    Asked(Option<String>, Pin<Box<dyn Future<Output = Result<Listed>> + Send>>),
    /// The pause before this page is requested again.
    Pausing(Option<String>, Pin<Box<dyn Future<Output = ()> + Send>>),
    End,
}

/// A page as the API lists it. As an operation, it is the list of events.
struct Listed {
    /// An error takes the place of an event that cannot be read.
    events: Vec<Result<SessionEvent>>,
    next: Option<String>,
    /// The error if this page is the last of too many without events.
    endless: Error,
}

/// A part of the history.
pub(super) enum Page {
    /// An error takes the place of an event that cannot be read.
    Events(Vec<Result<SessionEvent>>),
    /// The error of a page that cannot be read, even if it has a single event. Nothing behind it can be read.
    Unreadable(Error),
}

impl HistoryPages {
    pub(super) fn oldest_first(request: &Request<ListSessionEvents>) -> Self {
        Self::new(request.clone(), LARGEST)
    }

    pub(super) fn newest_first(request: &Request<ListSessionEvents>) -> Self {
        Self::new(request.clone().order(SessionOrder::Desc), NEWEST)
    }

    fn new(request: Request<ListSessionEvents>, size: i64) -> Self {
        let (place, cursors, backoff) = (Place::Before(None), SortedSet::new(), Backoff::default());
        Self { request, place, size, cursors, empty: 0, backoff, paused: Duration::ZERO }
    }

    /// Whether the last page has been read.
    pub(super) fn is_at_end(&self) -> bool {
        matches!(self.place, Place::End)
    }

    pub(super) async fn next(&mut self) -> Option<Result<Page>> {
        poll_fn(|context| self.poll(context)).await
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page>>> {
        loop {
            match std::mem::replace(&mut self.place, Place::End) {
                Place::Before(cursor) => {
                    let request = self.request.clone().limit(self.size);
                    let request = match &cursor {
                        Some(cursor) => request.page(cursor),
                        None => request,
                    };
                    self.place = Place::Asked(cursor, Box::pin(request.read_as::<Listed>().send()));
                }
                Place::Asked(cursor, mut answer) => {
                    let Poll::Ready(answer) = answer.as_mut().poll(context) else {
                        self.place = Place::Asked(cursor, answer);
                        return Poll::Pending;
                    };
                    if let Some(page) = self.answered(cursor, answer) {
                        return Poll::Ready(Some(page));
                    }
                }
                Place::Pausing(cursor, mut pause) => {
                    if pause.as_mut().poll(context).is_pending() {
                        self.place = Place::Pausing(cursor, pause);
                        return Poll::Pending;
                    }
                    self.place = Place::Before(cursor);
                }
                Place::End => return Poll::Ready(None),
            }
        }
    }

    fn answered(&mut self, cursor: Option<String>, answer: Result<Listed>) -> Option<Result<Page>> {
        let Listed { events, next, endless } = match answer {
            Ok(listed) => listed,
            // A smaller page may leave out the event that makes it too large or malformed.
            Err(Error::Limit(_) | Error::Decode(_)) if self.size > 1 => {
                self.size = (self.size / SHRINK).max(1);
                self.place = Place::Before(cursor);
                return None;
            }
            // A proxy may have answered while the server was away.
            Err(error) if is_foreign(&error) && self.paused < PATIENCE => {
                let pause = self.backoff.next(Duration::ZERO, None).pause;
                self.paused += pause;
                self.place = Place::Pausing(cursor, self.request.clock().sleep(pause));
                return None;
            }
            // The next page is not known.
            Err(error @ (Error::Limit(_) | Error::Decode(_))) => return Some(Ok(Page::Unreadable(error))),
            Err(error) => {
                self.place = Place::Before(cursor);
                return Some(Err(error));
            }
        };
        self.size = (self.size * 2).min(LARGEST);
        self.backoff.reset();
        self.paused = Duration::ZERO;
        let next = next.filter(|cursor| !cursor.is_empty() && self.cursors.insert(cursor.clone()));
        self.empty = if events.is_empty() { self.empty + 1 } else { 0 };
        if next.is_some() && self.empty == MOST_EMPTY {
            return Some(Err(endless));
        }
        self.place = next.map_or(Place::End, |cursor| Place::Before(Some(cursor)));
        Some(Ok(Page::Events(events)))
    }
}

impl Sealed for Listed {}

impl Operation for Listed {
    type Output = Self;
    type Body = Self;
    const ENDPOINT: &'static Endpoint = ListSessionEvents::ENDPOINT;
}

impl ResponseBody for Listed {
    type Output = Self;
    const ACCEPT: &'static str = Json::<SessionEventList>::ACCEPT;

    fn decode(received: &mut Received) -> Result<Self> {
        let (list, lacking) = page::read::<SessionEventList>(received, &["data"])?;
        let message = format!("{MOST_EMPTY} pages in a row of the history have no events, so it may never end");
        let endless = Error::Decode(Arc::new(DecodeError::other(&received.head, message, None)));
        Ok(Self { events: in_place(list.data, lacking).collect_list(), next: list.next_page, endless })
    }
}
